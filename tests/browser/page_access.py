"""Who cannot see, hear or point as others do: axe-core in every room, dark and light."""
import pathlib

import room_device
import room_suite
from browser import Keys
from page_shell import rooms_of
from wanted import equal, holds

AXE = pathlib.Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def findings(page, theme):
    """Of the dark theme the colours alone: all else is as it was in the light one."""
    only = {"type": "rule", "values": ["color-contrast"]} if theme == "dark" \
        else {"type": "tag", "values": RULES}
    if not page.script("return 'axe' in window"):
        page.script(AXE.read_text(encoding="utf-8"))
    return page.driver.execute_async_script("""
        const done = arguments[arguments.length - 1];
        axe.run(document, { runOnly: arguments[0], resultTypes: ['violations'] })
           .then((found) => done(found.violations.map((one) => ({
               id: one.id, impact: one.impact, help: one.help,
               nodes: one.nodes.slice(0, 4).map((node) => `${node.target} `
                   + `${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ''}`) }))))
           .catch((error) => done([{ id: 'axe', impact: 'critical', help: String(error),
                                     nodes: [] }]));
        """, only)


def look(page, name, theme, out):
    page.theme(theme)
    found = findings(page, theme)
    bad = [one for one in found if one["impact"] in ("serious", "critical")]
    mild = [one["id"] for one in found if one not in bad]
    with open(f"{out}/axe.txt", "a", encoding="utf-8") as log:
        for one in found:
            print(name, theme, one["impact"], one["id"], one["help"], *one["nodes"], sep="; ",
                  file=log)
    print(f"page: axe, {name}, {theme}: {len(bad)} serious or critical"
          + (f"; milder: {', '.join(mild)}" if mild else ""))
    return [f"{name}, {theme}: {one['id']}: {one['help']}: {one['nodes']}" for one in bad]


def both_themes(bench, page, name):
    bad = []
    if page.all("player-play"):
        page.play(False)
    page.free()
    for theme in ("light", "dark"):
        bad += look(page, name, theme, bench.out)
        page.picture(f"{bench.out}/{name}_{theme}.png")
    page.theme("light")
    return bad


def test_no_serious_findings_of_axe(bench):
    open(f"{bench.out}/axe.txt", "w", encoding="utf-8").close()
    bad = []
    for name, room, settings in (
            ("lesion", "lesion", ""), ("lesion_compare", "lesion", "gauge=18,22&anatomy=none"),
            ("pump", "pump", ""), ("pump_compare", "pump", "b.rate=40&band=0"),
            ("device", "device", "")):
        bad += both_themes(bench, bench.page(room, settings), name)
    for name, settings in (("suite", ""), ("suite_run", "run=lumbar"),
                           ("suite_suite", "suite=suite")):
        bad += both_themes(bench, room_suite.page_of(bench, settings), name)
    trainee, number = room_device.began(bench, "free-ablation")
    bad += both_themes(bench, trainee, "device_front")
    trainer = bench.tab(f"#device/trainer?stage={number}").ready()
    bad += both_themes(bench, trainer, "device_faults")
    room_device.ended(trainee)
    holds(not bad, " | ".join(bad))


def test_every_room_was_looked_at(bench):
    equal(rooms_of(bench.page("lesion")), ["lesion", "pump", "device", "suite"],
          "the rooms, of which the test above has its list")


def test_projector_size_and_a_small_window(bench):
    """Nothing is wider than the window."""
    wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for width, height, size in ((1920, 1080, "projector"), (1024, 700, "desk"), (420, 800, "desk")):
        bench.size(width, height)
        for room in ("lesion", "pump", "device", "suite"):
            page = bench.page(room)
            if page.script("return document.documentElement.dataset.size") != size:
                page.click("size")
            if page.all("player-play"):
                page.free()
                page.play(False)
                page.press(Keys.END)
            page.drawn()
            page.picture(f"{bench.out}/{room}_{width}.png")
            over = page.script(wide)
            holds(over <= 1, f"{room} is {over} px wider than a window of {width} px, {size} size")
