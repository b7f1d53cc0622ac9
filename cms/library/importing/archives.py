"""The files inside a zip or tar, one at a time, each written under a name of our own choosing.

Nothing is ever written where an archive says, so a path that climbs out cannot; such members, links and devices are
answered and left out. Bounds: unpacked bytes, ratio, members, depth (walk.py).
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

CHUNK = 1 << 20
MEGA = 1 << 20
GULP = 64 * MEGA
TAR_ENDINGS = (".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
JUNK = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")

TRAVERSAL = "路径越界：压缩包里的这个文件名指向外部目录，不安全，没有读取。"
LINK = "这是链接或特殊文件，没有跟随；请放入文件本身。"
ENCRYPTED = "文件已加密（压缩包设有密码），无法读取。请先解除密码，再导入。"
DAMAGED = "文件损坏：压缩包不完整或内容有误，其中的文件没有全部读出。请重新打包后再导入。"
BOMB = "解压后过大：压缩包展开后超过上限，可能是压缩炸弹，其余部分没有读取。"
CROWDED = "压缩包里的文件过多，超过上限，其余部分没有读取。请分开打包。"
METHOD = "压缩方法不受支持，无法读取。请用常见的 ZIP 方式重新打包。"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one archive given on the command line may unfold to, everything nested in it included."""

    unpacked: int = 20_000 * MEGA
    member: int = 500 * MEGA
    members: int = 200_000
    ratio: int = 300
    ratio_from: int = 200 * MEGA


@dataclass(frozen=True, slots=True)
class Member:
    """`path` is a temporary file, the taker's to remove; without it `reason` says why, and `state` how bad."""

    name: str
    path: Path | None = None
    state: str = ""
    reason: str = ""


class Stop(Exception):
    """Nothing more is read from this archive; the message is the reason."""


class Budget:
    """What is left of an archive's bounds; nested archives draw on the outer one's."""

    def __init__(self, packed: int, bounds: Bounds) -> None:
        self.packed = max(packed, 1)
        self.bounds = bounds
        self.bytes = self.members = 0

    def member(self) -> None:
        self.members += 1
        if self.members > self.bounds.members:
            raise Stop(CROWDED)

    def add(self, size: int) -> None:
        self.bytes += size
        too_dense = self.bytes > self.bounds.ratio_from and self.bytes // self.packed > self.bounds.ratio
        if self.bytes > self.bounds.unpacked or too_dense:
            raise Stop(BOMB)


def kind_of(name: str) -> str:
    """ "zip", "tar" or "" by the name's ending."""
    lower = name.lower()
    if lower.endswith(".zip"):
        return "zip"
    return "tar" if lower.endswith(TAR_ENDINGS) else ""


def unpack(path: Path, name: str, budget: Budget, temporary: Callable[[], Path]) -> Iterator[Member]:
    """Every file inside, in the archive's order. Never raises for a bad archive; a disk that is full raises OSError."""
    opener = _zip if kind_of(name) == "zip" else _tar
    try:
        yield from opener(path, budget, temporary)
    except Stop as stop:
        yield Member("", state="refused", reason=str(stop))
    except MemoryError:
        raise
    except OSError as error:
        if error.errno is not None:  # a real one, not gzip's complaint about its input
            raise
        yield Member("", state="failed", reason=DAMAGED)
    except Exception:  # hostile headers make zipfile and tarfile raise anything, RecursionError included
        yield Member("", state="failed", reason=DAMAGED)


def is_junk(name: str) -> bool:
    """What systems leave in folders: nobody means it to be imported."""
    parts = name.replace("\\", "/").split("/")
    last = parts[-1]
    return any(part in JUNK for part in parts) or last.startswith((".", "~$"))


def escapes(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or not parts[0] or (len(parts[0]) == 2 and parts[0][1] == ":")


def readable(raw: bytes) -> str:
    """A member's name as its maker typed it: UTF-8, else the Chinese code page of Windows."""
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return raw.decode("cp437")


def _zip(path: Path, budget: Budget, temporary: Callable[[], Path]) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            name = info.filename
            if not info.flag_bits & 0x800:  # not marked as UTF-8: zipfile took it for cp437
                name = readable(info.orig_filename.encode("cp437", errors="replace"))
            budget.member()
            if is_junk(name):
                continue
            if escapes(name):
                yield Member(name, state="refused", reason=TRAVERSAL)
            elif (info.external_attr >> 16) & 0o170000 == 0o120000:
                yield Member(name, state="refused", reason=LINK)
            elif info.flag_bits & 1:
                yield Member(name, state="refused", reason=ENCRYPTED)
            else:
                try:
                    with archive.open(info) as member:
                        yield _write(member, name, budget, temporary)
                except NotImplementedError:
                    yield Member(name, state="refused", reason=METHOD)
                except (zipfile.BadZipFile, zlib.error, EOFError):
                    yield Member(name, state="failed", reason=DAMAGED)


class _Careful(io.RawIOBase):
    """A file that refuses to be read in gulps: a hostile tar header may ask for gigabytes at once."""

    def __init__(self, inner: IO[bytes]) -> None:
        self.inner = inner

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size < 0 or size > GULP:
            raise Stop(BOMB)
        return self.inner.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.inner.seek(offset, whence)

    def tell(self) -> int:
        return self.inner.tell()


def _opened(path: Path) -> IO[bytes]:
    """The tar inside whatever compression its first bytes name."""
    with path.open("rb") as file:
        head = file.read(6)
    opened: Any
    if head.startswith(b"\x1f\x8b"):
        opened = gzip.open(path)  # noqa: SIM115
    elif head.startswith(b"BZh"):
        opened = bz2.open(path)  # noqa: SIM115
    elif head.startswith(b"\xfd7zXZ"):
        opened = lzma.open(path)  # noqa: SIM115
    else:
        opened = path.open("rb")
    return cast(IO[bytes], opened)


def _tar(path: Path, budget: Budget, temporary: Callable[[], Path]) -> Iterator[Member]:
    with _opened(path) as file, tarfile.TarFile(fileobj=_Careful(file), errors="surrogateescape") as archive:
        for info in archive:
            archive.members = []  # type: ignore[attr-defined]  # tarfile keeps all it has seen
            name = readable(info.name.encode("utf-8", "surrogateescape"))
            if info.size < 0:  # would lead back to where it stands, for ever
                raise tarfile.ReadError
            budget.member()  # folders too: millions of them take their time
            if info.isdir():
                continue
            if is_junk(name):
                budget.add(info.size)
            elif escapes(name):
                budget.add(info.size)
                yield Member(name, state="refused", reason=TRAVERSAL)
            elif not info.isreg():
                yield Member(name, state="refused", reason=LINK)
            elif info.size > budget.bounds.member:
                budget.add(info.size)
                yield Member(name, state="refused", reason=_too_large(budget))
            elif (member := archive.extractfile(info)) is not None:
                with member:
                    yield _write(member, name, budget, temporary)


def _too_large(budget: Budget) -> str:
    return f"文件过大：超过 {budget.bounds.member // MEGA} MB 的上限。"


def _write(member: IO[bytes], name: str, budget: Budget, temporary: Callable[[], Path]) -> Member:
    target = temporary()
    size = 0
    try:
        with target.open("wb") as out:
            while chunk := member.read(CHUNK):
                size += len(chunk)
                budget.add(len(chunk))
                if size > budget.bounds.member:
                    target.unlink()
                    return Member(name, state="refused", reason=_too_large(budget))
                out.write(chunk)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return Member(name, target)
