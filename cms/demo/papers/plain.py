"""Markdown, plain text and HTML."""

from __future__ import annotations

from html import escape

from .paper import Paper

TAGS = {"h1": "h1", "h2": "h2", "quote": "blockquote", "row": "p", "text": "p"}


def make_markdown(paper: Paper) -> bytes:
    return f"{paper.text.strip()}\n".encode()


def make_text(paper: Paper) -> bytes:
    return "\r\n".join(line for _, line in paper.lines()).encode("gb18030")  # as older machines save it


def make_html(paper: Paper) -> bytes:
    body = "\n".join(f"<{TAGS[kind]}>{escape(line)}</{TAGS[kind]}>" for kind, line in paper.lines())
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head><meta charset="utf-8"><title>{escape(paper.title)}</title>'
        f'<meta name="author" content="{escape(paper.creators or paper.issuer)}"></head>\n<body>\n{body}\n</body>\n</html>\n'
    ).encode()
