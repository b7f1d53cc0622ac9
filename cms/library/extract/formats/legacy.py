"""Word 97 and PowerPoint 97: by LibreOffice, which gives pages; without it by antiword, or by the text records alone."""

from __future__ import annotations

import shutil
import struct
import subprocess
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

NO_READER = "无法读取：服务器没有安装 LibreOffice 或 antiword，读不了 {kind}。请管理员安装后重试，或另存为 DOCX、PDF 后再上传。"
NOTHING = "文件损坏：{kind} 的内容读不出来。请用办公软件打开后另存一份，再上传。"
_KINDS = {"doc": "Word 97 文档", "ppt": "PowerPoint 97 演示文稿"}
ANTIWORD_SECONDS = 15
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


def antiword(job: Job) -> str | None:
    """The text by antiword; None when it is not installed or finds nothing."""
    program = shutil.which("antiword")
    if not program:
        return None
    plain = job.folder / "source.doc"
    shutil.copyfile(job.path, plain)
    try:
        done = subprocess.run(
            [program, "-m", "UTF-8.txt", "-w", "0", str(plain)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=min(ANTIWORD_SECONDS, job.limits.seconds / 3),
        )
    except (subprocess.TimeoutExpired, OSError):
        return None
    finally:
        plain.unlink(missing_ok=True)
    text = tidy(done.stdout.decode("utf-8", errors="replace").replace("[pic]", ""))
    return text if done.returncode == 0 and "is not a Word Document" not in text else None


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
    """Lines without LibreOffice; None when there is no reader."""
    if job.format == "doc":
        text = antiword(job)
        return None if text is None else text.split("\n")
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
        able = soffice() or shutil.which("antiword")
        raise Damage((NOTHING if able else NO_READER).format(kind=_KINDS[job.format])) from silence
