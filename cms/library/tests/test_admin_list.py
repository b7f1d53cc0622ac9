"""The list of works: what it shows and to whom, and that its cost does not grow with its length."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import GroupPagePermission, Page
from wagtail.search.backends import get_search_backend

from cms.core.factories import UserFactory
from cms.core.models import CmsDocument, User
from cms.library.admin import scope
from cms.library.models import LibraryPage, Work, WorkState
from cms.portal.models import ColumnPage

from .admin_world import address, library, shelf, signed_in, work

pytestmark = pytest.mark.django_db
LIST = "/admin/snippets/library/work/"


def rows(count: int, page: LibraryPage, kind: str = "public", *groups: str) -> list[Work]:
    collection = shelf(kind, *groups)
    return Work.objects.bulk_create(
        [
            Work(
                library=page, collection=collection, title=f"机关党建文件第{n}号", state=WorkState.READY, live=True,
                kind="document", page_count=3, issued_on=f"{2000 + n % 25}-03-01",
            )
            for n in range(count)
        ],
        batch_size=500,
    )  # fmt: skip


def queries(client: Client, path: str = LIST) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.fixture
def page() -> LibraryPage:
    return library()


def test_columns(client: Client, page: LibraryPage) -> None:
    work("党章", issued_on="2022-10-22")
    failed = work("坏文件", live=False)
    Work.objects.filter(pk=failed.pk).update(state="failed", reason="文件损坏：结构不完整。")
    signed_in(client)
    shown = client.get(LIST).content.decode()
    for text in (
        "党章",
        "文件",
        "可以阅读",
        "处理失败",
        "文件损坏：结构不完整。",
        "理论库",
        "公开",
        "2022-10-22",
        "已发布",
        "草稿",
    ):
        assert text in shown, text


def test_filters(client: Client, page: LibraryPage) -> None:
    other = library("图书馆", "tu")
    law = work("选举法", issued_on="2020-10-17")
    Work.objects.filter(pk=law.pk).update(kind="law")
    book = work("支部手册", into=other, live=False, issued_on="2023-01-01")
    signed_in(client)
    for query, expected in (
        ("kind=law", {law}), ("state=ready", {law, book}), ("state=failed", set()), ("live=true", {law}), ("live=false", {book}),
        (f"library={other.pk}", {book}), ("year=2020", {law}), ("year=2023&kind=document", {book}), ("year=x", set()),
        ("q=选举", {law}), ("q=选举&kind=law", {law}), ("q=支部&year=2023", {book}), ('q="', set()), ("library=999", set()),
    ):  # fmt: skip
        shown = client.get(f"{LIST}?{query}")
        assert shown.status_code == 200, query
        assert {w.pk for w in shown.context["object_list"]} == {w.pk for w in expected}, query


def test_search_finds_inside_a_title(client: Client, page: LibraryPage) -> None:
    made = work("全市机关党建工作要点")
    work("廉政准则")
    signed_in(client)
    shown = client.get(f"{LIST}?q=党建")
    assert [w.pk for w in shown.context["object_list"]] == [made.pk]
    assert [w.pk for w in client.get(f"{LIST}results/?q=党建").context["object_list"]] == [made.pk]


@pytest.mark.parametrize("role", ["编辑", "审批"])
def test_cost_does_not_grow(client: Client, page: LibraryPage, role: str) -> None:
    user = signed_in(client, role)
    rows(5, page)
    rows(5, page, "restricted", role)
    queries(client)  # content types and the like are remembered from here on
    few = queries(client)
    rows(150, page)
    rows(150, page, "restricted", role)
    assert user.groups.exists()
    assert queries(client) == few
    assert few <= 30


def test_search_does_not_grow(client: Client, page: LibraryPage) -> None:
    signed_in(client)
    get_search_backend().add_bulk(Work, rows(5, page))
    queries(client, f"{LIST}?q=党建")
    few = queries(client, f"{LIST}?q=党建")
    get_search_backend().add_bulk(Work, rows(200, page))
    assert queries(client, f"{LIST}?q=党建") == few


@pytest.mark.slow
def test_a_hundred_thousand(client: Client, page: LibraryPage) -> None:
    """Counts of queries, and that an index serves each that reads works."""
    client.force_login(User.objects.create_superuser("root"))
    rows(5, page)
    queries(client)
    few = queries(client)
    rows(100_000, page)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert queries(client) == few
    with CaptureQueriesContext(connection) as seen:
        client.get(LIST)
    # Nothing sorts the table: it is read along its key, backwards.
    listing = next(q["sql"] for q in seen if 'FROM "library_work"' in q["sql"] and "LIMIT" in q["sql"])
    with connection.cursor() as cursor:
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {listing}")
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "TEMP B-TREE" not in plan and "Sort" not in plan and "Seq Scan on library_work" not in plan, plan
    for query in ("state=failed", "kind=law&live=true", "p=1999", f"library={page.pk}&live=true"):
        assert queries(client, f"{LIST}?{query}") <= few + 1


def test_levels_hide_works(client: Client, page: LibraryPage) -> None:
    secret = work("内参哨兵词", level="internal")
    Group.objects.create(name="党委委员")
    closed = _closed()
    editor = signed_in(client)
    shown = client.get(LIST).content.decode()
    assert secret.title in shown and closed.title not in shown
    for name in ("edit", "history", "usage", "delete", "preview_on_edit", "workflow_history"):
        assert client.get(address(name, closed.pk)).status_code == 404, name
    assert client.get(f"/admin/library/works/{closed.pk}/file/").status_code == 404
    assert closed.title not in client.get(f"{LIST}?q=哨兵").content.decode()
    chosen = client.get(f"/admin/snippets/choose/library/work/chosen/{closed.pk}/")
    assert chosen.status_code == 404
    editor.groups.add(Group.objects.get(name="党委委员"))
    assert closed.title in client.get(LIST).content.decode()


def _closed() -> Work:
    made = work("委员会哨兵记录")
    from cms.library import services

    services.change_level([made], services.level_named("restricted", ["党委委员"]))
    made.refresh_from_db()
    return made


def test_what_one_brought_oneself_stays_in_sight(client: Client, page: LibraryPage) -> None:
    Group.objects.create(name="党委委员")
    editor = signed_in(client)
    closed = _closed()
    Work.objects.filter(pk=closed.pk).update(added_by=editor)
    assert closed.title not in client.get(LIST).content.decode(), "the file is another's"
    CmsDocument.objects.filter(pk=closed.document_id).update(uploaded_by_user=editor)
    assert closed.title in client.get(LIST).content.decode()
    assert client.get(f"{LIST}?q=委员会").status_code == 200
    assert client.get(address("edit", closed.pk)).status_code == 200


def test_an_organs_editors_reach_its_libraries_alone(client: Client, page: LibraryPage) -> None:
    """Rights on a part of the page tree are rights on the works of the libraries in it."""
    branch = Page.objects.get(depth=2).add_child(instance=ColumnPage(title="第一支部"))
    theirs: Any = branch.add_child(instance=LibraryPage(title="支部书库", slug="zhibu"))
    group = Group.objects.create(name="第一支部编辑")
    rights = ["access_admin", "add_work", "change_work", "view_work"]
    group.permissions.set(Permission.objects.filter(codename__in=rights))
    GroupPagePermission.objects.create(
        group=group,
        page=branch,
        permission=Permission.objects.get(codename="add_page", content_type__app_label="wagtailcore"),
    )
    own, other = work("支部记录", into=theirs), work("机关文件", into=page)
    user = UserFactory(groups=["第一支部编辑"])
    assert set(scope.works_for(user)) == {own}
    assert [p.pk for p in scope.libraries_for(user)] == [theirs.pk]
    client.force_login(user)
    shown = client.get(LIST).content.decode()
    assert "支部记录" in shown and "机关文件" not in shown
    assert client.get(address("edit", other.pk)).status_code == 404
    form = client.get("/admin/library/upload/").context["form"]
    assert [p.pk for p in form.fields["library"].queryset] == [theirs.pk]


@pytest.mark.parametrize("role", ["系统管理", "安全管理", "审计管理"])
def test_administrators_of_the_machine_see_no_works(client: Client, page: LibraryPage, role: str) -> None:
    made = work()
    signed_in(client, role)
    assert client.get(LIST).status_code in {302, 403}
    assert client.get(address("edit", made.pk)).status_code in {302, 403, 404}
    assert client.get("/admin/library/upload/").status_code in {302, 403}
    assert "馆藏文献" not in client.get("/admin/").content.decode()
