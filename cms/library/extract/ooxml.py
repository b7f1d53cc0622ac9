"""What DOCX, XLSX and PPTX share: macros and outside references noticed, document properties."""

from __future__ import annotations

from . import meta
from .container import Container, local
from .job import Job
from .paged import Structure
from .result import Damage
from .text import tidy

LINKS = ("hyperlink",)
OUTSIDE = "文件含有外部引用（外部模板、图片或对象），没有去读取；因此没有转换为分页的 PDF。"


def look_around(job: Job, container: Container) -> bool:
    """Notes what is dangerous. True when the file may be handed to LibreOffice: nothing in it points outside."""
    if any(name.lower().endswith("vbaproject.bin") for name in container.names):
        job.note("文件带有宏，宏不会执行。")
    if any("/embeddings/" in name for name in container.names):
        job.note("文件里嵌入了其他文件，嵌入的文件没有提取。")
    if container.damaged:
        job.note("文件有部分损坏，只提取了能读出的文字。")
    outside = False
    for name in container.names:
        if not name.endswith(".rels"):
            continue
        try:
            root = container.xml(name)
        except Damage:
            outside = True
            continue
        for relation in root:
            kind = (relation.get("Type") or "").rpartition("/")[2].lower()
            outside |= (relation.get("TargetMode") or "").lower() == "external" and kind not in LINKS
    if outside:
        job.note(OUTSIDE)
    return not outside


def properties(container: Container, structure: Structure) -> None:
    """Title, drafter and what else docProps says of the text. Its dates are those of a template as often as not."""
    core = container.optional("docProps/core.xml")
    found = {local(e): tidy(e.text or "")[:300] for e in core} if core is not None else {}
    structure.title = meta.good_title(found.get("title", ""))
    structure.drafter = found.get("creator", "")
    structure.properties = [
        found[key] for key in ("title", "subject", "keywords", "category") if found.get(key)
    ]
