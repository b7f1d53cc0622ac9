"""Standard figures of a ranking over TREC-style files: recall, reciprocal rank, discounted gain."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

Qrels = Mapping[str, Mapping[str, int]]  # query id -> document id -> grade


@dataclass(frozen=True, slots=True)
class Figures:
    engine: str
    queries: int
    recall_10: float
    recall_100: float
    mrr_10: float
    ndcg_10: float
    hit_1: float
    p50_ms: float
    p99_ms: float

    def as_dict(self) -> dict[str, object]:
        return {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(self).items()}


def read_queries(path: Path) -> dict[str, str]:
    """`id <TAB> text` a line. A line without a tab goes on with the question before it."""
    queries: dict[str, str] = {}
    last = ""
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        left, tab, right = line.partition("\t")
        if tab:
            last = left.strip()
            queries[last] = right.strip()
        elif last and line.strip():
            queries[last] += "\n" + line.strip()
    return queries


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """TREC lines `query 0 document grade`; grades below 1 are left out. Raises ValueError with the line."""
    qrels: dict[str, dict[str, int]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        fields = line.split()
        try:
            query, document, grade = fields[0], fields[2], int(fields[3])
        except (IndexError, ValueError):
            raise ValueError(f"第 {number} 行不是“查询 0 文档 等级”的形式：{line[:60]}") from None
        if grade > 0:
            qrels.setdefault(query, {})[document] = grade
    return qrels


def recall(ranked: Sequence[str], relevant: Mapping[str, int], depth: int) -> float:
    return len(relevant.keys() & set(ranked[:depth])) / len(relevant)


def reciprocal_rank(ranked: Sequence[str], relevant: Mapping[str, int], depth: int) -> float:
    return next((1 / rank for rank, key in enumerate(ranked[:depth], 1) if key in relevant), 0.0)


def ndcg(ranked: Sequence[str], relevant: Mapping[str, int], depth: int) -> float:
    gain = sum(
        (2 ** relevant.get(key, 0) - 1) / math.log2(rank + 1) for rank, key in enumerate(ranked[:depth], 1)
    )
    ideal = sorted(relevant.values(), reverse=True)[:depth]
    best = sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(ideal, 1))
    return gain / best if best else 0.0


def figures(
    engine: str, runs: Mapping[str, Sequence[str]], qrels: Qrels, milliseconds: Iterable[float]
) -> Figures:
    """Means over the judged queries; a judged query without a run counts as nothing found."""
    judged = [(runs.get(query, ()), relevant) for query, relevant in qrels.items() if relevant]
    count = len(judged) or 1
    times = sorted(milliseconds)
    return Figures(
        engine=engine,
        queries=len(judged),
        recall_10=sum(recall(r, q, 10) for r, q in judged) / count,
        recall_100=sum(recall(r, q, 100) for r, q in judged) / count,
        mrr_10=sum(reciprocal_rank(r, q, 10) for r, q in judged) / count,
        ndcg_10=sum(ndcg(r, q, 10) for r, q in judged) / count,
        hit_1=sum(reciprocal_rank(r, q, 1) for r, q in judged) / count,
        p50_ms=percentile(times, 0.50),
        p99_ms=percentile(times, 0.99),
    )


def percentile(ordered: Sequence[float], part: float) -> float:
    """Nearest rank, of values already in order; 0.0 of none."""
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)] if ordered else 0.0


def write_run(path: Path, runs: Mapping[str, Sequence[str]], name: str) -> None:
    """A TREC run: `query Q0 document rank score name`, scores made from ranks."""
    with path.open("w", encoding="utf-8") as file:
        for query, ranked in runs.items():
            for rank, key in enumerate(ranked, 1):
                file.write(f"{query} Q0 {key} {rank} {1 / rank:.6f} {name}\n")
