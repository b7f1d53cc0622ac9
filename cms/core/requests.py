"""What is remembered for the length of one HTTP request: who asks from where, and what was already read.

Django's own signals mark begin and end, so that commands and the worker, which live long, remember nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

from asgiref.local import Local
from django.core.signals import request_finished, request_started
from django.http import HttpRequest

_here = Local()
ADDRESS = "address"
ASKING = "asking"


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


def asking() -> HttpRequest | None:
    """The request to the admin that is answered, for what Wagtail tells neither of it nor of who asks."""
    return (memory() or {}).get(ASKING)


def forget(prefix: str) -> None:
    """Drop what was remembered under keys with this prefix: it has just changed."""
    kept = memory()
    if kept:
        for key in [key for key in kept if key.startswith(prefix)]:
            del kept[key]


def address() -> str | None:
    """The visitor's IP address, or None outside a request."""
    return (memory() or {}).get(ADDRESS)


def client_address(meta: Mapping[str, Any]) -> str | None:
    """Whom the web server names. Only a proxy on this machine is believed about who asked it."""
    direct = _parsed(meta.get("REMOTE_ADDR"))
    if direct is None or ip_address(direct).is_loopback:
        last = str(meta.get("HTTP_X_FORWARDED_FOR") or "").rpartition(",")[2]
        return _parsed(last) or direct
    return direct


def axes_address(request: Any) -> str:
    """For django-axes (AXES_CLIENT_IP_CALLABLE)."""
    return client_address(request.META) or "0.0.0.0"  # noqa: S104 - a stand-in, nothing listens there


def _parsed(raw: Any) -> str | None:
    try:
        return str(ip_address(str(raw).strip()))
    except ValueError:
        return None


def _begin(
    sender: Any, environ: dict[str, Any] | None = None, scope: dict[str, Any] | None = None, **kw: Any
) -> None:
    client = (scope or {}).get("client") or [None]
    _here.memory = {ADDRESS: client_address(environ if environ is not None else {"REMOTE_ADDR": client[0]})}


def _end(sender: Any, **kwargs: Any) -> None:
    _here.memory = None


def connect() -> None:
    request_started.connect(_begin, dispatch_uid="cms.core.requests.begin")
    request_finished.connect(_end, dispatch_uid="cms.core.requests.end")
