"""browser.py - one headless Chromium that shows pages of painrig's server.

    bench = Bench(painrig="./painrig", out="build/page")
    page = bench.page("lesion")             a page of the server that tests share, opened and ready
    page.text("lesion-0-width_mm")          by data-test
    page.press("c"), page.click("case-add"), page.put("field-set", 90)
    bench.close()

Chromium is Debian's, driven by its chromium-driver through python3-selenium. Its console is read
after every test: an error or a warning there fails the test, and so does a violation of the page's
security policy. Everything that is started here is ended here.

PAGE_SLOWER=4 in the environment gives every page a quarter of its processor, to see that no test
depends on how fast the machine is.
"""
import base64
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from server import Server
from wanted import WAIT_S, until

LEAVE_S = 10.0          # of a browser, which may write on its way out
STARTS_MOST = 3         # of a browser, which may be refused on a machine that is short of something
SLOWER = float(os.environ.get("PAGE_SLOWER") or 1)
ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--disable-extensions", "--disable-dev-shm-usage", "--mute-audio",
    "--hide-scrollbars", "--force-color-profile=srgb", "--autoplay-policy=no-user-gesture-required",
    # two tabs of one test are both looked at: neither is put to sleep
    "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows", "--disable-hang-monitor",
]

# Heard in every document before its own scripts run. A size that takes a second frame to settle is
# told as an error too (ResizeObserver loop ...), and is none.
LISTENER = """
window.heard = { refused: [], thrown: [] };
document.addEventListener('securitypolicyviolation',
  (one) => window.heard.refused.push(`${one.violatedDirective} ${one.blockedURI}`));
window.addEventListener('error', (one) => String(one.message).startsWith('ResizeObserver loop')
  || window.heard.thrown.push(String(one.message)));
window.addEventListener('unhandledrejection',
  (one) => window.heard.thrown.push(String(one.reason)));
"""


