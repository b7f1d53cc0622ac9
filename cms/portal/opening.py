"""The beginning of a text, for lists and descriptions where the editor wrote no summary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

SIZE = 80  # characters
PIECE = re.compile(r"</(?:p|h[1-6]|li|blockquote)>|<br\s*/?>")
TAGS = re.compile(r"<[^>]+>")
AFTER_A_STOP = re.compile(r"(?<=[。！？；：，、…”）]) ")


def first_words(blocks: Iterable[Mapping[str, Any]]) -> str:
    """Of stored blocks: the first that is a text and says something. Whole, or cut off with an ellipsis."""
    for block in blocks:
        if block["type"] == "text":
            text = " ".join(unescape(TAGS.sub("", PIECE.sub(" ", block["value"]))).split())
            if text := AFTER_A_STOP.sub("", text):
                return text if len(text) <= SIZE else text[: SIZE - 1] + "…"
    return ""
