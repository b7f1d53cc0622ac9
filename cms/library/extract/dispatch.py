"""Which extractor reads which format, and what a job's failure becomes. Runs in the limited child."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from . import meta
from .job import Job
from .result import Extraction, Limits, Refusal, Section, Silence
from .sniff import identify

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


def extract(job: Job) -> Extraction:
    """Never raises but MemoryError."""
    try:
        job.format, note = identify(job.path, job.name, job.limits)
        job.note(note)
        if job.format == "zip":
            raise Refusal("这是压缩包，不是文献。请通过批量导入上传压缩包，或解压后上传其中的文件。")
        found = extractor_of(job.format)(job)
    except Silence as silence:
        found = Extraction(
            "no_text", str(silence), pages=silence.pages, title=silence.title or meta.from_name(job.name)
        )
    except Refusal as refusal:
        found = Extraction(refusal.state, str(refusal), title=meta.from_name(job.name))
    except MemoryError:
        raise
    except RecursionError:
        found = Extraction(
            "refused", "嵌套过深：内容层层嵌套，超过上限，没有读取。", title=meta.from_name(job.name)
        )
    except Exception as error:  # parsers of hostile files raise anything
        found = Extraction(
            "failed",
            UNREADABLE,
            title=meta.from_name(job.name),
            notes=[f"{type(error).__name__}: {error}"[:200]],
        )
    return finish(job, found)


def finish(job: Job, found: Extraction) -> Extraction:
    """Numbers the sections, holds the limit of characters, moves the reading copy out of the job's folder."""
    if found.characters > job.limits.characters:
        reason = f"文字过多：超过 {job.limits.characters // 10_000} 万字。请分册上传。"
        found = Extraction("refused", reason, title=found.title)
    passages = [
        Section(number, s.text, s.page, s.page_label, s.path, s.anchor or f"s{number + 1}")
        for number, s in enumerate(found.passages)
    ]
    notes = [*dict.fromkeys([*job.notes, *found.notes])]
    title = " ".join(found.title.split())[:300] or meta.from_name(job.name)
    return replace(found, format=job.format, title=title, passages=passages, notes=notes)


def answer(request: dict[str, Any], folder: Path) -> tuple[dict[str, Any], bytes]:
    """(header, body) of one request: {"do": "extract" | the name of a page tool, …}."""
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
        shutil.move(found.reading_copy, target)
        found = replace(found, reading_copy=target)
    return {"ok": True}, json.dumps(found.to_json(), ensure_ascii=False).encode("utf-8", errors="replace")
