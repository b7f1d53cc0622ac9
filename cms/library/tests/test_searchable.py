"""Works as search documents, and what reaches the outbox though no service was called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction, Site

from cms.core import access
from cms.core.factories import UserFactory, collection, restrict
from cms.library import searchable
from cms.library.factories import LibraryPageFactory, PassageFactory, WorkFactory, home_page
from cms.library.models import LibraryPage, Work, WorkState
from cms.library.searchable import WorkSource, key_of
from search.models import IndexEvent
from search.schema import Viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
SOURCE = WorkSource()


@pytest.fixture
def library() -> LibraryPage:
    made: LibraryPage = LibraryPageFactory(title="理论库", slug="ku")
    return made


def keys() -> list[str]:
    return list(SOURCE.keys())


def told(change: Callable[[], object]) -> set[str]:
    """This room's keys that the change puts into the outbox."""
    IndexEvent.objects.all().delete()
    connection.run_on_commit.clear()
    change()
    mine = IndexEvent.objects.filter(key__startswith=f"{searchable.NAME}:")
    return set(mine.values_list("key", flat=True))


def test_a_work_as_a_document(library: LibraryPage) -> None:
    work = WorkFactory(
        library=library,
        kind="law",
        title="公司法",
        number="主席令第15号",
        creators="甲、乙",
        issuer="全国人大常委会",
        keywords="公司，登记",
        issued_on="2023-12-29",
        cited_by=7,
        text=["第一条 甲。", "第二条 乙。"],
    )
    (found,) = SOURCE.documents([key_of(work.pk)])
    document = found.work
    assert (document.key, document.kind, document.title, document.url) == (
        key_of(work.pk),
        "law",
        "公司法",
        f"/ku/{work.pk}/",
    )
    assert (document.ord, document.prior, document.access, document.site) == (
        work.pk * 8 + 1,
        7,
        "p",
        "localhost",
    )
    assert (document.number, document.author, document.issuer) == ("主席令第15号", "甲、乙", "全国人大常委会")
    assert document.tags == ("公司", "登记") and document.date == date(2023, 12, 29)
    assert [(p.key, p.ord, p.text, p.anchor, p.url) for p in found.passages] == [
        (f"{key_of(work.pk)}#1", 1, "第一条 甲。", "a1", f"/ku/{work.pk}/a/a1/"),
        (f"{key_of(work.pk)}#2", 2, "第二条 乙。", "a2", f"/ku/{work.pk}/a/a2/"),
    ]


def test_a_hit_opens_at_its_page(client: Client, library: LibraryPage) -> None:
    """Pages of reading: the address in the index leads to the one on which the reader shows that passage."""
    long = WorkFactory(library=library, text=[f"第{n}段。" + "字" * 1_400 for n in range(8)])
    paged = WorkFactory(library=library, page_count=3, text=[])
    PassageFactory(work=paged, ord=1, page=2, page_label="ii", anchor="p2", text="第二页上的话。")
    found = {item.work.key: item for item in SOURCE.documents([key_of(long.pk), key_of(paged.pk)])}
    passages = found[key_of(long.pk)].passages
    assert passages[0].url != passages[-1].url and passages[-1].page is None
    assert client.get(passages[-1].url, follow=True).content.decode().count("第7段。")
    (page,) = found[key_of(paged.pk)].passages
    assert (page.page, page.page_label, page.url) == (2, "ii", f"/ku/{paged.pk}/p/2/#p2")
    again = SOURCE.passages([passages[-1].key, page.key, "library.work:9#9", "library.work:x#y"])
    assert again == {passages[-1].key: passages[-1], page.key: page}


def test_what_does_not_belong_into_the_index(library: LibraryPage) -> None:
    shown = WorkFactory(library=library)
    scan = WorkFactory(library=library, state=WorkState.NO_TEXT, text=[])
    WorkFactory(library=library, live=False)
    for state in (WorkState.QUEUED, WorkState.REFUSED, WorkState.FAILED):
        WorkFactory(library=library, state=state, text=[])
    WorkFactory(library=LibraryPageFactory(live=False))
    assert keys() == [key_of(shown.pk), key_of(scan.pk)]
    everything = [key_of(pk) for pk in Work.objects.values_list("pk", flat=True)]
    assert {item.work.key for item in SOURCE.documents(everything)} == set(keys())