class Page:
    """One tab that shows a page of a server."""

    def __init__(self, driver, handle, server):
        self.driver, self.handle, self.server = driver, handle, server

    def here(self):
        if self.driver.current_window_handle != self.handle:
            self.driver.switch_to.window(self.handle)
        return self

    def script(self, text, *arguments):
        self.here()
        return self.driver.execute_script(text, *arguments)

    def go(self, where):
        """Another address of the same server, as a new document."""
        self.here()
        self.driver.get("about:blank")
        self.driver.get(self.server.url + where)

    def all(self, test):
        self.here()
        return self.driver.find_elements(By.CSS_SELECTOR, f'[data-test="{test}"]')

    def find(self, test, within_s=WAIT_S):
        return until(lambda: next(iter(self.all(test)), None), f"no {test} on the page", within_s)

    def of(self, test, expression, *arguments):
        """An expression of `one`, the element, in one breath: a page may replace it at any time."""
        return until(lambda: self.script(
            "const one = document.querySelector(`[data-test=\"${arguments[0]}\"]`);"
            f"return one && [{expression}]", test, *arguments), f"no {test} on the page")[0]

    def text(self, test):
        return self.of(test, "one.textContent.trim()")

    def data(self, test, name):
        return self.of(test, "one.dataset[arguments[1]]", name)

    def number(self, test, name="value"):
        """What stands there with all its digits, once it does."""
        return float(until(lambda: self.data(test, name), f"{test} has no {name}"))

    def click(self, test):
        until(lambda: self.clicked(self.find(test)), f"{test} cannot be clicked")

    def clicked(self, one):
        try:
            one.click()
        except StaleElementReferenceException:
            return False
        except WebDriverException:      # under a label, say
            self.script("arguments[0].click()", one)
        return True

    def press(self, *keys):
        """Keys to whatever has the focus."""
        self.here()
        hands = ActionChains(self.driver, duration=0)
        for key in keys:
            hands.send_keys(key)
        hands.perform()

    def put(self, test, value):
        """Type into a box, or choose of a list, as a hand does."""
        until(lambda: self.taken(self.find(test), str(value)), f"{test} does not take {value}")

    @staticmethod
    def taken(one, value):
        if one.tag_name == "select":
            one.find_element(By.CSS_SELECTOR, f'option[value="{value}"]').click()
        else:
            one.send_keys(Keys.CONTROL, "a")
            one.send_keys(value)
        return one.get_attribute("value") == value

    def free(self):
        """No control has the focus."""
        self.script("document.activeElement?.blur()")

    def address(self):
        """What stands behind # in the address, as a person reads it."""
        return urllib.parse.unquote_plus(self.script("return location.hash"))

    def room(self):
        return self.script("return document.querySelector('#room > .room')?.dataset.state")

    def ready(self, within_s=WAIT_S):
        until(lambda: self.room() in ("ready", "lobby", "live"), "the room is not ready", within_s)
        return self

    def on_paper(self, path):
        """Printed; how many pages that is."""
        self.here()
        made = self.driver.execute_cdp_cmd("Page.printToPDF", {"paperWidth": 8.27,
                                           "paperHeight": 11.69, "printBackground": True})
        with open(path, "wb") as out:
            out.write(base64.b64decode(made["data"]))
        said = subprocess.run(["pdfinfo", path], capture_output=True, text=True, timeout=WAIT_S,
                              check=True).stdout
        return int(re.search(r"^Pages: +(\d+)$", said, re.M).group(1))

    def fetched(self, where, path):
        """What the server has at that address, as a file and as text."""
        with urllib.request.urlopen(self.server.url.rstrip("/") + where, timeout=WAIT_S) as answer:
            body = answer.read()
        with open(path, "wb") as out:
            out.write(body)
        return body.decode(errors="replace")

    def link(self, test):
        """Where a link leads that is made when it is clicked."""
        self.find(test)
        return self.script("""
            const link = document.querySelector(`[data-test="${arguments[0]}"]`);
            link.addEventListener('click', (event) => event.preventDefault(), { once: true });
            link.click();
            return link.getAttribute('href');""", test)

    def trouble(self):
        return self.script("return document.getElementById('trouble').textContent")

    def theme(self, name):
        """By the page's own button."""
        shown = "return getComputedStyle(document.documentElement).colorScheme"
        if self.script(shown) != name:
            self.click("theme")
        until(lambda: self.script(shown) == name, f"the theme is not {name}")
        until(lambda: self.script("return document.getAnimations()"
                                  ".every((one) => !(one instanceof CSSTransition))"),
              "the colours do not come to rest")

    def play(self, is_wanted):
        """The clock runs, or stands: seen and turned in one breath, since it ends by itself."""
        self.of("player-play", "(one.textContent === 'Pause') !== arguments[1] && one.click()",
                is_wanted)

    def drawn(self):
        """Two frames on: what was laid out is on the screen."""
        self.here()
        self.driver.execute_async_script(
            "requestAnimationFrame(() => requestAnimationFrame(arguments[arguments.length - 1]))")

    def picture(self, path):
        self.here()
        self.driver.save_screenshot(path)

    def heard(self):
        """What the page itself noticed since it was opened."""
        return self.script("return window.heard") or {"refused": [], "thrown": []}


