"""The suite room, against the files that `painrig run` and `painrig test` have left and what the
command line says of them."""
import csv
import json
import pathlib
import subprocess

from browser import Keys
from wanted import WAIT_S, comes_to, equal, holds, until

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCENARIOS = ROOT / "scenarios"
SCRIPT = "<script>document.title='stolen'</script><img src=x onerror=\"document.title='stolen'\">"
SIGNALS = ("tip.temp_c", "output.power_w", "generator.state")

NAMED = f"""return scenario {{ title = [==[{SCRIPT}]==], rig = "ablation", limit_s = 100,
  run = function(rig)
    expect_within(1, [==[{SCRIPT}]==], function() return rig.tip.temp_c > 90 end)
  end }}"""
ENDLESS = """return scenario { title = "it goes on", rig = "infusion", limit_s = 1e8,
  run = function(rig) wait(9e7) end }"""


def painrig(bench, *arguments):
    return subprocess.run([bench.painrig, *arguments], cwd=ROOT, capture_output=True, text=True,
                          timeout=WAIT_S)


def folder_of(bench):
    """A folder of runs, made once: two of one scenario, one with a script in its title, a suite."""
    runs = pathlib.Path(bench.folder) / "runs"
    if not runs.exists():
        lumbar = "scenarios/ablation/lumbar_medial_branch.lua"
        painrig(bench, "run", lumbar, "--quiet", "--out", f"{runs}/lumbar")
        painrig(bench, "run", lumbar, "--set", "set_c=85", "--quiet", "--out", f"{runs}/lumbar_85")
        pathlib.Path(bench.folder, "named.lua").write_text(NAMED, encoding="utf-8")
        painrig(bench, "run", f"{bench.folder}/named.lua", "--quiet", "--out", f"{runs}/named")
        painrig(bench, "test", lumbar, "scenarios/ablation/over_temperature.lua", "--quiet",
                "--out", f"{runs}/suite")
        (runs / "half").mkdir()
        (runs / "half" / "manifest.json").write_text('{"title": "ha', encoding="utf-8")
    return runs


def served(bench):
    if not getattr(bench, "suite_server", None):
        bench.suite_server = bench.serve("--runs", str(folder_of(bench)), "--scenarios",
                                         str(SCENARIOS))
    return bench.suite_server


def page_of(bench, settings=""):
    return bench.page("suite", settings, server=served(bench))


def row(page, run):
    return page.script("const r = document.querySelector(`tr[data-run=\"${arguments[0]}\"]`);"
                       "return r && { verdict: r.dataset.verdict, state: r.dataset.state,"
                       " text: r.textContent }", run)


def cells_at(folder, t_s):
    """The last row at or before a moment, as the file has it."""
    with open(folder / "trace.csv", encoding="utf-8") as file:
        rows = csv.reader(file)
        names, last = next(rows), None
        next(rows)
        for cells in rows:
            if cells[0].startswith("#") or float(cells[0]) > t_s:
                break
            last = cells
    return dict(zip(names, last))


def curves_ready(page):
    until(lambda: page.data("traces", "state") == "ready", "the curves do not come")


def test_the_list_has_what_was_run(bench):
    page = page_of(bench)
    equal(row(page, "lumbar")["verdict"], "pass", "lumbar")
    equal(row(page, "named")["verdict"], "fail", "named")
    holds("cannot be read" in row(page, "half")["text"], "half a manifest is not told")
    holds("Suite of" in row(page, "suite")["text"], "the suite has no name")
    page.put("filter-text", "85")
    until(lambda: row(page, "named") is None, "the filter lets everything through")
    until(lambda: row(page, "lumbar_85"), "the filter takes what matches")
    until(lambda: "text=85" in page.script("return location.hash"),
          "a link does not keep the filter")


def test_a_title_is_text_and_a_report_has_no_way_here(bench):
    page = page_of(bench, "run=named")
    comes_to(lambda: page.text("run-title"), SCRIPT, "the title")
    holds(page.script("return document.title") != "stolen", "a title was run")
    report = bench.tab("data/runs/file?run=named&file=report.html", server=served(bench))
    until(lambda: report.script("return document.readyState") == "complete", "no report")
    holds(report.script("return document.title") != "stolen", "a report ran its title")
    equal(report.script("return self.origin"), "null", "the report's origin")
    got = report.driver.execute_async_script(
        "const done = arguments[0];"
        "fetch('/data/runs').then(() => done('read'), () => done('no'));")
    equal(got, "no", "a report reads the server's data")
    report.script("window.heard.refused = []")      # which is what was wanted


test_a_title_is_text_and_a_report_has_no_way_here.excused = ("data/runs", "Content Security Policy")


def test_the_rows_of_a_moment_are_the_file_s(bench):
    runs = folder_of(bench)
    page = page_of(bench, f"run=lumbar&with=lumbar_85&signals={','.join(SIGNALS)}&at=61.234")
    curves_ready(page)
    until(lambda: page.all("value-1-tip.temp_c"), "no rows of the moment")
    cells = [cells_at(runs / name, 61.234) for name in ("lumbar", "lumbar_85")]
    for k in (0, 1):
        comes_to(lambda: page.data(f"value-{k}-tip.temp_c", "value"),
                 str(float(cells[k]["tip.temp_c"])), "tip")
        until(lambda: page.text(f"value-{k}-output.power_w").startswith(cells[k]["output.power_w"]),
              lambda: f"{page.text(f'value-{k}-output.power_w')} is not "
                      f"{cells[k]['output.power_w']}")
        comes_to(lambda: page.text(f"value-{k}-generator.state"), cells[k]["generator.state"],
                 "state")
    more = float(cells[1]["tip.temp_c"]) - float(cells[0]["tip.temp_c"])
    until(lambda: abs(page.number("more-1-tip.temp_c") - more) < 1e-9, "the difference")


