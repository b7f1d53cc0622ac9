"""The product's own commands on a data folder of their own, as deployed: SQLite and the embedded engine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAWS = ROOT.parent / "shared/corpus/laws/national-laws-md.tar.gz"


def environment_of(var: str) -> dict[str, str]:
    environment = {**os.environ, "XINHUO_VAR": var, "XINHUO_SEARCH_URL": "embedded:"}
    environment.pop("XINHUO_DATABASE_URL", None)
    return environment


def manage(environment: dict[str, str], *arguments: str) -> str:
    """What the command prints. Raises CalledProcessError."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
