# SPDX-License-Identifier: Apache-2.0
"""What a person does on the first view, on wide and narrow screens, in both languages, with and without a mouse."""

import os

from selenium.webdriver.common.keys import Keys


def fuses_two_photos(tab, api):
    tab.choose("source", api.face(1))
    tab.choose("target", api.face(4))
    tab.record()
    api.pause()
    tab.driver.set_network_conditions(latency=0, download_throughput=10**9, upload_throughput=10**6)
    tab.click("#submit")
    tab.until(lambda: tab.text(".progress-detail") == "Next in line")
    tab.driver.set_network_conditions(latency=0, download_throughput=10**9, upload_throughput=10**9)
    assert tab.text(".card-status") == "waiting"
    tab.save("queued")
    api.resume()
    tab.until(lambda: tab.stage == "done")
    shown = tab.run("return window.shownSteps")
    assert any(step["step"] == "upload" and 0 < (step["fraction"] or 0) < 1 for step in shown), shown
    assert any(step["step"] == "fuse" for step in shown), shown
    streams = tab.run("return performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/events'))")
    assert len(streams) == 1, streams
    task = api.get(f"/v1/fusions/{tab.task}")
    assert tab.run("return document.querySelector('.compare-after').naturalWidth") == task["result"]["width"]
    assert tab.text(".labelled") == "Labelled as AI-made"
    tab.save("page-fuse")


def compares_and_downloads(tab, api):
    tab.choose("source", api.face(2))
    tab.choose("target", api.face(5))
    assert tab.fuse() == "done"
    slider = tab.one(".compare-handle")
    assert slider.get_attribute("aria-valuenow") == "50"
    tab.run("arguments[0].focus()", slider)
    tab.press(Keys.ARROW_LEFT, Keys.PAGE_DOWN)
    assert slider.get_attribute("aria-valuenow") == "38"
    tab.press(Keys.END)
    assert slider.get_attribute("aria-valuetext") == "100% before"
    tab.click(".compare-before")
    assert slider.get_attribute("aria-valuenow") == "50"
    tab.click("input[value=beside]")
    assert len(tab.all(".beside img")) == 2
    saved = os.path.join(tab.folder, f"{tab.task}.png")
    tab.click(".download")
    tab.until(lambda: os.path.exists(saved))
    with open(saved, "rb") as file:
        content = file.read()
    assert content.startswith(b"\x89PNG") and content == api.bytes(f"/v1/fusions/{tab.task}/result")


def remembers_what_was_made(tab, api):
    tab.choose("source", api.face(3))
    for target in (6, 8):
        tab.choose("target", api.face(target))
        assert tab.fuse() == "done"
    second = tab.task
    tab.until(lambda: len(tab.all(".card img")) == 4)
    tab.driver.refresh()
    tab.until(lambda: tab.stage == "done")
    assert len(tab.all(".card")) == 2 and len(tab.all(".compare-handle")) == 1
    tab.click(".card:nth-of-type(2) a")
    tab.until(lambda: tab.stage == "done" and tab.task != second)
    first = tab.task
    tab.click(".erase")
    tab.until(lambda: tab.run("return document.querySelector('#confirm').open"))
    tab.press(Keys.ESCAPE)
    assert tab.stage == "done" and api.status(f"/v1/fusions/{first}") == 200
    tab.click(".erase")
    tab.click("#confirm .danger")
    tab.until(lambda: tab.stage == "ended")
    assert tab.text(".message strong") == "Erased" and len(tab.all(".card")) == 1
    assert api.status(f"/v1/fusions/{first}/result") == 410


def chooses_faces(tab, api):
    tab.choose("source", api.face(1))
    tab.choose("target", api.group)
    tab.click("input[name=faces][value=index]")
    tab.until(lambda: len(tab.all(".face-choice")) == 3 and len(tab.all(".face-box")) == 3)
    tab.click("#submit")
    assert tab.text("#send-note") == "Choose a face in the target first."
    tab.click(".face-box:nth-of-type(2)")
    assert "missing" not in tab.one("#send-note").get_attribute("class")
    tab.save("faces")
    assert tab.fuse() == "done"
    assert [face["fused"] for face in api.get(f"/v1/fusions/{tab.task}")["faces"]] == [False, True, False]
    tab.click("input[name=faces][value=all]")
    tab.click("details summary")
    tab.click("#format")
    tab.one("#format option[value=webp]").click()
    assert tab.fuse() == "done"
    task = api.get(f"/v1/fusions/{tab.task}")
    assert [face["fused"] for face in task["faces"]] == [True] * 3
    assert task["result"]["content_type"] == "image/webp"


def takes_several_photos_of_a_person(tab, api):
    tab.choose("source", api.face(1))
    tab.choose("source", api.face(1), api.face(1))
    assert len(tab.all(".zone[data-role=source] .preview")) == 3
    tab.click(".zone[data-role=source] .preview:nth-of-type(2) .remove")
    assert len(tab.all(".zone[data-role=source] .preview")) == 2
    tab.choose("target", api.face(2))
    assert tab.fuse() == "done"
    tab.choose("source", *[api.face(1)] * 9)
    assert "At most 8 photos" in tab.text("#source-problem")


