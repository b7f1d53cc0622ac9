"""The runner behind `make test`: green only when everything ran to its end."""

from __future__ import annotations

import pytest

from tests.parts.__main__ import verdict


@pytest.mark.once
@pytest.mark.parametrize(
    ("codes", "green"),
    [
        ([0, 0], True),
        ([0], True),
        ([0, 5], True),  # only tests without a database were asked for
        ([5, 5], False),
        ([5], False),
        ([1, 0], False),
        ([0, 1], False),
        ([0, -11], False),  # a run that crashed
        ([-9, 0], False),
    ],
)
def test_green_is_only_what_ran_to_its_end(codes: list[int], green: bool) -> None:
    assert (verdict(codes) == 0) is green and verdict(codes) >= 0
