"""Snippets are cut from the original, and their marks stand on the searched words."""

from __future__ import annotations

import pytest

from search.snippets import WIDTH, snippet
from search.text import normalise

LONG = "总则。" * 200 + "党支部每月确定相对固定的一天开展主题党日。" + "附则。" * 200


def marked(text: str, terms: tuple[str, ...]) -> list[str]:
    cut, marks = snippet(text, terms)
    return [cut[a:b] for a, b in marks]


def test_the_window_is_around_the_words() -> None:
    cut, marks = snippet(LONG, ("主题党日",))
    assert [cut[a:b] for a, b in marks] == ["主题党日"]
    assert cut.startswith("…") and cut.endswith("…") and len(cut) <= WIDTH + 2


@pytest.mark.parametrize(
    "text, term, expected",
    [
        ("開展主題黨日活動", "主题党日", "主題黨日"),
        ("依照第１５条处理", "第十五条", "第１５条"),
        ("⺠法典", "民法典", "⺠法典"),
        ("ＡＢＣ公司", "abc", "ＡＢＣ"),
    ],
)
def test_marks_stand_in_the_original(text: str, term: str, expected: str) -> None:
    assert marked(text, (normalise(term),)) == [expected]


def test_line_breaks_become_spaces_and_marks_stay() -> None:
    cut, marks = snippet("第一行\n主题党日\r\n第三行", ("主题党日",))
    assert "\n" not in cut and [cut[a:b] for a, b in marks] == ["主题党日"]


def test_without_words_the_beginning_is_shown() -> None:
    assert snippet("甲" * 500, ()) == ("甲" * WIDTH + "…", ())
    assert snippet("", ("党",)) == ("", ())


@pytest.mark.parametrize(
    "text, term, expected",
    [
        ("税率9%税额、增值税税率 9% 增值税税额", "增值税税率增值税税额", ["增值税税率", "增值税税额"]),
        ("股票代码：300218", "股票代码股票代码股票代码", ["股票代码"]),
        ("纪律：党\n日", "党日", ["党 日"]),
        ("GDP增长与GDPR，gdp 增长", "2023年GDP增长目标", ["GDP增长", "gdp 增长"]),
        ("第12条规定", "第十二条另有规定", ["第12条"]),
        ("本办法自发布之日起施行", "本法所称的自首者可以从轻或者减轻处罚", []),
        ("甲", "甲", ["甲"]),
    ],
)
def test_where_the_words_stand_apart_their_longest_parts_are_marked(
    text: str, term: str, expected: list[str]
) -> None:
    assert marked(text, (normalise(term),)) == expected
