"""Which collection a level means, and which library a slug means."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import BaseViewRestriction, Collection, CollectionViewRestriction, Site

from cms.core import access, requests
from cms.core.levels import MEMBERS, clause_of, group_ids
from cms.core.services import demand
from cms.core.slugs import free_slug
from cms.library.models import LibraryPage, Work

SHELF = "书库文件"  # the collection under which this room makes its own
NAMES = {"public": "公开", "internal": "内部", "restricted": "限定"}


class LibraryProblem(Exception):
    """Cannot be done; the message is a Chinese sentence for whoever asked."""


@dataclass(frozen=True, slots=True)
class Level:
    """公开, 内部, or 限定 to any of these groups."""

    kind: str = "public"
    groups: tuple[int, ...] = ()

    @property
    def audience(self) -> access.Audience:
        if self.kind == "public":
            return frozenset()
        if self.kind == "internal":
            return frozenset({MEMBERS})
        return frozenset({clause_of(BaseViewRestriction.GROUPS, self.groups)})


PUBLIC = Level()


def level_named(kind: str, groups: list[str] | tuple[str, ...] = ()) -> Level:
    """From names as people type them. Raises LibraryProblem."""
    if kind not in NAMES:
        raise LibraryProblem(
            f"没有“{kind}”这个公开级别，可以是 public（公开）、internal（内部）、restricted（限定）。"
        )
    if kind != "restricted":
        if groups:
            raise LibraryProblem("只有限定级别（--level restricted）才能指定组。")
        return Level(kind)
    if not groups:
        raise LibraryProblem("限定级别要说明哪些组可以看，请用 --group 写出组名。")
    found = dict(Group.objects.filter(name__in=groups).values_list("name", "pk"))
    if missing := [name for name in groups if name not in found]:
        known = "、".join(Group.objects.order_by("name").values_list("name", flat=True)) or "（还没有任何组）"
        raise LibraryProblem(f"没有名为“{missing[0]}”的组。现有的组：{known}。")
    return Level(kind, tuple(sorted(found.values())))


def level_of(work: Work) -> Level | None:
    """Of its collection; None where that asks for more than one level can say."""
    audience = access.levels().of_collection_id(work.collection_id)
    groups = tuple(sorted(key for clause in audience for key in group_ids(clause)))
    likely = Level("restricted", groups) if groups else Level("internal") if audience else PUBLIC
    return likely if likely.audience == audience else None


def collection_of(level: Level) -> Collection | None:
    """The collection under 书库文件 that has just this level."""
    shelf = Collection.objects.filter(depth=2, name=SHELF).first()
    children = list(shelf.get_children().order_by("path")) if shelf else []
    pairs = zip(children, access.audiences_for(children), strict=True)
    return next((child for child, audience in pairs if audience == level.audience), None)


def collection_for(level: Level) -> Collection:
    """The collection under 书库文件 that has just this level; made when there is none yet."""
    with transaction.atomic(), requests.remembering():
        # locked: another may be about to make the same
        root = Collection.objects.select_for_update().get(pk=Collection.get_first_root_node().pk)
        if there := collection_of(level):
            return there
        shelf = root.get_children().filter(name=SHELF).first() or root.add_child(name=SHELF)
        taken = set(shelf.get_children().values_list("name", flat=True))
        made = Collection.objects.get(pk=shelf.pk).add_child(name=_free_name(level, taken))
        for clause in level.audience:
            demand(CollectionViewRestriction(collection=made), clause)
        requests.forget(access.CACHE)
        if access.audience_of(made) != level.audience:
            raise LibraryProblem(
                f"文件集“{SHELF}”本身设有公开级别，放进去的文献不会是“{NAMES[level.kind]}”。请先在文件集设置里去掉它的级别。"
            )
        return made


def _free_name(level: Level, taken: set[str]) -> str:
    name = NAMES[level.kind]
    if level.groups:
        groups = Group.objects.filter(pk__in=level.groups).order_by("name").values_list("name", flat=True)
        name = f"{name}：{'、'.join(groups)}"[:240]
    number = 1
    free = name
    while free in taken:
        number += 1
        free = f"{name} {number}"
    return free


def library_for(slug: str = "") -> LibraryPage:
    """The library of this slug, or the only one there is; the first ever is made. Raises LibraryProblem."""
    libraries = list(LibraryPage.objects.order_by("path"))
    if slug:
        found = [page for page in libraries if page.slug == slug]
        if not found:
            known = "、".join(page.slug for page in libraries) or "（还没有书库）"
            raise LibraryProblem(f"没有网址为“{slug}”的书库。现有的书库：{known}。")
        return found[0]
    if not libraries:
        return make_library()
    live = [page for page in libraries if page.live] or libraries
    if len(live) > 1:
        known = "、".join(page.slug for page in live)
        raise LibraryProblem(f"有不止一个书库，请用 --library 说明放进哪一个：{known}。")
    return live[0]


def make_library(title: str = "理论库", slug: str = "ku") -> LibraryPage:
    """Under the home page of the default site. Raises LibraryProblem where there is none."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        raise LibraryProblem("还没有网站。请先运行 manage.py demo，或在后台建立网站和首页。")
    with transaction.atomic():
        home = site.root_page
        taken = home.get_children().filter(slug=slug).exists()
        made: LibraryPage = home.add_child(
            instance=LibraryPage(
                title=title, slug=free_slug(title, home) if taken else slug, show_in_menus=True
            )
        )
        return made
