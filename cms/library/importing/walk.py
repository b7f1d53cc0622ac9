"""Every file below the paths of the command line, in a stable order, those inside archives unpacked one at a time."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from cms.library.extract.sniff import ENDINGS

from . import archives
from .archives import Bounds, Budget

DEPTH = 4  # archives inside archives
FOLDERS = 100  # folders inside folders
_ENDING = re.compile(r"^[a-z][a-z0-9]{0,7}$")
FORMATS = "md、txt、html、pdf、doc、docx、xls、xlsx、ppt、pptx、ofd、odt、rtf 和图片"


@dataclass(frozen=True, slots=True)
class Found:
    """A file to import, or, without `path`, the answer it has got already. `shown` is what people are told."""

    shown: str
    path: Path | None = None
    temporary: bool = False
    state: str = ""
    reason: str = ""

    @property
    def name(self) -> str:
        return self.shown.rpartition("/")[2]

    def done(self) -> None:
        """The file is no longer needed."""
        if self.temporary and self.path is not None:
            self.path.unlink(missing_ok=True)


class Walk:
    """`folder` takes the files of archives while they are needed."""

    def __init__(self, folder: Path, bounds: Bounds | None = None) -> None:
        self.folder = folder
        self.bounds = bounds or Bounds()
        self._numbers = count()

    def all(self, paths: Sequence[Path]) -> Iterator[Found]:
        for path in paths:
            if path.is_dir():
                yield from self._folder(path, printable(str(path)).rstrip("/") or "/")
            else:
                yield from self._file(path, printable(path.name))

    def _folder(self, folder: Path, shown: str, depth: int = 0) -> Iterator[Found]:
        if depth >= FOLDERS:
            yield Found(shown, state="refused", reason=f"文件夹层层嵌套，超过 {FOLDERS} 层，里面的没有读取。")
            return
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            yield Found(shown, state="failed", reason="文件夹打不开：没有读取权限，或已被移走。")
            return
        names = {entry.name for entry in entries}
        for entry in entries:
            label = f"{shown}/{printable(entry.name)}"
            if archives.is_junk(entry.name):
                continue
            if entry.is_symlink():
                yield Found(label, state="refused", reason=archives.LINK)
            elif entry.is_dir(follow_symlinks=False):
                yield from self._folder(Path(entry.path), label, depth + 1)
            elif owner := companion_of(entry.name, names):
                yield Found(label, state="refused", reason=f"这是与“{owner}”配套的文本，不单独入库。")
            else:
                yield from self._file(Path(entry.path), label)

    def _file(self, path: Path, shown: str) -> Iterator[Found]:
        try:
            regular = stat.S_ISREG(path.stat().st_mode)
        except OSError:
            yield Found(shown, state="failed", reason="读不到文件：没有读取权限，或已被移走。")
            return
        if not regular:
            yield Found(shown, state="refused", reason=archives.LINK)
        else:
            yield from self._entry(Found(shown, path), None, 0)

    def _entry(self, found: Found, budget: Budget | None, depth: int) -> Iterator[Found]:
        """A file of its own, or an archive and everything in it."""
        path = found.path
        assert path is not None
        if not archives.kind_of(found.name):
            reason = unsupported(found.name)
            if reason:
                found.done()
                yield Found(found.shown, state="refused", reason=reason)
            else:
                yield found
            return
        if depth >= DEPTH:
            found.done()
            yield Found(found.shown, state="refused", reason="压缩包层层嵌套过深，没有读取。")
            return
        try:
            size = path.stat().st_size
            if size == 0:
                yield Found(found.shown, state="refused", reason="空文件：文件的大小是 0 字节。")
                return
            if not os.access(path, os.R_OK):
                yield Found(found.shown, state="failed", reason="读不到文件：没有读取权限。")
                return
            budget = budget or Budget(size, self.bounds)
            some = False
            for member in archives.unpack(path, found.name, budget, self._temporary):
                some = True
                shown = f"{found.shown}/{clean(member.name)}" if member.name else found.shown
                if member.path is None:
                    yield Found(shown, state=member.state, reason=member.reason)
                else:
                    yield from self._entry(Found(shown, member.path, True), budget, depth + 1)
            if not some:
                yield Found(found.shown, state="no_text", reason="压缩包里没有文件。")
        finally:
            found.done()

    def _temporary(self) -> Path:
        return self.folder / f"{next(self._numbers):08d}"


def clean(name: str) -> str:
    return "/".join(part for part in printable(name).replace("\\", "/").split("/") if part not in ("", "."))


def printable(name: str) -> str:
    """A name from a disk of any encoding as text that can be printed."""
    raw = (
        os.fsencode(name) if any("\udc80" <= c <= "\udcff" for c in name) else name.encode("utf-8", "replace")
    )
    return "".join(c if c.isprintable() else "?" for c in archives.readable(raw))


def unsupported(name: str) -> str:
    """Why a file of this name is not taken; "" when it may be. What its bytes say is asked later."""
    stem, dot, ending = name.rpartition(".")
    ending = ending.lower()
    if not dot or not stem or not _ENDING.match(ending) or ending in ENDINGS:
        return ""
    return f"不支持的格式：.{ending}。可以导入的有 {FORMATS}，以及 zip、tar.gz 压缩包。"


def companion_of(name: str, names: set[str]) -> str:
    """The file that 某.pdf.truth.txt or 某.pdf.txt belongs to, lying beside it."""
    if not name.lower().endswith((".txt", ".md")):
        return ""
    stem = name.rpartition(".")[0]
    while "." in stem:
        if stem in names and stem != name:
            return stem
        stem = stem.rpartition(".")[0]
    return ""
