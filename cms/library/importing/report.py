"""What became of every file: counted, and written as one JSON object a line."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

IMPORTED, DUPLICATE, NO_TEXT, REFUSED, FAILED = "imported", "duplicate", "no_text", "refused", "failed"
LABELS = {IMPORTED: "入库", NO_TEXT: "没有文字", DUPLICATE: "已有", REFUSED: "不收", FAILED: "失败"}


@dataclass(frozen=True, slots=True)
class Answer:
    path: str
    sha256: str = ""
    state: str = IMPORTED
    reason: str = ""
    pages: int | None = None
    characters: int = 0
    work: int | None = None
    url: str = ""


class Report:
    """Opened before anything is imported, so that a path that cannot be written is said at once. Raises OSError."""

    def __init__(self, path: Path | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self.failures: list[Answer] = []
        self._file: IO[str] | None = path.open("w", encoding="utf-8") if path else None

    def add(self, answer: Answer) -> None:
        self.counts[answer.state] += 1
        if answer.state in (REFUSED, FAILED) and len(self.failures) < 10_000:
            self.failures.append(answer)
        if self._file:
            self._file.write(json.dumps(asdict(answer), ensure_ascii=False) + "\n")

    def flush(self) -> None:
        if self._file:
            self._file.flush()

    def close(self) -> None:
        if self._file:
            self._file.close()

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def summary(self) -> str:
        parts = [f"{LABELS[state]} {self.counts[state]}" for state in LABELS if self.counts[state]]
        return f"共 {self.total} 份：{'，'.join(parts)}" if parts else "没有找到可以导入的文件"
