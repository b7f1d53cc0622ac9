"""Files out of private storage, once the rows that named them are gone.

A file lies where its digest says, so the same bytes may come again at any moment: between the commit that took the
rows away and the removal, stored by an upload that is registered or is about to be. So only the very file that lay
there when the rows went is removed, and only while no row names its place.
"""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from wagtail.documents.signal_handlers import post_delete_file_cleanup

from cms.core.models import CmsDocument
from cms.core.storage import private_storage
from cms.library.models import FileVersion, Work

from . import store

Mark = tuple[int, int, int]  # device, inode, time of the last writing


def remove_on_commit(name: str) -> None:
    """Called inside the transaction that takes away what names it."""
    transaction.on_commit(partial(remove, name, mark_of(name)), robust=True)


def remove(name: str, mark: Mark | None) -> None:
    """Unless it is another file by now, or named again. Raises OSError."""
    if mark is None or mark != mark_of(name) or _named(name):
        return
    path = Path(private_storage().path(name))
    aside = path.with_name(f".{uuid.uuid4().hex}.gone")
    with suppress(FileNotFoundError):
        path.rename(aside)
        if _mark(aside) != mark:  # it came in just now
            with suppress(FileExistsError):
                os.link(aside, path)
        aside.unlink()


def mark_of(name: str) -> Mark | None:
    """Tells the file that lies there from a later one; None when there is none."""
    return _mark(Path(private_storage().path(name)))


def _mark(path: Path) -> Mark | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns


def _named(name: str) -> bool:
    """Asked through the digest in its place, which has an index."""
    digest = name.split("/")[1].partition(".")[0]
    near = Q(sha256__gte=digest, sha256__lt=f"{digest}g")  # all that begin so: g comes after the last digit
    works, former = Work.objects.filter(near), FileVersion.objects.filter(near)
    return (
        works.filter(Q(document__file=name) | Q(reading_copy=name)).exists()
        or former.filter(Q(document__file=name) | Q(work__reading_copy=name)).exists()
    )


def _document_gone(sender: Any, instance: CmsDocument, **kwargs: Any) -> None:
    if (instance.file.name or "").startswith(f"{store.FOLDER}/"):
        remove_on_commit(instance.file.name)
    else:
        post_delete_file_cleanup(instance, sender=sender, **kwargs)


def connect() -> None:
    """In the place of Wagtail's own receiver, which removes whatever lies there. Once, when the app is ready."""
    post_delete.disconnect(post_delete_file_cleanup, sender=CmsDocument)
    post_delete.connect(_document_gone, sender=CmsDocument, dispatch_uid="cms.library.removal")
