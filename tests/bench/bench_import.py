"""1,556 laws from the archive to the last sentence found: import_works with the worker beside it, as deployed."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress

import psutil

from tests.bench.deployed import LAWS, ROOT, environment_of, manage

SECONDS, MEMORY = 90, 600
SAMPLE = 40  # sentences looked for afterwards
_FIND = f"""
import json, random
from cms.library.models import Passage
from search.search import search
rows = list(Passage.objects.order_by('pk').values_list('work_id', 'text'))
found = asked = 0
for work, text in random.Random(7).sample(rows, {SAMPLE}):
    words = text[len(text) // 3:][:40].replace('"', '')
    asked += 1
    found += any(hit.work.key == f'library.work:{{work}}' for hit in search(words).hits[:5])
print(json.dumps({{'asked': asked, 'found': found, 'works': len({{row[0] for row in rows}})}}))
"""


class Watch(threading.Thread):
    """The largest resident size any process of the tree reached, in MB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0
        self.done = threading.Event()

    def run(self) -> None:
        me = psutil.Process()
        while not self.done.wait(0.05):
            for child in me.children(recursive=True):
                with suppress(psutil.Error):
                    self.peak = max(self.peak, child.memory_info().rss / 2**20)


def run() -> list[dict]:
    if not LAWS.exists():
        return [_row("导入 1,556 部法规", "缺少 ../shared/corpus/laws", "", None, "", False)]
    with tempfile.TemporaryDirectory(prefix="xinhuo-import-") as var:
        environment = environment_of(var)
        manage(environment, "migrate", "-v0")
        command = [sys.executable, "manage.py", "worker"]
        worker = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        watch = Watch()
        try:
            assert worker.stdout
            worker.stdout.readline()  # it builds the empty index
            worker.stdout.readline()
            watch.start()
            began = time.monotonic()
            manage(environment, "import_works", str(LAWS))
            took = time.monotonic() - began
            watch.done.set()
            said = manage(environment, "shell", "-v0", "-c", _FIND)
        finally:
            watch.done.set()
            worker.terminate()
            worker.wait(30)
    found = json.loads(said.strip().splitlines()[-1])
    all_found = found["found"] == found["asked"]
    return [
        _row(
            f"导入 1,556 部法规，到可以检索（{found['works']} 部）",
            f"{took:.1f} 秒，抽查 {found['found']}/{found['asked']} 句搜到",
            f"{SECONDS} 秒",
            took / SECONDS,
            "≤ 1",
            took <= SECONDS and all_found,
        ),
        _row(
            "导入时任一进程的内存峰值",
            f"{watch.peak:.0f} MB",
            f"{MEMORY} MB",
            watch.peak / MEMORY,
            "≤ 1",
            watch.peak <= MEMORY,
        ),
    ]


def _row(name: str, measured: str, reference: str, ratio: float | None, must: str, ok: bool) -> dict:
    return {
        "name": name, "measured": measured, "reference": reference, "ratio": ratio, "must": must, "ok": ok,
    }  # fmt: skip
