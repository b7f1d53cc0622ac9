"""`run(path, name)`: the only door to extraction. It never raises for a bad file, only when the machine cannot read now.

Markdown and plain text in valid UTF-8 of moderate size are read in this process: no parser of a binary format is
involved, every expression used is linear, and a process hop a file would cost more than the work (1,556 laws).
Everything else goes to the limited child.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
from pathlib import Path

from . import meta
from .dispatch import finish
from .faults import OURS, of_machine
from .formats.markup import extract_text
from .job import Job
from .limited import PREFIX, Broken
from .result import Extraction, Limits, Refusal, Silence
from .sniff import ending
from .workers import ask

logger = logging.getLogger(__name__)

PLAIN = 2 << 20  # bytes
NAME = 500  # characters of a name; its end tells the format
DEFAULT = Limits()
_WHY = {
    "time": "超时：处理这个文件超过 {seconds:.0f} 秒，可能已损坏或是恶意构造的文件，已停止处理。",
    "crash": "文件损坏：内容有误，读取时程序异常退出。请用办公软件打开后另存一份，再上传。",
    "memory": "解压后过大：读取它需要的内存超过上限，没有读取。如果原文件不大，请用办公软件打开后另存一份，再上传。",
    "output": "解压后过大：提取出的文字超过上限，没有读取。",
}


def run(path: Path, name: str, limits: Limits = DEFAULT, copy_to: Path | None = None) -> Extraction:
    """What is in the file at `path` that a person called `name`.

    Takes at most `limits.seconds`. A reading copy, when one is made, is written to `copy_to` (a temporary file
    otherwise) and belongs to the caller. Raises OSError (disk full or read-only, too many processes): nothing is known
    of the file then, and it may be tried again.
    """
    path, name = Path(path), name[-NAME:]
    title = meta.from_name(name)
    try:
        plain = _plain(path, name, limits)
    except OSError as error:
        if of_machine(error, OURS):
            raise
        return Extraction("failed", "读不到文件：文件已被移走，或没有读取权限。", title=title)
    if plain is not None:
        return plain
    target = copy_to or _temporary()
    request = {
        "do": "extract",
        "path": str(path.resolve()),
        "name": name,
        "copy_to": str(target),
        "limits": _fields(limits),
    }
    found: Extraction | None = None
    try:
        header, body = ask(request, limits, limits.seconds)
        if trouble := header.get("trouble"):
            logger.warning("%s cannot be read: %s", name, trouble)
        found = Extraction.from_json(json.loads(body))
    except Broken as broken:
        found = Extraction(
            "failed", _WHY[broken.why].format(seconds=limits.seconds), ending(name), title=title
        )
    finally:
        if found is None or found.reading_copy is None:
            target.unlink(missing_ok=True)
    return found


def _temporary() -> Path:
    handle, name = tempfile.mkstemp(prefix=f"{PREFIX}{os.getpid()}-", suffix=".pdf")
    os.close(handle)
    return Path(name)


def _fields(limits: Limits) -> dict[str, float]:
    return {name: getattr(limits, name) for name in limits.__dataclass_fields__}


def _plain(path: Path, name: str, limits: Limits) -> Extraction | None:
    """The fast way, or None when the file must go the careful one."""
    form = {"md": "md", "markdown": "md", "txt": "txt"}.get(ending(name))
    if not form or not 0 < path.stat().st_size <= min(PLAIN, limits.file_bytes):
        return None
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if (
        text.startswith(("%PDF-", "PK\x03\x04", "{\\rtf", "MZ", "\x7fELF"))
        or text.count("\0") > len(text) // 20
    ):
        return None
    job = Job(path, name, path.parent, limits, form)
    try:
        return finish(job, extract_text(text, name, form))
    except Silence as silence:
        return Extraction("no_text", str(silence), form, title=silence.title)
    except Refusal as refusal:
        return Extraction(refusal.state, str(refusal), form, title=meta.from_name(name))
    except Exception:  # whatever it is, the limited child meets it too, and has an answer
        logger.exception("%s was not read the fast way", name)
        return None
