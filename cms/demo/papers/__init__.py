"""Real files made from the texts of content/: PDF, DOCX, XLSX, HTML, Markdown, plain text, a scan without text."""

from .make import FORMATS, Paper, make

__all__ = ["FORMATS", "Paper", "make"]
