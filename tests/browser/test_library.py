"""The reading room in a real browser: accessible, whole at 360 px, by keyboard, without scripts, marks on the ink."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from cms.library.models import Work, WorkState
from cms.library.tests import reading_world
from cms.library.tests.reading_world import World

Q = quote("主题党日")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def world() -> World:
    made = reading_world.build()
    for n in range(24):
        reading_world.law(made.library, made.public, f"示范市关于第{n}项工作的若干规定（试行）", 1)
    made.law.family = made.law.plain_title = "示范条例"
    made.law.save()
    reading_world.law(
        made.library, made.public, "示范组织生活条例（旧）", 2, family="示范条例", current=False
    )
    reading_world.work(made.library, made.public, "上册", parent=made.book, position=1, state=WorkState.READY)
    paper = reading_world.work(made.library, made.public, "示范党建", kind="newspaper")
    reading_world.book(made.library, made.public, "示范党建第一期", parent=paper)
    return made


def addresses(world: World) -> list[str]:
    paper = f"/ku/{Work.objects.get(title='示范党建').pk}/"
    book, law = f"/ku/{world.book.pk}/", f"/ku/{world.law.pk}/"
    return [
        *("/ku/", "/ku/?kind=law&year=2020", "/ku/p2/", "/ku/?year=1900"),
        *(
            book,
            law,
            f"{book}p/2/?q={Q}",
            f"{book}p/3/",
            f"{law}p/1/?q={Q}",
            f"{book}find/?q={Q}",
            f"{book}find/",
            *(paper, f"{paper}find/?q={Q}", f"{paper}find/"),
        ),
        *(
            f"/ku/{world.scan.pk}/",
            f"/ku/{world.scan.pk}/p/1/",
            f"/ku/{world.failed.pk}/",
            f"/ku/{world.queued.pk}/",
        ),
        "/ku/987654/",
    ]


@pytest.mark.parametrize("width", [1440, 360])
def test_every_page_is_accessible_and_fits(browser: Any, live_server: Any, world: World, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": width, "height": 900})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda m: (
            problems.append(f"{page.url}: {m.text}") if m.type == "error" and "404" not in m.text else None
        ),
    )
    page.on(
        "request", lambda r: None if r.url.startswith((live_server.url, "data:")) else problems.append(r.url)
    )
    axe = Axe()
    for path in addresses(world):
        page.goto(live_server.url + path)
        for found in axe.run(page).response["violations"]:
            if found["impact"] in ("serious", "critical"):
                nodes = [node["html"][:120] for node in found["nodes"][:2]]
                problems.append(f"{path}: {found['id']}: {nodes}")
        for size in ("", "xlarge"):
            page.evaluate("size => document.documentElement.setAttribute('data-size', size)", size)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                problems.append(f"{path}: {wide} px wide {size}")
    page.close()
    assert problems == []


def test_marks_lie_on_the_ink_of_the_image(browser: Any, live_server: Any, world: World) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 1200})
    page.goto(f"{live_server.url}/ku/{world.book.pk}/p/2/?q={Q}")
    page.wait_for_function("document.querySelector('.sheet img').complete")
    dark = page.evaluate(
        """() => {
            const image = document.querySelector('.sheet img'), around = image.getBoundingClientRect();
            const canvas = document.createElement('canvas');
            canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
            const pen = canvas.getContext('2d');
            pen.drawImage(image, 0, 0);
            const scale = image.naturalWidth / around.width;
            const ink = (left, top, width, height) => {
                const data = pen.getImageData(left * scale, top * scale, width * scale, height * scale).data;
                let count = 0;
                for (let i = 0; i < data.length; i += 4) { count += data[i] < 128; }
                return count / (data.length / 4);
            };
            return [...document.querySelectorAll('.sheet rect')].map(rect => {
                const box = rect.getBoundingClientRect();
                return ink(box.left - around.left, box.top - around.top, box.width, box.height);
            });
        }"""
    )
    page.close()
    assert len(dark) == 2
    assert min(dark) > 0.08


def test_pages_turn_by_keyboard_and_without_scripts(browser: Any, live_server: Any, world: World) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"{live_server.url}/ku/{world.book.pk}/p/1/?q={Q}")
    assert page.locator(".desk-text mark").first.is_visible()
    assert page.locator("#c1").is_visible()  # the reference can be selected
    assert not page.locator("[data-copy]").first.is_visible()
    page.locator(".desk-bar a[rel=next]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/ku/{world.book.pk}/p/2/**")
    page.locator("#pg").fill("3")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/ku/{world.book.pk}/p/3/**")
    page.locator("#bq").fill("组织生活")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/ku/{world.book.pk}/find/**")
    page.locator(".leafs a").first.click()
    page.wait_for_url(f"**/ku/{world.book.pk}/p/2/**#h1")
    assert page.locator("#h1").inner_text() == "组织生活"
    context.close()


def test_arrows_turn_pages_and_the_focus_stays_there(browser: Any, live_server: Any, world: World) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    start = f"{live_server.url}/ku/{world.book.pk}/p"
    page.goto(f"{start}/1/")
    page.keyboard.press("ArrowLeft")  # there is none before
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"{start}/2/#desk")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.rel") == "prev"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # in the field for the number of a page
    page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"{start}/3/#desk")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"{start}/2/#desk")
    page.close()


def test_who_copies_a_reference_is_told_so(browser: Any, live_server: Any, world: World) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{live_server.url}/ku/{world.book.pk}/p/1/")
    for number in (1, 2):
        page.locator(f"[data-copy=c{number}]").click()
        page.locator(f"[data-copy=c{number}] [role=status]", has_text="已复制").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator(f"#c{number}").inner_text().strip()
    page.locator("[data-copy=c2]").click()  # pressed again it does not say so for ever
    page.wait_for_timeout(2300)
    assert page.locator("[data-copy=c2]").inner_text() == "复制链接"
    context.close()


def test_the_list_narrows_without_scripts(browser: Any, live_server: Any, world: World) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/ku/")
    page.locator("details.facets summary").first.click()
    page.locator("input[name=kind][value=book]").check()
    page.locator("form.aside button[type=submit]").click()
    page.wait_for_url("**/ku/?kind=book")
    assert "图书 1 种" in page.locator("#h-all").inner_text()
    context.close()