class Bench:
    """One browser for all tests, and the servers that they want."""

    def __init__(self, painrig, out):
        self.painrig, self.out = os.path.abspath(painrig), os.path.abspath(out)
        self.folder = tempfile.mkdtemp(prefix="painrig-page-")
        self.servers, self.server, self.browsers = [], None, 0
        os.makedirs(self.out, exist_ok=True)
        os.environ.setdefault("HOME", self.folder)
        self.begin()

    def begin(self):
        self.driver = self.browser()
        self.first = self.driver.current_window_handle

    def begin_again(self):
        """Another browser, in place of one that is not well."""
        self.end(self.driver)
        self.begin()

    def end(self, driver):
        """Its processes too, when there is no driver any more to end them."""
        chromium = driver.capabilities.get("goog:processID")
        try:
            driver.quit()
        except Exception as error:      # it is gone, and what is wanted is another
            print(f"page: the browser did not end in order: {type(error).__name__}", flush=True)
        try:
            if self.folder in pathlib.Path(f"/proc/{chromium}/cmdline").read_text("utf-8"):
                os.kill(chromium, signal.SIGKILL)
        except OSError:                 # gone, as it should be
            pass

    def is_well(self):
        """Does the browser still do what it is told? A test may have failed because it does not."""
        try:
            self.driver.switch_to.window(self.first)
            return self.driver.execute_script("return 1 + 1") == 2
        except Exception:               # whatever it is: that is the answer
            return False

    def browser(self):
        for left in reversed(range(STARTS_MOST)):
            try:
                return self.browser_try()
            except Exception as error:      # of selenium, of its door to the driver, of the system
                if not left:
                    raise
                print(f"page: again, the browser did not start: {error}", flush=True)

    def browser_try(self):
        options, self.browsers = Options(), self.browsers + 1
        options.binary_location = shutil.which("chromium")
        for argument in [*ARGUMENTS, f"--user-data-dir={self.folder}/{self.browsers}",
                         f"--crash-dumps-dir={self.folder}"]:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
        driver.set_page_load_timeout(WAIT_S)
        driver.set_script_timeout(WAIT_S)
        self.prepare(driver)
        return driver

    @staticmethod
    def prepare(driver, width=1440, height=900):
        driver.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                               {"width": width, "height": height, "deviceScaleFactor": 1,
                                "mobile": False})
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": LISTENER})

    def serve(self, *more, port=0, folder=None):
        server = Server(self.painrig, port=port, more=more, folder=folder)
        self.servers.append(server)
        return server

    def common(self):
        """The server that tests share who do it no harm."""
        if self.server is None:
            self.server = self.serve()
        return self.server

    def page(self, room, settings="", server=None, way=None):
        """The room, ready, in the first tab; by a way in, if the server wants one."""
        server = server or self.common()
        self.driver.switch_to.window(self.first)
        page = Page(self.driver, self.first, server)
        if way:
            page.go(way)
        page.go(f"#{room}?{settings}" if settings else f"#{room}")
        return page.ready()

    def tab(self, where, server=None):
        """Another tab; it goes with the test."""
        self.driver.switch_to.window(self.first)
        self.driver.switch_to.new_window("tab")
        self.prepare(self.driver)
        page = Page(self.driver, self.driver.current_window_handle, server or self.common())
        page.go(where)
        return page

    def size(self, width, height):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                    {"width": width, "height": height, "deviceScaleFactor": 1,
                                     "mobile": False})

    def guest(self, server, where):
        """Another browser, of somebody else: a page, to be closed with its driver."""
        driver = self.browser()
        page = Page(driver, driver.current_window_handle, server)
        page.go(where)
        return page

    def pdf_text(self, path):
        return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True,
                              timeout=WAIT_S, check=True).stdout

    def painrig_json(self, *arguments):
        made = subprocess.run([self.painrig, *arguments, "--json"], capture_output=True, text=True,
                              timeout=WAIT_S, cwd=self.folder, check=True)
        return json.loads(made.stdout)

    def painrig_text(self, *arguments):
        return subprocess.run([self.painrig, *arguments], capture_output=True, text=True,
                              timeout=WAIT_S, cwd=self.folder, check=True).stdout

    def console(self, excused=()):
        """Errors and warnings since it was asked last, without those that hold an excused word and
        those in which Chromium only finds that it is slow."""
        told = [f"{row['level']}: {row['message']}" for row in self.driver.get_log("browser")
                if row["level"] in ("SEVERE", "WARNING")
                and row.get("source") not in ("intervention", "violation")]
        return [row for row in told if not any(word in row for word in excused)]

    def tidy(self):
        """As it was before a test: one tab, of the usual size."""
        for handle in self.driver.window_handles:
            if handle != self.first:
                self.driver.switch_to.window(handle)
                self.driver.close()
        self.driver.switch_to.window(self.first)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        self.size(1440, 900)

    def close(self):
        try:
            self.end(self.driver)
        finally:
            for server in self.servers:
                server.stop()
            end_s = time.monotonic() + LEAVE_S
            while os.path.exists(self.folder) and time.monotonic() < end_s:
                shutil.rmtree(self.folder, ignore_errors=True)
