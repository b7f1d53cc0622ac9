"""Parts of the notation as stored blocks of a page's body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..content.notation import Part

Block = dict[str, Any]


def stream(parts: Iterable[Part], pictures: Mapping[str, int]) -> list[Block]:
    """For a StreamField. Pictures that a person has deleted are left out."""
    found = (block(part, pictures) for part in parts)
    return [made for made in found if made]


def block(part: Part, pictures: Mapping[str, int]) -> Block | None:
    if part.kind == "figure":
        value = _figure(part.value, pictures)
        return {"type": "figure", "value": value} if value else None
    if part.kind == "gallery":
        values = [value for one in part.value if (value := _figure(one, pictures))]
        items = [{"type": "item", "value": value} for value in values]
        return {"type": "gallery", "value": {"pictures": items}} if len(items) > 1 else None
    return {"type": part.kind, "value": part.value}


def _figure(value: Mapping[str, str], pictures: Mapping[str, int]) -> Block | None:
    pk = pictures.get(value["name"])
    return (
        {"image": pk, "caption": value["caption"], "alt": f"插图：{value['caption']}"[:120]} if pk else None
    )
