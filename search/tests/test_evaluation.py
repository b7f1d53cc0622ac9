"""The figures agree with values worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from search import evaluation


def test_recall_counts_what_is_relevant() -> None:
    assert evaluation.recall(["a", "b", "c"], {"a": 1, "z": 1}, 10) == 0.5
    assert evaluation.recall(["a", "b", "z"], {"a": 1, "z": 1}, 2) == 0.5


def test_reciprocal_rank_of_the_first_relevant() -> None:
    assert evaluation.reciprocal_rank(["a", "b", "c"], {"c": 1, "b": 1}, 10) == 0.5
    assert evaluation.reciprocal_rank(["a"], {"c": 1}, 10) == 0


def test_ndcg_is_one_for_the_ideal_order() -> None:
    assert evaluation.ndcg(["a", "b"], {"a": 2, "b": 1}, 10) == pytest.approx(1)
    worse = (1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3))
    assert evaluation.ndcg(["b", "a"], {"a": 2, "b": 1}, 10) == pytest.approx(worse)


def test_a_question_nobody_answered_counts_as_nothing() -> None:
    found = evaluation.figures("x", {"1": ["a"]}, {"1": {"a": 1}, "2": {"b": 1}}, [1.0, 3.0])
    assert (found.queries, found.recall_10, found.mrr_10) == (2, 0.5, 0.5)
    assert found.p99_ms == 3.0
    assert set(found.as_dict()) == {
        "engine", "queries", "recall_10", "recall_100", "mrr_10", "ndcg_10", "hit_1", "p50_ms", "p99_ms",
    }  # fmt: skip


def test_reading_files(tmp_path: Path) -> None:
    queries = tmp_path / "q.tsv"
    queries.write_text("1\t第一问\n接着问\n\n2\t第二问\n", encoding="utf-8")
    assert evaluation.read_queries(queries) == {"1": "第一问\n接着问", "2": "第二问"}
    qrels = tmp_path / "r.tsv"
    qrels.write_text("1\t0\ta\t1\n1\t0\tb\t0\n", encoding="utf-8")
    assert evaluation.read_qrels(qrels) == {"1": {"a": 1}}
    qrels.write_text("1 0 a\n", encoding="utf-8")
    with pytest.raises(ValueError, match="第 1 行"):
        evaluation.read_qrels(qrels)


def test_a_run_in_trec_form(tmp_path: Path) -> None:
    path = tmp_path / "run"
    evaluation.write_run(path, {"7": ["a", "b"]}, "xinhuo")
    assert path.read_text().splitlines()[1].split() == ["7", "Q0", "b", "2", "0.500000", "xinhuo"]
