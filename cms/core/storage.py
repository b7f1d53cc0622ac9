"""Where files lie. `private` holds originals and documents; MEDIA holds only what anybody may fetch."""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Any

from django.apps import apps
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import Error
from django.db.models import FileField
from django.utils.crypto import get_random_string
from django.utils.deconstruct import deconstructible

from cms.core.requests import memory

RESTRICTED = "restricted/"  # prefix of a rendition's name that says: outside MEDIA
DOCUMENTS = "documents"
LONGEST = 200  # bytes of a name without its ending
SAVED = "saved"


def private_storage() -> Storage:
    """Callable, so that migrations hold no path."""
    return storages["private"]


def rendition_storage() -> Storage:
    return RenditionStorage()


@deconstructible(path="cms.core.storage.WholeFiles")
class WholeFiles(FileSystemStorage):
    """A file is there whole or not at all: what a full disk cut short is taken away again."""

    def _save(self, name: str, content: Any) -> str:
        part = str(Path(name).with_name(f".{uuid.uuid4().hex}.part"))
        written = Path(self.path(part))
        try:
            super()._save(part, content)  # type: ignore[misc]
            while True:
                try:
                    os.close(os.open(self.path(name), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o640))
                    break
                except FileExistsError:
                    name = self.get_available_name(name)
            written.replace(self.path(name))
        except BaseException:
            self.delete(part)
            raise
        kept = memory()
        if kept is not None:
            kept.setdefault(SAVED, []).append((self, name))
        return name.replace("\\", "/")


def give_back() -> None:
    """At the end of a request that failed: remove the files it saved whose rows never came about."""
    for storage, name in (memory() or {}).pop(SAVED, []):
        with suppress(Error, OSError):  # better a file too many
            discard(storage, name)


def discard(storage: Storage, name: str) -> None:
    """Remove a file that no row names. Raises OSError and Django's Error."""
    if not _is_named(name):
        storage.delete(name)


def _is_named(name: str) -> bool:
    return any(
        model._base_manager.filter(**{field.name: name}).exists()
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, FileField)
    )


@deconstructible(path="cms.core.storage.PrivateStorage")
class PrivateStorage(WholeFiles):
    """Files without an address of their own: views that ask cms.core.access hand them out."""

    def url(self, name: str | None) -> str:
        raise NotImplementedError("a private file has no address of its own")

    def delete(self, name: str) -> None:
        super().delete(name)
        place = Path(name).parent
        if str(place.parent) == DOCUMENTS:
            with suppress(OSError):  # gone, or others lie there
                Path(self.path(str(place))).rmdir()


def own_folder(document: Any, filename: str) -> str:
    """A file keeps its name, and so the document its address, beside another of that name and when it takes its place. Of
    a long name as much as any disk takes.
    """
    name = PurePath(filename)
    return f"{DOCUMENTS}/{get_random_string(8)}/{_fitting(name.stem, LONGEST)}{_fitting(name.suffix, 20)}"


def _fitting(text: str, size: int) -> str:
    """Without what stands beyond so many bytes."""
    return text.encode()[:size].decode(errors="ignore")


@deconstructible(path="cms.core.storage.RenditionStorage")
class RenditionStorage(Storage):
    """Renditions of public pictures lie in MEDIA, of restricted ones in `private`; the name says which."""

    @staticmethod
    def _home(name: str | None) -> Storage:
        return storages["private" if (name or "").startswith(RESTRICTED) else "default"]

    def _open(self, name: str, mode: str = "rb") -> File:
        return self._home(name).open(name, mode)

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        return self._home(name).save(name, content, max_length)

    def delete(self, name: str) -> None:
        self._home(name).delete(name)

    def exists(self, name: str) -> bool:
        return self._home(name).exists(name)

    def size(self, name: str) -> int:
        return self._home(name).size(name)

    def path(self, name: str) -> str:
        return self._home(name).path(name)

    def url(self, name: str | None) -> str:
        return self._home(name).url(name)