def test_requirements_have_the_manifest_s_margins(bench):
    manifest = json.loads((folder_of(bench) / "lumbar" / "manifest.json").read_text("utf-8"))
    page = page_of(bench, "run=lumbar")
    told = 0
    for one in manifest["requirements"]:
        if one["monitored"] and one["verdict"] != "vacuous":
            shown = page.data(f"margin-{one['id']}", "value")
            want = one["margin"]
            holds(shown == "" if want is None else float(shown) == want, f"{one['id']}: {shown}")
            told += 1
    holds(told > 5, "hardly any requirement was put to the test")
    page.click("verify")
    until(lambda: page.text("verify-said").startswith("Whole:"),
          lambda: f"a run that is whole is told {page.text('verify-said')!r}")
    said = painrig(bench, "verify", str(folder_of(bench) / "lumbar")).stdout
    links = said.split("whole: ")[1].split(" ")[0]
    holds(f"Whole: {links} links" in page.text("verify-said"), f"{said} {page.text('verify-said')}")


def test_a_suite_leads_from_requirements_to_cases(bench):
    runs = folder_of(bench)
    out = f"{bench.folder}/matrix.json"
    painrig(bench, "requirements", "--results", str(runs / "suite"), "--json", out)
    matrix = json.loads(pathlib.Path(out).read_text("utf-8"))
    page = page_of(bench, "suite=suite")
    count = len(json.loads("[" + ",".join((runs / "suite" / "results.jsonl").read_text("utf-8")
                                          .splitlines()) + "]"))
    equal(page.text("suite-title"), f"Suite of {count} cases", "the title")
    page.put("trace-text", "GEN-")
    until(lambda: page.script(
        "return [...document.querySelectorAll('[data-test=trace] tr[data-id]')]"
        ".every((one) => one.dataset.id.startsWith('GEN-'))"), "no filter")
    page.put("trace-text", "GEN-TEMP")
    until(lambda: page.all("margin-GEN-TEMP"), "no GEN-TEMP")
    want = next(one for one in matrix["requirements"] if one["id"] == "GEN-TEMP")
    equal(page.data("margin-GEN-TEMP", "value"),
          "" if want["margin"] is None else str(want["margin"]), "the least margin")


def test_curves_are_zoomed_by_the_keyboard(bench):
    page = page_of(bench, "run=lumbar&signals=tip.temp_c")
    curves_ready(page)
    shown_s = lambda: page.number("traces", "to") - page.number("traces", "from")
    before = shown_s()
    page.find("zoom-in").send_keys(Keys.ENTER)
    until(lambda: shown_s() < 0.6 * before, "no zoom")
    until(lambda: "from=" in page.script("return location.hash"), "a link does not keep the zoom")
    page.find("zoom-all").send_keys(" ")
    until(lambda: shown_s() > 0.99 * before, "no way back")


def test_a_run_that_goes_on_is_shown_and_one_that_was_killed(bench):
    runs = folder_of(bench)
    pathlib.Path(bench.folder, "endless.lua").write_text(ENDLESS, encoding="utf-8")
    child = subprocess.Popen([bench.painrig, "run", f"{bench.folder}/endless.lua", "--quiet",
                              "--requirements", "none", "--out", f"{runs}/on"], cwd=ROOT,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: (runs / "on" / "trace.csv").exists()
              and (runs / "on" / "trace.csv").stat().st_size > 10000, "no rows")
        page = page_of(bench)
        until(lambda: row(page, "on")["state"] == "running", "a run that goes on is not told")
        watch = page.find("watch")
        holds("run=on" in watch.get_attribute("href"), watch.get_attribute("href"))
        page = page_of(bench, "run=on")
        curves_ready(page)
        before = page.number("traces", "to")
        until(lambda: page.number("traces", "to") > before, "it does not grow")
        child.kill()
        child.wait(WAIT_S)
        page = page_of(bench)
        until(lambda: row(page, "on")["state"] == "killed", "a killed run is not told")
        equal(row(page, "on")["verdict"], "", "a verdict of a killed run")
    finally:
        if child.poll() is None:
            child.kill()
            child.wait(WAIT_S)


def test_a_run_on_the_device_s_front_says_its_verdict_at_the_end(bench):
    page = bench.tab("#device?run=lumbar", server=served(bench))
    told = "return document.querySelector('.device-over')?.textContent ?? ''"
    until(lambda: "Verdict: pass." in page.script(told), "no verdict of a run that is over")


def test_keys_lead_to_the_search_and_back(bench):
    page = page_of(bench)
    page.free()
    page.press("/")
    page.press(*"named")
    until(lambda: row(page, "lumbar") is None, "a search by the keyboard")
    until(lambda: "text=named" in page.address(), "a link does not keep the search")
    page = page_of(bench, "run=lumbar")
    page.free()
    page.press("b")
    until(lambda: page.all("runs"), "b does not lead back to the list")


def test_a_run_prints_on_a_few_pages(bench):
    page = page_of(bench, "run=lumbar")
    curves_ready(page)
    pages = page.on_paper(f"{bench.out}/suite_printed.pdf")
    holds(pages <= 4, f"a run is {pages} pages on paper")
