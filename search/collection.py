"""A judged collection as a Source of its own: articles of one law are passages of one work."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from .citations import STATE_NAME, article_anchor, cited_names, plain_name
from .schema import Indexable, PassageDocument, Viewer, WorkDocument

NAME = "evaluation"
_HEADING = re.compile(r"\s*/\s*")


class BadCollection(ValueError):
    """The file cannot be read as one JSON object a line; the message, in Chinese, says where."""


def read_lines(path: Path) -> Iterator[dict[str, object]]:
    """Objects of a `.jsonl` or `.jsonl.gz`, each with `id` and `text`. Raises BadCollection, OSError."""
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as file
    ):
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                item = json.loads(line)
            except ValueError:
                raise BadCollection(f"第 {number} 行不是 JSON。") from None
            if not isinstance(item, dict) or "id" not in item or "text" not in item:
                raise BadCollection(f"第 {number} 行缺少 id 或 text。")
            yield item


class Collection:
    """Source protocol over the lines of a collection; the evaluated unit is a line, that is a passage."""

    name = NAME

    def __init__(self, lines: Iterable[Mapping[str, object]]) -> None:
        grouped: dict[str, list[Mapping[str, object]]] = {}
        for line in lines:
            grouped.setdefault(_group(line), []).append(line)
        self._items: dict[str, Indexable] = {}
        self._passages: dict[str, PassageDocument] = {}
        self.ids: dict[str, str] = {}  # passage key -> id of the line
        for ord_, members in enumerate(grouped.values(), 1):
            self._add(ord_, members)
        self._count_citations()

    def _add(self, ord_: int, members: Sequence[Mapping[str, object]]) -> None:
        key = f"{NAME}:{ord_}"
        first = members[0]
        title = str(first.get("title") or first.get("law_title") or "")
        work = WorkDocument(
            key=key,
            kind="law" if "law_title" in first else "document",
            title=title,
            url=f"/{ord_}/",
            ord=ord_,
            date=_day(first.get("law_date")),
            current=first.get("law_status", "current_in_repo") in ("current_in_repo", "", None),
        )
        passages = []
        for number, line in enumerate(members, 1):
            article = str(line.get("article_no") or "")
            passage = PassageDocument(
                key=f"{key}#{number}",
                work=key,
                ord=number,
                text=f"{article} {line['text']}".strip(),
                path=tuple(part for part in _HEADING.split(str(line.get("chapter") or "")) if part),
                anchor=article_anchor(article) or f"p{number}",
            )
            passages.append(passage)
            self._passages[passage.key] = passage
            self.ids[passage.key] = str(line["id"])
        self._items[key] = Indexable(work, tuple(passages))

    def _count_citations(self) -> None:
        """How many other works cite each work: in the library this is found at import."""
        names: dict[str, set[str]] = {}
        for key, item in self._items.items():
            for name in {
                item.work.title,
                item.work.title.replace(STATE_NAME, ""),
                plain_name(item.work.title),
            }:
                if len(name) >= 2:
                    names.setdefault(name, set()).add(key)
        counts = dict.fromkeys(self._items, 0)
        for key, item in self._items.items():
            text = "\n".join((item.work.title, *(p.text for p in item.passages)))
            cited = set().union(*(names[n] for n in cited_names(text, names)), set())
            for other in cited - {key}:
                counts[other] += 1
        for key, count in counts.items():
            item = self._items[key]
            self._items[key] = Indexable(replace(item.work, prior=count), item.passages)

    def __len__(self) -> int:
        return len(self._passages)

    def keys(self) -> Iterator[str]:
        yield from self._items

    def documents(self, keys: Sequence[str]) -> Iterator[Indexable]:
        for key in keys:
            if key in self._items:
                yield self._items[key]

    def visible(self, keys: Sequence[str], viewer: Viewer) -> Mapping[str, WorkDocument]:
        return {key: self._items[key].work for key in keys if key in self._items}

    def passages(self, keys: Sequence[str]) -> Mapping[str, PassageDocument]:
        return {key: self._passages[key] for key in keys if key in self._passages}


def _group(line: Mapping[str, object]) -> str:
    """Lines of one law and version belong together; a line without a law stands alone."""
    if line.get("law_id"):
        return f"law {line['law_id']}"
    title = line.get("law_title")
    head, dash, _ = str(line["id"]).rpartition("-a")
    if title:
        return f"title {title} {line.get('law_status', '')} {head if dash else ''}"
    return f"line {line['id']}"


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
