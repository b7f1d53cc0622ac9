"""A work is worth its three best passages, weighted by how often it is cited."""

from __future__ import annotations

from search.ranking import PASSAGE_BITS, Found, Place, flatten, rank, settled, weight


def place(work: int, number: int, score: float) -> Place:
    return Place((work << PASSAGE_BITS) + number, score)


def test_three_best_passages_make_the_score() -> None:
    works = [Found("w:1", 9.0, 1), Found("w:2", 8.0, 2)]
    places = [place(1, 1, 2.0)] + [place(2, n, 1.0) for n in range(2, 7)]
    ranked = rank(works, places)
    assert [r.key for r in ranked] == ["w:2", "w:1"]
    assert len(ranked[0].places) == 3


def test_ties_go_by_ord() -> None:
    assert [r.key for r in rank([Found("w:9", 1.0, 9), Found("w:3", 1.0, 3)], [])] == ["w:3", "w:9"]


def test_what_single_precision_loses_decides_nothing() -> None:
    """The same text twice: one engine adds it up to a little more than the other."""
    works = [Found("w:1", 1.0, 1), Found("w:2", 1.0, 2)]
    for first, second in ((146.820988, 146.820984), (146.820984, 146.820988)):
        ranked = rank(works, [place(1, 1, first), place(2, 1, second)])
        assert [r.key for r in ranked] == ["w:1", "w:2"]


def test_passages_that_differ_by_as_little_stand_in_their_order() -> None:
    for first, second in ((54.347001, 54.347004), (54.347004, 54.347001)):
        best = max((1, first), (2, second), key=lambda each: each[1])[0]
        found = [
            place(1, 3, 60.0),
            *sorted([place(1, 1, first), place(1, 2, second)], key=lambda p: -p.score),
        ]
        assert found[1].ord & 7 == best
        assert [p.ord & 7 for p in settled(found, 9)] == [3, 1, 2]
        assert [p.ord & 7 for p in settled(found, 2)] == [3, 1]  # cut when they are in order


def test_a_cited_work_and_a_current_version_come_first() -> None:
    assert weight(100, True) > weight(1, True) > weight(0, True) > weight(0, False)
    works = [Found("w:1", 1.0, 1, current=False), Found("w:2", 1.0, 2), Found("w:3", 1.0, 3, prior=20)]
    assert [r.key for r in rank(works, [])] == ["w:3", "w:2", "w:1"]


def test_flattened_passages_carry_their_works_weight() -> None:
    works = {1: Found("w:1", 1.0, 1), 2: Found("w:2", 1.0, 2, prior=50)}
    places = [place(1, 1, 1.0), place(2, 2, 0.9), place(3, 1, 5.0)]
    assert [p.work for p in flatten(works, places)] == [2, 1]
