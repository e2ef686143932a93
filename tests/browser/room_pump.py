"""The pump room, used as a pump clinic's trainer does, against what `painrig spread` prints."""
import re

from browser import Keys
from wanted import comes_to, equal, holds, until


def tables_of(said):
    """The command's tables as texts: { title's first words: [[cell]] }."""
    tables, title = {}, None
    for line in said.splitlines():
        if line.startswith("  ") and title:
            tables[title].append(re.split(r" {2,}", line.strip()))
        else:
            title = line if line and not line.startswith("  ") else None
            if title:
                tables[title] = []
    return tables


def printed_of(page):
    return page.script("""
        return Object.fromEntries([...document.querySelectorAll('.pump-printed-in table')]
            .map((table) => [table.caption.textContent, [...table.rows]
                .map((row) => [...row.cells].map((cell) => cell.textContent))]));""")


def unlike(name, table):
    return [[cell for cell in row if cell] for row in table] if name == "where it is" else table


def same_tables(page, want, what):
    """The page comes to three tables, each of them to the letter as the command prints it."""
    def are_same():
        got = printed_of(page)
        return len(got) == 3 and all(unlike(title, table) == want.get(title)
                                     for title, table in got.items())

    until(are_same, lambda: f"{what}: the page shows {printed_of(page)}, the command {want}")


def to_the_end(page):
    page.play(False)
    page.free()
    page.press(Keys.END)
    until(lambda: page.data("player-now", "value") == page.script(
        "return document.querySelector('[data-test=player-time]').max"), "End does not end")
    return page


def test_tables_are_the_command_s(bench):
    for settings in ({}, {"drug": "baclofen", "tip": "T6", "rate": "8", "hours": "12"}):
        options = [word for name, value in settings.items() for word in (f"--{name}", value)]
        want = tables_of(bench.painrig_text("spread", "--no-picture", *options))
        page = bench.page("pump", "&".join(f"{name}={value}" for name, value in settings.items()))
        same_tables(page, want, "the tables")


def test_numbers_at_the_end_are_the_command_s(bench):
    said = tables_of(bench.painrig_text("spread", "--no-picture", "--rate", "30"))
    levels = next(rows for title, rows in said.items() if "in the fluid" in title)
    where = {row[0]: row[-1] for row in said["where it is"]}
    page = to_the_end(bench.page("pump", "rate=30"))
    want = {"tip": next(row[-1] for row in levels if row[0] == "T10"),
            "plasma": where["plasma, ng/mL"],
            "brain": where["effect site in the brain stem, ng/mL"],
            "effect": where["its effect site, ug/mL"], "arrived": where["arrived, ug"],
            "cord": where["cord at T10, ug/mL"]}
    for name, text in want.items():
        number, _, band = text.partition(" ")
        comes_to(lambda: page.text(f"now-{name}-0"), number, f"{name} on the page, of {text!r}")
        if band:
            comes_to(lambda: page.text(f"now-{name}-band"), band.strip("()"), f"the band of {name}")


def test_command_is_shown_and_is_the_one(bench):
    page = bench.page("pump", "tip=L1&rate=0&bolus=100&bolus_volume=2&hours=6&band=0")
    command = page.text("command-0")
    holds(command.startswith("painrig spread "), f"the page shows the command {command!r}")
    said = bench.painrig_text(*command.split()[1:], "--samples", "0", "--no-picture")
    same_tables(page, tables_of(said), f"by {command}")


def test_compare_two_regimes(bench):
    page = to_the_end(bench.page("pump", "rate=10&b.rate=40&band=0"))
    names = ("now-plasma-0", "now-plasma-1", "now-plasma-more")
    one, other, more = until(lambda: [page.number(name) for name in names], "no plasma")
    holds(3.9 < other / one < 4.1, f"four times the rate has plasma {one} and {other}")
    holds(abs(more - (other - one)) < 1e-9, "the difference is another")
    page.picture(f"{bench.out}/pump_compare.png")
    page.free()
    page.press("x")
    until(lambda: not page.all("view-1"), "x takes no regime away")
    page.ready()
    page.free()
    page.press("c")
    until(lambda: page.all("view-1"), "c adds no regime")
    page.ready()


def test_tip_by_keyboard_and_mouse(bench):
    page = bench.page("pump", "band=0")
    tip = page.find("tip")
    tip.send_keys(Keys.ARROW_UP)
    until(lambda: "tip=T" in page.script("return location.hash"), "an arrow does not move the tip")
    until(lambda: page.of("field-tip", "one.value") in ("T9", "T11"),
          lambda: f"an arrow has moved the tip from T10 to {page.of('field-tip', 'one.value')}")
    page.ready().drawn()
    box = page.script("const box = document.querySelector('[data-test=tip]')"
                      ".getBoundingClientRect();"
                      "return [box.x + box.width / 2, box.y + box.height / 2]")
    for kind, dy in (("mousePressed", 0), ("mouseMoved", -60), ("mouseMoved", -150),
                     ("mouseReleased", -150)):
        page.driver.execute_cdp_cmd("Input.dispatchMouseEvent", {
            "type": kind, "x": box[0], "y": box[1] + dy, "button": "left",
            "buttons": 0 if kind == "mouseReleased" else 1, "clickCount": 1})
    until(lambda: page.script("return document.querySelector('[data-test=field-tip]').value")
          not in ("T9", "T10", "T11"), "the mouse does not drag the tip")
    page.ready()


