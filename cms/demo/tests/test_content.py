"""What is written and drawn holds together, without a database."""

from __future__ import annotations

import io
import re
from datetime import date
from html.parser import HTMLParser

import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image, ImageStat

from cms.demo.content import notation, structure
from cms.demo.drawing import SCENES, draw
from cms.demo.making import articles, columns, pictures
from cms.demo.papers import FORMATS, Paper, make
from cms.portal.kinds import kind_of

pytestmark = pytest.mark.once
DAY = date(2026, 11, 25)


def all_parts() -> list[notation.Part]:
    texts = [one.entry.text for one in articles.planned()] + [column.body for _, column in columns.walk()]
    return [part for text in texts for part in notation.parts(notation.dated(text, DAY))]


def test_there_is_enough_and_it_is_varied() -> None:
    planned = articles.planned()
    assert len(planned) >= 40
    assert len({column.kind for _, column in columns.walk()}) >= 9
    assert len(list(columns.walk())) >= 10
    assert {part.kind for part in all_parts()} == {"text", "heading", "quote", "figure", "gallery", "table"}
    assert sum("题图" in one.entry.head for one in planned) >= 40
    works = [notation.entries("works", name)[0] for name in notation.names("works")]
    public = [work for work in works if work.head.get("级别", "public") == "public"]
    assert len(public) >= 12
    assert {work.head["格式"] for work in works} == set(FORMATS)
    longest = max(len(re.findall(r"^第.{1,4}条", work.text, re.M)) for work in works)
    assert longest >= 30


def test_every_name_leads_somewhere() -> None:
    for part in all_parts():
        shown = part.value if part.kind == "gallery" else [part.value] if part.kind == "figure" else []
        for one in shown:
            assert one["name"] in SCENES and one["caption"], one
    for one in articles.planned():
        head = one.entry.head
        assert head.get("题图", "hills") in SCENES
        file = head.get("附件", "").partition("|")[0].strip()
        assert not file or file in notation.names("files")
        assert 5 < len(head["标题"]) <= 80
    for _, column in columns.walk():
        assert column.kind == kind_of(column.kind).key
        for child in column.children:
            assert child.kind in kind_of(column.kind).children
        assert kind_of(column.kind).articles or not column.articles
    titles = {one.entry.head["标题"] for one in articles.planned()}
    assert {structure.HEADLINE, *(title for title, _ in structure.HEADLINE_LINKS)} <= titles
    assert set(pictures.TITLES) == set(SCENES)
    assert len(set(articles.keys())) == len(articles.planned())


def test_the_site_looks_alive_on_its_first_day() -> None:
    """Columns whose kind promises news have some within the promise (rules.md, section 2)."""
    newest: dict[str, int] = {}
    for one in articles.planned():
        newest[one.column] = min(newest.get(one.column, 9999), one.entry.days())
    for path, column in columns.walk():
        promise = kind_of(column.kind).promise_days
        if column.articles and promise:
            assert newest[path] <= promise, path
    assert all(one.entry.days() > 0 for one in articles.planned()), "nothing lies in the future"


def test_days_are_counted_from_publication() -> None:
    text = "{d0}公布，{d+40}截止，{y}年{m}"
    assert notation.dated(text, DAY) == "11月25日公布，2027年1月4日截止，2026年11月"
    assert notation.dated("第{q}季度，第{q-1}季度", DAY) == "第四季度，第三季度"
    assert notation.dated("第{q}季度，第{q-1}季度", date(2027, 2, 1)) == "第一季度，第四季度"


def test_no_text_names_a_season_of_its_own() -> None:
    """Whenever the demo is made, its articles are of these days."""
    fixed = re.compile(r"第[一二三四]季度|今年[一二三四五六七八九十]+月|年底|节前")
    for one in articles.planned():
        assert not fixed.search(one.entry.head["标题"] + one.entry.text), one.entry.head["标题"]


class Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_texts_are_whole() -> None:
    for part in all_parts():
        if part.kind == "text":
            balance = Balance()
            balance.feed(part.value)
            assert not balance.open
            assert not re.search(r"[{}!|]|^#", part.value), part.value


def test_pictures_are_the_same_every_time_and_unlike_each_other() -> None:
    drawn = {name: draw(name) for name in ("river", "hall", "books", "street")}
    assert draw("river") == drawn["river"]
    means = {}
    for name, content in drawn.items():
        image = Image.open(io.BytesIO(content))
        assert image.size == (1200, 750)
        assert sum(ImageStat.Stat(image).stddev) > 60, f"{name} is nearly one colour"
        means[name] = tuple(round(value) for value in ImageStat.Stat(image).mean)
    assert len(set(means.values())) == len(means)


def test_papers_are_real_files() -> None:
    text = "# 试行办法\n\n第一条　每月值守一次。\n\n| 站 | 时间 |\n| 文昌巷 | 周二 |"
    paper = Paper("试行办法", text, DAY, "law", "第三党支部")
    pdf = pypdfium2.PdfDocument(make("pdf", paper)[1])
    assert "每月值守一次" in pdf[0].get_textpage().get_text_range()
    assert pdf.get_metadata_dict()["Title"] == "试行办法"
    assert make("pdf", paper) == make("pdf", paper)
    scan = pypdfium2.PdfDocument(make("scan", paper)[1])
    assert not scan[0].get_textpage().get_text_range().strip()
    document = Document(io.BytesIO(make("docx", paper)[1]))
    assert [p.text for p in document.paragraphs][:2] == ["试行办法", "第一条　每月值守一次。"]
    assert document.tables[0].cell(1, 0).text == "文昌巷"
    assert not document.core_properties.comments, "no word of the tool that wrote it"
    sheet = load_workbook(io.BytesIO(make("xlsx", paper)[1]))["试行办法"]
    assert [cell.value for cell in sheet[2]] == ["文昌巷", "周二"]
    assert "第一条" in make("txt", paper)[1].decode("gb18030")


def test_files_name_texts_that_exist() -> None:
    for name in notation.names("files"):
        entry = notation.entries("files", name)[0]
        assert entry.head["格式"] in FORMATS
        assert entry.text or notation.entries("works", entry.head["原文"])
