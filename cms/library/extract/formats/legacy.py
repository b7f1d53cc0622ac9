"""Word 97 and PowerPoint 97: their text records, and by LibreOffice, where it is installed, the pages."""

from __future__ import annotations

import struct
from pathlib import Path

import olefile

from .. import meta
from ..job import Job
from ..office import soffice
from ..paged import Structure, with_pages
from ..result import Damage, Extraction, Refusal, Silence
from ..sniff import ENCRYPTED
from ..text import tidy
from ..unseen import DELETED, HIDDEN
from . import powerpoint97, word97
from .opendocument import accepted

NO_READER = (
    "无法读取：文件损坏，或者是比 Word 97 更早的格式，服务器没有安装 LibreOffice，读不了。"
    "请管理员安装后重试，或另存为 DOCX、PDF 后再上传。"
)
NOTHING = "文件损坏：{kind} 的内容读不出来。请用办公软件打开后另存一份，再上传。"
_KINDS = {"doc": "Word 97 文档", "ppt": "PowerPoint 97 演示文稿"}
_ENCRYPTED = 0x0100  # of the flags of a Word 97 file


def properties(job: Job, structure: Structure) -> None:
    """Title, drafter and macros, from the OLE frame."""
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
    structure.drafter = told(facts.author)
    values = (told(v) for v in (facts.title, facts.subject, facts.keywords))
    structure.properties = [value for value in values if value]


def _stream(path: Path, name: str) -> bytes:
    try:
        with olefile.OleFileIO(path) as ole:
            return bytes(ole.openstream(name).read())
    except Exception as error:  # the same
        raise Damage("文件损坏：Office 97 文件的内部目录读不出来。请用办公软件打开后另存一份。") from error


def direct(job: Job) -> list[str] | None:
    """Lines without LibreOffice; None for a version before Word 97."""
    if job.format == "doc":
        try:
            text = word97.text_of(
                _stream(job.path, "WordDocument"), lambda name: _stream(job.path, name), job.left
            )
        except Damage:  # LibreOffice may still make something of it
            return None
        return None if text is None else tidy(text).split("\n")
    try:
        current = _stream(job.path, "Current User")
    except Damage:
        current = b""
    pieces = powerpoint97.texts_of(_stream(job.path, "PowerPoint Document"), current, job.left)
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
    source, convert = None, True
    if job.format == "doc" and soffice() and (lines is None or job.left & {DELETED, HIDDEN}):
        source = accepted(job, job.path)
        convert = source is not None
    try:
        return with_pages(job, structure, convert=convert, source=source)
    except Silence as silence:
        if lines is not None:
            raise
        raise Damage((NOTHING if soffice() else NO_READER).format(kind=_KINDS[job.format])) from silence