def test_patient_s_button_and_its_lockout(bench):
    page = bench.page("pump", "rate=10&press_bolus=40&lockout=120&band=0")
    page.play(False)
    page.free()
    page.press(Keys.HOME)
    page.press(*"." * 10)                               # a tenth of a day
    page.click("press")
    comes_to(lambda: page.data("press-0", "value"), "granted", "the first press")
    page.ready()
    page.free()
    page.press(*"." * 4)                                # an hour on: two are locked
    page.click("press")
    comes_to(lambda: page.data("press-1", "value"), "lockout", "a press within the lockout")
    holds(0 < page.number("press-1", "wait") < 7200, "what is left of the lockout")
    hours = [page.number(f"press-{k}", "at") / 3600 for k in (0, 1)]
    said = bench.painrig_text("spread", "--rate", "10",
                              "--press", ",".join(f"{hour:g}" for hour in hours),
                              "--press-bolus", "40", "--lockout", "120", "--samples", "0",
                              "--no-picture")
    page.ready()
    same_tables(page, tables_of(said), "with presses")
    page.picture(f"{bench.out}/pump_button.png")
    page.click("press-forget")
    until(lambda: not page.all("press-0"), "presses are not forgotten")


def test_steps_of_the_day(bench):
    page = bench.page("pump", "schedule=0:10,6:25,22:10&hours=48&band=0")
    want = tables_of(bench.painrig_text("spread", "--schedule", "0:10,6:25,22:10", "--hours", "48",
                                        "--samples", "0", "--no-picture"))
    same_tables(page, want, "by the day")
    page.click("mode-rate")
    until(lambda: "schedule" not in page.script("return location.hash"), "the day stays")
    page.ready()


def test_scrub_pause_and_map(bench):
    page = to_the_end(bench.page("pump", "band=0"))
    late = until(lambda: page.number("now-arrived-0"), "no drug at the end")
    page.free()
    page.press(Keys.HOME)
    until(lambda: page.number("now-arrived-0") == 0, "drug at the start")
    page.press(*"." * 50)
    until(lambda: abs(page.number("now-arrived-0") - late / 2) < 0.01 * late,
          "half of the day has not half of the drug")
    for name in ("cord", "effect", "fluid"):
        page.click(f"map-field-{name}")
    page.free()
    before = page.number("player-now")
    page.press("3", " ")
    until(lambda: page.number("player-now") > before + 1800, "an hour a second")
    page.play(False)


def test_every_preset_opens(bench):
    page = bench.page("pump", "band=0")
    for name in page.script("return [...document.querySelectorAll('[data-test=preset] option')]"
                            ".map((one) => one.value).filter(Boolean)"):
        page.script("document.querySelector('#room > .room').dataset.state = 'asked'")
        page.put("preset", name)
        until(lambda: page.room() == "ready" or page.trouble(), f"preset {name} does not open")
        equal(page.trouble(), "", f"preset {name}")


def test_a_link_shows_the_same(bench):
    page = bench.page("pump", "drug=hydromorphone&rate=5&tip=T8&b.rate=8&band=0")
    want, link = printed_of(page), page.script("return location.hash")
    again = bench.page("pump", link.split("?", 1)[1])
    comes_to(lambda: printed_of(again), want, "tables behind a link")
    equal(again.script("return location.hash"), link, "the link of the link")


def test_handout_has_the_numbers_of_the_page(bench):
    page = bench.page("pump", "drug=baclofen&tip=T6&rate=8&hours=12&band=0")
    file = f"{bench.out}/pump_handout.pdf"
    page.fetched(page.link("handout-pdf"), file)
    text = bench.pdf_text(file)
    for title, table in printed_of(page).items():
        for cell in (cell for row in table for cell in row if re.fullmatch(r"[\d.]+", cell)):
            holds(re.search(rf"(^|\s){re.escape(cell)}(\s|$)", text),
                  f"the handout does not say {cell}, which is in {title!r}")


def test_it_prints_on_one_page(bench):
    page = to_the_end(bench.page("pump", "band=0"))
    equal(page.on_paper(f"{bench.out}/pump_printed.pdf"), 1, "pages on paper")


def test_the_end_is_the_command_s_to_the_last_digit(bench):
    want = bench.painrig_json("spread", "--rate", "12.5", "--tip", "L1", "--hours", "12",
                              "--samples", "0")
    del want["model"]["wall_s"]
    page = bench.page("pump", "rate=12.5&tip=L1&hours=12&band=0")
    got = page.script("""
        return import('./house.js').then((house) => house.film('/data/spread',
          { rate: 12.5, tip: 'L1', hours: 12, samples: 0 })).then((film) => film.head.end)""")
    equal(got, want, "the film's end")


def test_steps_of_the_day_by_hand(bench):
    page = bench.page("pump", "band=0")
    page.click("mode-day")
    page.ready()
    page.click("step-add")
    page.put("step-rate-1", 35)
    page.ready()
    until(lambda: "schedule=0:20,12:35" in page.address(),
          "the address does not hold the steps")
    page.put("step-rate-1", -4)
    comes_to(lambda: page.of("step-rate-1", "one.getAttribute('aria-invalid')"), "true",
             "is a rate below 0 marked")


def test_what_the_server_refuses_is_said(bench):
    page = bench.page("pump", "band=0")
    page.script("location.hash = '#pump?schedule=6:20&band=0'")
    until(lambda: "the first step must begin at 0" in page.trouble(), "nothing is said")


test_what_the_server_refuses_is_said.excused = ("status of 400",)
