"""The connection to Elasticsearch, and its errors as ours.

Never `info()` or `ping()`: both ask for `GET /`, which proxies and reduced builds do not answer.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from elasticsearch import (
    ApiError,
    Elasticsearch,
    NotFoundError,
    TransportError,
    UnsupportedProductError,
)

from ...engine import EngineUnavailable, NoIndex

log = logging.getLogger(__name__)

QUICK = 2.0  # seconds for the first question of a reader: a server that is away holds nobody up
ANSWER = 10.0  # seconds for a search
WORK = 120.0  # seconds for writing
REST = 3.0  # seconds in which a server that did not answer is not asked again
TOO_LARGE = 413  # beyond http.max_content_length
OPERATION = re.compile(r"coordinating_operation_bytes=(\d+), max_coordinating_bytes=(\d+)")
Result = TypeVar("Result")


class Refused(RuntimeError):
    """Elasticsearch will not take a document, however often it is sent."""


class Client:
    def __init__(self, url: str, key: str = "", ca: str = "") -> None:
        self.url, self.key, self.ca = url, key, ca
        self._client: Elasticsearch | None = None
        self._patient: dict[float, Elasticsearch] = {}  # the same connections by timeout: dear to make
        self._lock = threading.Lock()
        self._asleep_until = 0.0

    def call(self, ask: Callable[[Elasticsearch], Result], timeout: float = ANSWER) -> Result:
        """Raises EngineUnavailable, NoIndex for an index that is not there, and Refused."""
        if time.monotonic() < self._asleep_until:
            raise EngineUnavailable("the search server did not answer a moment ago")
        try:
            return ask(self._connected(timeout))
        except NotFoundError as error:
            raise NoIndex(str(error)) from error
        except UnsupportedProductError as error:
            raise EngineUnavailable("the server does not say that it is Elasticsearch") from error
        except TransportError as error:
            self._asleep_until = time.monotonic() + REST
            raise EngineUnavailable(str(error)) from error
        except ApiError as error:
            if error.status_code == TOO_LARGE or _never(error):
                raise Refused(str(error)) from error
            if error.status_code < 500 and error.status_code not in {401, 403, 408, 429}:
                log.exception("Elasticsearch refuses what it was asked")
            raise EngineUnavailable(str(error)) from error

    def _connected(self, timeout: float) -> Elasticsearch:
        with self._lock:
            if self._client is None:
                self._client = self._made()
            if timeout not in self._patient:
                self._patient[timeout] = self._client.options(request_timeout=timeout)
            return self._patient[timeout]

    def _made(self) -> Elasticsearch:
        options: dict[str, Any] = {"max_retries": 0, "retry_on_timeout": False}
        if self.key:
            options["api_key"] = self.key
        if self.ca:
            if not Path(self.ca).is_file():
                raise EngineUnavailable(f"XINHUO_SEARCH_CA names no file: {self.ca}")
            options["ca_certs"] = self.ca
        try:
            return Elasticsearch(self.url, **options)
        except (ValueError, OSError) as error:
            raise EngineUnavailable(f"XINHUO_SEARCH_URL cannot be used: {error}") from error


def _never(error: ApiError) -> bool:
    """One document is more than the server's memory ever lets it take: a tenth of its heap."""
    found = OPERATION.search(str(error))
    return bool(found and int(found[1]) > int(found[2]))


def whole(answer: Any) -> Any:
    """The answer, if every shard gave its part in time. Raises EngineUnavailable."""
    if answer.get("timed_out") or answer["_shards"]["failed"]:
        raise EngineUnavailable("only a part of the index answered")
    return answer
