"""A library, and the people who work on it in the admin."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Collection, Page

from cms.core.factories import UserFactory
from cms.library import services
from cms.library.models import LibraryPage, Work, WorkState

SCRIPT = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


def library(title: str = "理论库", slug: str = "ku") -> LibraryPage:
    home = Page.objects.get(depth=2)
    made: LibraryPage = home.add_child(instance=LibraryPage(title=title, slug=slug))
    return made


def shelf(kind: str = "public", *groups: str) -> Collection:
    return services.collection_for(services.level_named(kind, groups))


def text_file(name: str = "通知.txt", text: str = "关于召开支部大会的通知。") -> ContentFile:
    return ContentFile(text.encode(), name)


def work(
    title: str = "党支部工作手册",
    *,
    into: LibraryPage | None = None,
    level: str = "public",
    live: bool = True,
    **fields: Any,
) -> Work:
    """A work that was read, published unless told otherwise. Each title is a file of its own."""
    page = into or LibraryPage.objects.first() or library()
    user = fields.pop("user", None)
    groups = fields.pop("groups", ())
    taken = services.take_in(
        text_file(f"{title}.txt", f"{title}\n\n这是《{title}》的正文，讲党建工作。"), f"{title}.txt", page, shelf(level, *groups),
        user=user, fields={"title": title, **fields},
    )  # fmt: skip
    if live:
        services.publish(taken.work)
    while services.extract_one():
        pass
    taken.work.refresh_from_db()
    assert taken.work.state == WorkState.READY, taken.work.reason
    return taken.work


def signed_in(client: Client, role: str = "编辑") -> Any:
    user = UserFactory(groups=[role])
    client.force_login(user)
    return user


def address(name: str, *args: Any) -> str:
    from django.urls import reverse

    return reverse(f"wagtailsnippets_library_work:{name}", args=args)


def upload_data(page: LibraryPage, *files: Any, **more: Any) -> dict[str, Any]:
    return {"library": page.pk, "kind": "document", "level": "public", "files": list(files), **more}


__all__ = ["SCRIPT", "address", "library", "shelf", "signed_in", "text_file", "upload_data", "work"]


def form_data(made: Work, **more: Any) -> dict[str, Any]:
    return {
        "title": made.title, "kind": made.kind, "number": made.number, "issuer": made.issuer, "creators": "", "issued_on": "",
        "summary": "", "keywords": "", "parent": "", "position": 0, **more,
    }  # fmt: skip
