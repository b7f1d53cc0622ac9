"""What a person may want to copy out of a form that was not saved."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

FEW = 3  # characters that are written again in a moment
# What forms of the admin send along of themselves: kinds, places and keys of blocks, counts, buttons, versions.
SENT_ALONG = re.compile(
    r"(?:.*-)?(?:id|type|order|deleted|count|position|contentpath|[A-Z_]+)|next|action-.*"
    r"|workflow-(?!action-extra-data).*|(?:loaded_)?revision_.*|overwrite_revision_id|(?:.*-)?as_read"
)
CHOSEN = re.compile("[a-z_]{0,12}|[0-9]{0,6}")  # a choice, a tick, the key of something


def texts_of(sent: Iterable[tuple[str, str]]) -> list[str]:
    """Of fields with their names: all that was written in Chinese or another script than the Latin one, and all else
    that is longer than a few characters; of a body its text."""
    return [text for name, value in sent if _is_text(name, text := _text_of(value))]


def _is_text(name: str, text: str) -> bool:
    if any(c.isalnum() and not c.isascii() for c in text):
        return True
    word = text.strip()
    return len(word) > FEW and not (SENT_ALONG.fullmatch(name) or CHOSEN.fullmatch(word))


def _text_of(value: str) -> str:
    """Of what a field sends as JSON what stands in it: the paragraphs of a body, the comment of a step."""
    if not value.startswith("{"):
        return value
    try:
        found = json.loads(value)
        parts = [block["text"] for block in found["blocks"]] if "blocks" in found else list(found.values())
    except (ValueError, TypeError, KeyError, RecursionError):
        return value
    return "\n".join(parts) if all(isinstance(part, str) for part in parts) else value
