"""Pages that show pictures and documents, for the tests of who sees what they show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client

from cms.core.factories import CmsDocumentFactory, UserFactory, restrict
from cms.core.models import CmsImage
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks


def inner() -> Any:
    column = ColumnPageFactory()
    restrict(column)
    return column


def document() -> Any:
    return CmsDocumentFactory(title="哨兵附件", file=ContentFile(b"INTERNAL", "a.txt"))


def showing(thing: Any, **fields: Any) -> Any:
    if isinstance(thing, CmsImage):
        fields["body"] = blocks(("figure", {"image": thing.pk, "caption": "", "alt": ""}))
    else:
        fields["attachments"] = blocks(("attachment", {"document": thing.pk, "title": ""}))
    return ArticlePageFactory(**fields)


def member(*groups: str) -> Client:
    client = Client()
    client.force_login(UserFactory(groups=groups))
    return client


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
