"""Writes a generation on disk. Of one that is read passages are committed before works: a work that is found has its
passages, and a kill in between is healed by the outbox, whose events leave only after both. One that nobody reads yet
commits both at once."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import tantivy

from ...schema import Indexable
from ..fields import Fields, fields_of
from .store import HEAP, PASSAGES, SCHEMAS, STORED, WORKS, EngineFault, Which, faults, open_index, sweep

SPARE = 16 << 20  # bytes: with less than this on the disk, that is why a writer broke


class EmbeddedWriter:
    """Raises OSError when the disk is full or read-only, EngineUnavailable when another writer is there."""

    def __init__(self, folder: Path, is_read: Callable[[], bool] = lambda: True) -> None:
        self.folder = folder
        self.is_read = is_read
        self.writers: dict[Which, Any] = {}
        self._open()

    def index(self, item: Indexable) -> None:
        writers = self._open()
        work, passages = fields_of(item)
        with self._faults():
            self._forget(item.work.key)
            for passage in passages:
                writers[PASSAGES].add_document(tantivy.Document.from_dict(passage, SCHEMAS[PASSAGES]))
            document = tantivy.Document.from_dict(_stored(work), SCHEMAS[WORKS])
            writers[WORKS].add_document(document)

    def delete(self, keys: Iterable[str]) -> None:
        self._open()
        with faults():
            for key in keys:
                self._forget(key)

    def commit(self) -> None:
        writers = self._open()
        with self._faults():
            if self.is_read():
                for which in (PASSAGES, WORKS):
                    writers[which].commit()
            else:
                with ThreadPoolExecutor(1) as beside:
                    works = beside.submit(writers[WORKS].commit)
                    writers[PASSAGES].commit()
                    works.result()

    def rollback(self) -> None:
        """A writer that broke is opened anew when it is next needed."""
        try:
            with faults():
                for writer in self.writers.values():
                    writer.rollback()
        except Exception:
            self._drop()

    def close(self) -> None:
        """What is not committed is lost; merges that go on are waited for."""
        with suppress(Exception), faults():
            for writer in self.writers.values():
                writer.rollback()
                writer.wait_merging_threads()
        self._drop()

    def __enter__(self) -> EmbeddedWriter:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """tantivy only says that its thread has ended when that found no room on the disk."""
        try:
            with faults():
                yield
        except EngineFault as error:
            if shutil.disk_usage(self.folder).free < SPARE:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
            raise

    def _forget(self, key: str) -> None:
        for writer in self.writers.values():
            writer.delete_documents_by_term("work", key)

    def _open(self) -> dict[Which, Any]:
        if self.writers:
            return self.writers
        opened: dict[Which, Any] = {}
        for which in (PASSAGES, WORKS):
            index = open_index(self.folder, which)
            with faults():
                opened[which] = index.writer(HEAP, 1)
            sweep(self.folder, which)
        self.writers = opened
        return opened

    def _drop(self) -> None:
        """The last reference gives tantivy's lock back."""
        self.writers = {}


def _stored(work: Fields) -> Fields:
    fields = {name: value for name, value in work.items() if name not in STORED}
    return fields | {f"stored_{name}": work[name] for name in STORED}
