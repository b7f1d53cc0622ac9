"""No pattern is possessive or atomic: Debian's Python 3.11.2 matches such ones wrongly (mended in 3.11.5)."""

from __future__ import annotations

import re
import sys
from re import _constants, _parser
from typing import Any

import pytest

WRONG = {_constants.POSSESSIVE_REPEAT, _constants.ATOMIC_GROUP}


def uses(parsed: Any) -> bool:
    """Whether anything in what the parser of `re` makes is one of these."""
    if isinstance(parsed, (tuple, list, _parser.SubPattern)):
        return any(uses(part) for part in parsed)
    return parsed in WRONG


def ours() -> dict[str, re.Pattern[str]]:
    modules = [(name, module) for name, module in sys.modules.items() if name.startswith(("cms.", "search."))]
    return {
        f"{name}.{key}": value
        for name, module in modules
        for key, value in vars(module).items()
        if isinstance(value, re.Pattern)
    }


def test_no_pattern_of_ours_is() -> None:
    assert len(found := ours()) > 50
    assert [name for name, each in found.items() if uses(_parser.parse(each.pattern, each.flags))] == []


@pytest.mark.parametrize(("pattern", "wrong"), [("(a|b++)c", True), ("(?>ab)", True), ("(a|b+)c?", False)])
def test_they_are_recognised(pattern: str, wrong: bool) -> None:
    assert uses(_parser.parse(pattern)) is wrong