def says_errors_in_plain_words(tab, api):
    tab.click("#submit")
    assert tab.text("#send-note") == "Choose two photos first."
    tab.choose("source", tab.written("notes.jpg", b"only words, no picture"))
    assert tab.text("#source-problem").startswith("The source photo is in a format that cannot be read.")
    tab.choose("source", api.face(1))
    assert tab.text("#source-problem") == ""
    tab.choose("target", api.landscape)
    assert tab.fuse() == "failed"
    assert tab.text(".message strong") == "No face was found in the target photo."
    assert tab.text("#target-problem").startswith("No face was found")
    tab.save("no-face")
    tab.speak("zh-Hans")
    assert tab.text(".message strong") == "在目标照片中没有找到人脸。"
    tab.open("#/fusions/aaaaaaaaaaaaaaaaaaaaaaaaaa")
    tab.until(lambda: tab.stage == "failed")


def cancels(tab, api):
    tab.choose("source", api.face(2))
    tab.choose("target", api.face(3))
    api.pause()
    tab.click("#submit")
    tab.until(lambda: tab.text(".progress-title") == "Waiting in the queue")
    tab.click(".cancel")
    tab.until(lambda: tab.stage == "ended")
    api.resume()
    assert api.ended(tab.task)["status"] == "canceled" and tab.text(".card-status") == "canceled"


def works_by_keyboard(tab, api):
    tab.choose("source", api.face(7))
    tab.choose("target", api.face(8))
    tab.run("document.activeElement.blur(); getSelection().removeAllRanges()")
    _walk_to(tab, "#degree")
    tab.press(Keys.HOME, *[Keys.ARROW_RIGHT] * 40)
    _walk_to(tab, "input[name=faces]")
    tab.press(Keys.ARROW_RIGHT)
    _walk_to(tab, "#submit")
    tab.press(Keys.ENTER)
    tab.until(lambda: tab.stage == "done")
    assert tab.one("#degree").get_attribute("value") == "40"
    assert tab.one("input[name=faces]:checked").get_attribute("value") == "all"
    _walk_to(tab, ".compare-handle")
    outline = tab.run("return getComputedStyle(document.querySelector('.compare-grip')).outlineStyle")
    assert outline == "solid", outline
    for stop in (".download", ".erase", ".card a"):
        _walk_to(tab, stop)


def fits_narrow_screens(tab, api):
    tab.look(width=390, height=844, touch=True)
    tab.choose("source", api.face(5))
    tab.choose("target", api.face(6))
    assert tab.fuse() == "done"
    for name, path in (("narrow-fuse", None), ("narrow-queue", "#/queue")):
        if path:
            tab.open(path)
            tab.until(lambda: len(tab.all("td")) > 0)
        wide, screen = tab.run("return [document.documentElement.scrollWidth, innerWidth]")
        assert wide <= screen == 390, (name, wide, screen)
        tab.save(name)


def is_legible_in_the_dark(tab, api):
    tab.choose("source", api.face(7))
    tab.choose("target", api.face(4))
    assert tab.fuse() == "done"
    for scheme in ("light", "dark"):
        tab.look(scheme=scheme)
        for selector in (".title p", ".zone-head .hint", "#submit", ".facts span", ".labelled", ".choice span"):
            contrast = tab.run(CONTRAST, selector)
            assert contrast >= 4.5, f"{selector} in {scheme}: {contrast:.2f}"
    tab.save("page-dark")


def speaks_chinese(tab, api):
    keys = tab.driver.execute_async_script(
        "const done = arguments[0]; Promise.all(['en', 'zh-hans'].map((name) => import(`/ui/messages.${name}.js`)))"
        ".then((all) => done(all.map((one) => Object.keys(one.default).sort())))"
    )
    assert keys[0] == keys[1], set(keys[0]) ^ set(keys[1])
    tab.speak("zh-Hans")
    tab.choose("source", api.face(3))
    tab.choose("target", api.face(4))
    assert tab.fuse() == "done"
    tab.save("chinese")
    tab.driver.refresh()
    tab.until(lambda: tab.stage == "done")
    assert tab.text("h1") == "把一张脸融合到照片中"
    bare = tab.run("return [...document.querySelectorAll('[data-text]')]"
                   ".filter((one) => one.textContent === one.dataset.text).map((one) => one.dataset.text)")
    assert bare == [], bare


def _walk_to(tab, selector):
    """Presses Tab until the focus is on an element, thirty times at most."""
    for _ in range(30):
        tab.press(Keys.TAB)
        if tab.run("return document.activeElement.matches(arguments[0])", selector):
            return
    raise AssertionError(f"the focus does not come to {selector}")


#: The contrast of an element's words with what lies behind them, as WCAG 2.2 defines it. Transitions are over first.
CONTRAST = """
const element = document.querySelector(arguments[0]);
for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish();
const channels = (color) => color.match(/[\\d.]+/g).map(Number);
const luminance = (color) => {
  const [red, green, blue] = channels(color).slice(0, 3).map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
let behind = element;
while (channels(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
const both = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(luminance).sort();
return (both[1] + 0.05) / (both[0] + 0.05);
"""

ALL = [
    fuses_two_photos, compares_and_downloads, remembers_what_was_made, chooses_faces, takes_several_photos_of_a_person,
    says_errors_in_plain_words, cancels, works_by_keyboard, fits_narrow_screens, is_legible_in_the_dark, speaks_chinese,
]
