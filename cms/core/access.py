"""The one place that decides who may see what. Every path to content asks here.

An audience is a set of clauses that must all hold: "m" (any member signed in), "g:3|7" (in one of these groups) or
"s" (who works in the admin; of files alone). The empty audience is 公开. A document carries one token
(`token(audience)`), a viewer all the tokens he satisfies.

Levels are Wagtail's view restrictions on pages and collections. They are read whole, in one query,
and kept for the length of one HTTP request; outside a request every call reads them afresh, unless
`requests.remembering()` keeps them for a batch. A document also demands what the place of its holder demands
(cms.core.holders), which is asked each time; any other file what the pages demand that use it (cms.core.attached).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, Protocol, cast

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from wagtail.models import Collection, Page

from cms.core import attached, holders, requests
from cms.core.levels import MEMBERS, NOBODY, OPEN, STAFF, Audience, Levels, group_ids, implies
from cms.core.models import CmsDocument, CmsImage
from search.schema import PUBLIC, Viewer

__all__ = [
    "Audience",
    "HasAudience",
    "audience_of",
    "audiences_for",
    "describe",
    "documents",
    "hidden_files",
    "hidden_paths",
    "implies",
    "learn",
    "may_open",
    "may_open_each",
    "may_see",
    "may_see_each",
    "open_collections",
    "placed",
    "restricting_page_ids",
    "token",
    "viewer",
]

CACHE = "cms.core.levels"
LONGEST_TOKEN = 200  # of an index, which cuts keywords


class HasAudience(Protocol):
    """Offered by content that is neither page nor collection member, e.g. a Work."""

    def audience(self) -> Audience: ...


def levels() -> Levels:
    """The restrictions as they are now."""
    kept = requests.memory()
    if kept is None:
        return Levels()
    return cast(Levels, kept.setdefault(CACHE, Levels()))


def audience_of(obj: Any) -> Audience:
    """Clauses from the view restrictions of a page (with its ancestors) or of a collection and what uses its member."""
    return audiences_for([obj])[0]


def audiences_for(objects: Iterable[Any]) -> list[Audience]:
    """`audience_of` for many, in their order; the number of queries does not grow with them."""
    things = list(objects)
    with requests.remembering():
        known = levels()
        keys = [thing.pk for thing in things if isinstance(thing, CmsDocument)]
        held = {document.pk: audience for document, audience in documents(keys)} if keys else {}
        images = [thing.pk for thing in things if isinstance(thing, CmsImage) and thing.pk]
        shut = attached.demanded(known, CmsImage, images) if images else {}
        return [
            held.get(thing.pk, OPEN)
            if isinstance(thing, CmsDocument)
            else _audience(known, thing) | (shut.get(thing.pk, OPEN) if isinstance(thing, CmsImage) else OPEN)
            for thing in things
        ]


def learn(images: Iterable[int], files: Iterable[int]) -> None:
    """Within a request or batch: what pages demand of these, in one query for both; then it is known."""
    attached.learn(levels(), {CmsImage: set(images), CmsDocument: set(files)})


def documents(keys: Iterable[int]) -> list[tuple[CmsDocument, Audience]]:
    """Those that exist, each with its audience: of its collection, and of what holds or uses it. At most four queries."""
    known = levels()
    rows = list(holders.located(CmsDocument.objects.filter(pk__in=keys)))
    held = {row.pk: holders.demanded(known, row) for row in rows}
    shut = attached.demanded(known, CmsDocument, (key for key, wanted in held.items() if wanted is None))
    return [
        (row, known.of_collection_id(row.collection_id) | (held[row.pk] or OPEN) | shut.get(row.pk, OPEN))
        for row in rows
    ]


def placed(thing: Any) -> Audience:
    """Of a picture, or one of `documents`: where it lies and what holds it, whatever pages use it."""
    known = levels()
    held = holders.demanded(known, thing) if isinstance(thing, CmsDocument) else None
    return known.of_collection_id(thing.collection_id) | (held or OPEN)


def _audience(known: Levels, obj: Any) -> Audience:
    if isinstance(obj, Page):
        return known.of_page(obj.path)
    if isinstance(obj, Collection):
        return known.of_collection(obj.path)
    if callable(getattr(obj, "audience", None)):
        return cast(HasAudience, obj).audience()
    if hasattr(obj, "collection_id"):
        return known.of_collection_id(obj.collection_id)
    raise TypeError(f"{type(obj).__name__} has no level: neither page, collection member nor HasAudience")


def token(audience: Audience) -> str:
    """What search keeps of it: whole while it is short, as those of many groups are not."""
    whole = "&".join(sorted(audience)) or PUBLIC
    return whole if len(whole) <= LONGEST_TOKEN else f"h:{sha256(whole.encode()).hexdigest()}"


def may_see(user: Any, obj: Any) -> bool:
    """Levels only: whether a page is live or a work ready is the caller's question."""
    return may_see_each(user, [obj])[0]


