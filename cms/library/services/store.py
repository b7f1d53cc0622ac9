"""Files into private storage, under a name that their digest decides.

So a file whose transaction never came about is simply there when it is brought again, and nothing is doubled.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.utils import timezone
from wagtail.models import Collection

from cms.core.models import CmsDocument
from cms.core.storage import private_storage
from cms.library.models import FileVersion, Work

FOLDER = "works"
CHUNK = 1 << 20
LONGEST_TITLE = 255  # of CmsDocument.title
LONGEST = 100 - len(FOLDER) - 26  # of CmsDocument.file, folder and digest taken off
STALE = 3_600.0  # seconds after which a folder that no document names is a leftover
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+')


@dataclass(frozen=True, slots=True)
class Digest:
    sha256: str
    sha1: str  # what Wagtail compares documents by
    size: int


class Changed(OSError):
    """The file at `source` is gone, or no longer what was measured."""

    def __init__(self, source: Path) -> None:
        super().__init__(f"{source} changed")
        self.source = source


def digest(path: Path) -> Digest:
    """Raises OSError."""
    with path.open("rb") as file:
        return digest_of(file)


def digest_of(file: BinaryIO) -> Digest:
    strong, weak, size = hashlib.sha256(), hashlib.sha1(usedforsecurity=False), 0
    while chunk := file.read(CHUNK):
        strong.update(chunk)
        weak.update(chunk)
        size += len(chunk)
    return Digest(strong.hexdigest(), weak.hexdigest(), size)


def clean_name(name: str, longest: int = LONGEST) -> str:
    """A file name that every file system takes, its ending kept: at most 200 bytes of UTF-8."""
    name = _UNFIT.sub(" ", name.replace("\\", "/").rpartition("/")[2]).strip(" .") or "文件"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = name, ""
    tail = f".{ending}" if ending else ""
    stem = stem[: longest - len(tail)]
    while len(f"{stem}{tail}".encode()) > 200:
        stem = stem[:-1]
    return (stem.strip() or "文件") + tail


def place_of(sha256: str, name: str) -> str:
    return f"{FOLDER}/{sha256[:24]}/{clean_name(name)}"


def put(source: Path, sha256: str, name: str) -> str:
    """Copy a file into private storage; its name there. Raises Changed, OSError, and then leaves nothing behind."""
    place = place_of(sha256, name)
    target = Path(private_storage().path(place))
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(
        f".{os.getpid()}.{threading.get_ident()}.part"
    )  # others may bring the same file now
    for left in target.parent.glob(".*.part"):
        if not Path("/proc", left.name.split(".")[1]).exists():  # its process was killed
            left.unlink(missing_ok=True)
    try:
        _copy(source, part, sha256)
        part.chmod(0o640)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return place


def give_back(place: str) -> None:
    """A copy that no document came to have: the same file came in at the same moment under another name."""
    if not CmsDocument.objects.filter(file=place).exists():
        private_storage().delete(place)


def _copy(source: Path, target: Path, sha256: str) -> None:
    """What is kept is what was measured: somebody may be writing the file while it is imported."""
    strong = hashlib.sha256()
    try:
        file = source.open("rb")
    except OSError as error:
        raise Changed(source) from error
    with file, target.open("wb") as out:
        while chunk := file.read(CHUNK):
            strong.update(chunk)
            out.write(chunk)
    if strong.hexdigest() != sha256:
        raise Changed(source)


def document(
    place: str, title: str, measured: Digest, collection: Collection | int, user: Any = None
) -> CmsDocument:
    """Not saved yet."""
    return CmsDocument(
        title=title[:LONGEST_TITLE],
        file=place,
        file_size=measured.size,
        file_hash=measured.sha1,
        collection_id=collection if isinstance(collection, int) else collection.pk,
        uploaded_by_user=user,
        created_at=timezone.now(),
    )


def entitle(work: Work) -> None:
    """Among the files its file bears the title that readers know it by."""
    title = work.title[:LONGEST_TITLE]
    found = CmsDocument.objects.filter(pk=work.document_id).exclude(title=title).first() if title else None
    if found is not None:
        found.title = title
        found.save(update_fields=["title"])


def known(digests: list[str]) -> dict[str, int]:
    """The works that have, or used to have, files with these SHA-256, by digest."""
    found: dict[str, int] = {}
    for start in range(0, len(digests), 500):
        some = digests[start : start + 500]
        found.update(FileVersion.objects.filter(sha256__in=some).values_list("sha256", "work_id"))
        found.update(Work.objects.filter(sha256__in=some).values_list("sha256", "pk"))
    return found


def copy_place(sha256: str) -> str:
    """Where the reading copy of a file lies."""
    return f"reading/{sha256[:32]}.pdf"


def sweep() -> int:
    """Remove files of works that never came about: killed between the copying and the commit."""
    root = Path(private_storage().path(FOLDER))
    if not root.is_dir():
        return 0
    used = {
        name.split("/")[1]
        for name in CmsDocument.objects.filter(file__startswith=f"{FOLDER}/").values_list("file", flat=True)
    }
    removed = 0
    for folder in root.iterdir():
        if folder.name not in used and time.time() - folder.stat().st_mtime > STALE:
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    copies = Path(private_storage().path("reading"))
    for left in copies.glob(".*.part") if copies.is_dir() else ():
        if time.time() - left.stat().st_mtime > STALE:
            left.unlink(missing_ok=True)
            removed += 1
    return removed
