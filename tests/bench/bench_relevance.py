"""How well plain questions and citations find their articles, on the product's own query path, against plain BM25."""

from __future__ import annotations

import json
import os
import tempfile
from io import StringIO
from pathlib import Path

from django.core.management import call_command

RELEVANCE = Path(__file__).resolve().parents[3] / "shared/corpus/relevance"
# Unigrams and bigrams, BM25 untuned, as the corpus's README states; what must be reached stands beside it.
QUESTIONS = (("recall_10", 0.487, 0.48), ("recall_100", 0.692, 0.68), ("mrr_10", 0.407, 0.40))
CITATIONS = 0.95  # of the articles asked for by name come first


def _evaluate(engine: str, queries: Path, qrels: Path) -> dict:
    out = StringIO()
    call_command(
        "evaluate_search",
        collection=RELEVANCE / "articles.jsonl.gz",
        queries=queries,
        qrels=qrels,
        engine=engine,
        json=True,
        stdout=out,
    )
    return json.loads(out.getvalue().strip().splitlines()[-1])


def _citations(folder: Path) -> tuple[Path, Path]:
    """The look-ups as a question file and a file of answers."""
    queries, qrels = folder / "queries.tsv", folder / "qrels.tsv"
    lines = [
        json.loads(line) for line in (RELEVANCE / "citation.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    queries.write_text("".join(f"{x['id']}\t{x['query']}\n" for x in lines), encoding="utf-8")
    qrels.write_text(
        "".join(f"{x['id']}\t0\t{gold}\t1\n" for x in lines for gold in x["gold_ids"]), encoding="utf-8"
    )
    return queries, qrels


def _engines() -> list[str]:
    return ["embedded", "elasticsearch"] if os.environ.get("XINHUO_TEST_ELASTIC_URL") else ["embedded"]


def run() -> list[dict]:
    if not RELEVANCE.is_dir():
        return [
            {
                "name": "检索相关性",
                "measured": "缺少 ../shared/corpus/relevance",
                "reference": "",
                "ratio": None,
                "must": "",
                "ok": False,
            }
        ]
    rows = []
    for engine in _engines():
        found = _evaluate(engine, RELEVANCE / "queries.dev.tsv", RELEVANCE / "qrels.dev.tsv")
        for name, reference, must in QUESTIONS:
            rows.append(
                {
                    "name": f"{engine} {name}",
                    "measured": found[name],
                    "reference": f"BM25 {reference}",
                    "ratio": found[name] / reference,
                    "must": f"≥ {must}",
                    "ok": found[name] >= must,
                }
            )
        with tempfile.TemporaryDirectory() as folder:
            cited = _evaluate(engine, *_citations(Path(folder)))
        rows.append(
            {
                "name": f"{engine} 条文引用首位",
                "measured": cited["hit_1"],
                "reference": "BM25 0.416（MRR）",
                "ratio": cited["hit_1"] / 0.416,
                "must": f"≥ {CITATIONS}",
                "ok": cited["hit_1"] >= CITATIONS,
            }
        )
    return rows
