"""RTF: its text, by a reader of our own. Pictures, objects, style and font tables are passed over."""

from __future__ import annotations

import codecs
import re

from ..job import Job
from ..paged import Structure, with_pages
from ..result import Extraction, Refusal
from ..text import tidy

_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object objdata themedata colorschememapping datastore latentstyles listtable"
    b" listoverridetable rsidtbl generator xmlnstbl mmathPr filetbl revtbl pgdsctbl fldinst bkmkstart bkmkend wgrffmtfilter"
    b" template private".split()
)
_BREAKS = {b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"tab": "\t", b"cell": "\t",
    b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•",
    b"emspace": " ", b"enspace": " "}  # fmt: skip
_CHARSETS = {0: 1252, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 204: 1251, 238: 1250}
_OUTSIDE = re.compile(
    rb"INCLUDE(?:PICTURE|TEXT)|\\\*\\template|\\\*\\oleclsid|objautlink|objlink|\bDDE(?:AUTO)?\b", re.I
)
DEPTH = 2_000
MOST = 100 << 20  # bytes


def _codec(page: int) -> str:
    name = {936: "gb18030", 950: "big5hkscs", 65001: "utf-8"}.get(page, f"cp{page}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


def fonts(data: bytes) -> dict[int, int]:
    """Font number → code page, from the font table."""
    start = data.find(b"\\fonttbl")
    table = data[start : start + 100_000] if start >= 0 else b""
    found = {}
    for number, charset in re.findall(
        rb"\\f(\d{1,5})(?:\\[a-z]{1,20}\d{0,9}){0,8}?\\fcharset(\d{1,3})", table
    ):
        if int(charset) in _CHARSETS:
            found[int(number)] = _CHARSETS[int(charset)]
    return found


class Reader:
    """One pass over the tokens with a stack of groups."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        page = re.search(rb"\\ansicpg(\d{1,5})", data[:4096])
        self.page = int(page[1]) if page else 1252
        self.fonts = fonts(data)
        self.out: list[str] = []
        self.raw = bytearray()

    def _flush(self, page: int) -> None:
        if self.raw:
            self.out.append(bytes(self.raw).decode(_codec(page), errors="replace"))
            self.raw.clear()

    def text(self) -> str:
        """Raises Refusal for groups nested without end."""
        skipped, page, after, plain = False, self.page, 1, self.page
        stack: list[tuple[bool, int, int]] = []
        pending = 0  # characters that stand in for a \\u and are passed over
        star = False
        for token in _TOKEN.finditer(self.data):
            code, word, value, symbol, brace, run = token.groups()
            if brace == b"{":
                stack.append((skipped, page, after))
                if len(stack) > DEPTH:
                    raise Refusal("嵌套过深：文件里的分组层层嵌套，超过上限，没有读取。")
                star, pending = False, 0
            elif brace == b"}":
                self._flush(page)
                if stack:
                    skipped, page, after = stack.pop()
                star, pending = False, 0
            elif symbol == b"*":
                star = True
            elif word:
                if word in _SKIPPED or (star and word not in (b"shppict", b"nonshppict")):
                    skipped = True
                star = False
                if skipped:
                    continue
                if word == b"uc":
                    after = min(int(value or 1), 8)
                elif word == b"u" and value:
                    self._flush(page)
                    number = int(value) & 0xFFFF
                    self.out.append(chr(number))
                    pending = after
                elif word in (b"f", b"af") and value:
                    self._flush(page)
                    page = self.fonts.get(int(value), plain)
                elif word in _BREAKS:
                    self._flush(page)
                    self.out.append(_BREAKS[word])
            elif skipped:
                continue
            elif code:
                if pending:
                    pending -= 1
                else:
                    self.raw.append(int(code, 16))
            elif symbol:
                self._flush(page)
                if symbol in b"\\{}":
                    self.out.append(symbol.decode())
                elif symbol == b"~":
                    self.out.append("\u00a0")
                elif symbol in b"\r\n":
                    self.out.append("\n")
            elif run:
                if pending:
                    run, pending = run[pending:], max(0, pending - len(run))
                self.raw += run
        self._flush(page)
        joined = "".join(self.out).encode("utf-16-le", "surrogatepass").decode("utf-16-le", errors="replace")
        return tidy(joined)


def extract(job: Job) -> Extraction:
    if job.path.stat().st_size > MOST:
        raise Refusal(f"文件过大：RTF 的上限是 {MOST >> 20} MB。请另存为 DOCX 或 PDF 后再上传。")
    data = job.path.read_bytes()
    if b"\\objdata" in data:
        job.note("文件里嵌入了其他文件，嵌入的文件没有提取。")
    safe = not _OUTSIDE.search(data)
    if not safe:
        job.note("文件含有外部引用（外部图片、模板或对象），没有去读取；因此没有转换为分页的 PDF。")
    lines = [line.strip() for line in Reader(data).text().split("\n")]
    return with_pages(job, Structure(blocks=[(0, line) for line in lines if line]), convert=safe)
