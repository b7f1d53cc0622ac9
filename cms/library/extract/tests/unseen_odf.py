# ruff: noqa: E501 - markup
"""OpenDocument files of this kind, packed, and flat for LibreOffice to turn into an old format."""

from __future__ import annotations

from pathlib import Path

from .conftest import pack

SHOWN = ("公开的前半公开的后半", "公开的脚注", "公开的新增")
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for name, long in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
        ("presentation", "presentation"), ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible"), ("meta", "meta"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
_REMARK = (
    '<office:annotation{} svg:x="1cm" svg:y="1cm" svg:width="3cm" svg:height="2cm"><dc:creator>哨兵批注者</dc:creator>'
    "<dc:date>2026-01-01T00:00:00</dc:date><text:p>哨兵批注</text:p></office:annotation>"
)
_CHANGE = "<office:change-info><dc:creator>甲</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info>"
_TEXT_STYLES = """<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="C" style:family="text" style:parent-style-name="H"/>
<style:style style:name="P" style:family="paragraph"><style:text-properties text:display="none"/></style:style>
<style:style style:name="Q" style:family="paragraph" style:parent-style-name="P"/>"""
_SECTION = """<text:section text:name="s" text:display="none"><text:p>哨兵隐藏的节</text:p></text:section>"""
_NOTE = (
    '<text:note text:id="n{0}" text:note-class="footnote"><text:note-citation>{0}</text:note-citation>'
    "<text:note-body><text:p>{1}</text:p></text:note-body></text:note>"
)
_TEXT = f"""<office:text><text:tracked-changes><text:changed-region text:id="c"><text:deletion>{_CHANGE}<text:p>哨兵删去</text:p>
</text:deletion></text:changed-region><text:changed-region text:id="i"><text:insertion>{_CHANGE}</text:insertion>
</text:changed-region></text:tracked-changes>
<text:p>公开的前半{_REMARK.format(' office:name="1"')}<text:change text:change-id="c"/>公开的后半<office:annotation-end office:name="1"/></text:p>
<text:p>𠮷公开<text:span text:style-name="H">哨兵直接隐藏</text:span><text:span text:style-name="C">哨兵继承隐藏{_NOTE.format("2", "哨兵隐藏处的脚注")}</text:span>的话</text:p>
<text:p text:style-name="P">哨兵段落样式隐藏</text:p><text:p text:style-name="Q">哨兵继承段落隐藏</text:p>
<text:p><text:change-start text:change-id="i"/>公开的新增<text:change-end text:change-id="i"/>里{_NOTE.format("1", "公开的脚注")}</text:p>
SECTION</office:text>"""


def _flat(path: Path, kind: str, styles: str, body: str) -> Path:
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_SPACES} office:version="1.2" '
        f'office:mimetype="application/vnd.oasis.opendocument.{kind}"><office:styles>{styles}</office:styles>'
        f"<office:automatic-styles>{_AUTOMATIC}</office:automatic-styles>{_MASTER}<office:body>{body}</office:body></office:document>",
        encoding="utf-8",
    )
    return path


_AUTOMATIC = """<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29cm"/>
</style:page-layout><style:style style:name="D" style:family="drawing-page"><style:drawing-page-properties
 presentation:visibility="hidden"/></style:style>
<style:style style:name="V" style:family="table"><style:table-properties table:display="true"/></style:style>
<style:style style:name="T" style:family="table"><style:table-properties table:display="false"/></style:style>"""
_MASTER = '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L"/></office:master-styles>'


_HEADER = f"""<style:header><text:tracked-changes><text:changed-region text:id="h"><text:deletion>{_CHANGE}<text:p>哨兵删去的页眉</text:p>
</text:deletion></text:changed-region></text:tracked-changes><text:p>公开的页眉<text:change text:change-id="h"/></text:p></style:header>"""
_HEADED = _MASTER.replace('L"/>', f'L">{_HEADER}</style:master-page>')


