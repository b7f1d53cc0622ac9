"""A page that only the machine kept from being drawn is drawn for the next who asks."""

from __future__ import annotations

import tempfile
import threading
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from django.core.cache import cache
from django.test import Client
from reportlab.pdfgen.canvas import Canvas

from cms.library.extract import pages, workers
from cms.library.reading import images, store
from cms.library.tests.reading_world import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private", "data")]


def test_a_page_is_tried_again_as_soon_as_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    work = build().book
    workers.POOL.close()
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
        assert images.drawn(work, 1) is None and images.picture(work, 1) is None
    assert images.drawn(work, 1) and images.picture(work, 1)


def test_a_page_that_cannot_be_drawn_waits(private: Path) -> None:
    cache.clear()
    work = build().book
    source = images.source_of(work)
    assert source is not None
    whole = source.path.read_bytes()
    source.path.write_bytes(b"no paper")
    assert images.drawn(work, 1) is None
    source.path.write_bytes(whole)
    assert images.drawn(work, 1) is None, "a hostile page costs its time limit each time"


def test_pages_of_a_copy_that_was_made_again_are_drawn_again(private: Path) -> None:
    """The first copy may show what its author had deleted."""
    work = build().book
    source = images.source_of(work)
    assert source is not None
    copy = private / "reading/made.pdf"
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(source.path.read_bytes())
    work.reading_copy = "reading/made.pdf"
    before = images.drawn(work, 1)
    assert before is not None
    again = copy.with_name("made.part")
    with pypdfium2.PdfDocument(source.path) as document:
        document.del_page(0)
        document.save(again)
    again.replace(copy)
    after = images.drawn(work, 1)
    assert after is not None
    assert (after.png != before.png, after.tag != before.tag) == (True, True)


def heavy(count: int) -> bytes:
    """Of a few kilobytes: each page takes far more time than a page may, as forms in forms draw ten million lines."""
    target = BytesIO()
    canvas = Canvas(target)
    canvas.beginForm("f0")
    canvas.line(0, 0, 600, 800)
    canvas.endForm()
    for level in range(7):
        canvas.beginForm(f"f{level + 1}")
        for _ in range(10):
            canvas.doForm(f"f{level}")
        canvas.endForm()
    for number in range(count):
        canvas.drawString(100, 700, f"Page {number}")
        canvas.doForm("f7")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def test_a_slow_page_costs_its_time_once(private: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever size is asked for; and a file of such pages is given up."""
    cache.clear()
    work = build().book
    source = images.source_of(work)
    assert source is not None
    source.path.write_bytes(heavy(images.MOST_SLOW + 2))
    store.forget(source.version)
    monkeypatch.setattr(pages, "SECONDS", 0.3)
    tried: list[int] = []
    render = pages.render_page

    def counted(path: Path, page: int, width: int) -> bytes | None:
        tried.append(page)
        return render(path, page, width)

    monkeypatch.setattr(pages, "render_page", counted)
    for page in range(1, images.MOST_SLOW + 3):
        assert images.drawn(work, page) is images.drawn(work, page, small=True) is None
    assert tried == [1, 2, 3] and len(tried) == images.MOST_SLOW
    store.write(source.version, "4.json", b'{"width": 9, "height": 9, "text": "", "boxes": []}')
    assert images.picture(work, 4) is None, "no frame for an image that does not come"
    store.write(source.version, "4.png", b"drawn before")
    assert images.picture(work, 4)


def test_who_asks_for_the_same_waits_for_the_first(private: Path) -> None:
    cache.clear()
    source = images.source_of(build().book)
    assert source is not None
    store.forget(source.version)
    asked, answer = threading.Event(), threading.Event()
    made: list[object] = []

    def slowly() -> bytes:
        asked.set()
        answer.wait(30)
        return b"image"

    def first() -> None:
        made.append(images._made(source, 9, "9.png", slowly))

    thread = threading.Thread(target=first)
    thread.start()
    assert asked.wait(10)
    turn = images._turns[f"{source.version}:9.png"]
    turn.begun -= pages.PATIENCE
    with pytest.raises(images.Busy):
        images._made(source, 9, "9.png", lambda: b"another")
    turn.begun += 60
    threading.Timer(0.05, answer.set).start()
    kept = images._made(source, 9, "9.png", lambda: b"another")
    thread.join(30)
    assert kept is not None and kept[0] == b"image" and len(made) == 1


def test_readers_are_told_when_others_are_drawn(private: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for them: the text comes at once, the image later."""
    cache.clear()
    work = build().book
    client = Client()
    monkeypatch.setattr(pages, "PATIENCE", 0.0)
    with ExitStack() as stack:
        for _ in range(workers.POOL.size):
            stack.enter_context(workers.POOL.child(pages.LIMITS))
        shown = client.get(f"/ku/{work.pk}/p/1/")
        late = client.get(f"/ku/{work.pk}/p/1.png")
        assert client.get(f"/ku/{work.pk}/").status_code == 200
    assert shown.status_code == 200 and "图像正在准备" in shown.content.decode()
    assert (late.status_code, late["Retry-After"]) == (503, "5") and "请过几秒" in late.content.decode()
    assert client.get(f"/ku/{work.pk}/p/1.png").status_code == 200
    assert "图像正在准备" not in client.get(f"/ku/{work.pk}/p/1/").content.decode()
