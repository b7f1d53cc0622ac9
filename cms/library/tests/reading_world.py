"""A small library for the tests of the reading room: one work of each kind at each level, with words of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from wagtail.models import Collection, Page, Site

from cms.core.factories import CmsDocumentFactory, UserFactory, collection, restrict
from cms.core.models import CmsDocument, User
from cms.library.models import LibraryPage, Passage, Work, WorkKind, WorkState

SECRET = "琥珀哨兵"
FONT = "wqy"
ARTICLES = 60
LAW_TEXT = "每月固定一天开展主题党日，时间一经确定，应当提前三个工作日告知全体党员，并在公开栏公布。" * 3


def pdf(pages: Sequence[str]) -> bytes:
    """A real PDF: one line of text a line, the first at 100 units below the top of an A4 page."""
    from pathlib import Path

    import paperang_p2_fonts_cjk
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    if FONT not in pdfmetrics.getRegisteredFontNames():
        place = Path(paperang_p2_fonts_cjk.__file__).parent / "fonts" / "wqy-microhei.ttc"
        pdfmetrics.registerFont(TTFont(FONT, str(place), subfontIndex=0))
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for text in pages:
        canvas.setFont(FONT, 16)
        for number, line in enumerate(text.split("\n")):
            canvas.drawString(72, 742 - 28 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def document(name: str, data: bytes, place: Collection) -> CmsDocument:
    made: Any = CmsDocumentFactory(title=name, file=ContentFile(data, name), collection=place)
    made.file_size = len(data)
    made.save()
    return made


def work(library: LibraryPage, place: Collection, title: str, **fields: Any) -> Work:
    texts = fields.pop("texts", [])
    fields.setdefault("state", WorkState.READY)
    made = Work.objects.create(library=library, collection=place, title=title, **fields)
    Passage.objects.bulk_create(
        Passage(work=made, ord=n, **({"text": text} if isinstance(text, str) else text))
        for n, text in enumerate(texts, 1)
    )
    return made


def law(library: LibraryPage, place: Collection, title: str, articles: int = ARTICLES, **fields: Any) -> Work:
    """Chapters of ten articles."""
    texts = [
        {
            "text": f"第{n}条　{LAW_TEXT}",
            "path": [f"第{(n - 1) // 10 + 1}章　通则"],
            "anchor": f"a{n}",
        }
        for n in range(1, articles + 1)
    ]
    outline = [
        {"title": f"第{n // 10 + 1}章　通则", "level": 1, "page": None, "anchor": f"a{n + 1}"}
        for n in range(0, articles, 10)
    ]
    fields = {"kind": WorkKind.LAW, "issuer": "全国示范大会", "issued_on": date(2020, 5, 28), **fields}
    return work(library, place, title, texts=texts, outline=outline, character_count=1000, **fields)


PAGES = [
    "支部工作手册\n第一章　支部设置\n党支部每月开展主题党日。",
    "第二章　组织生活\n主题党日由支部委员会决定，主题党日有记录。",
    "附录　表样",
]


def book(library: LibraryPage, place: Collection, title: str, **fields: Any) -> Work:
    """Three pages, as PDF."""
    texts = [{"text": text, "page": n, "anchor": f"p{n}"} for n, text in enumerate(PAGES, 1)]
    fields = {
        "kind": WorkKind.BOOK,
        "creators": "组织科",
        "issuer": "示范出版社",
        "issued_on": date(2026, 1, 1),
        **fields,
    }
    outline = [
        {"title": "第一章　支部设置", "level": 1, "page": 1, "anchor": "p1"},
        {"title": "第二章　组织生活", "level": 1, "page": 2, "anchor": "p2"},
        {"title": "附录", "level": 1, "page": 3, "anchor": "p3"},
    ]
    return work(
        library, place, title, texts=texts, outline=outline, page_count=3, format="pdf", file_name="手册.pdf",
        document=document("shouce.pdf", pdf(PAGES), place), character_count=80, **fields,
    )  # fmt: skip


@dataclass
class World:
    library: LibraryPage
    public: Collection
    internal: Collection
    restricted: Collection
    law: Work
    book: Work
    scan: Work
    failed: Work
    queued: Work
    inner: Work  # 内部
    narrow: Work  # 限定
    member: User
    insider: User

    @property
    def closed(self) -> list[Work]:
        return [self.inner, self.narrow]


def home() -> Page:
    """The root page of the default site."""
    return Site.objects.get(is_default_site=True).root_page


def library(slug: str = "ku", title: str = "理论库") -> LibraryPage:
    return home().add_child(instance=LibraryPage(title=title, slug=slug))


def build() -> World:
    shelf = library()
    public, internal, restricted = (collection(name) for name in ("公开", "内部", "限定"))
    group = Group.objects.create(name="研究组")
    restrict(internal)
    restrict(restricted, group)
    insider = UserFactory()
    insider.groups.add(group)
    closed_facts = {
        "creators": SECRET,
        "number": f"{SECRET}〔2026〕1号",
        "summary": SECRET,
        "keywords": SECRET,
    }
    return World(
        library=shelf,
        public=public,
        internal=internal,
        restricted=restricted,
        law=law(shelf, public, "示范组织生活条例", number="示发〔2020〕5号"),
        book=book(shelf, public, "支部工作手册"),
        scan=work(
            shelf, public, "老照片扫描件", state=WorkState.NO_TEXT, page_count=2, format="pdf",
            reason="扫描件：共 2 页，都是图片，没有文字层，无法检索其中的文字。可以先做文字识别（OCR），再上传。",
            document=document("scan.pdf", pdf(["", ""]), public),
        ),
        failed=work(
            shelf, public, "打不开的文件", state=WorkState.FAILED, format="docx",
            reason="文件损坏：内容读不出来。请用办公软件打开后另存一份，再上传。",
            document=document("broken.docx", b"PK broken", public),
        ),
        queued=work(shelf, public, "刚上传的文件", state=WorkState.QUEUED, format="pdf"),
        inner=book(shelf, internal, f"{SECRET}内部手册", **{**closed_facts, "issuer": SECRET}),
        narrow=law(shelf, restricted, f"{SECRET}限定办法", **closed_facts),
        member=UserFactory(),
        insider=insider,
    )  # fmt: skip
