"""Addresses from Chinese titles: 党建工作 becomes dang-jian-gong-zuo."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import get_resolver
from django.utils.text import slugify
from pypinyin import lazy_pinyin

LENGTH = 60
LIST_PAGE = re.compile(r"p\d+")  # p2, p3 … are the pages of a list
FIRST_SEGMENT = re.compile(r"\^?([\w-]+)(?=[/$]|\\Z|$)")
UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
SEPARATORS = re.compile(r"[\s,，、;；]+")


def without_unseen(text: str) -> str:
    """Without marks of direction and of no width, which turn round what stands beside them."""
    return UNSEEN.sub("", text)


def split_words(text: str) -> list[str]:
    """Words of a hand-typed list, each once, in order."""
    return list(dict.fromkeys(word for word in SEPARATORS.split(text) if word))


def pinyin_slug(title: str) -> str:
    """At most 60 characters, cut between syllables; 'page' when the title holds nothing that can be spelt."""
    parts = (slugify(part) for part in lazy_pinyin(title))
    words = [word for part in parts for word in part.split("-") if word]
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > LENGTH:
            break
        slug = longer
    return slug or (words[0][:LENGTH] if words else "page")


@cache
def reserved() -> frozenset[str]:
    """First path segments that views answer: no page may hide behind them."""
    return frozenset(_first_segments(get_resolver().url_patterns)) | {settings.STATIC_URL.strip("/")}


def _first_segments(patterns: Iterable[Any]) -> Iterator[str]:
    for pattern in patterns:
        text = str(pattern.pattern)
        if text in ("", "^"):
            yield from _first_segments(getattr(pattern, "url_patterns", ()))
        elif found := FIRST_SEGMENT.match(text):
            yield found[1]


def is_reserved(slug: str) -> bool:
    return slug in reserved() or LIST_PAGE.fullmatch(slug) is not None


def free_slug(title: str, parent: Any, page: Any = None) -> str:
    """A slug for `title` that no child of `parent` has (except `page` itself). One query."""
    base = pinyin_slug(title)
    taken: set[str] = set()
    if parent is not None:
        siblings = parent.get_children().filter(slug__startswith=base)
        if page is not None and page.pk:
            siblings = siblings.exclude(pk=page.pk)
        taken = set(siblings.values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken or is_reserved(slug):
        number += 1
        slug = f"{base}-{number}"
    return slug
