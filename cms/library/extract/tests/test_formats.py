"""Each format's own ways, on small files made here."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cms.library.extract import Extraction, meta, run
from cms.library.extract.formats.markup import article_anchor, extract_text, numeral
from cms.library.extract.formats.pdf import paths
from cms.library.extract.formats.rtf import Reader
from cms.library.extract.formats.web import blocks as web_blocks
from cms.library.extract.result import Section
from cms.library.extract.sections import Builder
from cms.library.extract.text import decode, garbled, reflow

from .conftest import pack, text_of

pytestmark = pytest.mark.once
LAW = """# 中华人民共和国示范法

> 2001年3月15日 第九届全国人民代表大会第四次会议通过
> 2019年8月26日 第十三届全国人民代表大会常务委员会第十二次会议修正

## 第一编 总则

### 第一章 基本规定

**第一条** 为了规范示范活动，制定本法。

第二条 下列活动适用本法：
（一）公开的；
（二）依照第一条规定进行的。

第二条之一 增加的一条。

## 第二编 附则

第五十四条 本法自公布之日起施行。
"""


def test_a_law_gives_its_articles() -> None:
    found = extract_text(LAW, "示范法_2019-08-26.md", "md")
    by_anchor = {section.anchor: section for section in found.passages}
    assert (found.kind_hint, found.title, found.date) == ("law", "中华人民共和国示范法", "2019-08-26")
    assert set(by_anchor) == {"s1", "a1", "a2", "a2-1", "a54"}
    assert by_anchor["a1"].path == ("第一编 总则", "第一章 基本规定")
    assert by_anchor["a1"].text == "第一条 为了规范示范活动，制定本法。"
    assert by_anchor["a2"].text.count("\n") == 2, "an article keeps its items"
    assert "第九届全国人民代表大会" in by_anchor["s1"].text
    assert [(entry["title"], entry["anchor"]) for entry in found.outline] == [
        ("第一编 总则", "a1"),
        ("第一章 基本规定", "a1"),
        ("第二编 附则", "a54"),
    ]


def test_an_article_quoted_at_a_line_start_is_none() -> None:
    assert article_anchor("第五条第二款规定的活动", 10) is None
    assert article_anchor("第十一条 下一条", 10) == ("a11", 11)
    assert article_anchor("第一百二十条之一　恐怖活动", 119) == ("a120-1", 120)
    assert [numeral(text) for text in ("十", "二十一", "一千二百六十", "一〇八", "37")] == [
        10,
        21,
        1260,
        108,
        37,
    ]


@pytest.mark.corpus
def test_national_laws(corpus: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(corpus / "laws" / "national-laws-md.tar.gz", tmp_path, filter="data")
    found = {path: run(path, path.name) for path in tmp_path.rglob("*.md")}
    assert len(found) == 1_556
    assert all(one.state == "ok" for one in found.values())
    code = next(one for one in found.values() if one.title == "中华人民共和国民法典")
    article = next(section for section in code.passages if section.anchor == "a54")
    assert article.text.startswith("第五十四条 自然人从事工商业经营")
    assert article.path == ("第一编 总则", "第二章 自然人", "第四节 个体工商户和农村承包经营户")
    assert (code.kind_hint, code.date) == ("law", "2020-05-28")
    laws = [one for one in found.values() if one.kind_hint == "law"]
    assert len(laws) > 1_400
    for one in found.values():
        anchors = [section.anchor for section in one.passages]
        assert len(anchors) == len(set(anchors)), one.title


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_text_of_any_encoding(room: Path, tmp_path: Path, encoding: str) -> None:
    text = "為了規範示範活動，依照法律制定本條例。\n第二行文字 1921 年\n" * 3
    if encoding == "gb18030":
        text = "为了规范示范活动，依照法律制定本条例。\n第二行文字 1921 年\n" * 3
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    assert text_of(run(path, "a.txt")) == text.strip()
    assert decode(b"\xff\xfe" + "中文".encode("utf-16-le")) == "中文"


def test_a_web_page(room: Path, tmp_path: Path) -> None:
    page = (
        '<html><head><meta charset=gb2312><meta name="ArticleTitle" content="关于开展学习的通知">'
        '<meta name="PubDate" content="2024-03-05 09:30"><title>某某网</title><style>p{}</style></head><body>'
        "<script>var 秘密=1</script><h1>关于开展<b>学习</b>的通知</h1><p>各支部：<br>请认真<i>组织</i>学习。</p>"
        "<h2>一、内容</h2><table><tr><td>时间</td><td>周五</td></tr></table><div><div>深处的文字</div></div></body></html>"
    )
    (tmp_path / "a.htm").write_bytes(page.encode("gb18030"))
    found = run(tmp_path / "a.htm", "a.HTM")
    assert (found.state, found.title, found.date) == ("ok", "关于开展学习的通知", "2024-03-05")
    text = text_of(found)
    assert "各支部：\n请认真组织学习。" in text
    assert "时间 周五" in text and "深处的文字" in text and "秘密" not in text
    assert [entry["title"] for entry in found.outline] == ["关于开展学习的通知", "一、内容"]
    assert "脚本" in "".join(found.notes)


def test_a_web_page_nested_without_end(room: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<div>" * 50_000 + "深" + "</div>" * 50_000)
    found = run(tmp_path / "a.html", "a.html")
    assert (found.state, "嵌套过深" in found.reason) == ("refused", True)


def test_pre_keeps_its_lines() -> None:
    from lxml import etree

    root = etree.fromstring("<body><pre>一行\n二行</pre><p>三\n行</p></body>", etree.HTMLParser())
    assert web_blocks(root) == [(0, "一行"), (0, "二行"), (0, "三 行")]


def test_rtf_of_chinese_word_processors() -> None:
    source = (
        rb"{\rtf1\ansi\ansicpg936\uc2{\fonttbl{\f0\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\fcharset0 Arial;}}"
        rb"{\*\generator X;}{\info{\title T}}\f0\'b5\'b3\'d4\'b1 \u20826\'b5\'b3\par{\pict\wmetafile8 0100ff}"
        rb"\f1 caf\'e9\par A\{B\}\tab C\cell\row \u-10179 ?\u-8704 ?}"
    )
    assert Reader(source).text() == "党员 党\ncafé\nA{B}\tC\t\n\U0001f600".replace("\t\n", "\n")


def test_ofd_pages_keep_their_lines(room: Path, tmp_path: Path) -> None:
    ofd = 'xmlns:ofd="http://www.ofdspec.org/2016"'

    def page(*texts: tuple[float, float, str]) -> str:
        objects = "".join(
            f'<ofd:TextObject Boundary="{x} {y} 50 5" Size="4"><ofd:TextCode X="0" Y="4">{text}</ofd:TextCode></ofd:TextObject>'
            for x, y, text in texts
        )
        content = f"<ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content>"
        return f'<ofd:Page {ofd}><ofd:Template TemplateID="9"/>{content}</ofd:Page>'

    path = pack(
        tmp_path / "a.ofd",
        {
            "OFD.xml": f"<ofd:OFD {ofd}><ofd:DocBody><ofd:DocInfo><ofd:Title>会议纪要（二）</ofd:Title>"
            "<ofd:CreationDate>2024-05-06</ofd:CreationDate></ofd:DocInfo><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot>"
            "</ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {ofd}><ofd:CommonData>"
            '<ofd:TemplatePage ID="9" BaseLoc="T/C.xml"/></ofd:CommonData>'
            '<ofd:Pages><ofd:Page ID="1" BaseLoc="P/1.xml"/><ofd:Page ID="2" BaseLoc="P/2.xml"/></ofd:Pages></ofd:Document>',
            "Doc_0/T/C.xml": page((10, 5, "页眉")).replace('<ofd:Template TemplateID="9"/>', ""),
            "Doc_0/P/1.xml": page((60, 20, "乙"), (10, 30, "下一行"), (10, 20.1, "甲")),
            "Doc_0/P/2.xml": page((10, 20, "第二页")),
        },
    )
    found = run(path, "a.ofd")
    assert [section.text for section in found.passages] == ["页眉\n甲 乙\n下一行", "页眉\n第二页"]
    assert [section.page for section in found.passages] == [1, 2]
    assert (found.pages, found.title, found.date) == (2, "会议纪要（二）", "2024-05-06")


def test_ofd_lines_are_put_together_from_their_pieces(room: Path, tmp_path: Path) -> None:
    """Narrow letters leave no gap, wide steps between letters hide none; a sentence runs on over the line's end."""
    ofd = 'xmlns:ofd="http://www.ofdspec.org/2016"'

    def piece(x: float, y: float, text: str, more: str = "", steps: str = "") -> str:
        return (
            f'<ofd:TextObject Boundary="{x} {y} 50 5" Size="4"{more}><ofd:TextCode X="0" Y="4" DeltaX="{steps}">'
            f"{text}</ofd:TextCode></ofd:TextObject>"
        )

    line = "各级党组织应当按照规定组织换届选举工作，"
    objects = [
        piece(10, 20, "各级党组织应当", steps="g 6 6"), piece(52, 20, "按照规定组织换届选举工作，", steps="4"),
        piece(10, 26, line), piece(10, 32, line), piece(10, 38, "不得无故拖延。"), piece(10, 44, "另行通知。"),
        piece(10, 50, "哨兵看不见", ' Visible="false"'), piece(10, 56, "甲", steps="x"), piece(60, 56, "乙", steps="g 9"),
    ]  # fmt: skip
    path = pack(
        tmp_path / "a.ofd",
        {
            "OFD.xml": f"<ofd:OFD {ofd}><ofd:DocBody><ofd:DocRoot>D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "D.xml": f'<ofd:Document {ofd}><ofd:Pages><ofd:Page ID="1" BaseLoc="P.xml"/></ofd:Pages></ofd:Document>',
            "P.xml": f"<ofd:Page {ofd}><ofd:Content><ofd:Layer>{''.join(objects)}</ofd:Layer></ofd:Content></ofd:Page>",
        },
    )
    found = run(path, "a.ofd")
    assert found.passages[0].text == f"{line * 3}不得无故拖延。\n另行通知。\n甲 乙"
    assert any("隐藏文字没有收入正文" in note for note in found.notes)


