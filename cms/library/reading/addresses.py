"""Permanent addresses inside a library: built here, so that pages, citations and search hits agree."""

from __future__ import annotations

from urllib.parse import urlencode


def list_url(base: str, page: int = 1, params: dict[str, list[str]] | None = None) -> str:
    """`base` is the library's own address, "/ku/"."""
    tail = urlencode(params or {}, doseq=True)
    return base + (f"p{page}/" if page > 1 else "") + (f"?{tail}" if tail else "")


def work_url(base: str, work: int) -> str:
    return f"{base}{work}/"


def page_url(base: str, work: int, page: int, anchor: str = "", q: str = "") -> str:
    """`anchor` as stored with the passage ("a54"), or the name of a mark ("h3")."""
    query = "?" + urlencode({"q": q}) if q else ""
    return f"{base}{work}/p/{page}/{query}" + (f"#{anchor}" if anchor else "")


def anchors_url(base: str, work: int) -> str:
    """Followed by an anchor and a slash, an address that leads to where the anchor stands now."""
    return f"{base}{work}/a/"


def place_url(base: str, work: int, page: int, anchor: str, paged: bool) -> str:
    """What stays, whatever becomes of the text. Pages of a file are cited as such; on which page of reading an anchor stands
    changes with the text, so its address leads there.
    """
    return (
        page_url(base, work, page, anchor) if paged or not anchor else f"{anchors_url(base, work)}{anchor}/"
    )


def image_url(base: str, work: int, page: int, small: bool = False) -> str:
    return f"{base}{work}/p/{page}{'-s' if small else ''}.png"


def file_url(base: str, work: int) -> str:
    return f"{base}{work}/file/"


def find_url(base: str, work: int, q: str = "") -> str:
    return f"{base}{work}/find/" + ("?" + urlencode({"q": q}) if q else "")
