"""RTF: its text, by a reader of our own. Pictures, objects, style and font tables are passed over."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from pathlib import Path

from ..job import Job
from ..paged import Structure, with_pages
from ..result import Extraction, Refusal
from ..text import tidy
from ..unseen import DELETED, HIDDEN, REMARKS
from .opendocument import accepted

_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object objdata themedata colorschememapping datastore latentstyles listtable"
    b" listoverridetable rsidtbl generator xmlnstbl mmathPr filetbl revtbl pgdsctbl fldinst bkmkstart bkmkend wgrffmtfilter"
    b" template private xe tc annotation atnid atnauthor atndate atnref atnicn atnparent atntime".split()
)
_REMARKS = (b"annotation",)
_SWITCHES = frozenset(b"uc f af v deleted plain pard cs s footnote".split())
_STARRED = (b"shppict", b"nonshppict", b"footnote")  # what is text nevertheless
_BREAKS = {b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"tab": "\t", b"cell": "\t",
    b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•",
    b"emspace": " ", b"enspace": " "}  # fmt: skip
_SYMBOLS = {b"\\": "\\", b"{": "{", b"}": "}", b"~": "\u00a0", b"\r": "\n", b"\n": "\n"}
_CHARSETS = {0: 1252, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 204: 1251, 238: 1250}
_OUTSIDE = re.compile(
    rb"INCLUDE(?:PICTURE|TEXT)|\\\*\\template|\\\*\\oleclsid|objautlink|objlink|\bDDE(?:AUTO)?\b", re.I
)
_DELETED = re.compile(rb"\\deleted(?![0a-z])")
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


def hiding_styles(data: bytes) -> set[tuple[bytes, int]]:
    """(cs, number) of each character style and (s, number) of each paragraph style that hides what is set in it."""
    start = data.find(b"{\\stylesheet")
    entries = data[start : start + 1_000_000].split(b"}") if start >= 0 else []
    hides: dict[tuple[bytes, int], bool] = {}
    for entry in entries:
        kind = re.search(rb"\{(?:\\\*)?\s?\\(cs|s|ds|ts)(\d{1,5})", entry)
        if not kind:
            if not entry.strip():
                break  # the end of the table
            continue
        based = re.search(rb"\\sbasedon(\d{1,5})", entry)
        own = re.search(rb"\\v(0?)(?![a-z0-9])", entry)
        above = hides.get((kind[1], int(based[1])), False) if based else False
        hides[kind[1], int(kind[2])] = not own[1] if own else above
    return {key for key, hidden in hides.items() if hidden}


@dataclass(slots=True)
class State:
    """What holds in a group, until its end."""

    page: int  # code page
    skipped: bool = False
    after: int = 1  # characters that stand in for a \\u
    hidden: bool = False
    deleted: bool = False
    paragraph: bool = False  # hidden by the paragraph's style


class Reader:
    """One pass over the tokens with a stack of groups."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        page = re.search(rb"\\ansicpg(\d{1,5})", data[:4096])
        self.page = int(page[1]) if page else 1252
        self.fonts = fonts(data)
        self.styles = hiding_styles(data)
        self.out: list[str] = []
        self.raw = bytearray()
        self.left: set[str] = set()
        self.cuts: list[
            tuple[int, int]
        ] = []  # notes to what is not to be seen: LibreOffice shows them all the same

    def without_cuts(self, target: Path) -> Path:
        """The file as LibreOffice may have it, in `target`."""
        with target.open("wb") as file:
            at = 0
            for begin, end in self.cuts:
                file.write(self.data[at:begin])
                at = end
            file.write(self.data[at:])
        return target

    def _flush(self, state: State) -> None:
        if self.raw:
            self._say(bytes(self.raw).decode(_codec(state.page), errors="replace"), state)
            self.raw.clear()

    def _say(self, text: str, state: State) -> None:
        unseen = DELETED if state.deleted else HIDDEN if state.hidden or state.paragraph else ""
        if unseen and text.strip():
            self.left.add(unseen)
        self.out.append("\n" if unseen and "\n" in text else "" if unseen else text)

    def _switch(self, state: State, word: bytes, value: bytes | None) -> None:
        """A word that changes what holds."""
        on = value is None or int(value) != 0
        number = int(value or 0)
        if word == b"uc":
            state.after = min(int(value or 1), 8)
        elif word in (b"f", b"af") and value:
            state.page = self.fonts.get(number, self.page)
        elif word == b"v":
            state.hidden = on
            state.paragraph &= on
        elif word == b"deleted":
            state.deleted = on
        elif word == b"plain":
            state.hidden = state.deleted = False
        elif word == b"pard":
            state.paragraph = False
        elif word == b"cs":
            state.hidden |= (word, number) in self.styles
        elif word == b"s":
            state.paragraph = (word, number) in self.styles
        elif word == b"footnote":  # it goes with the place that it stands at
            state.skipped = state.hidden or state.deleted or state.paragraph

    def text(self) -> str:
        """Raises Refusal for groups nested without end."""
        state = State(self.page)
        stack: list[tuple[State, int]] = []
        cut = -1  # where the group begins that is cut out
        pending = 0  # characters that stand in for a \\u and are passed over
        star = False
        for token in _TOKEN.finditer(self.data):
            code, word, value, symbol, brace, run = token.groups()
            if brace == b"{":
                stack.append((replace(state), token.start()))
                if len(stack) > DEPTH:
                    raise Refusal("嵌套过深：文件里的分组层层嵌套，超过上限，没有读取。")
                star, pending = False, 0
            elif brace == b"}":
                self._flush(state)
                if stack:
                    state, begin = stack.pop()
                    if begin == cut:
                        self.cuts.append((begin, token.end()))
                        cut = -1
                star, pending = False, 0
            elif symbol == b"*":
                star = True
            elif word:
                if word in _REMARKS and not state.skipped:
                    self.left.add(REMARKS)
                if word in _SKIPPED or (star and word not in _STARRED):
                    state.skipped = True
                star = False
                if state.skipped:
                    continue
                if word == b"u" and value:
                    self._flush(state)
                    self._say(chr(int(value) & 0xFFFF), state)
                    pending = state.after
                elif word in _BREAKS:
                    self._flush(state)
                    self._say(_BREAKS[word], state)
                elif word in _SWITCHES:
                    self._flush(state)
                    self._switch(state, word, value)
                    if state.skipped and stack and cut < 0:
                        cut = stack[-1][1]
            elif state.skipped:
                continue
            elif code:
                if pending:
                    pending -= 1
                else:
                    self.raw.append(int(code, 16))
            elif symbol:
                self._flush(state)
                self._say(_SYMBOLS.get(symbol, ""), state)
            elif run:
                if pending:
                    run, pending = run[pending:], max(0, pending - len(run))
                self.raw += run
        self._flush(state)
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
    reader = Reader(data)
    lines = [line.strip() for line in reader.text().split("\n")]
    job.left |= reader.left
    source = None
    if safe and (
        reader.left & {DELETED, HIDDEN} or _DELETED.search(data)
    ):  # text boxes are read by LibreOffice alone
        source = accepted(job, reader.without_cuts(job.folder / "cut"))
        safe = source is not None
    return with_pages(
        job, Structure(blocks=[(0, line) for line in lines if line]), convert=safe, source=source
    )
