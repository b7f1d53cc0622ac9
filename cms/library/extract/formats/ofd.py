"""OFD (GB/T 33190): the text objects of each page and its templates, put back into lines by where they stand."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from lxml import etree

from .. import meta
from ..container import Container, local
from ..job import Job
from ..result import Damage, Extraction, Refusal, Section, Silence
from ..sniff import ENCRYPTED
from ..text import garbled, reflow, tidy
from ..unseen import HIDDEN, says

NO_IMAGES = "OFD 文件没有页面图像，只有文字。"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; millimetres from the upper left corner."""

    x: float
    y: float
    size: float
    text: str
    width: float


def _numbers(text: str | None) -> list[float]:
    out = []
    for word in (text or "").split()[:8]:
        try:
            out.append(float(word))
        except ValueError:
            out.append(0.0)
    return out


def _first(root: etree._Element, name: str) -> str:
    return next((" ".join((e.text or "").split()) for e in root.iter() if local(e) == name), "")


def resolve(base: str, target: str) -> str:
    """A part's name from where it is mentioned. Raises Refusal when it leads out of the file."""
    target = target.replace("\\", "/").strip()
    name = posixpath.normpath(
        target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(base), target)
    )
    if name.startswith("..") or "://" in target:
        raise Refusal("外部引用：文件引用了自身之外的文件，没有读取。")
    return name


def advance(text: str, deltas: str | None, size: float) -> float:
    """Width of a run: the way from each character to the next as the file says it (GB/T 33190, 11.3), else by kind."""
    own = [size if char >= "\u2e80" else size / 2 for char in text]
    steps: list[float] = []
    words = iter((deltas or "").split())
    for word in words:  # a number, or "g", how often, a number
        times = next(words, "1") if word == "g" else "1"
        step = next(words, "0") if word == "g" else word
        try:
            steps += [float(step)] * min(int(times), len(text))
        except ValueError:
            return sum(own)
        if len(steps) >= len(text):
            break
    if not steps or not text:
        return sum(own)
    steps += [steps[-1]] * (len(text) - 1 - len(steps))  # the last one holds for the rest
    return sum(steps[: len(text) - 1]) + own[-1]


def pieces(root: etree._Element, left: set[str]) -> list[Piece]:
    """Every run of text of a page's content. Names in `left` what is switched off."""
    found = []
    for element in root.iter():
        if local(element) != "TextObject":
            continue
        if element.get("Visible") == "false":
            left |= {HIDDEN} if says(element) else set()
            continue
        boundary = (_numbers(element.get("Boundary")) + [0.0] * 4)[:4]
        size = (_numbers(element.get("Size")) or [4.0])[0] or 4.0
        matrix = _numbers(element.get("CTM"))
        across = abs(matrix[0]) if len(matrix) == 6 and matrix[0] else 1.0
        scale = abs(matrix[3]) if len(matrix) == 6 and matrix[3] else 1.0
        for code in element:
            if local(code) != "TextCode" or not code.text:
                continue
            x, y = ((_numbers(code.get(axis)) or [0.0])[0] for axis in "XY")
            if len(matrix) == 6:
                x, y = (
                    x * matrix[0] + y * matrix[2] + matrix[4],
                    x * matrix[1] + y * matrix[3] + matrix[5],
                )
            width = advance(code.text, code.get("DeltaX"), size) * across
            found.append(Piece(boundary[0] + x, boundary[1] + y, size * scale, code.text, width))
    return found


def lines(found: list[Piece]) -> str:
    """Pieces of one height joined from left to right, a blank where there is a gap."""
    rows: list[list[Piece]] = []
    for piece in sorted(found, key=lambda p: (p.y, p.x)):
        row = rows[-1] if rows else None
        if row and abs(row[-1].y - piece.y) <= 0.35 * min(row[-1].size, piece.size):
            row.append(piece)
        else:
            rows.append([piece])
    out = []
    for row in rows:
        text, end = "", 0.0
        for piece in sorted(row, key=lambda p: p.x):
            if text and piece.x - end > 0.8 * piece.size:
                text += " "
            text += piece.text
            end = piece.x + piece.width
        out.append(text)
    return reflow(tidy("\n".join(out)))


