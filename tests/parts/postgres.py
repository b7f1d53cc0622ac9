"""A real PostgreSQL of Debian's: an empty cluster in a temporary folder, trusted on loopback."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .process import PartMissing, Server, free_port, other_user, own, parts_folder


def binaries() -> Path:
    """Folder of initdb and postgres, newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).parent
    raise PartMissing("PostgreSQL is not installed: apt-get install postgresql")


@contextmanager
def running(port: int | None = None) -> Iterator[str]:
    """Yields a database URL whose user may create databases."""
    tools, user = binaries(), other_user("postgres")
    port = port or free_port()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=parts_folder()))
    folder.chmod(0o755)
    own(folder, user)
    try:
        subprocess.run(
            [
                tools / "initdb",
                "-D",
                folder / "data",
                "-U",
                "xinhuo",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-N",
            ],
            check=True,
            capture_output=True,
            user=user,
            extra_groups=None if user is None else [],
            cwd=folder,
        )
        settings = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            "full_page_writes": "off",
            "synchronous_commit": "off",
            "max_connections": 60,
        }
        server = Server(
            [
                str(tools / "postgres"),
                "-D",
                str(folder / "data"),
                *(f"--{k}={v}" for k, v in settings.items()),
            ],
            user=user,
            log=folder / "out.log",
        )
        ask = [str(tools / "pg_isready"), "-h", "127.0.0.1", "-p", str(port)]
        try:
            server.wait_until(
                lambda: not subprocess.run(ask, capture_output=True).returncode, 60, "PostgreSQL"
            )
            subprocess.run(
                [tools / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "xinhuo", "xinhuo"],
                check=True,
                capture_output=True,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
            )
            yield f"postgres://xinhuo@127.0.0.1:{port}/xinhuo"
        finally:
            server.stop(signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
