"""Whose text it is, by a line of it that is a name."""

from __future__ import annotations

from time import process_time

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


@pytest.mark.parametrize("name", ["文天祥", "主编室", "作者协会", "起草组", "王编", "张著"])
def test_a_name_that_begins_or_ends_like_a_role(name: str) -> None:
    for line in name, f"作者：{name}", f"文/{name}", f"{name}（执笔）", f"主编 {name}":
        assert meta.author_in(name, f"题目\n{line}\n正文") == name


def test_who_is_called_so_is_nobody_else() -> None:
    assert meta.author_in("天祥", "题目\n文天祥\n正文") == ""
    assert meta.author_in("天祥", "题目\n文 天祥\n正文") == "天祥"


def test_a_line_is_looked_at_once() -> None:
    """However often it names him."""
    begun = process_time()
    assert meta.author_in("张三", "\n".join(["张三和张三", "张三说" * 9, "张三说" * 200_000])) == ""
    assert process_time() - begun < 1
