"""A page that only the machine kept from being drawn is drawn for the next who asks."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pypdfium2
import pytest
from django.core.cache import cache

from cms.library.extract import workers
from cms.library.reading import images
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
