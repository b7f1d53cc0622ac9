"""What operators write into the environment, read as they mean it. What cannot be meant is noted, and told all at once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.encoding import punycode
from environ import Env

from cms.core.trouble import sentence_for

_noted: list[str] = []
DATABASE = (
    "XINHUO_DATABASE_URL：应写成 postgres://用户:密码@主机:端口/库名，或 sqlite:////绝对路径；"
    "密码里的特殊字符写成 %40 这样的编码。"
)


def note(sentence: str) -> None:
    """A variable and what is wrong with it: the settings go on being read, so that `accept` names every one."""
    _noted.append(sentence)


def accept(folder: Path, more: Iterable[str] = (), heading: str = "") -> None:
    """Of every settings module when all is read: the data folder is made, unless anything is wrong. Raises
    ImproperlyConfigured."""
    if wrong := [*_noted, *more]:
        raise ImproperlyConfigured("\n".join(filter(None, [heading, *wrong])))
    try:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            sentence_for(error) or f"XINHUO_VAR：数据目录“{folder}”建不起来，请换一个目录。"
        ) from error


def given(name: str, default: str = "") -> str:
    """As it is written, blanks around it apart. An empty one is as one that is not set."""
    return os.environ.get(name, "").strip() or default


def names(name: str, default: str) -> list[str]:
    """Separated by commas, Chinese ones too; blanks around them mean nothing."""
    return [part for part in map(str.strip, re.split("[,，]", given(name, default))) if part]


def as_sent(host: str) -> str:
    """A name in Hanzi as browsers send it: 党建.公司 is xn--…; one that cannot be sent stays as it is."""
    dot = "." if host.startswith(".") else ""
    try:
        return host if host.isascii() else dot + punycode(host.removeprefix("."))
    except UnicodeError:
        return host


def url_as_sent(url: str) -> str:
    host = parts(url).netloc.rpartition("@")[2].partition(":")[0]
    return url.replace(host, as_sent(host), 1) if host else url


def parts(url: str) -> SplitResult:
    """Empty ones where it is no address at all."""
    try:
        found = urlsplit(url)
        _ = found.port
    except ValueError:
        return urlsplit("")
    return found


def is_redis(url: str) -> bool:
    found = parts(url)
    whole = bool(found.hostname) and not found.query and re.fullmatch(r"/?\d*", found.path)
    return bool(whole) and url.startswith(("redis://", "rediss://"))


def folder_of(url: str) -> str | None:
    """Of file: and what follows; "" where nothing does, None for what is no such address or depends on where one stands."""
    folder = url.removeprefix("file:").removeprefix("//")
    return folder if url.startswith("file:") and (not folder or folder.startswith("/")) else None


def is_search(url: str) -> bool:
    found = parts(url)
    return url.startswith("embedded:") or (found.scheme in ("http", "https") and bool(found.hostname))


def database(default: str) -> dict[str, Any]:
    """Django's description of the connection; of `default` where the variable describes none."""
    url = given("XINHUO_DATABASE_URL", default)
    try:
        found: dict[str, Any] = Env.db_url_config(url)
    except (ValueError, ImproperlyConfigured):
        found = {}
    kind, name = url.partition(":")[0], str(found.get("NAME") or "")
    if kind == "sqlite":
        is_right = name.startswith("/")  # neither in memory nor wherever somebody started it
    else:
        has_name = bool(name or found.get("OPTIONS", {}).get("service"))
        is_right = kind in {"postgres", "postgresql"} and has_name
    if is_right:
        return found
    note(DATABASE)
    return dict(Env.db_url_config(default))
