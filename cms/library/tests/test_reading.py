"""Plain functions of the reading room: contents, references, ranges, marks, the store of page images."""

from __future__ import annotations

import os
import time
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from cms.core.ranges import Unsatisfiable, asked_range, disposition
from cms.library.models import Work, WorkState
from cms.library.reading import store, works
from cms.library.reading.citation import Cited, cite
from cms.library.reading.contents import Entry, mark_current, shorten, tree, walk
from cms.library.reading.marks import Sought, clean_query, rects, segments
from cms.library.reading.passages import Block, PageText, Paragraph
from cms.library.sections import reading_pages

pytestmark = pytest.mark.once
SEEN = date(2026, 11, 23)


def entries(*items: tuple[str, int, int]) -> list[Entry]:
    outline = [
        {"title": title, "level": level, "page": page, "anchor": f"p{page}"} for title, level, page in items
    ]
    return tree(outline, lambda page, anchor: f"/p/{page}/#{anchor}", lambda item: item["page"])


def test_contents_nest_by_level_and_leave_out_what_leads_nowhere() -> None:
    found = entries(
        ("一", 1, 1), ("甲", 2, 1), ("子", 3, 2), ("丑", 4, 3), ("二", 1, 4), ("", 1, 5), ("无", 1, 0)
    )
    assert [entry.title for entry in found] == ["一", "二"]
    assert [entry.title for entry in found[0].children] == ["甲"]
    assert [entry.title for entry in found[0].children[0].children] == ["子", "丑"]


@pytest.mark.parametrize(("page", "title"), [(1, "一"), (2, "子"), (3, "子"), (4, "二"), (9, "乙")])
def test_the_current_entry_is_the_first_of_the_page_or_the_last_before_it(page: int, title: str) -> None:
    found = entries(("一", 1, 1), ("甲", 2, 1), ("子", 3, 2), ("二", 1, 4), ("乙", 2, 4))
    mark_current(found, page)
    current = [entry.title for entry in walk(found) if entry.current]
    assert current == [title]


def test_a_book_that_begins_later_has_no_current_entry() -> None:
    found = entries(("一", 1, 5))
    mark_current(found, 2)
    assert not any(entry.current for entry in walk(found))


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 200)), max_size=400), st.integers(1, 200))
def test_shortened_contents_keep_the_bound_and_the_current_entry(
    items: list[tuple[int, int]], page: int
) -> None:
    found = entries(*((f"条目{n}", level, at) for n, (level, at) in enumerate(items)))
    mark_current(found, page)
    had = [entry.title for entry in walk(found) if entry.current]
    short, cut = shorten(found, 60)
    assert sum(1 for _ in walk(short)) <= 120
    assert [entry.title for entry in walk(short) if entry.current] == had or cut


REFERENCES = [
    (
        Cited("book", "支部工作手册", "组织科", "示范出版社", issued_on=date(2026, 1, 1)),
        12,
        "组织科. 支部工作手册[M/OL]. 示范出版社, 2026: 12[2026-11-23]. U.",
    ),
    (
        Cited("book", "下册", "甲、乙，丙；丁", "示范出版社", series="全集"),
        "",
        "甲, 乙, 丙, 等. 全集: 下册[M/OL]. 示范出版社[2026-11-23]. U.",
    ),
    (
        Cited("law", "示范条例", "", "全国示范大会", "示发〔2020〕5号", date(2020, 5, 28)),
        "",
        "全国示范大会. 示范条例: 示发〔2020〕5号[Z/OL]. (2020-05-28)[2026-11-23]. U.",
    ),
    (
        Cited("document", "年度报告", "", "办公室", issued_on=date(2020, 1, 2)),
        3,
        "办公室. 年度报告[R/OL]. (2020-01-02): 3[2026-11-23]. U.",
    ),
    (Cited("document", "无名文件"), "", "无名文件[R/OL]. [2026-11-23]. U."),
    (
        Cited("newspaper", "头版文章", "记者", "", issued_on=date(2026, 11, 1), series="示范日报"),
        2,
        "记者. 头版文章[N/OL]. 示范日报, 2026-11-01(02)[2026-11-23]. U.",
    ),
    (
        Cited("document", "安全规范", number="GB/T 7714—2015"),
        "",
        "安全规范: GB/T 7714—2015[S/OL]. [2026-11-23]. U.",
    ),
]


@pytest.mark.parametrize(("work", "page", "reference"), REFERENCES)
def test_references_follow_gbt_7714(work: Cited, page: int | str, reference: str) -> None:
    assert cite(work, "U", SEEN, page) == reference


@given(st.text(max_size=40), st.integers(0, 1000))
def test_any_range_header_gives_a_part_of_the_file_or_none(header: str, size: int) -> None:
    for value in (header, f"bytes={header}"):
        try:
            span = asked_range(value, size)
        except Unsatisfiable:
            continue
        assert span is None or 0 <= span[0] <= span[1] < size


