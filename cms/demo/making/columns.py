"""The tree of columns, and the library page in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from wagtail.models import BaseViewRestriction, Page, PageViewRestriction

from cms.core.models import Organisation
from cms.library.models import LibraryPage
from cms.portal.models import ColumnPage, HomePage

from ..content import structure
from ..content.notation import parts
from ..content.structure import Column
from . import home, pictures
from .blocks import stream
from .notes import Notes

LIBRARY = "page:library"


def key_of(path: str) -> str:
    return f"page:{path}"


def walk(columns: tuple[Column, ...] = structure.COLUMNS, above: str = "") -> Iterator[tuple[str, Column]]:
    """(path of slugs, column), parents before children."""
    for column in columns:
        path = f"{above}/{column.slug}".strip("/")
        yield path, column
        yield from walk(column.children, path)


def make(notes: Notes, user: Any) -> None:
    top = notes.find(HomePage, home.KEY)
    if top is None:  # a person has deleted the demo's home page: the demo is over
        return
    drawn = pictures.numbers(notes)
    owner = notes.find(Organisation, "organisation")
    for path, column in walk():
        if column.internal and notes.lacks(LIBRARY):  # the library stands before what no menu shows
            _library(notes, top, owner, user)
        key = key_of(path)
        if not notes.lacks(key):
            continue
        above = path.rpartition("/")[0]
        parent: Page | None = (
            notes.find(ColumnPage, key_of(above)) if above else notes.find(HomePage, home.KEY)
        )
        if parent is not None:
            _column(notes, key, column, parent, drawn, owner, user)


def _column(
    notes: Notes, key: str, column: Column, parent: Page, drawn: dict[str, int], owner: Any, user: Any
) -> None:
    with transaction.atomic():
        if parent.get_children().filter(slug=column.slug).exists():
            return
        page = ColumnPage(
            title=column.title,
            slug=column.slug,
            kind=column.kind,
            summary=column.summary,
            body=stream(parts(column.body), drawn),
            organisation=owner,
            show_in_menus=column.menu,
            show_on_home=column.home,
            archived_on=notes.today - timedelta(days=column.archived) if column.archived else None,
        )
        parent.add_child(instance=page)
        if column.internal:  # before anything is published under it
            PageViewRestriction.objects.create(page=page, restriction_type=BaseViewRestriction.LOGIN)
        page.save_revision(user=user, log_action=False).publish(user=user)
        notes.add(key, page)


def _library(notes: Notes, top: HomePage, owner: Any, user: Any) -> None:
    slug, title, summary = structure.LIBRARY
    with transaction.atomic():
        top.refresh_from_db()
        if top.get_children().filter(slug=slug).exists():
            return
        page = LibraryPage(title=title, slug=slug, summary=summary, organisation=owner, show_in_menus=True)
        top.add_child(instance=page)
        page.save_revision(user=user, log_action=False).publish(user=user)
        notes.add(LIBRARY, page)
