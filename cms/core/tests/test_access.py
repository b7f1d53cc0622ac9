"""Who may see what, on pages, collections, copies and moves; and what asking costs."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import ValidationError
from wagtail.models import BaseViewRestriction, Page, PageViewRestriction

from cms.core import access, requests
from cms.core.factories import CmsDocumentFactory, UserFactory, collection, restrict, shown
from cms.core.models import User
from cms.core.requests import remembering
from cms.portal.models import ArticlePage, ColumnPage
from search.schema import PUBLIC

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Page:
    return Page.objects.get(depth=2)


@pytest.fixture
def inner(home: Page) -> ColumnPage:
    column = home.add_child(instance=ColumnPage(title="内部栏目"))
    restrict(column)
    return column


def article(parent: Page, title: str = "文章") -> ArticlePage:
    return parent.add_child(instance=ArticlePage(title=title))


def test_open_by_default(home: Page) -> None:
    page = article(home)
    assert access.audience_of(page) == frozenset()
    assert access.token(access.audience_of(page)) == PUBLIC
    assert access.may_see(AnonymousUser(), page)


def test_members_only_below_a_restricted_column(inner: ColumnPage) -> None:
    page = article(inner)
    assert access.audience_of(page) == {"m"}
    assert not access.may_see(AnonymousUser(), page)
    assert access.may_see(UserFactory(), page)


def test_clauses_of_all_ancestors_must_hold(inner: ColumnPage) -> None:
    a, b = Group.objects.create(name="甲"), Group.objects.create(name="乙")
    page = article(inner)
    restrict(page, a, b)
    clause = f"g:{a.pk}|{b.pk}"
    assert access.audience_of(page) == {"m", clause}
    assert access.token(access.audience_of(page)) == f"{clause}&m"
    assert not access.may_see(UserFactory(), page)
    assert access.may_see(UserFactory(groups=["乙"]), page)
    assert access.may_see(User.objects.create_superuser("root"), page)
    assert access.describe(access.audience_of(page)).startswith("限定（")


def test_a_group_that_is_gone_opens_nothing(home: Page) -> None:
    page, group = article(home), Group.objects.create(name="甲")
    restrict(page, group)
    group.delete()
    assert not access.may_see(UserFactory(), page)


def test_collection_members(home: Page) -> None:
    outer = collection("外")
    place = collection("内", outer)
    document = shown(CmsDocumentFactory(collection=place))
    assert access.audience_of(document) == frozenset()
    restrict(outer)
    assert access.audience_of(document) == access.audience_of(place) == {"m"}


def test_viewer_holds_every_token_he_satisfies(inner: ColumnPage, home: Page) -> None:
    a, b = Group.objects.create(name="甲"), Group.objects.create(name="乙")
    restrict(article(inner, "甲的"), a)
    restrict(collection("乙的"), b)
    assert access.viewer(AnonymousUser()).tokens == {PUBLIC}
    assert access.viewer(UserFactory()).tokens == {PUBLIC, "m"}
    assert access.viewer(UserFactory(groups=["甲"])).tokens == {PUBLIC, "m", f"g:{a.pk}&m"}
    both = access.viewer(UserFactory(groups=["甲", "乙"])).tokens
    assert access.token(frozenset({"m", f"g:{a.pk}", f"g:{b.pk}"})) in both
    assert access.viewer(User.objects.create_superuser("root")).tokens == both


def test_moved_out_of_a_restricted_column(inner: ColumnPage, home: Page) -> None:
    page = article(inner)
    page.move(home, pos="last-child")
    page = ArticlePage.objects.get(pk=page.pk)
    assert access.audience_of(page) == {"m"}
    assert page.get_view_restrictions().count() == 1
    page.move(ColumnPage.objects.get(pk=inner.pk), pos="last-child")
    assert PageViewRestriction.objects.filter(page=page).count() == 1


def test_copied_out_of_a_restricted_column(inner: ColumnPage, home: Page) -> None:
    group = Group.objects.create(name="甲")
    page = article(inner)
    restrict(page, group)
    copy = page.copy(to=home, update_attrs={"slug": "copy"})
    assert access.audience_of(copy) == {f"g:{group.pk}"}  # whoever is in a group is signed in
    assert PageViewRestriction.objects.filter(page=copy).count() == 1
    tree = inner.copy(recursive=True, to=home, update_attrs={"slug": "tree"})
    assert access.audience_of(tree) == {"m"}
    assert access.audience_of(tree.get_children().get()) == {"m", f"g:{group.pk}"}


def test_an_alias_is_no_more_open_than_its_source(inner: ColumnPage, home: Page) -> None:
    alias = article(inner).create_alias(parent=home, update_slug="alias")
    assert access.audience_of(alias) == {"m"}
    assert alias.specific.get_view_restrictions().exists()
    assert not Page.objects.public().filter(pk=alias.pk).exists()


def test_no_shared_passwords(home: Page) -> None:
    with pytest.raises(ValidationError):
        PageViewRestriction.objects.create(
            page=home, restriction_type=BaseViewRestriction.PASSWORD, password="123456"
        )


def test_asking_about_many_costs_no_more_than_about_one(
    inner: ColumnPage, django_assert_max_num_queries: object
) -> None:
    restrict(collection())
    pages = [article(inner, f"文章{n}") for n in range(20)]
    documents = [shown(CmsDocumentFactory()) for _ in range(5)]
    with django_assert_max_num_queries(7):
        assert access.audiences_for([*pages, *documents]) == [frozenset({"m"})] * 20 + [frozenset()] * 5
    user = UserFactory()
    with remembering(), django_assert_max_num_queries(3):
        assert all(access.may_see(user, page) for page in pages)


def test_a_request_remembers_until_something_changes(
    inner: ColumnPage, home: Page, django_assert_num_queries: object
) -> None:
    page = article(home)
    requests._begin(None, environ={"REMOTE_ADDR": "::1"})
    try:
        assert access.audience_of(page) == frozenset()
        with django_assert_num_queries(0):
            access.audience_of(page)
        restrict(page)
        assert access.audience_of(page) == {"m"}
    finally:
        requests._end(None)
