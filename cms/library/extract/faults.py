"""Whose fault an OSError is. The machine's own troubles are no verdict on a file: it is tried again later."""

from __future__ import annotations

import errno

# Also inside the limited process, where memory and open files are bounded file by file.
MACHINE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ENFILE, errno.EAGAIN})
OURS = MACHINE | {errno.ENOMEM, errno.EMFILE}


def of_machine(error: BaseException | None, known: frozenset[int] = MACHINE) -> bool:
    return isinstance(error, OSError) and error.errno in known
