"""Which extractor reads which format, and what a job's failure becomes. Runs in the limited child."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from . import meta, unseen
from .faults import of_machine
from .job import Job
from .result import Extraction, Limits, Refusal, Section, Silence
from .sniff import identify
from .text import sanitise

_MODULES = {
    "pdf": "pdf", "md": "plain", "txt": "plain", "csv": "plain", "html": "web", "docx": "word", "doc": "legacy", "ppt": "legacy",
    "rtf": "rtf", "odt": "opendocument", "odp": "opendocument", "ods": "opendocument",
    "pptx": "slides", "xlsx": "sheets", "xls": "sheets",
    "ofd": "ofd", "png": "picture", "jpg": "picture", "gif": "picture", "bmp": "picture", "tiff": "picture", "webp": "picture",
}  # fmt: skip
OUT_OF_MEMORY = "超出内存上限：处理这个文件需要的内存过多，可能是恶意构造的文件，已停止处理。"
UNREADABLE = "文件损坏：内容读不出来。请用办公软件打开后另存一份，再上传。"


def extractor_of(form: str) -> Callable[[Job], Extraction]:
    module = import_module(f".formats.{_MODULES[form]}", __package__)
    function: Callable[[Job], Extraction] = module.extract
    return function


def reason_of(error: OSError) -> str:
    """What to tell whoever uploaded the file, when it is the file's fault."""
    if error.errno == errno.EFBIG:
        return "解压后过大：处理中产生的临时文件超过上限，已停止处理。"
    return UNREADABLE


def extract(job: Job) -> Extraction:
    """Never raises but MemoryError, and OSError when the machine cannot work now (a full disk)."""
    try:
        job.format, note = identify(job.path, job.name, job.limits)
        job.note(note)
        if job.format == "zip":
            raise Refusal(
                "这是压缩包，不是文献。请先解压，再上传其中的文件；整包导入请系统管理员运行 import_works 命令。"
            )
        found = extractor_of(job.format)(job)
    except Silence as silence:
        found = Extraction(
            "no_text", str(silence), pages=silence.pages, title=silence.title or meta.from_name(job.name)
        )
    except Refusal as refusal:
        if of_machine(refusal.__cause__):
            raise refusal.__cause__ from None  # type: ignore[misc]
        found = Extraction(refusal.state, str(refusal), title=meta.from_name(job.name))
    except MemoryError:
        raise
    except RecursionError:
        found = Extraction(
            "refused", "嵌套过深：内容层层嵌套，超过上限，没有读取。", title=meta.from_name(job.name)
        )
    except OSError as error:
        if of_machine(error):
            raise
        found = Extraction("failed", reason_of(error), title=meta.from_name(job.name))
    except Exception as error:  # parsers of hostile files raise anything
        job.trouble = f"{type(error).__name__}: {error}"[:200]
        found = Extraction("failed", UNREADABLE, title=meta.from_name(job.name))
    return finish(job, found)


def finish(job: Job, found: Extraction) -> Extraction:
    """Numbers the sections, holds the limits of what was found."""
    if found.characters > job.limits.characters:
        reason = f"文字过多：超过 {job.limits.characters // 10_000} 万字。请分册上传。"
        found = Extraction("refused", reason, title=found.title)
    elif too_long := next(
        (s for s in found.passages if s.page and len(s.text) > job.limits.page_characters), None
    ):
        count, most = len(too_long.text) / 10_000, job.limits.page_characters / 10_000
        reason = f"一页的文字过多：第 {too_long.page} 页有 {count:.0f} 万字，上限是 {most:g} 万字。请分页后再上传。"
        found = Extraction("refused", reason, title=found.title)
    elif len(found.passages) > job.limits.sections:
        count, most = len(found.passages), job.limits.sections
        reason = f"段落过多：按标题和条文分成了 {count} 段，上限是 {most} 段。请分册上传。"
        found = Extraction("refused", reason, title=found.title)
    elif len(found.outline) > job.limits.outline:
        job.note(f"目录过长：原有 {len(found.outline)} 条，只列出上面几级的前 {job.limits.outline} 条。")
        found = replace(found, outline=_upper(found.outline, job.limits.outline))
    passages = [
        Section(number, s.text, s.page, s.page_label, s.path, s.anchor or f"s{number + 1}")
        for number, s in enumerate(found.passages)
    ]
    notes = [
        sanitise(note) for note in dict.fromkeys([*job.notes, unseen.note(job.left), *found.notes]) if note
    ]
    title = meta.fitting(" ".join(sanitise(found.title).split())) or meta.from_name(job.name)
    author = " ".join(sanitise(found.author).split())[:200]
    return replace(found, format=job.format, title=title, author=author, passages=passages, notes=notes)


def _upper(outline: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """As many whole levels as there is room for, from the top; of a single one the first entries."""
    deepest = max(entry["level"] for entry in outline)
    while deepest > 1 and len(outline) > most:
        deepest -= 1
        outline = [entry for entry in outline if entry["level"] <= deepest]
    return outline[:most]


def answer(request: dict[str, Any], folder: Path) -> tuple[dict[str, Any], bytes]:
    """(header, body) of one request: {"do": "extract" | the name of a page tool, …}. Raises OSError of the machine."""
    if request["do"] != "extract":
        from .drawing import draw

        return draw(request)
    job = Job(Path(request["path"]), request["name"], folder, Limits(**request["limits"]))
    try:
        found = extract(job)
    except MemoryError:
        found = Extraction("failed", OUT_OF_MEMORY, job.format, title=meta.from_name(job.name))
        return {"ok": True, "retire": True}, json.dumps(found.to_json(), ensure_ascii=False).encode()
    if found.reading_copy and request.get("copy_to"):
        target = Path(request["copy_to"])
        try:
            shutil.move(found.reading_copy, target)
            found = replace(found, reading_copy=target)
        except OSError as error:
            if of_machine(error):
                raise
            found = Extraction("failed", reason_of(error), job.format, title=found.title)
    return {"ok": True, "trouble": job.trouble}, json.dumps(found.to_json(), ensure_ascii=False).encode(
        "utf-8", errors="replace"
    )
