"""What the tests of the services share."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.db import connection
from wagtail.models import Collection

from cms.library import services
from cms.library.models import LibraryPage
from search.models import IndexEvent


def take(
    library: LibraryPage, text: str = "第一条 为了规范。", name: str = "办法.md", **more: object
) -> services.Taken:
    where = more.pop("collection", None) or Collection.get_first_root_node()
    return services.take_in(ContentFile(text.encode(), name), name, library, where, **more)


def events() -> set[str]:
    return set(IndexEvent.objects.values_list("key", flat=True))


def forget_events() -> None:
    """As if the worker had taken them: the outbox writes a key once a transaction."""
    IndexEvent.objects.all().delete()
    connection.run_on_commit.clear()
