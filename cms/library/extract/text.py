"""Characters: bytes to text, text made safe to store, and the question whether a text layer can be believed."""

from __future__ import annotations

import codecs
import re
from itertools import pairwise

from charset_normalizer import from_bytes

from .result import Refusal

SAMPLE = 64 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Controls but tab and line feed, lone surrogates, noncharacters, the directions that can hide text (bidi controls).
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufeff\u202a-\u202e\u2066-\u2069]"
)
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_ODD = re.compile("[\ufffd\ue000-\uf8ff\x01-\x08\x0e-\x1f\x80-\x9f]")
_MARKS = re.compile("[!-/:-@\\[-`{-~]")
_BLANKS = (" \n", "\t\n", "\u00a0\n")


def sanitise(text: str) -> str:
    """What no database, index or page can stumble over. Everything else stays as written: no normalisation."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSAFE.sub("", text)


def tidy(text: str) -> str:
    """Sanitised, without blanks at line ends and more than one empty line."""
    text = sanitise(text)
    if any(blank in text for blank in _BLANKS):
        text = "\n".join(line.rstrip(" \t\u00a0") for line in text.split("\n"))
    return re.sub("\n{3,}", "\n\n", text).strip("\n ")


def decode(data: bytes) -> str:
    """Text of unknown encoding. Raises Refusal when it is none."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4 or _nearly_utf8(data):
            return data.decode("utf-8", errors="replace")
    wide = _wide(data)
    if wide:
        return data.decode(wide, errors="replace")
    return data.decode(_eastern(data), errors="replace")


def _nearly_utf8(data: bytes) -> bool:
    """A few broken bytes in what is UTF-8 otherwise."""
    sample = data[:SAMPLE].decode("utf-8", errors="replace")
    broken = sample.count("\ufffd")
    return (
        len(sample) > 4
        and broken <= max(2, len(sample) // 50)
        and (not _HAN.search(sample) or broken * 20 < len(sample))
    )


def _wide(data: bytes) -> str:
    """UTF-16 without a byte order mark shows in the zero bytes of its blanks, digits and line ends."""
    sample = data[:SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 50 < len(sample) or len(sample) < 8:
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    return name if min(even, odd) * 4 <= max(even, odd) else ""


def _eastern(data: bytes) -> str:
    """GB18030 or Big5 by how common the characters come out; anything else is charset-normalizer's guess."""
    sample = data[:SAMPLE]
    best, score = "", 0.0
    for name in ("gb18030", "big5hkscs", "shift_jis", "euc_kr"):
        text = sample.decode(name, errors="replace")
        han = len(_HAN.findall(text))
        bad = text.count("\ufffd") - 1
        if bad * 30 > len(text):
            continue
        worth = common_share(text) * han / max(1, len(text)) - bad / max(1, len(text))
        if worth > score + 0.01:
            best, score = name, worth
    if best:
        return best
    guess = from_bytes(sample[:8192]).best()
    if guess is None:
        raise Refusal("名不副实：这不是文本文件，认不出它的文字编码。请另存为 UTF-8 编码后再上传。")
    return guess.encoding


def _level_one() -> frozenset[str]:
    """Characters of the first levels of GB 2312, Big5 and JIS X 0208: what real text is written in."""
    chars: set[str] = set()
    for name, leads in (
        ("gb2312", range(0xB0, 0xD8)),
        ("big5", range(0xA4, 0xC7)),
        ("shift_jis", range(0x88, 0x99)),
    ):
        for lead in leads:
            for tail in range(0x40, 0xFF):
                try:
                    char = bytes((lead, tail)).decode(name)
                except UnicodeDecodeError:
                    continue
                if len(char) == 1 and _HAN.match(char):
                    chars.add(char)
    return frozenset(chars)


_COMMON = re.compile(f"[{''.join(sorted(_level_one()))}]+")
_HAN_RUN = re.compile(f"{_HAN.pattern}+")


def common_share(text: str) -> float:
    """How much of the Han characters is in everyday use; 1.0 when there are none."""
    text = text[:SAMPLE]
    han = sum(map(len, _HAN_RUN.findall(text)))
    return sum(map(len, _COMMON.findall(text))) / han if han else 1.0


def garbled(text: str) -> bool:
    """Whether a PDF's text layer shows other characters than its pages: wrong or missing ToUnicode tables.

    Four signs, each rare in real text: rare Han characters, private or replaced ones, Latin punctuation in
    the place of letters, and Han characters that follow the order of the code instead of a language.
    """
    dense = "".join(text[:SAMPLE].split())
    if len(dense) < 40:
        return bool(dense) and len(_ODD.findall(dense)) * 2 > len(dense)
    if len(_ODD.findall(dense)) * 10 > len(dense) * 3:
        return True
    if common_share(dense) < 0.75 and len(_HAN.findall(dense)) >= 20:
        return True
    marks = len(_MARKS.findall(dense.replace(".", "").replace("-", "").replace("_", "")))
    return marks * 10 > len(dense) * 3 and sum(a != b for a, b in pairwise(dense)) * 2 > len(dense)


_STOPS = "。！？；：…”』」）)!?;:."
_STARTS = re.compile(
    "^(?:[（(]?[一二三四五六七八九十\\d]+[)）、.．]|第[〇零一二三四五六七八九十百千\\d]+[编章节条]|[●■◆•·—-])"
)

_CELL_ENDS = re.compile("[\u2e80-\uffff] (?=[\u2e80-\uffff])")  # a row of a table: cells, no sentence


def reflow(text: str) -> str:
    """Lines of a PDF page joined to paragraphs where a full line of Chinese ran on, so that a sentence stays whole."""
    lines = text.split("\n")
    # A Han character is as wide as two letters.
    wide = [len(line.encode("gb18030", "replace")) for line in lines]
    widths = sorted(filter(None, wide))
    if len(widths) < 4:
        return text
    full = widths[(len(widths) * 4) // 5] * 0.82
    if full < 24:
        return text
    out: list[str] = []
    running = False
    for line, width in zip(lines, wide, strict=True):
        if running and line and line[0] >= "\u2e80" and not _STARTS.match(line):
            out[-1] += line
        else:
            out.append(line)
        runs_on = width >= full and line[-1] >= "\u2e80" and line[-1] not in _STOPS
        running = runs_on and len(_CELL_ENDS.findall(line)) < 3
    return "\n".join(out)
