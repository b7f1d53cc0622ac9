"""The articles, oldest first, so that their order in the database is that of their dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cms.core.slugs import pinyin_slug
from cms.portal.models import ArticlePage, ColumnPage

from ..content.notation import Entry, dated, entries, parts
from . import columns, files, pictures
from .blocks import stream
from .notes import Notes

SLUG = 32  # characters of an address
SUMMARY = 90  # of a summary, when no sentence is longer


@dataclass(frozen=True, slots=True)
class Planned:
    key: str
    column: str
    entry: Entry


def planned() -> list[Planned]:
    found = [
        Planned(f"article:{path}/{entry.head['标题']}"[:200], path, entry)
        for path, column in columns.walk()
        if column.articles
        for entry in entries("articles", column.articles)
    ]
    return sorted(found, key=lambda one: (-one.entry.days(), one.entry.clock()))


def keys() -> list[str]:
    return [one.key for one in planned()]


def make(notes: Notes, user: Any) -> None:
    drawn, papers = pictures.numbers(notes), files.numbers(notes)
    homes = {path: notes.find(ColumnPage, columns.key_of(path)) for path, _ in columns.walk()}
    with transaction.atomic():
        for one in planned():
            column = homes.get(one.column)
            if notes.lacks(one.key) and column is not None:
                column.refresh_from_db(fields=["numchild", "path"])
                notes.add(one.key, _article(one.entry, column, notes, drawn, papers, user))


def _article(
    entry: Entry, column: ColumnPage, notes: Notes, drawn: dict[str, int], papers: dict[str, int], user: Any
) -> ArticlePage:
    head = entry.head
    day = notes.day(entry.days())
    moment = notes.moment(entry.days(), *entry.clock())
    title, text = dated(head["标题"], day), dated(entry.text, day)
    file, _, name = (part.strip() for part in head.get("附件", "").partition("|"))
    page = ArticlePage(
        title=title,
        slug=_slug(title, column),
        author=head.get("作者", ""),
        source=head.get("来源", ""),
        summary=dated(head.get("摘要", ""), day) or _opening(text),
        editor_note="责任编辑：机关党委办公室",
        organisation_id=column.organisation_id,
        lead_id=drawn.get(head.get("题图", "")),
        pinned=head.get("置顶") == "是",
        body=stream(parts(text), drawn),
        attachments=[{"type": "attachment", "value": {"document": papers[file], "title": name}}]
        if file in papers
        else [],
        published_at=moment,
        first_published_at=moment,
    )
    if words := head.get("标签", "").split():
        page.tags.add(*words)
    column.add_child(instance=page)
    page.save_revision(user=user, log_action=False).publish(user=user, log_action=False)
    return page


def _opening(text: str) -> str:
    """Whole sentences from the beginning, for lists."""
    opening = ""
    for sentence in re.split(r"(?<=[。？！])", text.splitlines()[0].replace("**", "")):
        if opening and len(opening) + len(sentence) > SUMMARY:
            break
        opening += sentence
    return opening.strip()[:300]


def _slug(title: str, column: ColumnPage) -> str:
    """Whole syllables, short enough to read out."""
    words, slug = pinyin_slug(title).split("-"), ""
    for word in words:
        if len(slug) + len(word) + 1 > SLUG:
            break
        slug = f"{slug}-{word}" if slug else word
    taken = set(column.get_children().filter(slug__startswith=slug).values_list("slug", flat=True))
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free
