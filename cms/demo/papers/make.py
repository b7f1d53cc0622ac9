"""One door for every format."""

from __future__ import annotations

from collections.abc import Callable

from . import office, pdf, plain, scan
from .paper import Paper

FORMATS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "pdf": ("pdf", pdf.make),
    "scan": ("pdf", scan.make),
    "docx": ("docx", office.make_docx),
    "xlsx": ("xlsx", office.make_xlsx),
    "html": ("html", plain.make_html),
    "md": ("md", plain.make_markdown),
    "txt": ("txt", plain.make_text),
}


def make(form: str, paper: Paper) -> tuple[str, bytes]:
    """(ending, content). Raises KeyError for a format that does not exist."""
    ending, maker = FORMATS[form]
    return ending, maker(paper)
