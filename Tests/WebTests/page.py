# SPDX-License-Identifier: Apache-2.0
"""The page in a browser: finding, waiting, choosing, looking."""

import base64
import os
import shutil
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

#: Seconds after which what was waited for counts as not coming.
PATIENCE = 60

GROUP = """
const [urls, done] = arguments;
(async () => {
  const images = await Promise.all(urls.map(async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  }));
  const canvas = Object.assign(document.createElement("canvas"), { width: 420 * images.length, height: 420 });
  images.forEach((image, index) => canvas.getContext("2d").drawImage(image, 420 * index, 0, 420, 420));
  done(canvas.toDataURL("image/jpeg", 0.92));
})();
"""

LANDSCAPE = """
const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 300 });
const context = canvas.getContext("2d");
const sky = context.createLinearGradient(0, 0, 0, 300);
sky.addColorStop(0, "#5a96dc");
sky.addColorStop(1, "#b4dc50");
context.fillStyle = sky;
context.fillRect(0, 0, 400, 300);
return canvas.toDataURL("image/png");
"""

#: Everything that the stage shows from now on, into `shownSteps`.
RECORD = """
window.shownSteps = [];
const stage = document.querySelector("#stage");
new MutationObserver(() => {
  const step = stage.querySelector(".steps .now")?.dataset.step;
  const bar = stage.querySelector("progress");
  const title = stage.querySelector(".progress-title")?.textContent;
  if (step) window.shownSteps.push({ step, title, fraction: bar.hasAttribute("value") ? bar.value : null });
}).observe(stage, { subtree: true, childList: true, attributes: true, characterData: true });
"""


class Page:
    """One browser. Lengths in CSS pixels."""

    def __init__(self, url, screenshots):
        self.url = url
        self.screenshots = screenshots
        self.folder = tempfile.mkdtemp(prefix="facefleet-web-")
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        options.add_argument("--headless=new")
        options.add_argument("--disable-dev-shm-usage")
        options.add_argument("--lang=en")
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")  # Chromium starts as root only without it.
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        self.driver.set_script_timeout(PATIENCE)
        self.driver.execute_cdp_cmd(
            "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": self.folder}
        )

    def __enter__(self):
        self.fresh()
        return self

    def __exit__(self, *_):
        self.driver.quit()
        shutil.rmtree(self.folder, ignore_errors=True)

    def fresh(self, width=1280, height=960):
        """The page as somebody sees it who was never there: light, wide, in English."""
        self.look(width=width, height=height)
        self.open("")
        self.run("localStorage.clear(); sessionStorage.clear()")
        self.open("")
        self.driver.get_log("browser")

    def look(self, width=1280, height=960, scheme="light", touch=False):
        command = self.driver.execute_cdp_cmd
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": touch}
        command("Emulation.setDeviceMetricsOverride", size)
        command("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def open(self, path):
        self.driver.get("about:blank")  # Else only the hash might change.
        self.driver.get(self.url + path)
        self.until(lambda: self.run("return document.documentElement.dataset.ready === ''"))

    def run(self, script, *values):
        return self.driver.execute_script(script, *values)

    def until(self, condition):
        """Waits for something to hold; gives its value."""
        return WebDriverWait(self.driver, PATIENCE, poll_frequency=0.02).until(lambda _: condition())

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector):
        """The words of an element, hidden or not; empty where it is not there."""
        return self.run("return document.querySelector(arguments[0])?.textContent ?? ''", selector)

    def click(self, selector):
        self.run("arguments[0].scrollIntoView({ block: 'center' })", self.one(selector))
        ActionChains(self.driver).move_to_element(self.one(selector)).click().perform()

    def press(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()

    def choose(self, role, *paths):
        """Chooses files for `source` or `target`, and waits until they are shown or refused."""
        self.run("document.querySelector('#announcer').textContent = ''")
        self.one(f".zone[data-role={role}] .file").send_keys("\n".join(paths))
        problem = f".zone[data-role={role}] .zone-problem"
        self.until(lambda: self.text("#announcer") or self.text(problem))

    def speak(self, language):
        self.click("#language")
        self.one(f"#language option[value={language}]").click()
        self.until(lambda: self.run("return document.documentElement.lang") == language)

    @property
    def stage(self):
        """What the stage shows: empty, loading, busy, done, failed or ended."""
        return self.one("#stage").get_attribute("data-state")

    @property
    def task(self):
        """The id of the fusion on the stage."""
        return self.driver.current_url.partition("#/fusions/")[2]

    def fuse(self):
        """Sends the form and waits for the end of what it began; gives the stage's state."""
        before = self.task
        self.click("#submit")
        self.until(lambda: self.task != before and self.stage not in ("busy", "loading"))
        return self.stage

    def record(self):
        self.run(RECORD)

    def save(self, name):
        """A screenshot of the whole page, once all of its pictures are there."""
        self.run("scrollTo(0, 0)")
        self.until(lambda: self.run("return [...document.images].every((image) => image.complete)"))
        size = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        command = {"captureBeyondViewport": True, "clip": clip}
        picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", command)["data"]
        with open(os.path.join(self.screenshots, f"{name}.png"), "wb") as file:
            file.write(base64.b64decode(picture))

    def complaints(self):
        """What the console holds against the page; an error answer is the service's right."""
        lines = [line["message"] for line in self.driver.get_log("browser") if line["level"] == "SEVERE"]
        return [line for line in lines if "Failed to load resource" not in line]

    def drawn_group(self, paths):
        """The path of a photo of several people, side by side."""
        urls = [f"data:image/png;base64,{base64.b64encode(_read(path)).decode()}" for path in paths]
        return self._written("group.jpg", self.driver.execute_async_script(GROUP, urls))

    def drawn_landscape(self):
        """The path of a photo without people."""
        return self._written("landscape.png", self.run(LANDSCAPE))

    def written(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def _written(self, name, data_url):
        return self.written(name, base64.b64decode(data_url.partition(",")[2]))


def _read(path):
    with open(path, "rb") as file:
        return file.read()
