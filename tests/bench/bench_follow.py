"""From the commit of a change to its being searchable, with the real worker beside."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MUST = 2000  # ms


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="xinhuo-follow-") as folder:
        environment = {
            **os.environ,
            "XINHUO_VAR": f"{folder}/var",
            "XINHUO_DATABASE_URL": f"sqlite:///{folder}/follow.sqlite3",
            "XINHUO_SEARCH_URL": "embedded:",
            "DJANGO_SETTINGS_MODULE": "search.tests.life.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site"), os.environ.get("PYTHONPATH", "")]),
        }
        command = [sys.executable, "-m", "search.tests.life.scenarios", "follows"]
        output = subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
    line = next(line for line in output.splitlines() if line.startswith("commit to searchable"))
    waits = json.loads(line.partition("ms:")[2])
    return [
        {
            "name": "从提交到可以检索（内置引擎，最慢一次）",
            "measured": f"{max(waits)} ms，中位 {statistics.median(waits):.0f} ms",
            "reference": f"{MUST} ms",
            "ratio": max(waits) / MUST,
            "must": "≤ 1",
            "ok": max(waits) <= MUST,
        }
    ]
