"""The device room: a trainee's page and a trainer's, of a mocked device that lives on a server."""
import json
import re
import subprocess

from browser import Keys
from wanted import WAIT_S, comes_to, equal, holds, until


def began(bench, what, server=None):
    """The trainee's page of a new stage, and its number."""
    page = bench.page("device", server=server)
    page.click(f"start-{what}")
    until(lambda: page.room() == "live", f"{what} does not begin")
    return page, int(re.search(r"stage=(\d+)", page.script("return location.hash")).group(1))


def alarm(page):
    return page.data("panel-alarm", "priority")


def stands_by(page):
    until(lambda: page.text("panel-state") == "standby", "the generator does not stand by")


def stopped(page):
    """Its time stands, for as long as a machine may need for the next page."""
    page.click("rate-0")
    until(lambda: page.of("rate-0", "one.ariaPressed") == "true", "the stage's time goes on")


def ended(page):
    page.click("end")
    until(lambda: page.room() == "over", "the stage does not end")


def test_a_fault_of_the_trainer_alarms_on_the_trainee_s_page(bench):
    trainee, number = began(bench, "free-ablation")
    stands_by(trainee)
    equal(alarm(trainee), "none", "the alarm before anything happened")
    trainee.click("sound")                          # what is heard has to be asked for
    comes_to(lambda: trainee.data("sound", "state"), "on", "the sound")
    trainee.click("panel-key-start")
    until(lambda: trainee.data("panel-light-RF ON", "on") == "true", "the output stays off")
    until(lambda: trainee.number("panel-generator.temp_c") > 45, "the tip stays cold")
    stopped(trainee)
    trainer = bench.tab(f"#device/trainer?stage={number}").ready()
    trainer.find("fault-pad.lost").send_keys(Keys.END)      # a slider: all the way
    trainer.click("rate-1")
    trainee.here()
    until(lambda: alarm(trainee) == "high", "no alarm on the trainee's page")
    until(lambda: "Return pad lost" in trainee.text("panel-alarm"), "the alarm has no words")
    comes_to(lambda: trainee.data("panel-light-RF ON", "on"), "false", "the output without a pad")
    until(lambda: int(trainee.data("sound", "bursts")) > 0, "the alarm is not heard")
    trainee.picture(f"{bench.out}/device_alarm.png")
    listed = until(lambda: [one for one in trainee.script(
        "return [...document.querySelectorAll('[data-test=event-list] li')]"
        ".map((one) => one.textContent)") if "trainer: pad.lost" in one],
        "the trainer's turn is not among what happened")
    holds(len(listed) == 1, f"one turn is told {len(listed)} times")
    trainer.here()
    trainer.picture(f"{bench.out}/device_trainer.png")
    trainer.find("fault-pad.lost").send_keys(Keys.HOME)     # the pad is back on
    trainee.here()
    trainee.free()
    trainee.press("c")                              # CLEAR FAULT, by its letter
    until(lambda: alarm(trainee) == "none", "the fault is not cleared")
    ended(trainee)


def test_an_occluded_catheter_alarms_at_the_pump(bench):
    page, number = began(bench, "free-infusion")
    trainer = bench.tab(f"#device/trainer?stage={number}").ready()
    trainer.click("fault-catheter.occlusion")
    trainer.click("rate-600")
    page.here()
    until(lambda: alarm(page) == "high", "an occluded catheter does not alarm")
    until(lambda: "Catheter occluded" in page.text("panel-alarm"), "the alarm has other words")
    page.picture(f"{bench.out}/device_pump.png")
    ended(page)


def test_keys_of_the_keyboard_work_the_front(bench):
    page, _ = began(bench, "free-ablation")
    stands_by(page)
    page.free()
    before = int(until(lambda: page.text("panel-set-generator.set_temp_c").strip("\u2013"),
                       "the set temperature is not shown"))
    page.press("u", "u")
    until(lambda: page.text("panel-set-generator.set_temp_c") == str(before + 2),
          "two more degrees are not set")
    page.press("s")
    until(lambda: page.data("panel-light-RF ON", "on") == "true", "s does not start")
    page.press("e")
    until(lambda: alarm(page) == "high", "e is no emergency stop")
    comes_to(lambda: page.data("panel-light-RF ON", "on"), "false",
             "the output after an emergency stop")
    ended(page)