class Book:
    """One document of an OFD file: its pages in order."""

    def __init__(self, container: Container, root: str, left: set[str]) -> None:
        self.left = left
        self.container, self.place = container, root
        self.root = container.xml(root)
        self.pages = [
            e.get("BaseLoc", "") for e in self.root.iter() if local(e) == "Page" and e.get("BaseLoc")
        ]
        self.templates = {
            e.get("ID", ""): e.get("BaseLoc", "") for e in self.root.iter() if local(e) == "TemplatePage"
        }
        self._cache: dict[str, list[Piece]] = {}
        self.missing = 0

    def text(self, location: str) -> str:
        name = resolve(self.place, location)
        content = self.container.optional(name)
        if content is None:
            self.missing += 1
            return ""
        found: list[Piece] = []
        for element in content:
            if local(element) == "Template":
                found += self._template(element.get("TemplateID", ""))
        return lines(found + pieces(content, self.left))

    def _template(self, identifier: str) -> list[Piece]:
        if identifier not in self._cache:
            location = self.templates.get(identifier)
            root = self.container.optional(resolve(self.place, location)) if location else None
            self._cache[identifier] = pieces(root, self.left) if root is not None else []
        return self._cache[identifier]


def extract(job: Job) -> Extraction:
    texts: list[str] = []
    title = author = date = ""
    with Container(job.path, job.limits) as container:
        if "Encryptions.xml" in container:
            raise Refusal(ENCRYPTED)
        frame = container.xml("OFD.xml")
        roots = [
            (body, location)
            for body in frame.iter()
            if local(body) == "DocBody" and (location := _first(body, "DocRoot"))
        ]
        if not roots:
            raise Damage("文件损坏：OFD 里没有任何文档。请用 OFD 软件打开后另存一份，再上传。")
        missing = 0
        for body, location in roots:
            book = Book(container, resolve("OFD.xml", location), job.left)
            if len(texts) + len(book.pages) > job.limits.pages:
                raise Refusal(f"页数过多：上限是 {job.limits.pages} 页。请分册上传。")
            texts += [book.text(page) for page in book.pages]
            missing += book.missing
            title, author = title or _first(body, "Title"), author or _first(body, "Author")
            days = meta.dates(_first(body, "CreationDate")[:10])
            date = date or (days[0] if days else "")
        if any("attach" in name.lower() and not name.lower().endswith("/") for name in container.names):
            job.note("这个 OFD 带有附件，附件没有提取。")
        if missing:
            job.note(f"有 {missing} 页损坏，打不开。")
    return _finish(job, texts, meta.good_title(tidy(title)), tidy(author)[:200], date)


def _finish(job: Job, texts: list[str], title: str, author: str, date: str) -> Extraction:
    pages = len(texts)
    if not any(texts):
        raise Silence(
            f"扫描件：共 {pages} 页，OFD 的页面上没有文字，可能都是图片，无法检索。可以先做文字识别（OCR），再上传。",
            pages,
            title,
        )
    if garbled("".join(texts)[:20_000]):
        raise Silence(
            f"乱码：共 {pages} 页，文字与页面上显示的不一致，无法检索。请另存为 PDF 后再上传。", pages, title
        )
    job.note(NO_IMAGES)
    head = "\n".join(texts[:2])
    return Extraction(
        state="ok",
        title=meta.choose_title(title, head, job.name),
        author=meta.author_in(author, "\n".join(texts)),
        date=meta.name_date(job.name) or meta.paper_date(head) or date,
        number=meta.number(head),
        pages=pages,
        passages=[Section(0, text, n + 1, "", (), f"p{n + 1}") for n, text in enumerate(texts) if text],
    )