def may_see_each(user: Any, objects: Iterable[Any]) -> list[bool]:
    """`may_see` for many, in their order; the number of queries does not grow with them."""
    with requests.remembering():
        return [not audience or _satisfies(user, audience) for audience in audiences_for(objects)]


def may_open(user: Any, file: CmsImage | CmsDocument) -> bool:
    """`may_see`, or he brought it himself."""
    return _brought(user, file) or may_see(user, file)


def may_open_each(user: Any, files: Iterable[CmsImage | CmsDocument]) -> list[bool]:
    things = list(files)
    seen = may_see_each(user, things)
    return [may or _brought(user, thing) for thing, may in zip(things, seen, strict=True)]


def _brought(user: Any, file: CmsImage | CmsDocument) -> bool:
    return user is not None and user.is_authenticated and bool(file.uploaded_by_user_id == user.pk)


def open_collections(user: Any = None) -> list[int]:
    """Keys of the collections whose level lets this user, or without one anybody, see what lies in them."""
    known = levels()
    found = Collection.objects.values_list("pk", "path")
    return [pk for pk, path in found if not (wanted := known.of_collection(path)) or _satisfies(user, wanted)]


def hidden_files(user: Any, model: type[Any]) -> Iterator[QuerySet[Any]]:
    """Keys of pictures or documents in collections this user may see, perhaps, that belong to what he may not."""
    if model is CmsDocument:
        yield from holders.hidden(user)
    shut = attached.hidden(levels(), model, hidden_paths(user))
    if shut is not None:
        yield (holders.loose(shut) if model is CmsDocument else shut).values("pk")


def hidden_paths(user: Any) -> frozenset[str]:
    """Tree paths of pages at and below which this user sees nothing, none under another."""
    return levels().hidden(lambda wanted: not wanted or _satisfies(user, wanted))


def viewer(user: Any) -> Viewer:
    """For search: the tokens this user satisfies among all audiences that exist."""
    if user is None or not user.is_authenticated:
        return Viewer(user=user)
    member = _groups(user)
    everything = user.is_superuser
    tokens = {token(a) for a in levels().everywhere() if everything or all(_holds(c, member) for c in a)}
    return Viewer(tokens=frozenset(tokens | {PUBLIC}), user=user)


def describe(audience: Audience) -> str:
    """The level in Chinese: 公开, 内部, or 限定 with the groups' names."""
    if not audience:
        return "公开"
    ids = {key for clause in audience for key in group_ids(clause)}
    if not any(clause.startswith("g:") for clause in audience):
        return "限定（无人可看）" if NOBODY in audience else "内部"
    names = Group.objects.filter(pk__in=ids).order_by("name").values_list("name", flat=True)
    return f"限定（{'、'.join(names) or '无人可看'}）"


def restricting_page_ids(page: Page) -> set[int]:
    """Pages whose restrictions hold for `page`: itself, those above, and as much for an alias' source."""
    return levels().restricting_page_ids(page.path)


def _satisfies(user: Any, audience: Audience) -> bool:
    if user is None or not user.is_authenticated:
        return False
    if user.is_superuser:
        return True
    if STAFF in audience and not user.has_perm("wagtailadmin.access_admin"):
        return False
    member = _groups(user)
    return all(_holds(clause, member) for clause in audience)


def _holds(clause: str, member: frozenset[int]) -> bool:
    """Does someone signed in, of these groups, satisfy the clause?"""
    if clause in (MEMBERS, STAFF):  # the right was asked before
        return True
    return not member.isdisjoint(group_ids(clause))


def _groups(user: Any) -> frozenset[int]:
    kept = requests.memory()
    key = f"{CACHE}.groups.{user.pk}"
    if kept is not None and key in kept:
        return cast(frozenset[int], kept[key])
    ids = frozenset(user.groups.values_list("pk", flat=True))
    if kept is not None:
        kept[key] = ids
    return ids
