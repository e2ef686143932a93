"""The lesion room, used as a trainer does, against what `painrig lesion` prints."""
import re

from browser import Keys
from wanted import comes_to, equal, holds, until

MEASURES = ("width_mm", "distal_mm", "proximal_mm", "volume_mm3")


def options_of(settings):
    return [word for name, value in settings.items() for word in (f"--{name}", str(value))]


def link_of(**settings):
    return "&".join(f"{name}={value}" for name, value in settings.items())


def table_of(bench, settings):
    """What the command prints of its end: a row of texts for every criterion, and its lines."""
    said = bench.painrig_text("lesion", "--no-picture", *options_of(settings))
    rows = re.findall(r"^  (\S.*?\S) {2,}([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+)$", said, re.M)
    holds(len(rows) >= 3, f"no table in {said!r}")
    return [dict(zip(MEASURES, row[1:])) for row in rows], said.splitlines()


def to_the_end(page):
    page.free()
    page.press(Keys.END)
    until(lambda: page.data("player-now", "value") == page.script(
        "return document.querySelector('[data-test=player-time]').max"), "End does not end")
    return page


def lesion_on(page, criteria):
    return [{name: page.text(f"lesion-{k}-{name}") for name in MEASURES} for k in range(criteria)]


def settled(page, criteria, want):
    comes_to(lambda: lesion_on(page, criteria), want, "what the page shows, and the command prints")


def test_numbers_are_the_command_s(bench):
    for settings in ({}, {"gauge": 20, "tip": 5, "set": 85, "time": 60, "tissue": "fat"},
                     {"gauge": 16, "set": 70, "start": 22, "ramp": 30, "thermocouple": 2}):
        want, lines = table_of(bench, settings)
        page = to_the_end(bench.page("lesion", link_of(**settings, anatomy="none")))
        settled(page, len(want), want)
        caption = page.script("return document.querySelector('.lesion-caption').textContent")
        holds(lines[0] in caption, f"the page says {caption!r}, the command {lines[0]!r}")


def test_settings_by_the_keyboard_alone(bench):
    page = bench.page("lesion", "anatomy=none")
    page.find("field-gauge").send_keys("22")        # a list takes what is typed
    page.put("field-tip", 5)
    page.put("field-set", 75)
    want, _ = table_of(bench, {"gauge": 22, "tip": 5, "set": 75})
    to_the_end(page.ready())
    settled(page, len(want), want)
    until(lambda: "gauge=22" in page.script("return location.hash"),
          "the address does not hold the gauge")


def test_what_cannot_be_is_marked_and_not_asked(bench):
    page = bench.page("lesion", "anatomy=none")
    for set_c, is_invalid in ((300, "true"), (80, "false")):
        page.put("field-set", set_c)
        comes_to(lambda: page.find("field-set").get_attribute("aria-invalid"), is_invalid,
                 f"is a set of {set_c} degrees marked")


def test_compare_two_and_their_differences(bench):
    page = bench.page("lesion", "anatomy=none&gauge=18,16")
    first, _ = table_of(bench, {"gauge": 18})
    second, _ = table_of(bench, {"gauge": 16})
    to_the_end(page)
    for case, want in enumerate((first[0], second[0])):
        comes_to(lambda: {name: page.text(f"compare-{case}-{name}") for name in MEASURES}, want,
                 f"case {case}, on the page and as the command prints it")
    rough = float(second[0]["width_mm"]) - float(first[0]["width_mm"])
    until(lambda: abs(float(page.text("compare-1-width_mm-more")) - rough) < 0.0101,
          lambda: f"the difference is {page.text('compare-1-width_mm-more')}, of rounded numbers "
                  f"{rough}")
    page.picture(f"{bench.out}/lesion_compare.png")


def test_compare_is_built_and_taken_away_by_keys(bench):
    page = bench.page("lesion", "anatomy=none")
    page.free()
    page.press("c")
    until(lambda: page.all("view-1"), "c adds no lesion")
    page.ready()
    page.put("field-gauge", 22)
    page.ready()
    until(lambda: "gauge=18,22" in page.address(), "the address is another")
    page.free()
    page.press("c", "c")
    until(lambda: len(page.script("return document.querySelectorAll('.lesion-view')")) == 4,
          "not four lesions")
    page.ready()
    page.picture(f"{bench.out}/lesion_four.png")
    page.free()
    page.press("x", "x", "x")
    until(lambda: not page.all("view-1"), "x takes no lesion away")
    page.ready()


