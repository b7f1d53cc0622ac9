"""How many sections and entries of an outline a text makes, and how long they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cms.library.extract import Extraction, Limits, run

pytestmark = pytest.mark.once
LIMITS = Limits()
LINE = "党员的权利和义务由章程规定，任何组织和个人不得侵犯。"


def text(tmp_path: Path, name: str, content: str, **limits: int) -> Extraction:
    path = tmp_path / name
    path.write_text(content)
    return run(path, name, limits=replace(LIMITS, **limits))


def test_a_text_of_very_many_headings_is_refused(tmp_path: Path) -> None:
    found = text(tmp_path, "多.md", "".join(f"# 题{n}\n\n文\n\n" for n in range(60)), sections=50)
    assert found.state == "refused" and "段落过多" in found.reason and not found.passages
    assert "上限是 50 段" in found.reason


def test_a_long_outline_keeps_its_upper_levels(tmp_path: Path) -> None:
    chapters = "".join(f"# 第 {n} 章\n\n## 甲{n}\n\n{LINE}\n\n## 乙{n}\n\n{LINE}\n\n" for n in range(1, 21))
    found = text(tmp_path, "书.md", chapters, outline=25)
    assert found.state == "ok" and len(found.passages) == 40
    assert {entry["level"] for entry in found.outline} == {1} and len(found.outline) >= 20
    assert any("目录过长" in note for note in found.notes)
    assert len(text(tmp_path, "书.md", chapters, outline=7).outline) == 7


@pytest.mark.parametrize("broken", [True, False], ids=["lines", "one line"])
def test_what_follows_the_last_article_is_no_article(tmp_path: Path, broken: bool) -> None:
    annex = (LINE + ("\n" if broken else "")) * 2_000
    found = text(tmp_path, "办法.txt", f"某某办法\n第一条　为了规范工作，制定本办法。\n{annex}")
    assert found.state == "ok" and found.passages[1].anchor == "a1"
    assert max(len(section.text) for section in found.passages) < 13_000
    assert sum(section.text.count(LINE) for section in found.passages) >= (2_000 if broken else 1_900)


def test_a_long_article_stays_whole(tmp_path: Path) -> None:
    found = text(
        tmp_path, "办法.txt", "某某办法\n第一条　如下：\n" + f"（一）{LINE}\n" * 300 + "第二条　完。\n"
    )
    assert [section.anchor for section in found.passages if section.anchor[0] == "a"] == ["a1", "a2"]
    assert len(found.passages) <= 3


@pytest.mark.parametrize(
    "line", ["![](photo.png)", "<br>", '<div align="center">', "</details>", "# <br>", "> <br>"]
)
def test_a_line_of_markdown_that_is_nothing_but_a_picture_or_a_tag(tmp_path: Path, line: str) -> None:
    found = text(tmp_path, "笔记.md", f"# 学习笔记\n\n{LINE}\n\n{line}\n\n会后合影。\n")
    assert (found.state, found.title) == ("ok", "学习笔记") and "会后合影。" in found.passages[-1].text


def test_what_the_fast_way_cannot_read_is_answered_by_the_careful_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> Any:
        raise IndexError

    monkeypatch.setitem(run.__globals__, "extract_text", broken)
    assert text(tmp_path, "笔记.md", f"# 学习笔记\n\n{LINE}\n").state == "ok"
