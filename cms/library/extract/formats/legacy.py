"""Word 97 and PowerPoint 97: their text records, and by LibreOffice, where it is installed, the pages."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import olefile

from .. import meta
from ..job import Job
from ..office import soffice
from ..paged import Structure, with_pages
from ..result import Damage, Extraction, Refusal, Silence
from ..sniff import ENCRYPTED
from ..text import tidy
from . import word97

NO_READER = (
    "无法读取：文件损坏，或者是比 Word 97 更早的格式，服务器没有安装 LibreOffice，读不了。"
    "请管理员安装后重试，或另存为 DOCX、PDF 后再上传。"
)
NOTHING = "文件损坏：{kind} 的内容读不出来。请用办公软件打开后另存一份，再上传。"
_KINDS = {"doc": "Word 97 文档", "ppt": "PowerPoint 97 演示文稿"}
_ENCRYPTED = 0x0100  # of the flags of a Word 97 file
_CHARS, _BYTES, _CONTAINERS = 0x0FA0, 0x0FA8, 0x0F
_PPT_MOST = 400_000  # records


def properties(job: Job, structure: Structure) -> None:
    """Title, author, date and macros, from the OLE frame."""
    try:
        with olefile.OleFileIO(job.path) as ole:
            if any(
                "macros" in entry[0].lower() or "vba" in "/".join(entry).lower() for entry in ole.listdir()
            ):
                job.note("文件带有宏，宏不会执行。")
            if any(entry[0] == "ObjectPool" for entry in ole.listdir(streams=False, storages=True)):
                job.note("文件里嵌入了其他文件，嵌入的文件没有提取。")
            facts = ole.get_metadata()
    except Exception as error:  # olefile raises many kinds; text may still be had
        job.note(f"文件属性读不出来（{type(error).__name__}）。")
        return
    page = (facts.codepage or 0) & 0xFFFF  # stored as a signed number of 16 bits: 65001 reads -535
    codec = {936: "gb18030", 950: "big5hkscs", 65001: "utf-8", 932: "cp932"}.get(page, "cp1252")

    def told(value: object) -> str:
        if isinstance(value, bytes):
            value = value.decode(codec, errors="replace")
        return " ".join(tidy(str(value or "")).split())[:300]

    structure.title = meta.good_title(told(facts.title))
    structure.author = told(facts.author) if structure.title else ""
    structure.date = facts.create_time.date().isoformat() if facts.create_time else ""
    values = (told(v) for v in (facts.title, facts.subject, facts.keywords, facts.comments, facts.author))
    structure.properties = [value for value in values if value]


def _stream(path: Path, name: str) -> bytes:
    try:
        with olefile.OleFileIO(path) as ole:
            return bytes(ole.openstream(name).read())
    except Exception as error:  # the same
        raise Damage("文件损坏：Office 97 文件的内部目录读不出来。请用办公软件打开后另存一份。") from error


def slide_text(data: bytes) -> Iterator[str]:
    """The text records of a PowerPoint stream in order."""
    ends: list[int] = [len(data)]
    at = seen = 0
    while at + 8 <= len(data) and seen < _PPT_MOST:
        seen += 1
        version, kind, size = struct.unpack_from("<HHI", data, at)
        at += 8
        if version & 0xF == _CONTAINERS:
            ends.append(at + size)
            continue
        body = data[at : at + size]
        if kind == _CHARS:
            yield body.decode("utf-16-le", errors="replace")
        elif kind == _BYTES:
            yield body.decode("latin-1")
        at += size


def direct(job: Job) -> list[str] | None:
    """Lines without LibreOffice; None for a version before Word 97."""
    if job.format == "doc":
        try:
            text = word97.text_of(_stream(job.path, "WordDocument"), lambda name: _stream(job.path, name))
        except Damage:  # LibreOffice may still make something of it
            return None
        return None if text is None else tidy(text).split("\n")
    pieces = slide_text(_stream(job.path, "PowerPoint Document"))
    return [line for piece in pieces for line in tidy(piece.replace("\x0b", "\n")).split("\n")]


def extract(job: Job) -> Extraction:
    if job.format == "doc":
        head = _stream(job.path, "WordDocument")[:32]
        if len(head) >= 12 and struct.unpack_from("<H", head, 10)[0] & _ENCRYPTED:
            raise Refusal(ENCRYPTED)
    structure = Structure()
    properties(job, structure)
    lines = direct(job)
    structure.blocks = [(0, line.strip("| \t")) for line in lines or [] if line.strip("| \t")]
    try:
        return with_pages(job, structure)
    except Silence as silence:
        if lines is not None:
            raise
        raise Damage((NOTHING if soffice() else NO_READER).format(kind=_KINDS[job.format])) from silence
