"""PDF by PDFium: the text of each page, its label, the bookmarks; scans and garbled text layers told apart."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Callable
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from .. import meta
from ..job import Job
from ..result import Damage, Extraction, Limits, Refusal, Section, Silence
from ..sniff import ENCRYPTED
from ..text import garbled, reflow, tidy
from ..unseen import REMARKS

BOOKMARKS = Limits().outline
DEPTH = 6
BOOK_FROM = 100  # pages
THIN = 12  # characters a page: below it and with a picture on it, a page is a scan
LOOKED_AT = 6  # pages searched for pictures
MARKS = 500  # looked at on a page
EMPTY = 2  # bytes of a string of nothing
_REMARKS = frozenset(
    getattr(raw, f"FPDF_ANNOT_{name}")
    for name in ("TEXT", "POPUP", "HIGHLIGHT", "UNDERLINE", "SQUIGGLY", "STRIKEOUT", "CARET", "INK")
)
BROKEN = "文件损坏：PDF 的内部结构读不出来（可能没有下载完）。请用 PDF 软件打开后另存一份，再上传。"


def open_pdf(path: str) -> pdfium.PdfDocument:
    """Raises Refusal when a password is asked for, Damage when it is no readable PDF."""
    # PDFium may fail without saying why, and then repeats what it said of the file before: let that be "no PDF".
    raw.FPDF_LoadMemDocument(b"-", 1, None)
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        reason = str(error).lower()
        if "password" in reason or "security" in reason:
            raise Refusal(ENCRYPTED) from error
        raise Damage(BROKEN) from error
    if len(document) < 1:
        raise Damage("文件损坏：PDF 里一页也没有。")
    return document


def _remarked(page: raw.FPDF_PAGE) -> bool:
    """Whether a colleague's remark is pinned to the page. Its text is none of the page's."""
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), MARKS)):
        mark = raw.FPDFPage_GetAnnot(page, number)
        if mark:
            try:
                if (
                    raw.FPDFAnnot_GetSubtype(mark) in _REMARKS
                    and raw.FPDFAnnot_GetStringValue(mark, b"Contents", None, 0) > EMPTY
                ):
                    return True
            finally:
                raw.FPDFPage_CloseAnnot(mark)
    return False


def page_text(document: pdfium.PdfDocument, index: int, left: set[str]) -> str | None:
    """None when the page cannot be loaded. Names in `left` what is pinned to the page and no reader shall see."""
    page = raw.FPDF_LoadPage(document.raw, index)
    if not page:
        return None
    try:
        if REMARKS not in left and _remarked(page):
            left.add(REMARKS)
        textpage = raw.FPDFText_LoadPage(page)
        if not textpage:
            return None
        try:
            count = raw.FPDFText_CountChars(textpage)
            if count <= 0:
                return ""
            # A character outside the BMP takes two units; the buffer ends with a zero.
            buffer = (ctypes.c_ushort * (2 * count + 1))()
            written = raw.FPDFText_GetText(textpage, 0, count, buffer)
            return bytes(buffer)[: max(0, written - 1) * 2].decode("utf-16-le", errors="ignore")
        finally:
            raw.FPDFText_ClosePage(textpage)
    finally:
        raw.FPDF_ClosePage(page)


def _spelt(ask: Callable[..., str], *names: str) -> str:
    """Nothing for half a character, as programs leave it that cut a title short."""
    try:
        return ask(*names)
    except UnicodeError:
        return ""


def bookmarks(document: pdfium.PdfDocument, pages: int) -> list[dict[str, Any]]:
    """The outline; entries that lead nowhere are left out. Loops end at DEPTH and BOOKMARKS."""
    entries: list[dict[str, Any]] = []
    try:
        for bookmark in document.get_toc(max_depth=DEPTH):
            if len(entries) >= BOOKMARKS:
                break
            title = tidy(" ".join(_spelt(bookmark.get_title).split()))[:200]
            target = bookmark.get_dest()
            index = target.get_index() if target else None
            if title and index is not None and 0 <= index < pages:
                entries.append(
                    {
                        "title": title,
                        "level": bookmark.level + 1,
                        "page": index + 1,
                        "anchor": f"p{index + 1}",
                    }
                )
    except (pdfium.PdfiumError, RecursionError, ValueError):
        return entries
    return entries


def paths(entries: list[dict[str, Any]], pages: int) -> list[tuple[str, ...]]:
    """Headings above each page: those that began on it or before and are still open."""
    if not entries:
        return [()] * pages
    ordered = sorted(enumerate(entries), key=lambda pair: (pair[1]["page"], pair[0]))
    chains: list[tuple[str, ...]] = []
    stack: list[tuple[int, str]] = []
    for _, entry in ordered:
        while stack and stack[-1][0] >= entry["level"]:
            stack.pop()
        stack.append((entry["level"], entry["title"]))
        chains.append(tuple(title for _, title in stack))
    starts = [entry["page"] for _, entry in ordered]
    firsts: dict[int, tuple[str, ...]] = {}
    for start, chain in zip(starts, chains, strict=True):
        firsts.setdefault(start, chain)
    out: list[tuple[str, ...]] = []
    for number in range(1, pages + 1):
        at = bisect_right(starts, number)
        out.append(firsts.get(number) or (chains[at - 1] if at else ()))
    return out


def _pictured(document: pdfium.PdfDocument, pages: int) -> bool:
    """Whether the pages hold pictures, looked at on a few."""
    for index in range(0, pages, max(1, pages // LOOKED_AT)):
        page = raw.FPDF_LoadPage(document.raw, index)
        if not page:
            continue
        try:
            for number in range(min(raw.FPDFPage_CountObjects(page), 200)):
                item = raw.FPDFPage_GetObject(page, number)
                if raw.FPDFPageObj_GetType(item) in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM):
                    return True
        finally:
            raw.FPDF_ClosePage(page)
    return False


def _labels(document: pdfium.PdfDocument, pages: int) -> list[str]:
    """Page labels where they say something else than the page's number."""
    out = []
    for index in range(pages):
        label = ""
        size = raw.FPDF_GetPageLabel(document.raw, index, None, 0)
        if 2 < size <= 80:
            buffer = ctypes.create_string_buffer(size)
            raw.FPDF_GetPageLabel(document.raw, index, buffer, size)
            label = tidy(buffer.raw[: size - 2].decode("utf-16-le", errors="ignore")).replace("\n", " ")[:20]
        out.append("" if label == str(index + 1) else label)
    return out


