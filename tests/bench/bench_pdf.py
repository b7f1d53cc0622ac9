"""Text of PDF files through the product's door against bare pypdfium2 on the same files, in turns in one run.

The door: a limited process, tidied text, headings, labels, the question whether the text layer can be believed, and the way back
as JSON. Bare: pypdfium2's own `get_text_range()` of every page, in this process.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pypdfium2 as pdfium

from cms.library.extract import run as extract

FILES = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "files"
ROUNDS = 7
MUST = 0.7


def bare(path: Path) -> int:
    document = pdfium.PdfDocument(path)
    try:
        total = 0
        for page in document:
            textpage = page.get_textpage()
            total += len(textpage.get_text_range())
            textpage.close()
            page.close()
        return total
    finally:
        document.close()


def ours(path: Path) -> int:
    return extract(path, path.name).characters


def spent() -> float:
    """Seconds of processor time of this process and its limited children, those too that have ended."""
    ended = os.times()
    children = sum(sum(child.cpu_times()[:2]) for child in psutil.Process().children(recursive=True))
    return time.process_time() + ended.children_user + ended.children_system + children


def timed(work: Callable[[Path], int], files: list[Path]) -> tuple[float, float]:
    """Seconds on the clock and of processor time for one round. Processor time tells on a busy machine too."""
    clock, processor = time.perf_counter(), spent()
    for path in files:
        work(path)
    return time.perf_counter() - clock, spent() - processor


def run() -> list[dict]:
    files = sorted(FILES.glob("*.pdf"))
    if not files:
        raise SystemExit("没有语料：把语料放到项目旁边的 ../shared/corpus")
    timed(ours, files[:1])
    timed(bare, files[:1])
    rounds = [(timed(ours, files), timed(bare, files)) for _ in range(ROUNDS)]
    mine, reference = (sum(pair[side][1] for pair in rounds) for side in (0, 1))
    clock = min(pair[0][0] for pair in rounds), min(pair[1][0] for pair in rounds)
    return [
        {
            "name": f"PDF 取文字（{len(files)} 个文件）",
            "measured": f"处理器 {mine / ROUNDS * 1000:.0f} ms（时钟 {clock[0] * 1000:.0f} ms）",
            "reference": f"pypdfium2 直接读 {reference / ROUNDS * 1000:.0f} ms（时钟 {clock[1] * 1000:.0f} ms）",
            "ratio": reference / mine,
            "must": f"≥ {MUST}",
            "ok": reference / mine >= MUST,
        }
    ]
