"""What is remembered for the length of one HTTP request: who asks from where, and what was already read.

Django's own signals mark begin and end, so that commands and the worker, which live long, remember nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

from asgiref.local import Local
from django.core.signals import request_finished, request_started

_here = Local()
ADDRESS = "address"


def memory() -> dict[str, Any] | None:
    """The request's own dictionary, or None outside a request."""
    return getattr(_here, "memory", None)


@contextmanager
def remembering() -> Iterator[None]:
    """The same memory for one batch outside a request. Inside a request it changes nothing."""
    if memory() is not None:
        yield
        return
    _here.memory = {}
    try:
        yield
    finally:
        _here.memory = None


def forget(prefix: str) -> None:
    """Drop what was remembered under keys with this prefix: it has just changed."""
    kept = memory()
    if kept:
        for key in [key for key in kept if key.startswith(prefix)]:
            del kept[key]


def address() -> str | None:
    """The visitor's IP address as the web server says it, or None."""
    return (memory() or {}).get(ADDRESS)


def _begin(
    sender: Any, environ: dict[str, Any] | None = None, scope: dict[str, Any] | None = None, **kw: Any
) -> None:
    raw = (environ or {}).get("REMOTE_ADDR") or ((scope or {}).get("client") or [None])[0]
    try:
        found = str(ip_address(raw)) if raw else None
    except ValueError:
        found = None
    _here.memory = {ADDRESS: found}


def _end(sender: Any, **kwargs: Any) -> None:
    _here.memory = None


def connect() -> None:
    request_started.connect(_begin, dispatch_uid="cms.core.requests.begin")
    request_finished.connect(_end, dispatch_uid="cms.core.requests.end")