def _odf(path: Path, kind: str, styles: str, body: str) -> Path:
    mime = f"application/vnd.oasis.opendocument.{kind}"
    entries = "".join(
        f'<m:file-entry m:full-path="{name}" m:media-type="{media}"/>'
        for name, media in (("/", mime), ("content.xml", "text/xml"), ("styles.xml", "text/xml"))
    )
    return pack(path, {
        "mimetype": mime,
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{entries}</m:manifest>',
        "styles.xml": f'<office:document-styles {_SPACES} office:version="1.2"><office:styles>{styles}</office:styles>'
        f"<office:automatic-styles>{_AUTOMATIC}</office:automatic-styles>{_HEADED if kind == 'text' else _MASTER}</office:document-styles>",
        "content.xml": f'<office:document-content {_SPACES} office:version="1.2"><office:automatic-styles>{_AUTOMATIC}'
        f"</office:automatic-styles><office:body>{body}</office:body></office:document-content>",
    })  # fmt: skip


def packed_text(folder: Path) -> Path:
    """Its header has had something deleted too."""
    return _odf(folder / "a.odt", "text", _TEXT_STYLES, _TEXT.replace("SECTION", _SECTION))


def flat_hidden(folder: Path) -> Path:
    """Hidden text with a footnote and nothing else that is left out."""
    hidden = f'<text:span text:style-name="H">哨兵隐藏{_NOTE.format("1", "哨兵隐藏处的脚注")}</text:span>'
    body = f"<office:text><text:p>公开的话{hidden}公开</text:p></office:text>"
    return _flat(folder / "a.fodt", "text", _TEXT_STYLES, body)


def flat_text(folder: Path) -> Path:
    return _flat(folder / "a.fodt", "text", _TEXT_STYLES, _TEXT.replace("SECTION", ""))


def _page(number: int, text: str, more: str = "", style: str = "") -> str:
    box = '<draw:frame svg:x="1cm" svg:y="{}cm" svg:width="15cm" svg:height="3cm"><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>'
    remarks = box.format(5, f"哨兵备注{number}").replace(
        "<draw:frame", '<draw:frame presentation:class="notes"'
    )
    notes = f"<presentation:notes>{remarks}</presentation:notes>"
    look = f' draw:style-name="{style}"' if style else ""
    return f'<draw:page draw:name="p{number}" draw:master-page-name="Standard"{look}>{more}{box.format(2, text)}{notes}</draw:page>'


_SLIDES = (
    "<office:presentation>"
    + _page(1, "公开的第一张", _REMARK.format(""))
    + _page(2, "哨兵隐藏的一张", "", "D")
    + _page(3, "公开的第三张")
    + "</office:presentation>"
)


def packed_slides(folder: Path) -> Path:
    return _odf(folder / "a.odp", "presentation", "", _SLIDES)


def flat_slides(folder: Path) -> Path:
    return _flat(folder / "a.fodp", "presentation", "", _SLIDES)


def _cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string">{more}<text:p>{text}</text:p></table:table-cell>'


_SHEET = (
    '<office:spreadsheet><table:table table:name="公开表" table:style-name="V"><table:table-column/>'
    '<table:table-column table:visibility="collapse"/><table:table-column/>'
    f"<table:table-row>{_cell('公开甲', _REMARK.format(''))}{_cell('哨兵隐藏列')}{_cell('公开丙')}</table:table-row>"
    f'<table:table-row table:visibility="collapse">{_cell("哨兵隐藏行")}</table:table-row>'
    f'<table:table-row table:visibility="filter">{_cell("哨兵筛掉的行")}</table:table-row>'
    f"<table:table-row>{_cell('公开的一行')}</table:table-row></table:table>"
    f'<table:table table:name="哨兵表名" table:style-name="T"><table:table-row>{_cell("哨兵隐藏表")}</table:table-row></table:table>'
    "</office:spreadsheet>"
)


def packed_sheet(folder: Path) -> Path:
    return _odf(folder / "a.ods", "spreadsheet", "", _SHEET)


def flat_sheet(folder: Path) -> Path:
    return _flat(folder / "a.fods", "spreadsheet", "", _SHEET)
