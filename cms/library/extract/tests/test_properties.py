"""What a program wrote into a file beside its text is no part of a page, and no better than the text."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import docx
import pytest

from cms.library.extract import run
from cms.library.extract.result import OFF_PAGE, PROPERTIES_ANCHOR, Extraction

pytestmark = pytest.mark.once


def read(folder: Path, text: str, **properties: object) -> Extraction:
    document = docx.Document()
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(str(folder / "a.docx"))
    return run(folder / "a.docx", "读书活动通知.docx")


def test_a_template_names_neither_the_paper_nor_its_day(room: Path, tmp_path: Path) -> None:
    text = "关于开展读书活动的通知\n各支部：\n请组织党员读书。"
    found = read(tmp_path, text, title="年终总结模板", author="张三", created=datetime(2013, 12, 23))
    assert (found.title, found.date, found.author) == ("关于开展读书活动的通知", "", "")


def test_a_title_and_an_author_that_stand_in_the_text_are_kept(room: Path, tmp_path: Path) -> None:
    text = "读书 札记\n王 文\n关于上次讨论的说明\n读书使人明理。"
    found = read(tmp_path, text, title="读书札记", author="王文")
    assert (found.title, found.author) == ("读书札记", "王文")


@pytest.mark.parametrize(
    ("author", "is_named"), [("李明", True), ("办公室", False), ("李", False), ("User", False)]
)
def test_an_author_is_a_line_of_the_text(room: Path, tmp_path: Path, author: str, is_named: bool) -> None:
    text = "办公室印发党建工作要点\n作者：李明\nUser manual 已另发各支部。"
    assert bool(read(tmp_path, text, author=author).author) is is_named


def test_properties_are_found_as_properties_and_told_of(room: Path, tmp_path: Path) -> None:
    found = read(
        tmp_path, "请组织党员读书。", subject="读书月", keywords="学习", comments="仅供局长阅", author="张三"
    )
    assert [p.text for p in found.passages if p.anchor == PROPERTIES_ANCHOR] == ["读书月\n学习"]
    assert any("文件属性" in note for note in found.notes)
    assert not any("局长" in p.text or "张三" in p.text for p in found.passages)
    told = read(tmp_path, "请组织党员读书。", title="读书", comments="")
    assert not any("文件属性" in note for note in told.notes)


def test_the_text_itself_stands_on_pages(room: Path, tmp_path: Path) -> None:
    found = read(tmp_path, "请组织党员读书。")
    assert found.passages and not any(p.anchor in OFF_PAGE for p in found.passages)
