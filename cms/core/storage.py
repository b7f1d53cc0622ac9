"""Where files lie. `private` holds originals and documents; MEDIA holds only what anybody may fetch."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.deconstruct import deconstructible

RESTRICTED = "restricted/"  # prefix of a rendition's name that says: outside MEDIA


def private_storage() -> Storage:
    """Callable, so that migrations hold no path."""
    return storages["private"]


def rendition_storage() -> Storage:
    return RenditionStorage()


@deconstructible(path="cms.core.storage.PrivateStorage")
class PrivateStorage(FileSystemStorage):
    """Files without an address of their own: views that ask cms.core.access hand them out."""

    def url(self, name: str | None) -> str:
        raise NotImplementedError("a private file has no address of its own")


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
