"""What readers may see: publishing, deleting, levels; families and citations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from wagtail.models import Collection

from cms.core import access
from cms.core.factories import UserFactory, collection, restrict
from cms.core.models import CmsDocument
from cms.library import searchable, services
from cms.library.factories import LibraryPageFactory, WorkFactory
from cms.library.models import FileVersion, LibraryPage, Mention, Work
from cms.library.services import Level, LibraryProblem, names
from cms.library.tests.services_world import events, forget_events, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.fixture
def library() -> LibraryPage:
    made: LibraryPage = LibraryPageFactory(title="理论库", slug="ku")
    return made


def test_publish_and_take_down(library: LibraryPage) -> None:
    work = take(library).work
    services.extract_one()
    work.refresh_from_db()
    with pytest.raises(PermissionDenied):
        services.publish(work, UserFactory())
    services.publish(work, UserFactory(is_superuser=True))
    assert work.live and work.live_revision
    forget_events()
    services.unpublish(work)
    assert not work.live and searchable.key_of(work.pk) in events()
    assert not list(searchable.WorkSource().keys())


def test_deleting_leaves_nothing(
    library: LibraryPage, private: Path, django_capture_on_commit_callbacks: Any
) -> None:
    work = take(library, "甲").work
    services.replace_file(work, ContentFile("乙".encode()), "乙.md")
    services.extract_one()
    forget_events()
    key = searchable.key_of(work.pk)
    with django_capture_on_commit_callbacks(execute=True):
        services.delete([work])
    assert not Work.objects.exists() and not CmsDocument.objects.exists() and not FileVersion.objects.exists()
    assert [p for p in private.rglob("*") if p.is_file()] == []
    assert key in events()


def test_a_book_goes_with_its_volumes_or_not_at_all(library: LibraryPage) -> None:
    book: Work = WorkFactory(library=library, kind="book", text=[])
    volume: Work = WorkFactory(library=library, kind="book", parent=book)
    with pytest.raises(LibraryProblem, match="请先删除"):
        services.delete([book])
    assert services.delete([book, volume]) == 2


def test_a_level_moves_work_volumes_and_files(library: LibraryPage) -> None:
    group = Group.objects.create(name="第一支部")
    work = take(library, "甲").work
    services.replace_file(work, ContentFile("乙".encode()), "乙.md")
    volume = WorkFactory(library=library, parent=work)
    services.change_level([work], services.level_named("restricted", ["第一支部"]))
    work.refresh_from_db()
    volume.refresh_from_db()
    assert work.audience() == volume.audience() == frozenset({f"g:{group.pk}"})
    assert {d.collection_id for d in CmsDocument.objects.all()} == {work.collection_id}
    assert {searchable.key_of(w.pk) for w in (work, volume)} <= events()


def test_collections_of_a_level_are_found_again() -> None:
    first, second = (services.collection_for(Level("internal")) for _ in range(2))
    assert first == second and access.audience_of(first) == frozenset({"m"})
    assert services.collection_for(services.PUBLIC) != first
    restrict(services.collection_for(services.PUBLIC))  # somebody closed it in the admin
    fresh = services.collection_for(services.PUBLIC)
    assert access.audience_of(fresh) == frozenset() and fresh.name == "公开 2"


def test_no_public_level_below_a_closed_shelf() -> None:
    services.collection_for(services.PUBLIC)
    restrict(Collection.objects.get(name="书库文件"))
    with pytest.raises(LibraryProblem, match="本身设有公开级别"):
        services.collection_for(services.PUBLIC)


@pytest.mark.parametrize(
    ("kind", "groups", "says"),
    [
        ("secret", [], "公开级别"),
        ("restricted", [], "--group"),
        ("restricted", ["没有的组"], "没有的组"),
        ("public", ["编辑"], "限定级别"),
    ],
)
def test_bad_levels_are_explained(kind: str, groups: list[str], says: str) -> None:
    with pytest.raises(LibraryProblem, match=says):
        services.level_named(kind, groups)


def test_which_library(library: LibraryPage) -> None:
    assert services.library_for() == services.library_for("ku") == library
    with pytest.raises(LibraryProblem, match="现有的书库：ku"):
        services.library_for("mei-you")
    LibraryPageFactory(slug="er-ku")
    with pytest.raises(LibraryProblem, match="不止一个书库"):
        services.library_for()


def test_the_first_library_is_made() -> None:
    made = services.library_for()
    assert made.live and made.slug == "ku" and services.library_for() == made


def test_versions_of_a_law_are_a_family(library: LibraryPage) -> None:
    old, new = (
        WorkFactory(library=library, kind="law", title=title, issued_on=day)
        for title, day in (("中华人民共和国公司法（2018年修正）", "2018-10-26"), ("公司法", "2023-12-29"))
    )
    other = WorkFactory(
        library=library, kind="law", title="关于适用公司法的解释（一）", issued_on="2020-01-01"
    )
    names.settle_families([old.family, other.family])
    for work in (old, new, other):
        work.refresh_from_db()
    assert old.family == new.family == "公司法"
    assert (old.current, new.current, other.current) == (False, True, True)
    services.unpublish(new)
    old.refresh_from_db()
    assert old.current, "the newest published one"


def test_a_newer_version_that_not_all_may_see_leaves_the_older_one_current(library: LibraryPage) -> None:
    inner = collection("内部资料")
    restrict(inner)

    def version(day: str, **fields: Any) -> Work:
        made: Work = WorkFactory(library=library, kind="law", title="公司法", issued_on=day, **fields)
        return made

    old, new = version("2018-10-26"), version("2023-12-29", collection=inner)
    draft_of_both = version("2020-01-01", collection=inner)
    elsewhere = version("2024-01-01")
    Work.objects.filter(pk=elsewhere.pk).update(library=LibraryPageFactory(slug="er-ku"))

    def current() -> list[bool]:
        return [Work.objects.get(pk=work.pk).current for work in (old, new, draft_of_both, elsewhere)]

    names.settle_families([old.family])
    assert current() == [True, True, False, True]
    services.change_level([new], services.PUBLIC)
    assert current() == [False, True, False, True]
    services.change_level([new], services.level_named("restricted", ["编辑"]))
    assert current() == [True, True, True, True], "who is not of the group knows of none newer"
    services.change_level([new], inner)
    assert current() == [True, True, False, True]


def test_families_follow_the_level_of_a_collection(
    library: LibraryPage, django_capture_on_commit_callbacks: Any
) -> None:
    inner = collection("内部资料")
    old, new = (
        WorkFactory(library=library, kind="law", title="公司法", issued_on=day, collection=place)
        for day, place in (("2018-10-26", collection("公开资料")), ("2023-12-29", inner))
    )
    names.settle_families([old.family])
    for change, current in ((lambda: restrict(inner), True), (inner.view_restrictions.all().delete, False)):
        with django_capture_on_commit_callbacks(execute=True):
            change()
        old.refresh_from_db()
        assert old.current is current
        assert Work.objects.get(pk=new.pk).current


def test_numbered_interpretations_are_no_versions() -> None:
    assert searchable.family_of("解释（一）") != searchable.family_of("解释（二）")
    assert searchable.family_of("宪法修正案（1988年）") != searchable.family_of("宪法修正案（1993年）")


def test_citations_are_counted(library: LibraryPage) -> None:
    law = WorkFactory(library=library, kind="law", title="中华人民共和国民法典")
    for number in range(3):
        take(library, f"依照《中华人民共和国民法典》和《民法典》第{number}条。", name=f"{number}.md")
        services.extract_one()
    law.refresh_from_db()
    assert law.cited_by == 3 and Mention.objects.filter(name="民法典").count() == 3
    services.delete([Work.objects.get(file_name="1.md")])
    law.refresh_from_db()
    assert law.cited_by == 2
    names.settle_everything()
    law.refresh_from_db()
    assert law.cited_by == 2