def width_mm(page):
    return float(page.text("lesion-0-width_mm"))


def is_stopped_on_the_way(page):
    """From the start at 60 times, and stopped by Space before the clock ends by itself."""
    page.play(False)
    page.press(Keys.HOME, "3", " ")
    until(lambda: page.number("player-now") > 5, "60 times is not fast")
    page.press(" ")
    return page.text("player-play") == "Play" and page.number("player-now") < 600


def test_pause_scrub_and_speed(bench):
    page = bench.page("lesion", "anatomy=none&time=600")
    page.free()
    until(lambda: is_stopped_on_the_way(page), "Space does not stop the clock")
    stopped = page.data("player-now", "value")
    page.drawn()
    equal(page.data("player-now", "value"), stopped, "a paused clock")
    page.find("player-time").send_keys(Keys.HOME)
    comes_to(lambda: page.number("player-now"), 0.0, "Home on the slider of time")
    comes_to(lambda: page.text("lesion-0-width_mm"), "0.00", "a lesion at the start")
    page.free()
    page.press(*"." * 30)
    until(lambda: width_mm(page) > 0, "no lesion after three tenths of the time")
    at_rest = page.data("player-now", "value")
    first_mm = width_mm(page)
    page.press(*"." * 30)
    until(lambda: width_mm(page) > first_mm, f"the lesion does not grow from {first_mm} mm")
    holds(page.number("player-now") > float(at_rest), "a full stop does not move the clock")


def test_probe_reads_what_a_case_s_probe_does(bench):
    case = f"{bench.folder}/probe.lua"
    with open(case, "w", encoding="utf-8") as out:
        out.write("""return lesion_case {
            electrode = { gauge = 18, tip_mm = 10, thermocouple_mm = 0.5 },
            tissue = "muscle", start_c = 37,
            drive = { set_c = 80, ramp_s = 15, hold_until_s = 105 }, end_s = 105,
            probes = { { r_mm = 2.5, z_mm = 0 } } }""")
    want = bench.painrig_json("lesion", case)["probes"][0]["temp_c"][-1]
    page = to_the_end(bench.page("lesion", "anatomy=none"))
    page.press(Keys.ARROW_RIGHT)                    # 2.5 mm beside the tip's end
    page.press(*[Keys.ARROW_UP] * 10)               # 5 mm up: the middle of the tip
    comes_to(lambda: page.text("probe-temp"), f"{want:.1f} \u00b0C",
             "the probe beside the middle of the tip")
    page.press(Keys.ESCAPE)
    until(lambda: not page.all("probe-temp"), "Esc does not forget the probe")


def box_of(page, test):
    """[x, y, width, height] in the window, of what is laid out by now."""
    page.drawn()
    return page.of(test, "['x', 'y', 'width', 'height'].map((side) =>"
                         " one.getBoundingClientRect()[side])")


