"""Who cannot see, hear or point as others do: axe-core in every room, dark and light."""
import pathlib

from browser import holds
from page_shell import rooms_of

AXE = pathlib.Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def findings(page):
    page.script(AXE.read_text(encoding="utf-8"))
    page.here()
    return page.driver.execute_async_script("""
        const done = arguments[arguments.length - 1];
        axe.run(document, { runOnly: arguments[0], resultTypes: ['violations'] })
           .then((found) => done(found.violations.map((one) => ({
               id: one.id, impact: one.impact, help: one.help,
               nodes: one.nodes.slice(0, 4).map((node) => `${node.target} `
                   + `${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ''}`) }))))
           .catch((error) => done([{ id: 'axe', impact: 'critical', help: String(error), nodes: [] }]));
        """, RULES)


def look(page, room, theme, out):
    page.theme(theme)
    found = findings(page)
    bad = [one for one in found if one["impact"] in ("serious", "critical")]
    mild = [one["id"] for one in found if one not in bad]
    with open(f"{out}/axe.txt", "a", encoding="utf-8") as log:
        for one in found:
            print(room, theme, one["impact"], one["id"], one["help"], *one["nodes"], sep="; ",
                  file=log)
    print(f"page: axe in {room}, {theme}: {len(bad)} serious or critical, {len(mild)} milder "
          f"({', '.join(mild) or 'none'})")
    return [f"{room}, {theme}: {one['id']}: {one['help']}: {one['nodes']}" for one in bad]


def test_no_serious_findings_of_axe(bench):
    open(f"{bench.out}/axe.txt", "w", encoding="utf-8").close()
    bad = []
    for room in rooms_of(bench.page("lesion")):
        page = bench.page(room)
        page.free()
        for theme in ("light", "dark"):
            bad += look(page, room, theme, bench.out)
            page.picture(f"{bench.out}/{room}_{theme}.png")
    holds(not bad, " | ".join(bad))
