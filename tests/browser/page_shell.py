"""The page around the rooms: keys, looks, what it says when the server goes and comes."""
from browser import Keys
from wanted import equal, holds, until


def rooms_of(page):
    return page.script("return [...document.querySelectorAll('#rooms a')]"
                       ".map((one) => one.getAttribute('href').slice(1))")


def background(page):
    return page.script("return getComputedStyle(document.documentElement).backgroundColor")


def test_version_is_the_program_s(bench):
    page = bench.page("lesion")
    until(lambda: page.script("return document.getElementById('version').textContent"),
          "no version")
    equal(page.script("return document.getElementById('version').textContent"),
          bench.painrig_text("--version").strip(), "version")


def test_keys_are_listed_and_close_again(bench):
    page = bench.page("lesion")
    page.free()
    page.press("?")
    until(lambda: page.script("return document.getElementById('help').open"),
          "? opens no list of keys")
    listed = page.script("return document.getElementById('help-keys').textContent")
    for word in ("play, pause", "dark or light", "projector"):
        holds(word in listed, f"the list of keys does not say {word!r}")
    page.press(Keys.ESCAPE)
    until(lambda: not page.script("return document.getElementById('help').open"),
          "Esc closes no list")


def test_dark_light_and_projector_by_keys_and_kept(bench):
    page = bench.page("lesion")
    page.script("localStorage.clear()")
    bench.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
        "features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    page = bench.page("lesion")
    dark = background(page)
    page.free()
    page.press("T")
    until(lambda: background(page) != dark, "T does not change between dark and light")
    light = background(page)
    letters_px = "return parseFloat(getComputedStyle(document.body).fontSize)"
    small = page.script(letters_px)
    page.press("Z")
    until(lambda: page.script(letters_px) > small * 1.15,
          lambda: f"projector size is {page.script(letters_px)} px, the desk's {small} px")
    holds(small >= 18, f"letters of {small} px cannot be read from the back of a room")
    page = bench.page("lesion")
    equal(background(page), light, "the kept theme")
    equal(page.script("return document.documentElement.dataset.size"), "projector", "the kept size")
    page.script("localStorage.clear()")


def tab(page):
    for kind in ("rawKeyDown", "keyUp"):
        page.driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": kind, "key": "Tab",
                                    "code": "Tab", "windowsVirtualKeyCode": 9})


def test_no_control_keeps_the_keyboard(bench):
    """Tab goes through every control, back to the first; each has a name and shows its focus."""
    for room in rooms_of(bench.page("lesion")):
        page = bench.page(room)
        if page.all("player-play"):
            page.play(False)                        # a clock that stands leaves the machine to us
        tab(page)
        seen = 0
        first = page.script("document.activeElement.dataset.first = 'yes';"
                            "return document.activeElement.className")
        equal(first, "skip", f"{room}: the first of Tab is the way past the header")
        while seen < 250:
            tab(page)
            at = page.script("""
                const one = document.activeElement, box = one.getBoundingClientRect();
                const style = getComputedStyle(one);
                return [one.dataset.first ?? '', one.tagName, one.dataset.test ?? one.id,
                        style.outlineStyle !== 'none' || style.boxShadow !== 'none'];""")
            if at[0] == "yes" or at[1] == "BODY":
                break
            seen += 1
            holds(at[3], f"{room}: the focus on {at[1]} {at[2]} is not to be seen")
        holds(5 < seen < 250, f"{room}: Tab comes to {seen} controls and not round")


def test_server_killed_and_back(bench):
    server = bench.serve()
    page = bench.page("lesion", "gauge=20&tip=5", server=server)
    before = page.text("lesion-0-width_mm")
    server.kill()
    page.put("field-set", 70)
    offline = "return document.getElementById('offline').hidden ? '' : " \
              "document.getElementById('offline').textContent"
    said = until(lambda: page.script(offline), "the page does not say that the server is gone")
    holds("painrig" in said, f"the page says {said!r}")
    page.picture(f"{bench.out}/server_gone.png")
    server.start_again()
    until(lambda: not page.script(offline), "the page does not notice that the server is back")
    page.ready()
    page.put("field-set", 90)
    page.free()
    page.press(Keys.END)
    until(lambda: page.text("lesion-0-width_mm") not in (before, ""), "no new lesion after that")


test_server_killed_and_back.excused = ("net::ERR_",)       # whichever a cut connection is
