"""`make bench [ARGS="query pages"]`: every benchmark, as ratios against a named reference in the same run.

A module `bench_<name>.py` offers `run() -> list[Row]`, where a Row is a dict with `name`, `measured`, `reference` (text),
`ratio` (number), `must` (text) and `ok` (bool). The table goes to the screen and, whole, to $XINHUO_VAR/bench.json.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.parts import elastic
from tests.parts.process import PartMissing, without_settings

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
VAR = Path(os.environ.get("XINHUO_VAR", ROOT / "var"))


def run_one(name: str) -> list[dict[str, Any]]:
    """One module in a process and data folder of its own, so that none warms or fills another's."""
    with tempfile.TemporaryDirectory(prefix=f"xinhuo-bench-{name}-") as var:
        out = Path(var) / "rows.json"
        code = (
            "import sys, json; sys.path[:0] = ['.', 'site']; import django; django.setup();"
            f"from tests.bench import bench_{name} as b; json.dump(b.run(), open({str(out)!r}, 'w'), ensure_ascii=False)"
        )
        env = {
            **without_settings(os.environ),
            "XINHUO_VAR": var,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env)
        if done.returncode or not out.exists():
            return [
                {
                    "name": f"bench_{name}",
                    "measured": "没有跑完",
                    "reference": "",
                    "ratio": None,
                    "must": "",
                    "ok": False,
                }
            ]
        rows: list[dict[str, Any]] = json.loads(out.read_text())
        return rows


def servers(stack: ExitStack) -> None:
    """A real Elasticsearch for the benchmarks of both engines, unless one is named already or none can be had."""
    if os.environ.get("XINHUO_TEST_ELASTIC_URL"):
        return
    try:
        os.environ["XINHUO_TEST_ELASTIC_URL"] = stack.enter_context(elastic.running())
    except PartMissing as missing:
        print(f"没有 Elasticsearch，只测内嵌引擎：{missing}", flush=True)


def main(names: list[str]) -> int:
    known = sorted(p.stem.removeprefix("bench_") for p in HERE.glob("bench_*.py"))
    if unknown := [name for name in names if name not in known]:
        print(f"没有名为“{unknown[0]}”的性能测试，可选：{'、'.join(known)}")
        return 2
    with ExitStack() as stack:
        servers(stack)
        return measure(names or known)


def measure(names: list[str]) -> int:
    table = Table("工作", "测得", "参照", "比值", "要求", "达到")
    rows = []
    for name in names:
        print(f"… {name}", flush=True)
        for row in run_one(name):
            rows.append({"bench": name, **row})
            ratio = "" if row["ratio"] is None else f"{row['ratio']:.3g}"
            table.add_row(
                row["name"],
                str(row["measured"]),
                str(row["reference"]),
                ratio,
                str(row["must"]),
                "是" if row["ok"] else "[red]否",
            )
    Console().print(table)
    VAR.mkdir(parents=True, exist_ok=True)
    (VAR / "bench.json").write_text(
        json.dumps(
            {"machine": f"{platform.machine()}, {os.cpu_count()} CPU", "rows": rows},
            ensure_ascii=False,
            indent=1,
        )
    )
    return 0 if all(r["ok"] for r in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