def test_an_ofd_that_reaches_out_is_refused(room: Path, tmp_path: Path) -> None:
    path = pack(
        tmp_path / "a.ofd", {"OFD.xml": "<O><DocBody><DocRoot>../../etc/passwd</DocRoot></DocBody></O>"}
    )
    assert "外部引用" in run(path, "a.ofd").reason
    path = pack(tmp_path / "b.ofd", {"../x": "", "OFD.xml": "<O/>"})
    assert "路径越界" in run(path, "b.ofd").reason


def test_headings_above_a_page() -> None:
    entries = [
        {"title": "一", "level": 1, "page": 1, "anchor": "p1"},
        {"title": "一之一", "level": 2, "page": 2, "anchor": "p2"},
        {"title": "二", "level": 1, "page": 4, "anchor": "p4"},
    ]
    assert paths(entries, 4) == [("一",), ("一", "一之一"), ("一", "一之一"), ("二",)]


def test_lines_of_a_page_are_joined_where_a_sentence_runs_on() -> None:
    full = "坚持党的领导人民当家作主依法治国有机统一是我们必须长期坚持的"
    text = f"{full}\n{full}原则。\n（一）短行\n{full}\n完。"
    assert reflow(text) == f"{full}{full}原则。\n（一）短行\n{full}完。"
    mixed = "采用SLS方法与ANSYS软件在PC机上对板材冲压成形中的取向空间"  # more letters, as wide on paper
    assert reflow(f"{full}\n{mixed}\n{full}\n完。") == f"{full}{mixed}{full}完。"
    row = "承运人 航班号 座位等级 日期 时间 客票级别/客票类别 客票生效日期 有效截止日期 免费行李"
    form = f"旅客姓名\n{row}\n合肥\n南航\n票价"
    assert reflow(form) == form, "cells are no sentence"
    assert garbled("犐犆犛犔犌犅犜" * 12) and not garbled("为了规范选举工作，保障党员的民主权利。" * 5)


