"""Generations as folders `<name>/{works,passages}` and a file `current` that names the one in use."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...engine import EngineUnavailable, NoIndex
from .reader import EmbeddedReader, answering
from .store import PASSAGES, WORKS, Which, create, open_index, opstamp, pointed, segments
from .writer import EmbeddedWriter

POINTER = "current"
KEPT = 3  # generations open for reading
BOTH: tuple[Which, Which] = (WORKS, PASSAGES)


class Embedded:
    name = "embedded"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: dict[str, tuple[tuple[str, ...], EmbeddedReader, dict[Which, Any]]] = {}
        self._lock = threading.Lock()

    def ping(self) -> None:
        self.current()

    def current(self) -> str:
        try:
            return pointed(f"{self.folder}/{POINTER}")
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise EngineUnavailable(str(error)) from error

    def generations(self) -> list[str]:
        if not self.folder.is_dir():
            return []
        return sorted(p.name for p in self.folder.iterdir() if p.is_dir() and not p.name.startswith("."))

    def create(self, name: str) -> None:
        """Raises OSError when the disk is full or read-only."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in self.folder.glob(".gone-*"):  # of a drop that was killed
            shutil.rmtree(left, ignore_errors=True)
        create(self.folder / name)

    def drop(self, name: str) -> None:
        """First out of sight, then file by file: killed in between, nobody opens half of it."""
        with self._lock:
            self._open.pop(name, None)
        gone = self.folder / f".gone-{name}"
        shutil.rmtree(gone, ignore_errors=True)
        try:
            (self.folder / name).rename(gone)
        except FileNotFoundError:
            return
        shutil.rmtree(gone, ignore_errors=True)

    def switch(self, name: str) -> None:
        if name not in self.generations():
            raise NoIndex(name)
        fresh = self.folder / f".{POINTER}"
        with fresh.open("w", encoding="utf-8") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.folder / POINTER)

    def counts(self, name: str) -> tuple[int, int]:
        with self.reader(name) as reader, answering():
            return reader.searchers[WORKS].num_docs, reader.searchers[PASSAGES].num_docs

    def withdrawn(self, name: str) -> list[tuple[int, int]]:
        held = [segments(self.folder / name, which) for which in BOTH]
        return [(gone, kept) for kept, gone in held]

    def fingerprints(self, name: str) -> Iterator[tuple[str, str]]:
        with self.reader(name) as reader:
            yield from reader.fingerprints()

    def writer(self, name: str) -> EmbeddedWriter:
        return EmbeddedWriter(self.folder / name, is_read=lambda: self.current() == name)

    @contextmanager
    def reader(self, name: str = "") -> Iterator[EmbeddedReader]:
        yield self._reader(name) if name else self._current_reader()

    def _current_reader(self) -> EmbeddedReader:
        name = self.current()
        if not name:
            raise NoIndex("no generation yet")
        try:
            return self._reader(name)
        except NoIndex:  # switched and dropped between the two looks
            other = self.current()
            if other == name:
                raise
            return self._reader(other)

    def _reader(self, name: str) -> EmbeddedReader:
        """The open one while nothing was committed since."""
        with self._lock, answering():
            commits = self._commits(name)
            known = self._open.get(name)
            if known and known[0] == commits:
                return known[1]
            indexes = known[2] if known else {which: open_index(self.folder / name, which) for which in BOTH}
            while True:
                for index in indexes.values():
                    index.reload()
                after = self._commits(name)
                if after == commits:
                    break
                commits = after
            searchers = {which: index.searcher() for which, index in indexes.items()}
            reader = EmbeddedReader((self.name, str(self.folder), name, *commits), searchers)
            while len(self._open) >= KEPT and name not in self._open:
                self._open.pop(next(iter(self._open)))
            self._open[name] = (commits, reader, indexes)
            return reader

    def _commits(self, name: str) -> tuple[str, ...]:
        return tuple(str(opstamp(self.folder / name, which)) for which in BOTH)
