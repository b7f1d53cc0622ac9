"""The one place that decides who may see what. Every path to content asks here.

An audience is a set of clauses that must all hold: "m" (any member signed in) or "g:3|7" (in one of these groups).
The empty audience is 公开. A document carries one token (`token(audience)`), a viewer all the tokens he satisfies.
"""

from __future__ import annotations

from typing import Any, Protocol

from search.schema import PUBLIC, Viewer

Audience = frozenset[str]


class HasAudience(Protocol):
    """Offered by content that is neither page nor collection member, e.g. a Work."""

    def audience(self) -> Audience: ...


def audience_of(obj: Any) -> Audience:
    """Clauses from the view restrictions of a page (with its ancestors) or a collection member."""
    raise NotImplementedError


def token(audience: Audience) -> str:
    return "&".join(sorted(audience)) or PUBLIC


def may_see(user: Any, obj: Any) -> bool:
    raise NotImplementedError


def viewer(user: Any) -> Viewer:
    """For search: the tokens this user satisfies among all audiences that exist."""
    raise NotImplementedError