def test_what_crosses_the_process_comes_back_the_same() -> None:
    found = Extraction(
        "ok", title="题", pages=3, passages=[Section(0, "文", 2, "ii", ("章",), "p2")], notes=["注"]
    )
    assert Extraction.from_json(found.to_json()) == found


def test_anchors_stay_apart() -> None:
    builder = Builder()
    for _ in range(2):
        builder.article("a1", "第一条 正文")
    assert [section.anchor for section in builder.finish()[0]] == ["a1", "a1x2"]


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("国办发［2017］47号\n国务院办公厅关于印发政府网站发展指引的通知", "国办发〔2017〕47号"),
        ("2007年3月31日 中华人民共和国国务院令第491号公布", "国务院令第491号"),
        ("GB/T 7714—2015\n信息与文献", "GB/T 7714—2015"),
        ("根据《关于加强管理的通知》（国办发〔2017〕47号）精神，制定本办法。", ""),
        ("我院以法〔1998〕86号通知下发", ""),
    ],
)
def test_a_quoted_number_is_not_the_papers_own(head: str, number: str) -> None:
    assert meta.number(head) == number


def test_a_text_of_one_line(room: Path, tmp_path: Path) -> None:
    """Cut into sections that lose nothing, in linear time; one over the limit is refused unread."""
    path = tmp_path / "a.txt"
    path.write_text("党员的权利和义务由章程规定。" * 300_000)
    found = run(path, "a.txt")
    assert found.state == "ok" and max(len(section.text) for section in found.passages) <= 6_000
    assert "".join(section.text for section in found.passages) == path.read_text()
    path.write_text("a " * 11_000_000)
    found = run(path, "a.txt")
    assert (found.state, "文字过多" in found.reason) == ("refused", True)


def test_a_heading_of_nothing_is_no_text() -> None:
    found = extract_text("# 办法\n\n正文在此。\n\n##\n\n### \n", "a.md", "md")
    assert "#" not in "".join(section.text for section in found.passages)
    assert any("正文在此" in section.text for section in found.passages)
