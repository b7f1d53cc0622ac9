"""One door for every format. The libraries behind them are loaded when a file is made: a second run makes none."""

from __future__ import annotations

from importlib import import_module

from .paper import Paper

FORMATS = {
    "pdf": ("pdf", "pdf.make"),
    "scan": ("pdf", "scan.make"),
    "docx": ("docx", "office.make_docx"),
    "xlsx": ("xlsx", "office.make_xlsx"),
    "html": ("html", "plain.make_html"),
    "md": ("md", "plain.make_markdown"),
    "txt": ("txt", "plain.make_text"),
}


def make(form: str, paper: Paper) -> tuple[str, bytes]:
    """(ending, content). Raises KeyError for a format that does not exist."""
    ending, where = FORMATS[form]
    module, _, name = where.partition(".")
    content: bytes = getattr(import_module(f"{__package__}.{module}"), name)(paper)
    return ending, content
