"""The engine that the settings name."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from ..engine import Engine

_engines: dict[tuple[str, ...], Engine] = {}
_parents: list[Engine] = []


def get_engine() -> Engine:
    """One a process and setting. Never fails: an engine that cannot be reached says so when it is asked."""
    wanted = (
        settings.SEARCH_URL,
        str(settings.VAR),
        settings.SEARCH_INDEX_PREFIX,
        settings.SEARCH_API_KEY,
        settings.SEARCH_CA,
    )
    engine = _engines.get(wanted)
    if engine is None:
        engine = _engines[wanted] = make(*wanted)
    return engine


def make(url: str, var: str, prefix: str, key: str = "", ca: str = "") -> Engine:
    """`url`: "embedded:" or the address of an Elasticsearch."""
    if url.startswith(("http://", "https://")):
        from .elastic import Elastic  # its client is slow to load

        return Elastic(url, prefix, key=key, ca=ca)
    from .embedded import Embedded

    return Embedded(Path(var) / "index")


def _after_fork() -> None:
    """A child must not share sockets and readers; the parent's are kept, since dropping them ends threads
    that the child never had."""
    _parents.extend(_engines.values())
    _engines.clear()


os.register_at_fork(after_in_child=_after_fork)
