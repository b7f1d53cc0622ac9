"""Who may read a work, decided before anything of it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import HttpRequest, HttpResponseBase

from cms.core import access

if TYPE_CHECKING:
    from cms.library.models import Work

Response = TypeVar("Response", bound=HttpResponseBase)


@dataclass(frozen=True, slots=True)
class Level:
    """`name` is 公开, 内部 or 限定; a public level asks nothing of the visitor, so no cookie is read or set."""

    name: str
    public: bool

    @property
    def tag(self) -> str:
        return "tag--third" if self.public else "tag--main"


PUBLIC = Level("公开", True)
MEMBERS = Level("内部", False)
CLOSED = Level("限定", False)


def level_of(audience: access.Audience) -> Level:
    if not audience:
        return PUBLIC
    return Level("内部" if audience == frozenset({"m"}) else "限定", False)


def level_for(request: HttpRequest, work: Work) -> Level | None:
    """The work's level, or None when this visitor may not know of it."""
    audience = access.audience_of(work)
    if audience and not access.may_see(request.user, work):
        return None
    return level_of(audience)


def open_collections(user: Any = None) -> list[int]:
    """Collections whose works anybody (or, given one, this user) may see, the library's own level apart."""
    return access.open_collections(user)


def guard(response: Response, level: Level) -> Response:
    """Only what anybody may see may be kept by caches and search engines."""
    if not level.public:
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
    return response