def test_probe_and_ruler_by_the_mouse(bench):
    page = to_the_end(bench.page("lesion", "anatomy=none"))
    hands = page.driver.execute_cdp_cmd
    box = box_of(page, "view-0")
    x, y = box[0] + box[2] * 0.5, box[1] + box[3] * 0.5
    hands("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x + 40, "y": y})
    until(lambda: 37 < page.number("probe-temp") < 81,
          lambda: f"beside the needle it is {page.number('probe-temp')} C")
    page.click("tool-ruler")
    box = box_of(page, "view-0")
    x, y = box[0] + box[2] * 0.5, box[1] + box[3] * 0.5
    for kind, dx in (("mousePressed", 0), ("mouseMoved", 60), ("mouseMoved", 120),
                     ("mouseReleased", 120)):
        hands("Input.dispatchMouseEvent", {
            "type": kind, "x": x + dx - 150, "y": y, "button": "left",
            "buttons": 0 if kind == "mouseReleased" else 1, "clickCount": 1})
    window_mm = 36.0        # what stands across the view of the drawing without anatomy
    want = 120 / box[2] * window_mm
    until(lambda: abs(page.number("ruler-length") - want) < 0.06 * want, lambda: "the ruler says "
          f"{page.number('ruler-length')} mm, drawn are {want:.2f} mm")


def test_nerve_is_dead_as_far_as_the_lesion_goes(bench):
    page = bench.page("lesion", "anatomy=lumbar")
    page.play(False)
    page.free()
    page.press(Keys.HOME)
    until(lambda: page.number("nerve-0-dead_mm") == 0, "a dead nerve at the start")
    to_the_end(page)
    until(lambda: page.number("nerve-0-dead_mm") > 5,
          "the usual needle kills no 5 mm of the medial branch")
    margins = until(lambda: page.script(
        "const all = [...document.querySelectorAll('[data-test^=nerve-0-margin]')];"
        "return all.every((one) => one.dataset.from === 'server')"
        "    && all.map((one) => Number(one.dataset.value))"), "the server's margins do not come")
    holds(margins and all(one > 0 for one in margins), f"margins to what must live are {margins}")
    page.picture(f"{bench.out}/lesion_nerve.png")


def test_nerve_drawn_by_hand(bench):
    """Straight along the needle's side: as long as the lesion is there."""
    page = to_the_end(bench.page("lesion", "anatomy=none"))
    want, _ = table_of(bench, {})
    page.click("tool-nerve")
    box = box_of(page, "view-0")
    for part in (0.25, 0.75):
        for kind in ("mousePressed", "mouseReleased"):
            page.driver.execute_cdp_cmd("Input.dispatchMouseEvent", {
                "type": kind, "x": box[0] + box[2] * part, "y": box[1] + box[3] * 0.5,
                "button": "left", "buttons": int(kind == "mousePressed"), "clickCount": 1})
    most = float(want[0]["width_mm"])
    until(lambda: 0.3 * most < page.number("nerve-0-dead_mm") <= most + 0.2,
          lambda: f"{page.number('nerve-0-dead_mm')} mm of a nerve that crosses are dead, where "
                  f"the lesion is {most} mm wide")


def test_every_preset_opens(bench):
    page = bench.page("lesion")
    for name in page.script("return [...document.querySelectorAll('[data-test=preset] option')]"
                            ".map((one) => one.value).filter(Boolean)"):
        page.put("preset", name)
        until(lambda: page.room() == "ready" or page.trouble(), f"preset {name} does not open")
        equal(page.trouble(), "", f"preset {name}")


def test_a_link_shows_the_same(bench):
    page = bench.page("lesion")
    page.put("preset", "cervical")
    page.ready()
    page.put("field-set", 75)
    page.ready()
    to_the_end(page)
    want, _ = table_of(bench, {"gauge": 20, "tip": 5, "set": 75})
    settled(page, len(want), want)
    until(lambda: "set=75" in page.address(), "the address does not hold what is set")
    link = page.script("return location.hash")
    again = to_the_end(bench.page("lesion", link.split("?", 1)[1]))
    settled(again, len(want), want)
    equal(again.of("anatomy", "one.value"), "cervical", "the anatomy behind a link")
    equal(again.script("return location.hash"), link, "the link of the link")


def test_handout_has_the_numbers_of_the_page(bench):
    """As the link of the page asks for it; its text is poppler's."""
    page = to_the_end(bench.page("lesion", "anatomy=none&gauge=18,22&tip=10,5"))
    file = f"{bench.out}/lesion_handout.pdf"
    page.fetched(page.link("handout-pdf"), file)
    text = bench.pdf_text(file)
    for settings in ({"gauge": 18, "tip": 10}, {"gauge": 22, "tip": 5}):
        for row in table_of(bench, settings)[0]:
            for value in row.values():
                holds(re.search(rf"(^|\s){re.escape(value)}(\s|$)", text),
                      f"the handout does not say {value}, which {settings} has")


def test_handout_tells_of_the_nerve(bench):
    page = to_the_end(bench.page("lesion"))
    until(lambda: page.number("nerve-0-dead_mm") > 5, "no nerve is dead")
    file = f"{bench.out}/lesion_nerve.pdf"
    page.fetched(page.link("handout-pdf"), file)
    text = bench.pdf_text(file)
    for test, name in (("dead_mm", "L4 medial branch, 43.4 mm long: dead / mm"),
                       ("margin-0", "L4 spinal nerve: margin / mm"),
                       ("margin-1", "L5 root: margin / mm"), ("margin-2", "dura: margin / mm")):
        comes_to(lambda: page.data(f"nerve-0-{test}", "from"), "server", "whose number it is")
        value = f"{page.number(f'nerve-0-{test}'):.2f}"
        holds(re.search(rf"{re.escape(name)} +{re.escape(value)}\s", text),
              f"the handout does not say {value} of {name!r}")
    holds("sizes partly unverified" in text, "the handout does not say that sizes are unverified")


def test_it_prints_on_one_page(bench):
    page = to_the_end(bench.page("lesion"))
    equal(page.on_paper(f"{bench.out}/lesion_printed.pdf"), 1, "pages on paper")
