"""One tantivy index on disk, and tantivy's errors as ours.

tantivy reports most errors as ValueError with a text, and its bugs as panics, which are BaseExceptions.
"""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import tantivy

from ...engine import EngineUnavailable, NoIndex
from ..fields import FACETS, KEYWORDS, MAKE_UP, NUMBERS, SUGGEST, TEXTS

Which = Literal["works", "passages"]
WORKS: Which = "works"
PASSAGES: Which = "passages"
HEAP = 96_000_000  # bytes a writer may fill before it writes a segment; below 64 MB segments are many
MARK = "make-up"  # a file that says how the generation was made
STORED = ("title", "url", "number", "fingerprint")
KEPT = ("kind", "access")  # keywords that are stored too
_OS_ERROR = re.compile(r"(?:os error|code:) (\d+)")


class EngineFault(RuntimeError):
    """tantivy broke over what it was given."""


def schema_of(which: Which) -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in KEYWORDS:
        kept = which == WORKS and name in KEPT
        builder.add_text_field(
            name, stored=kept, fast=name in FACETS, tokenizer_name="raw", index_option="basic"
        )
    for number in NUMBERS:
        builder.add_unsigned_field(number, indexed=number == "day", fast=True)
    for text in TEXTS:
        for half in "bu":
            builder.add_text_field(f"{text}_{half}", tokenizer_name="whitespace")
    builder.add_text_field(SUGGEST, tokenizer_name="raw", index_option="basic")
    for kept_text in STORED:
        builder.add_text_field(f"stored_{kept_text}", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


SCHEMAS = {WORKS: schema_of(WORKS), PASSAGES: schema_of(PASSAGES)}


def create(folder: Path) -> None:
    for which, schema in SCHEMAS.items():
        (folder / which).mkdir(parents=True)
        with faults():
            tantivy.Index(schema, str(folder / which))
    (folder / MARK).write_text(str(MAKE_UP), encoding="ascii")


def open_index(folder: Path, which: Which) -> Any:
    """Raises NoIndex when there is none, or one of an earlier make-up."""
    path = folder / which
    try:
        if (folder / MARK).read_text(encoding="ascii") != str(MAKE_UP):
            raise NoIndex(folder.name)
        with faults():
            index = tantivy.Index(SCHEMAS[which], str(path))
            index.config_reader("manual")
            return index
    except (EngineFault, FileNotFoundError) as error:
        raise NoIndex(f"{folder.name}: {error}") from error


def opstamp(folder: Path, which: Which) -> int:
    """Of the last commit: it only ever grows. Each commit puts a new file in place, which is read once."""
    path = f"{folder}/{which}/meta.json"
    try:
        return _opstamp(path, *identity(path))
    except FileNotFoundError as error:
        raise NoIndex(folder.name) from error


@lru_cache(maxsize=32)
def _opstamp(path: str, *identity: int) -> int:
    return int(json.loads(Path(path).read_bytes())["opstamp"])


def pointed(path: str) -> str:
    """The name in a pointer, which is put in place whole, and read once. Raises OSError."""
    return _pointed(path, *identity(path))


@lru_cache(maxsize=32)
def _pointed(path: str, *identity: int) -> str:
    return Path(path).read_text(encoding="utf-8").strip()


def identity(path: str) -> tuple[int, int, int]:
    """Of a file that is never written in place. Asked several times a query: a Path would cost as much again."""
    file = os.stat(path)  # noqa: PTH116
    return file.st_ino, file.st_mtime_ns, file.st_size


def segments(folder: Path, which: Which) -> tuple[int, int]:
    """Documents that are there, and that are gone but not yet merged away."""
    try:
        known = json.loads((folder / which / "meta.json").read_bytes())["segments"]
    except FileNotFoundError as error:
        raise NoIndex(folder.name) from error
    gone = sum((each["deletes"] or {}).get("num_deleted_docs", 0) for each in known)
    return sum(each["max_doc"] for each in known) - gone, gone


def sweep(folder: Path, which: Which) -> None:
    """What a killed writer left half-written. Only for who holds the writer's lock."""
    for left in (folder / which).glob(".tmp*"):
        left.unlink(missing_ok=True)


@contextmanager
def faults() -> Iterator[None]:
    """Raises OSError with its number for trouble with the disk, EngineUnavailable for a locked index,
    EngineFault for everything else, panics included."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise _translated(error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise EngineFault(f"panic: {error}") from None


def _translated(error: Exception) -> Exception:
    text = str(error)
    if "LockBusy" in text:
        return EngineUnavailable("another writer holds the index")
    if isinstance(error, OSError) and error.errno:
        return error
    if found := _OS_ERROR.search(text):
        number = int(found[1])
        return OSError(number, os.strerror(number))
    if "PermissionDenied" in text:
        return PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return EngineFault(text)
