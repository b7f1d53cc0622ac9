"""What links in stored texts name: pages and documents by number, our own files by address."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http.request import split_domain_port
from wagtail.models import Site

from cms.core import requests
from cms.core.files_views import UNNAMED
from cms.core.models import CmsDocument
from cms.core.uses import key_of

ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.S)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
TYPED = re.compile(r'<a href="([^"]*)"[^>]*>')
BEFORE_HOST = re.compile(r"^(https?:)?/{2,}", re.I)  # a browser reads any number of them as two
FILE = re.compile(r"/documents/([^/]+)/([^/]+)")


def is_own(url: str) -> bool:
    """An address on this site. A browser reads /\\host, and //host with a line's end between, as an address elsewhere."""
    return url.startswith("/") and not url.startswith(("//", "/\\")) and url.isprintable()


def without_nonsense(html: str) -> str:
    """Links to what no number names are the words alone: a form may hold whatever somebody types as a key."""

    def kept(found: re.Match[str]) -> str:
        attributes = dict(ATTRIBUTE.findall(found[1]))
        broken = "linktype" in attributes and key_of(attributes.get("id", "")) is None
        return found[2] if broken else found[0]

    return ANCHOR.sub(kept, html) if "linktype=" in html else html


def with_files_known(html: str) -> str:
    """Addresses of our own files become references to them: so it is known which pages show a file (cms.core.uses)."""
    files = own_files(unescape(found[1]) for found in TYPED.finditer(html))

    def known(found: re.Match[str]) -> str:
        key = files.get(unescape(found[1]))
        return f'<a linktype="document" id="{key}">' if key else found[0]

    return TYPED.sub(known, html) if files else html


def own_files(addresses: Iterable[str]) -> dict[str, int]:
    """Those that are of a stored document, number and name, however they are written; each with its key. Two queries."""
    meant = {address: parts for address in addresses if (parts := _parts(address))}
    if not meant:
        return {}
    hosts, keys = _hosts(), {key for _, key, _ in meant.values()}
    names = {file.pk: file.filename for file in CmsDocument.objects.filter(pk__in=keys).only("file")}
    return {
        address: key
        for address, (host, key, name) in meant.items()
        if host in hosts and key in names and name in (names[key], UNNAMED)
    }


def _parts(address: str) -> tuple[str, int, str] | None:
    """Host, number and name, as a browser and the server after it read the address of a file."""
    try:
        parts = urlsplit(BEFORE_HOST.sub(r"\1//", address.strip().replace("\\", "/")))
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    found = FILE.fullmatch(posixpath.normpath(unquote(parts.path)))
    key = key_of(found[1]) if found else None
    return (host, key, found[2]) if found and key else None


def _hosts() -> set[str]:
    """At which this site answers for certain; one that a wildcard allows may be another machine."""
    request = requests.asking()
    here = [split_domain_port(request.get_host())[0]] if request else []
    named = [*settings.ALLOWED_HOSTS, *Site.objects.values_list("hostname", flat=True), *here]
    return {"", urlsplit(settings.BASE_URL).hostname or ""} | {host.strip("[]").lower() for host in named}