def _hints(job: Job, document: pdfium.PdfDocument) -> None:
    if raw.FPDFDoc_GetAttachmentCount(document.raw) > 0:
        job.note("这个 PDF 带有附件，附件没有提取。")
    if raw.FPDFDoc_GetJavaScriptActionCount(document.raw) > 0:
        job.note("这个 PDF 含有脚本，脚本不会执行。")


def read_pages(job: Job, document: pdfium.PdfDocument) -> list[str]:
    """The text of every page. Raises Refusal above the limits, Damage when no page opens."""
    pages = len(document)
    if pages > job.limits.pages:
        raise Refusal(f"页数过多：共 {pages} 页，上限是 {job.limits.pages} 页。请分册上传。")
    texts: list[str] = []
    missing = total = 0
    for index in range(pages):
        text = page_text(document, index, job.left)
        if text is None:
            missing += 1
            text = ""
        total += len(text)
        if total > job.limits.characters:
            raise Refusal(f"文字过多：超过 {job.limits.characters // 10_000} 万字。请分册上传。")
        texts.append(reflow(tidy(text)) if text else "")
    if missing == pages:
        raise Damage("文件损坏：PDF 的页面一页也打不开。请用 PDF 软件打开后另存一份，再上传。")
    if missing:
        job.note(f"有 {missing} 页损坏，打不开。")
    return texts


def extract(job: Job) -> Extraction:
    document = open_pdf(str(job.path))
    try:
        return _extract(job, document)
    finally:
        document.close()


def _extract(job: Job, document: pdfium.PdfDocument) -> Extraction:
    texts = read_pages(job, document)
    pages = len(texts)
    facts = {name: _spelt(document.get_metadata_value, name) for name in document.METADATA_KEYS}
    title = meta.good_title(tidy(facts["Title"]))
    _hints(job, document)
    characters = sum(map(len, texts))
    if characters < THIN * pages and _pictured(document, pages):
        if characters == 0:
            raise Silence(
                f"扫描件：共 {pages} 页，都是图片，没有文字层，无法检索其中的文字。可以先做文字识别（OCR），再上传。",
                pages,
                title,
            )
        job.note("多数页面是扫描的图片，只有少量文字可以检索。")
    if not characters:
        raise Silence(f"没有文字：共 {pages} 页，页面上没有任何文字。", pages, title)
    filled = [text for text in texts if text]
    spoilt = sum(garbled(text) for text in filled)
    if spoilt * 2 > len(filled) or garbled("".join(filled)[:20_000]):
        raise Silence(
            f"乱码：共 {pages} 页，文字层里的字符与页面上显示的不一致（字体编码有误），无法检索。可以做文字识别（OCR）后再上传。",
            pages,
            title,
        )
    if spoilt:
        job.note(f"有 {spoilt} 页的文字层疑似乱码。")
    entries = bookmarks(document, pages)
    labels = _labels(document, pages)
    above = paths(entries, pages)
    passages = [
        Section(0, text, number + 1, labels[number], above[number], f"p{number + 1}")
        for number, text in enumerate(texts)
        if text
    ]
    body = "\n".join(texts[:2])
    return Extraction(
        state="ok",
        kind_hint="book" if pages >= BOOK_FROM else "document",
        title=meta.choose_title(title, body, job.name),
        author=meta.author_in(tidy(facts["Author"])[:200], "\n".join(texts)),
        date=meta.name_date(job.name) or meta.paper_date(body),
        number=meta.number(body),
        pages=pages,
        outline=entries,
        passages=passages,
    )
