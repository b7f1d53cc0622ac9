"""Whose text it is, by a line of it that is a name."""

from __future__ import annotations

import pytest

from cms.library.extract import meta

NAME = "张 三"


@pytest.mark.parametrize(
    "line",
    ["张三", "作者：张三", "张三（执笔）", "文／张　三", " 张 三 "],
    ids=["bare", "led", "role", "wide", "blanks"],
)
def test_a_line_that_is_his_name(line: str) -> None:
    for end in "\n", "\r\n", "\f", "\u2028":
        assert meta.author_in(NAME, f"题目{end}{line}{end}正文") == NAME
    assert meta.author_in(NAME, f"张三说，张三做，张三又说。\n正文\n{line}") == NAME


@pytest.mark.parametrize("text", ["", "张三说。", "李四\n张三丰", "张\n三", "张三" * 40, f"张三{' ' * 200}"])
def test_lines_that_are_not(text: str) -> None:
    assert meta.author_in(NAME, text) == ""


def test_a_line_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it names him."""
    looked: list[str] = []
    real = meta._bare

    def bare(text: str) -> str:
        looked.append(text)
        return real(text)

    monkeypatch.setattr(meta, "_bare", bare)
    assert meta.author_in("张三", "\n".join(["张三和张三", "张三说" * 9, "张三说" * 30_000])) == ""
    assert len(looked) == 3 and max(map(len, looked)) < 100
