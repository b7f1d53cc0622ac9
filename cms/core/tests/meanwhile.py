"""What another does while somebody saves a form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest


@contextmanager
def meanwhile(monkeypatch: pytest.MonkeyPatch, form: type[Any], act: Callable[[], Any]) -> Iterator[None]:
    """`act` is done once, where such a form has been looked at, and its thing not yet written."""
    looked = form.clean
    done: list[bool] = []

    def clean(bound: Any) -> Any:
        cleaned = looked(bound)
        if not done:
            done.append(True)  # before it, which may fill in such a form as well
            act()
        return cleaned

    with monkeypatch.context() as patched:
        patched.setattr(form, "clean", clean)
        yield
    assert done
