"""What people type is read as they mean it; what cannot be honoured is said, never raised."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.nodes import Days
from search.parts import Close, Either, Every, Without, Words
from search.syntax import MAX_TYPED, read

pytestmark = pytest.mark.once
甲, 乙, 丙 = Words("甲"), Words("乙"), Words("丙")


@pytest.mark.parametrize(
    "typed, parts",
    [
        ("党建", (Words("党建"),)),
        ("党建 工作", (Words("党建"), Words("工作"))),
        ('"国家机关工作人员"', (Words("国家机关工作人员", exact=True),)),
        ("“国家机关工作人员”", (Words("国家机关工作人员", exact=True),)),
        ("「國家機關」", (Words("国家机关", exact=True),)),
        ("刑法 -贪污", (Words("刑法"), Without(Words("贪污")))),
        ("刑法 －贪污", (Words("刑法"), Without(Words("贪污")))),
        ("刑法 NOT 贪污", (Words("刑法"), Without(Words("贪污")))),
        ('-"甲 乙" 丙', (Without(Words("甲 乙", exact=True)), 丙)),
        ("甲 OR 乙", (Either((甲, 乙)),)),
        ("甲 或 乙 丙", (Either((甲, 乙)), 丙)),
        ("甲 | 乙 ｜ 丙", (Either((甲, 乙, 丙)),)),
        ("(甲 OR 乙) 丙", (Either((甲, 乙)), 丙)),
        ("（甲 丙） 乙", (Words("(甲"), Words("丙)"), 乙)),
        ("(甲 (乙 或 丙)) OR 丙", (Either((Every((甲, Either((乙, 丙)))), 丙)),)),
        ("标题:选举", (Words("选举", field="title"),)),
        ("標題 ： 选举 甲", (Words("选举", field="title"), 甲)),
        ('标题:"中国 共产党"', (Words("中国 共产党", exact=True, field="title"),)),
        ("-标题:选举 甲", (Without(Words("选举", field="title")), 甲)),
        ("作者：鲁迅 文号:国办发〔2017〕47号", (Words("鲁迅", field="author"), Words("国办发〔2017〕47号", field="number"))),
        ("甲 NEAR/5 乙", (Close("甲", "乙", 5),)),
        ("甲 NEAR 乙 丙", (Close("甲", "乙", 10), 丙)),
        ("ＡＢＣ", (Words("abc"),)),
        ("第15条", (Words("第十五条"),)),
    ],
)  # fmt: skip
def test_operators(typed: str, parts: tuple[object, ...]) -> None:
    assert read(typed).parts == parts
    assert read(typed).hints == ()


@pytest.mark.parametrize(
    "typed, first, last",
    [
        ("日期:2020..2023", 20200101, 20231231),
        ("日期：2020-01..2023", 20200101, 20231231),
        ("日期: 2020-01 .. 2023-06", 20200101, 20230630),
        ("日期:2024-02", 20240201, 20240229),
        ("日期:2020", 20200101, 20201231),
        ("日期:..2019", None, 20191231),
        ("日期:2020..", 20200101, None),
        ("日期:2020-2023", 20200101, 20231231),
        ("日期:20200102-20230203", 20200102, 20230203),
        ("日期:２０２０…２０２３", 20200101, 20231231),
        ("日期:2020年1月至2021年3月5日", 20200101, 20210305),
        ("时间:2020/01/05~2020.2.1", 20200105, 20200201),
    ],
)
def test_spans_of_days(typed: str, first: int | None, last: int | None) -> None:
    assert read(typed).parts == (Days(first, last),)
    assert read(f"{typed} 党建").parts == (Days(first, last), Words("党建"))


@pytest.mark.parametrize(
    "sentence",
    [
        "（一）违反规定的，由主管部门责令改正；",
        "他说：“要抓好党建”。",
        "“三会一课”制度",
        "坚持“老虎”“苍蝇”一起打",
        "2020-2021年度",
        "国办发〔2017〕47号",
        "《民法典》54条",
        "甲|乙",
        "注：本表数据截至2020年",
    ],
)
def test_a_pasted_sentence_stays_whole(sentence: str) -> None:
    typed = read(sentence)
    assert len(typed.parts) == 1 and isinstance(typed.parts[0], Words) and not typed.parts[0].exact
    assert typed.plain == sentence


@pytest.mark.parametrize(
    "typed, hint",
    [
        ('"', "引号没有成对"),
        ('"甲', "引号没有成对"),
        ("“”", "没有可以检索的文字"),
        ("OR", "两边都要有词"),
        ("甲 OR", "两边都要有词"),
        ("-", "没有要排除的词"),
        ("-。 甲", "没有要排除的词"),
        ("党 -2.5", "“-2.5”是按负数查找的。要去掉含有这个数的结果，请写成“NOT 2.5”。"),
        ("－31,487 应收账款", "请写成“NOT 31,487”"),
        ("😀", "没有可以检索的文字"),
        ("…… 。", "没有可以检索的文字"),
        ("日期:昨天", "看不懂"),
        ("日期:2020-13", "看不懂"),
        ("日期:2023..2020", "已对调"),
        ("标题:", "后面没有要找的词"),
        ("NEAR", "两边都要有词"),
        ("的 NEAR 的。", "同一个词"),
        ("甲 NEAR 乙 丙 NEAR 丁 戊 NEAR 己 庚 NEAR 辛", "“NEAR”太多"),
        ("甲 " * 41, "条件太多"),
        ("党" * 5000, "太长"),
    ],
)
def test_what_is_wrong_is_said(typed: str, hint: str) -> None:
    assert any(hint in said for said in read(typed).hints)


def test_a_sum_below_zero_can_be_excluded_as_the_hint_says() -> None:
    assert read("党 NOT 2.5").parts == (Words("党"), Without(Words("2.5"))) and not read("党 NOT 2.5").hints
    assert not read("-2.5").hints, "there is nothing to exclude it from"


def test_nothing_typed_needs_no_hint() -> None:
    assert read("  \n ") == read("")
    assert read("").parts == () and read("").hints == ()


@pytest.mark.parametrize("typed", ["甲\x00", "\u202e甲\u202c", "甲\ud800", "\u200b甲\ufeff", "甲\ufe0f"])
def test_invisible_characters_are_left_out(typed: str) -> None:
    assert read(typed).parts == (甲,)
    read(typed).query.encode()


@given(
    st.text(
        alphabet=st.sampled_from('甲乙 "“”「」()（）-－|:：/OR或NEAR标题日期2020.。…\x00\ud800\u202e😀'),
        max_size=60,
    )
)
def test_never_raises_on_operators(typed: str) -> None:
    read(typed).query.encode()


@given(st.text(max_size=80))
def test_never_raises_on_anything(typed: str) -> None:
    read(typed).query.encode()


@pytest.mark.parametrize(
    "piece", ["党", "(", '"', "-", "a OR ", "(a OR ", "标题:", "日期:..", "“", "甲 NEAR/1 "]
)
def test_ten_thousand_characters_within_a_moment(piece: str) -> None:
    started = perf_counter()
    assert len(read(piece * (10_000 // len(piece))).query) <= MAX_TYPED
    assert perf_counter() - started < 0.5
