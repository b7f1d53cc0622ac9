"""Files that articles offer for download."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.models import Collection

from cms.core.models import CmsDocument

from ..content.notation import Entry, dated, entries, names
from ..papers import Paper
from ..papers import make as make_paper
from .notes import Notes

COLLECTION = "示范附件"
AGO = 30  # days that a file is old when its articles do not say


def keys() -> list[str]:
    return [f"file:{name}" for name in names("files")]


def make(notes: Notes, user: Any) -> None:
    root = Collection.get_first_root_node()
    collection = root.get_children().filter(name=COLLECTION).first() or root.add_child(name=COLLECTION)
    for name in names("files"):
        if not notes.lacks(f"file:{name}"):
            continue
        head = entries("files", name)[0]
        ending, content = make_paper(head.head["格式"], paper_of(head, notes))
        with transaction.atomic():
            document = CmsDocument(title=head.head["题名"], collection=collection, uploaded_by_user=user)
            document.file.save(f"{name}.{ending}", ContentFile(content), save=False)
            document.file_size = len(content)
            document.save()
            notes.add(f"file:{name}", document)


def paper_of(entry: Entry, notes: Notes) -> Paper:
    """A file whose text stands in content/works names it by `原文`."""
    if original := entry.head.get("原文"):
        entry = entries("works", original)[0]
    day = notes.day(entry.days() or AGO)
    head = entry.head
    return Paper(
        title=head["题名"],
        text=dated(entry.text, day),
        day=day,
        kind=head.get("类型", "document"),
        creators=head.get("责任者", ""),
        issuer=head.get("发布", ""),
        subject=head.get("摘要", ""),
    )


def numbers(notes: Notes) -> dict[str, int]:
    found = notes.existing(CmsDocument, keys())
    return {key.removeprefix("file:"): pk for key, pk in found.items()}