def test_a_session_is_taken_home_and_repeated(bench):
    """The log as a scenario: `painrig run` plays it, and its rows are those of the page."""
    page, number = began(bench, "free-ablation")
    stands_by(page)
    page.click("panel-key-start")
    page.click("rate-10")
    until(lambda: page.number("clock") > 20, "time does not go by")
    ended(page)
    file = f"{bench.folder}/session.lua"
    where = page.find("log-lua").get_attribute("href")
    page.fetched(where.replace(page.server.url.rstrip("/"), ""), file)
    told = json.loads(page.fetched(f"/data/device/log?stage={number}&as=json",
                                   f"{bench.folder}/session.json"))
    holds(told, "the log is empty")
    made = subprocess.run([bench.painrig, "run", file, "--out", f"{bench.folder}/session"],
                          capture_output=True, text=True, timeout=WAIT_S)
    holds(made.returncode in (0, 1), f"painrig run of the session: {made.stderr or made.stdout}")
    last = page.number("clock")
    with open(f"{bench.folder}/session/trace.csv", encoding="utf-8") as rows:
        head = rows.readline().strip().split(",")
        row = [line.split(",") for line in rows if re.match(r"[\d.]+,", line)
               and float(line.split(",", 1)[0]) <= last + 1e-9][-1]
    for signal in ("tip.temp_c", "lesion.width_mm", "output.power_w"):
        shown = page.data(f"panel-{signal}", "value")
        want = float(row[head.index(signal)])
        holds(abs(float(shown) - want) <= 1e-6 * max(1, abs(want)),
              f"{signal} at {last} s is {shown} on the page and {want} when it is repeated")


def test_a_drill_is_scored(bench):
    page, number = began(bench, "pad_comes_off")
    stands_by(page)
    stopped(page)
    trainer = bench.tab(f"#device/trainer?stage={number}").ready()
    until(lambda: trainer.all("score-points"), "the trainer sees no score")
    comes_to(lambda: trainer.data("score-points", "value"), "0",
             "the score before anything was done")
    page.here()
    page.click("rate-1")
    page.click("panel-key-start")
    holds(not page.find("panel-tip.temp_c").is_displayed(), "a trainee sees the true temperature")
    trainer.here()
    until(lambda: trainer.number("score-points") > 0,
          "a treatment that is started has no points")
    page.here()
    ended(page)
    holds(page.find("panel-tip.temp_c").is_displayed(), "what was true is not told when it is over")


def address_of_this_machine():
    said = subprocess.run(["hostname", "-I"], capture_output=True, text=True, timeout=WAIT_S)
    return next((one for one in said.stdout.split() if re.fullmatch(r"[\d.]+", one)), None)


def test_another_browser_may_only_look(bench):
    """Both come by the links that `serve --listen` prints."""
    address = address_of_this_machine()
    if address is None:
        print("page: this machine has no address but its own: nobody else could look")
        return
    server = bench.serve("--listen", address)
    keys = re.findall(r"/(enter\?key=[0-9a-f]{64})", server.said)
    equal(len(keys), 2, "links that serve prints")
    trainer = bench.page("device", server=server, way=keys[0])
    trainer.click("start-free-ablation")
    until(lambda: trainer.room() == "live", "the trainer cannot begin")
    number = re.search(r"stage=(\d+)", trainer.script("return location.hash")).group(1)
    viewer = bench.guest(server, keys[1])
    try:
        viewer.go(f"#device?stage={number}")
        viewer.ready()
        rows = "return document.querySelector('#room > .room').dataset.rows"
        until(lambda: int(viewer.script(rows)) > 3, "the viewer sees no rows")
        equal(viewer.all("panel-key-start"), [], "keys of a viewer")
        refused = viewer.script("""
            return fetch('/data/device/press', { method: 'POST',
                headers: { 'Content-Type': 'application/json' },
                body: JSON.stringify({ stage: Number(arguments[0]), key: 'start', value: 1 }) })
                .then((answer) => answer.status);""", number)
        equal(refused, 403, "what a viewer's press is answered")
        viewer.picture(f"{bench.out}/device_viewer.png")
    finally:
        viewer.driver.quit()
    ended(trainer)


def test_it_prints_on_one_page(bench):
    page, _ = began(bench, "free-ablation")
    equal(page.on_paper(f"{bench.out}/device_printed.pdf"), 1, "pages on paper")
    ended(page)