@given(st.text(min_size=1, max_size=60))
def test_any_name_makes_one_safe_header(name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        return
    header = disposition(name, "work-1.pdf")
    assert header.isascii()
    assert not set(header) & set("\r\n\0")
    assert len(unquote(header.partition("UTF-8''")[2])) == len(name)
    assert header.startswith("attachment; filename=\"work-1.pdf\"; filename*=UTF-8''")


def test_marks_are_numbered_through() -> None:
    found, count = segments(["党日与", "黨日"], Sought(("党日",)))
    assert [[(part.text, part.mark, part.first) for part in line] for line in found] == [
        [("党日", 1, True), ("与", 0, True)],
        [("黨日", 2, True)],
    ]
    assert count == 2


def test_a_mark_runs_over_the_end_of_lines_and_begins_once() -> None:
    found, count = segments(
        ["须有与本业", "务类似", "的业务实绩，与本业务"], Sought(("与本业务类似的业务", "业务"))
    )
    assert [[(part.text, part.mark, part.first) for part in line] for line in found] == [
        [("须有", 0, True), ("与本业", 1, True)],
        [("务类似", 1, False)],
        [("的业务", 1, False), ("实绩，与本", 0, True), ("业务", 2, True)],
    ]
    assert count == 2


def test_a_mark_that_runs_over_two_lines_has_two_rectangles_and_y_goes_down() -> None:
    text = "主题\r\n党日"
    boxes = [(90, 700, 100, 712), (100, 700, 110, 712), None, None, (10, 680, 20, 692), (20, 680, 30, 692)]
    found = rects(text, boxes, (200, 800), Sought(("主题党日",)))
    assert [(rect.x, rect.y, rect.width, rect.height, rect.now) for rect in found] == [
        (89.5, 87.5, 21, 13, True),
        (9.5, 107.5, 21, 13, True),
    ]


def test_what_stands_apart_on_the_image_is_marked_in_its_parts() -> None:
    text = "增值税税率9%增值税税额"
    boxes = [(10 * n, 700, 10 * n + 10, 712) for n in range(len(text))]
    found = rects(text, boxes, (200, 800), Sought(("增值税税率增值税税额",)))
    assert [(rect.x, rect.width) for rect in found] == [(-0.5, 51), (69.5, 51)]


def test_marks_beside_the_page_are_left_out() -> None:
    assert rects("党", [(6048, -5264, 6050, -5200)], (500, 800), Sought(("党",))) == []


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  党 \n 日 ", "党 日"),
        ("\0党\u202e\u200f", "党"),
        ("党" * 10_000, "党" * 200),
        ("\ud800党", "党"),
        ("", ""),
    ],
)
def test_queries_are_cleaned(raw: str, clean: str) -> None:
    assert clean_query(raw) == clean


@given(st.lists(st.tuples(st.integers(0, 5_000), st.lists(st.sampled_from("甲乙"), max_size=3)), max_size=80))
def test_reading_pages_stay_when_passages_are_appended(passages: list[tuple[int, list[str]]]) -> None:
    whole = reading_pages(passages)
    assert reading_pages(passages[: len(passages) // 2]) == whole[: len(passages) // 2]
    assert all(b - a in (0, 1) for a, b in pairwise(whole))


@pytest.mark.parametrize(
    ("state", "reason", "heading", "said"),
    [
        (
            "no_text",
            "扫描件：共 3 页，都是图片。可以先做文字识别（OCR），再上传。",
            "扫描件",
            "共 3 页，都是图片。",
        ),
        ("no_text", "", "没有可检索的文字", ""),
        (
            "failed",
            "超时：处理这个文件超过 55 秒，已停止处理。",
            "文字没有提取出来（超时）",
            "处理这个文件超过 55 秒",
        ),
        ("refused", "文件已加密，打不开。请去掉密码。", "文字没有提取出来", "文件已加密，打不开。"),
        ("extracting", "", "正在提取文字", "请过几分钟再来"),
    ],
)
def test_the_condition_of_a_work_is_said_kindly(state: str, reason: str, heading: str, said: str) -> None:
    found = works.condition(Work(state=state, reason=reason), images=True)
    assert found
    assert found.heading == heading
    assert said in found.text
    assert "上传" not in found.text
    assert found.text.endswith("现在可以逐页看图像。")


def test_a_ready_work_has_no_condition() -> None:
    assert works.condition(Work(state=WorkState.READY), images=False) is None


def test_the_store_keeps_its_bound_and_what_was_read_last(settings: object, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    settings.LIBRARY_PAGES_BYTES = 10_000
    for n in range(20):
        store.write("a" * 40, f"{n}.png", bytes(1_000))
        path = tmp_path / "pages" / "aa" / ("a" * 40) / f"{n}.png"
        old = time.time() - 1_000 + n
        os.utime(path, (old, old))
    store.write("b" * 40, "1.png", bytes(500))
    assert store.sweep() > 0
    kept = sum(path.stat().st_size for path in (tmp_path / "pages").rglob("*.png"))
    assert 8_000 <= kept <= 10_000
    assert store.read("a" * 40, "0.png") is None
    assert store.read("a" * 40, "19.png")
    assert store.read("b" * 40, "1.png")


def test_a_store_that_cannot_write_harms_nothing(settings: object, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings.VAR = blocked
    store.write("c" * 40, "1.png", b"x")
    assert store.read("c" * 40, "1.png") is None
    assert store.sweep() == 0


def test_rows_of_a_table_keep_their_cells_apart() -> None:
    lines, _ = segments(["序号\t支部\t人数", "1\t第一支部\t21", "第一条\t本办法"], Sought(("支部",)))
    block = Block("s1", [], [Paragraph(0, line) for line in lines])
    html = render_to_string("library/text.html", {"text": PageText([block], 0)})
    assert html.count('<p class="cells"') == 2 and '<p class="cells" id="s1">序号\t<mark' in html
    assert "<p>第一条\t本办法</p>" in html