def test_a_level_is_a_token_and_is_asked_again(library: LibraryPage) -> None:
    place = collection("内部资料")
    restrict(place)
    group = Group.objects.create(name="第一支部")
    closed = LibraryPageFactory(slug="nei")
    restrict(closed, group)
    works = [WorkFactory(library=library), WorkFactory(library=library, collection=place)]
    works.append(WorkFactory(library=closed, collection=place))
    every = [key_of(work.pk) for work in works]
    tokens = {item.work.key: item.work.access for item in SOURCE.documents(every)}
    assert [tokens[key] for key in every] == ["p", "m", f"g:{group.pk}&m"]
    for user, count in (
        (AnonymousUser(), 1),
        (None, 1),
        (UserFactory(), 2),
        (UserFactory(groups=["第一支部"]), 3),
    ):
        viewer = access.viewer(user)
        assert set(SOURCE.visible(every, viewer)) == set(every[:count])
        assert [tokens[key] in viewer.tokens for key in every] == [n < count for n in range(3)]


def test_taken_down_a_moment_ago(library: LibraryPage) -> None:
    work = WorkFactory(library=library)
    Work.objects.filter(pk=work.pk).update(live=False)
    assert SOURCE.visible([key_of(work.pk)], Viewer()) == {}
    assert SOURCE.passages([f"{key_of(work.pk)}#1"]) == {}


