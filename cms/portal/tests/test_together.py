"""Many pages at once, of which one goes with another."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from cms.core.factories import UserFactory
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(UserFactory(is_superuser=True))
    return client


def bulk(client: Client, action: str, *pages: Page, follow: bool = False, **typed: str) -> Any:
    ids = "&".join(f"id={page.pk}" for page in pages)
    address = f"/admin/bulk/wagtailcore/page/{action}/?{ids}&next=/admin/"
    return client.post(address, typed, follow=follow)


@pytest.mark.parametrize("turned", [False, True], ids=["above-first", "below-first"])
@pytest.mark.parametrize(
    ("action", "typed"), [("unpublish", {"include_descendants": "on"}), ("unpublish", {}), ("delete", {})]
)
def test_a_column_and_what_is_in_it(chief: Client, action: str, typed: dict[str, str], turned: bool) -> None:
    column = ColumnPageFactory()
    both = [column, ArticlePageFactory(parent=column)]
    assert bulk(chief, action, *(both[::-1] if turned else both), **typed).status_code == 302
    assert not Page.objects.filter(pk__in=[page.pk for page in both], live=True).exists()


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_a_page_and_its_alias(chief: Client, action: str) -> None:
    source = ArticlePageFactory()
    alias = source.create_alias(parent=ColumnPageFactory())
    assert bulk(chief, action, source, alias).status_code == 302
    assert not Page.objects.filter(pk__in=[source.pk, alias.pk], live=True).exists()


@pytest.mark.parametrize("goes_with", ["source", "column"])
def test_an_alias_that_went_down_comes_back(chief: Client, goes_with: str) -> None:
    source, column, elsewhere = ArticlePageFactory(), ColumnPageFactory(), ColumnPageFactory()
    alias, other = source.create_alias(parent=column), source.create_alias(parent=elsewhere)
    if goes_with == "source":
        assert bulk(chief, "unpublish", source).status_code == 302
        assert bulk(chief, "publish", alias, source).status_code == 302
    else:
        assert bulk(chief, "unpublish", column, include_descendants="on").status_code == 302
        other.unpublish()
        assert bulk(chief, "publish", column, include_descendants="on").status_code == 302
    live = set(Page.objects.filter(live=True).values_list("pk", flat=True))
    assert {source.pk, alias.pk} <= live
    assert (other.pk in live) is (goes_with == "source")  # publishing it shows all of them


def test_an_alias_whose_source_is_down_is_told_so(chief: Client) -> None:
    source, ready = ArticlePageFactory(title="原文"), ArticlePageFactory(live=False)
    alias = source.create_alias(parent=ColumnPageFactory())
    assert bulk(chief, "unpublish", source).status_code == 302
    answer = bulk(chief, "publish", alias, ready, follow=True)
    assert "“原文”是“原文”的别名，原页面发布时随之发布。" in answer.content.decode()
    assert Page.objects.get(pk=ready.pk).live and not Page.objects.get(pk=alias.pk).live


def test_what_is_below_a_column_that_another_has_just_taken_down(
    chief: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    column = ColumnPageFactory()
    articles = [ArticlePageFactory(parent=column) for _ in range(2)]
    execute = UnpublishPageAction.execute
    done: list[bool] = []

    def late(action: Any, *args: Any, **kwargs: Any) -> Any:
        if not done:
            done.append(True)
            Page.objects.get(pk=column.pk).specific.unpublish()
        return execute(action, *args, **kwargs)

    monkeypatch.setattr(UnpublishPageAction, "execute", late)
    answer = chief.post(f"/admin/pages/{column.pk}/unpublish/", {"include_descendants": "on"})
    assert answer.status_code == 302 and done
    assert not Page.objects.filter(pk__in=[page.pk for page in articles], live=True).exists()


@pytest.mark.parametrize(("groups", "may"), [(["审批"], False), (["编辑", "审批"], True)])
def test_who_may_add_nowhere_is_not_led_to_a_move(client: Client, groups: list[str], may: bool) -> None:
    article, column = ArticlePageFactory(), ColumnPageFactory()
    client.force_login(UserFactory(groups=groups))
    address = f"/admin/pages/{article.pk}/move/"
    listed = client.get(f"/admin/pages/{article.get_parent().pk}/").content.decode()
    assert (address in listed) is may
    assert (client.get(address).status_code == 200) is may
    assert client.post(f"{address}{column.pk}/confirm/").status_code == 302
    assert Page.objects.get(pk=article.pk).get_parent().pk == (column.pk if may else article.get_parent().pk)
