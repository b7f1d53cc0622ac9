"""Caches that are empty while they cannot be reached or written: no page fails for want of one."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def _forgiving(method: Callable[..., Any], instead: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def tried(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except (RedisError, OSError) as error:
            log.warning("缓存暂时不能用：%s", error)
            return instead(*args, **kwargs)

    return tried


# What each says when it can do nothing; all else that a cache offers is built on these.
_SAYS: dict[str, Callable[..., Any]] = {
    "get": lambda key, default=None, version=None: default,
    "get_many": lambda *_, **__: {},
    "set_many": lambda data, *_, **__: list(data),
    **{name: lambda *_, **__: False for name in ("add", "touch", "delete", "has_key")},
    # the last is what a cache of files begins with
    **{name: lambda *_, **__: None for name in ("set", "delete_many", "clear", "_createdir")},
}


def _forgive(backend: type) -> type:
    for name, says in _SAYS.items():
        if hasattr(backend, name):
            setattr(backend, name, _forgiving(getattr(backend, name), says))
    return backend


@_forgive
class Redis(RedisCache):
    """XINHUO_CACHE_URL=redis://…"""


@_forgive
class Files(FileBasedCache):
    """XINHUO_CACHE_URL=file:…"""