def test_queries_do_not_grow_with_works(library: LibraryPage) -> None:
    def cost(count: int) -> int:
        works = [key_of(WorkFactory(library=library).pk) for _ in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(list(SOURCE.documents(works))) == count
            assert len(SOURCE.visible(works, Viewer())) == count
        return len(asked)

    cost(1)
    assert cost(2) == cost(30)


def test_saving_and_deleting_a_work(library: LibraryPage) -> None:
    work = WorkFactory(library=library)
    assert told(work.save) == {key_of(work.pk)}
    key = key_of(work.pk)
    assert told(work.delete) == {key}


def test_a_draft_announces_when_it_is_published(library: LibraryPage) -> None:
    work = WorkFactory(library=library)
    work.title = "新题名"
    revision = work.save_revision()
    assert told(revision.publish) == {key_of(work.pk)}
    assert next(SOURCE.documents([key_of(work.pk)])).work.title == "新题名"


def test_the_library_moves_is_renamed_or_taken_down(library: LibraryPage) -> None:
    work = WorkFactory(library=library)
    other = WorkFactory()
    mine = {key_of(work.pk)}

    def rename() -> None:
        library.slug = "wen-ku"
        library.save()

    assert told(rename) == mine
    assert next(SOURCE.documents(list(mine))).work.url == f"/wen-ku/{work.pk}/"
    library.refresh_from_db()
    assert told(lambda: library.save_revision().publish()) == set(), "nothing of it is indexed"
    assert told(library.unpublish) == mine and keys() == [key_of(other.pk)]
    library.refresh_from_db()
    assert told(lambda: library.save_revision().publish()) == mine
    parent = home_page().add_child(instance=LibraryPage(title="上级", slug="shang-ji"))
    library.refresh_from_db()
    assert told(lambda: library.move(parent, pos="last-child")) == mine
    assert next(SOURCE.documents(list(mine))).work.url == f"/shang-ji/wen-ku/{work.pk}/"
    parent.refresh_from_db()

    def rename_above() -> None:
        parent.slug = "shang"
        parent.save()

    assert told(rename_above) == mine
    assert next(SOURCE.documents(list(mine))).work.url == f"/shang/wen-ku/{work.pk}/"


def test_levels_of_pages_above(library: LibraryPage) -> None:
    work = WorkFactory(library=library)
    group = Group.objects.create(name="第一支部")
    assert told(lambda: restrict(home_page())) == {key_of(work.pk)}
    assert next(SOURCE.documents([key_of(work.pk)])).work.access == "m"
    restriction = PageViewRestriction.objects.get()

    def to_a_group() -> None:
        restriction.restriction_type = "groups"
        restriction.save()
        restriction.groups.add(group)

    assert told(to_a_group) == {key_of(work.pk)}
    assert next(SOURCE.documents([key_of(work.pk)])).work.access == f"g:{group.pk}"
    assert told(restriction.delete) == {key_of(work.pk)}


def test_levels_of_collections(library: LibraryPage) -> None:
    above = collection("资料")
    below = collection("内部资料", Collection.objects.get(pk=above.pk))
    work = WorkFactory(library=library, collection=below)
    WorkFactory(library=library)
    mine = {key_of(work.pk)}
    assert told(lambda: restrict(Collection.objects.get(pk=above.pk))) == mine
    assert told(CollectionViewRestriction.objects.get().delete) == mine
    closed = collection("封存")
    restrict(closed)

    def move() -> None:  # as Wagtail's form does: saved, then moved
        place = Collection.objects.get(pk=below.pk)
        place.save()
        place.move(Collection.objects.get(pk=closed.pk), "sorted-child")

    assert told(move) == mine
    assert next(SOURCE.documents(list(mine))).work.access == "m"


def test_a_group_that_goes(library: LibraryPage) -> None:
    """Who is in the other group goes on finding what both were given."""
    groups = [Group.objects.create(name=f"第{n}支部") for n in "一二"]
    place = collection("两个支部")
    restrict(place, *groups)
    closed = LibraryPageFactory(slug="zhi-bu")
    restrict(closed, *groups)
    works = [WorkFactory(library=library, collection=place), WorkFactory(library=closed)]
    WorkFactory(library=library)
    assert told(groups[0].delete) == {key_of(work.pk) for work in works}
    for work in works:
        assert next(SOURCE.documents([key_of(work.pk)])).work.access == f"g:{groups[1].pk}"


def test_the_name_of_the_site(library: LibraryPage) -> None:
    work = WorkFactory(library=library)
    site = Site.objects.get()
    site.hostname = "dangjian.example.cn"
    assert told(site.save) == {key_of(work.pk)}
    assert next(SOURCE.documents([key_of(work.pk)])).work.site == "dangjian.example.cn"


def test_many_works_are_one_event(library: LibraryPage, monkeypatch: pytest.MonkeyPatch) -> None:
    from cms.library import receivers

    monkeypatch.setattr(receivers, "MANY", 2)
    for _ in range(3):
        WorkFactory(library=library)
    assert told(lambda: restrict(library)) == {f"{searchable.NAME}:*"}


@pytest.mark.once
def test_names_in_a_text() -> None:
    text = "依照《中华人民共和国民法典》第五十四条、《公司法（2023年修订）》和《通知》，《》。"
    assert searchable.mentions(text) == {"民法典", "公司法", "通知"}
    assert searchable.mentions("《" + "长" * 300 + "》《一》") == set()


def test_the_library_itself_is_found_as_a_column(library: LibraryPage) -> None:
    key = searchable.LIBRARIES.key_of(library.pk)
    assert list(searchable.LIBRARIES.keys()) == [key]
    library.summary = "逐页可查的文献"
    library.save()
    (found,) = searchable.LIBRARIES.documents([key])
    assert (found.work.title, found.work.url, found.work.kind) == ("理论库", "/ku/", "column")
    assert [passage.text for passage in found.passages] == ["逐页可查的文献"]
    assert set(searchable.LIBRARIES.visible([key], Viewer())) == {key}

    IndexEvent.objects.all().delete()
    connection.run_on_commit.clear()
    restrict(library)
    assert IndexEvent.objects.filter(key=key).exists()
    assert searchable.LIBRARIES.visible([key], Viewer()) == {}
    (found,) = searchable.LIBRARIES.documents([key])
    assert found.work.access == "m"
    library.unpublish()
    assert list(searchable.LIBRARIES.keys()) == []
