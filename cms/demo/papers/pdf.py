"""PDF with contents as bookmarks, page numbers and an embedded font."""

from __future__ import annotations

import io
from typing import Any
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib import textsplit
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus import paragraph as paragraphs

from . import fonts
from .paper import Paper, cells

RED, INK, GREY, LINE = HexColor("#a3181c"), HexColor("#211c17"), HexColor("#665c50"), HexColor("#c9b88f")
MARGIN = 48
NEVER_FIRST = "，；：？！》”’…—"  # begins no line in Chinese; ReportLab knows only what Japanese forbids
for _module in (textsplit, paragraphs):
    _module.ALL_CANNOT_START += "".join(c for c in NEVER_FIRST if c not in _module.ALL_CANNOT_START)


class Template(BaseDocTemplate):
    """Headings become bookmarks."""

    def afterFlowable(self, flowable: Any) -> None:
        level = getattr(flowable, "outline", None)
        if level is not None:
            key = f"h{self.page}-{id(flowable)}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key, level, closed=False)


def _style(name: str, size: float, **more: Any) -> ParagraphStyle:
    values: dict[str, Any] = {
        "fontName": fonts.register(),
        "fontSize": size,
        "leading": size * 1.75,
        "textColor": INK,
        "wordWrap": "CJK",
        **more,
    }
    return ParagraphStyle(name, **values)


def _styles(size: float) -> dict[str, ParagraphStyle]:
    return {
        "title": _style("title", size * 1.9, alignment=1, textColor=RED, leading=size * 2.8, spaceAfter=size),
        "h1": _style(
            "h1", size * 1.45, textColor=RED, spaceBefore=size, spaceAfter=size * 0.7, keepWithNext=1
        ),
        "h2": _style("h2", size * 1.15, spaceBefore=size * 0.8, spaceAfter=size * 0.3, keepWithNext=1),
        "quote": _style(
            "quote", size, leftIndent=size * 2, rightIndent=size, textColor=GREY, spaceAfter=size * 0.5
        ),
        "text": _style("text", size, firstLineIndent=size * 2, spaceAfter=size * 0.35),
        "cell": _style("cell", size * 0.85, leading=size * 1.3),
        "small": _style("small", size * 0.9, alignment=1, textColor=GREY),
    }


def make(paper: Paper) -> bytes:
    rl_config.invariant = 1  # the same bytes every time
    out = io.BytesIO()
    size = A5 if paper.kind in ("book", "law") else A4
    width, height = size
    document = Template(
        out,
        pagesize=size,
        title=paper.title,
        author=paper.creators or paper.issuer,
        subject=paper.subject,
        invariant=1,
    )
    inner = (width - 2 * MARGIN, height - 2 * MARGIN)
    whole = Frame(MARGIN, MARGIN, *inner, id="whole", leftPadding=0, rightPadding=0)
    plain = PageTemplate("plain", [whole], onPage=lambda canvas, doc: _foot(canvas, doc, paper, size))
    cover = PageTemplate("cover", [whole])
    if paper.kind == "newspaper":
        document.addPageTemplates([_columns(size, paper)])
    else:
        document.addPageTemplates([cover, plain] if paper.kind == "book" else [plain])
    document.build(_story(paper, inner))
    return out.getvalue()


def _columns(size: tuple[float, float], paper: Paper) -> PageTemplate:
    width, height = size
    gap, head = 24, 110
    column = (width - 2 * MARGIN - gap) / 2
    frames = [
        Frame(
            MARGIN, height - MARGIN - head, width - 2 * MARGIN, head, id="head", leftPadding=0, rightPadding=0
        ),
        *(
            Frame(x, MARGIN, column, height - 2 * MARGIN - head, id=f"c{x}", leftPadding=0, rightPadding=0)
            for x in (MARGIN, MARGIN + column + gap)
        ),
    ]
    return PageTemplate("paper", frames, onPage=lambda canvas, doc: _foot(canvas, doc, paper, size))


def _foot(canvas: Any, document: Any, paper: Paper, size: tuple[float, float]) -> None:
    canvas.saveState()
    canvas.setFont(fonts.register(), 8)
    canvas.setFillColor(GREY)
    canvas.drawString(MARGIN, 26, paper.title)
    canvas.drawRightString(size[0] - MARGIN, 26, f"第 {document.page} 页")
    canvas.setStrokeColor(LINE)
    canvas.line(MARGIN, 38, size[0] - MARGIN, 38)
    canvas.restoreState()


def _story(paper: Paper, inner: tuple[float, float]) -> list[Any]:
    styles = _styles({"book": 10.5, "law": 10.5, "newspaper": 14}.get(paper.kind, 12))
    story: list[Any] = []
    if paper.kind == "book":
        story += [
            Spacer(1, inner[1] * 0.28),
            Paragraph(escape(paper.title), styles["title"]),
            Spacer(1, 18),
            Paragraph(escape(paper.creators), styles["small"]),
            Paragraph(escape(f"{paper.issuer}　{paper.day.year} 年 {paper.day.month} 月"), styles["small"]),
            NextPageTemplate("plain"),
        ]
    chapters, rows = 0, list[str]()
    for kind, line in [*paper.lines(), ("end", "")]:
        if kind == "row":
            rows.append(line)
            continue
        if rows:
            story.append(_table(rows, inner[0], styles["cell"]))
            rows = []
        if kind == "end":
            continue
        if kind == "h1" and line == paper.title.split(" 第")[0] and paper.kind != "book":
            story += [Paragraph(escape(paper.title), styles["title"])]
            continue
        if kind == "h1" and line == paper.title:
            continue
        if kind == "text" and line.startswith("第") and "编" in line[-2:] and paper.kind == "newspaper":
            story += [Paragraph(escape(f"{line}　{paper.day:%Y-%m-%d}"), styles["small"]), FrameBreak()]
            continue
        if kind == "h1" and paper.kind == "book":
            story.append(PageBreak())
            chapters += 1
        paragraph = Paragraph(escape(line), styles[kind])
        if kind in ("h1", "h2"):
            paragraph.outline = 0 if kind == "h1" or not chapters else 1
        story.append(paragraph)
    return story


def _table(rows: list[str], width: float, style: ParagraphStyle) -> Table:
    body = [[Paragraph(escape(cell), style) for cell in cells(row)] for row in rows]
    columns = max(len(row) for row in body)
    for row in body:
        row.extend(Paragraph("", style) for _ in range(columns - len(row)))
    weights = [
        max(4, *(len(cells(row)[n]) if n < len(cells(row)) else 0 for row in rows)) for n in range(columns)
    ]
    table = Table(body, colWidths=[width * weight / sum(weights) for weight in weights], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, LINE),
                ("BACKGROUND", (0, 0), (-1, 0), HexColor("#f2ebde")),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ]
        )
    )
    return table
