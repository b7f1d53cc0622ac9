# ruff: noqa: E501 - markup
"""A presentation with sentinel words in notes, remarks, a hidden slide and a hidden shape."""

from __future__ import annotations

from pathlib import Path

from .conftest import pack

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = (
    f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="{_OFFICE}"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


HIDDEN = ' hidden="1"'


def _shape(number: int, text: str, more: str = "") -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="s{number}"{more}/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="900000" y="{number * 900000}"/><a:ext cx="6000000" cy="800000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"</p:spPr><p:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def _tree(*shapes: str) -> str:
    return (
        '<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
        + "".join(shapes)
        + "</p:spTree></p:cSld>"
    )


def _relations(*targets: tuple[str, str]) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(targets, 1)
        )
        + "</Relationships>"
    )


def slides(folder: Path) -> Path:
    types = {"ppt/presentation.xml": "presentation.main", "ppt/slideMasters/slideMaster1.xml": "slideMaster",
        "ppt/slideLayouts/slideLayout1.xml": "slideLayout"} | {f"ppt/slides/slide{n}.xml": "slide" for n in (1, 2, 3)} | {
        f"ppt/notesSlides/notesSlide{n}.xml": "notesSlide" for n in (1, 2, 3)}  # fmt: skip
    kind = "application/vnd.openxmlformats-officedocument.presentationml."
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}{type}+xml"/>' for name, type in types.items()
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": _relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f'<p:presentation {_P}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="r1"/></p:sldMasterIdLst>'
        '<p:sldIdLst><p:sldId id="256" r:id="r2"/><p:sldId id="257" r:id="r3"/><p:sldId id="258" r:id="r4"/></p:sldIdLst>'
        '<p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": _relations(
            ("slideMaster", "slideMasters/slideMaster1.xml"), *(("slide", f"slides/slide{n}.xml") for n in (1, 2, 3))
        ),
        "ppt/slideMasters/slideMaster1.xml": f'<p:sldMaster {_P}>{_tree()}<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" '
        'accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
        '<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="r1"/></p:sldLayoutIdLst></p:sldMaster>',
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": _relations(("slideLayout", "../slideLayouts/slideLayout1.xml")),
        "ppt/slideLayouts/slideLayout1.xml": f"<p:sldLayout {_P}>{_tree()}</p:sldLayout>",
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": _relations(("slideMaster", "../slideMasters/slideMaster1.xml")),
        "ppt/comments/comment1.xml": f'<p:cmLst {_P}><p:cm authorId="0" dt="2026-01-01T00:00:00" idx="1"><p:pos x="1" y="1"/>'
        "<p:text>哨兵旧批注</p:text></p:cm></p:cmLst>",
        "ppt/comments/modernComment_1.xml": f'<c:cmLst xmlns:c="http://schemas.microsoft.com/office/powerpoint/2018/8/main" {_P}><c:cm>'
        "<c:txBody><a:p><a:r><a:t>哨兵新批注</a:t></a:r></a:p></c:txBody></c:cm></c:cmLst>",
    }  # fmt: skip
    texts = ("公开的第一张", "哨兵隐藏的一张", "公开的第三张")
    for n, text in enumerate(texts, 1):
        shown = ' show="0"' if n == 2 else ""
        parts[f"ppt/slides/slide{n}.xml"] = (
            f"<p:sld {_P}{shown}>{_tree(_shape(2, text), _shape(3, '哨兵隐藏的框', HIDDEN))}</p:sld>"
        )
        parts[f"ppt/slides/_rels/slide{n}.xml.rels"] = _relations(
            ("slideLayout", "../slideLayouts/slideLayout1.xml"),
            ("notesSlide", f"../notesSlides/notesSlide{n}.xml"),
            ("comments", "../comments/comment1.xml"),
            ("comments", "../comments/modernComment_1.xml"),
        )
        parts[f"ppt/notesSlides/notesSlide{n}.xml"] = (
            f"<p:notes {_P}>{_tree(_shape(2, f'哨兵备注{n}'))}</p:notes>"
        )
    return pack(folder / "a.pptx", parts)
