"""Two people at the tree at one moment: both are served, and nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from cms.core.factories import restrict
from cms.core.tests.at_once import at_once
from cms.core.tests.pages_forms import BODY
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

pytestmark = pytest.mark.django_db(transaction=True)
TURNS = 4
ARTICLE = {"slug": "", "body-count": "0", "attachments-count": "0", "lead": ""}


def answers(*jobs: Callable[[], Any]) -> list[int]:
    """The status of each."""
    return [answer.status_code for answer in at_once(*jobs)]


def move(client: Client, page: Any, to: Any) -> Callable[[], Any]:
    return lambda: client.post(f"/admin/pages/{page.pk}/move/{to.pk}/confirm/")


def add(client: Client, parent: Any, title: str) -> Callable[[], Any]:
    return lambda: client.post(
        f"/admin/pages/add/portal/articlepage/{parent.pk}/", ARTICLE | {"title": title}
    )


def test_moves_into_one_column(clients: list[Client]) -> None:
    one, other = ColumnPageFactory(), ColumnPageFactory()
    for _ in range(TURNS):
        pages = [ArticlePageFactory(parent=one) for _ in clients]
        assert answers(*(move(*pair, other) for pair in zip(clients, pages, strict=True))) == [302, 302]
    assert Page.objects.get(pk=other.pk).get_children().count() == 2 * TURNS
    assert not any(Page.find_problems())


def test_a_move_beside_a_new_page(clients: list[Client]) -> None:
    one, other = ColumnPageFactory(), ColumnPageFactory()
    for turn in range(TURNS):
        page = ArticlePageFactory(parent=one)
        assert answers(move(clients[0], page, other), add(clients[1], other, f"新{turn}")) == [302, 302]
    assert not any(Page.find_problems())


def test_a_page_added_to_what_moves(clients: list[Client]) -> None:
    other = ColumnPageFactory()
    for turn in range(TURNS):
        moving = ColumnPageFactory()
        assert answers(move(clients[0], moving, other), add(clients[1], moving, f"新{turn}")) == [302, 302]
        added = Page.objects.get(title=f"新{turn}")
        assert added.path.startswith(Page.objects.get(pk=moving.pk).path)
        assert added.url_path.startswith(Page.objects.get(pk=moving.pk).url_path)
    assert not any(Page.find_problems())


def test_a_move_to_what_has_itself_been_moved_or_renamed() -> None:
    """It was chosen before."""
    column, target, renamed = ColumnPageFactory(), ColumnPageFactory(), ColumnPageFactory()
    for goal in (target, renamed):
        page, chosen = ArticlePageFactory(), Page.objects.get(pk=goal.pk)
        now = Page.objects.get(pk=goal.pk).specific
        if goal is target:
            now.move(Page.objects.get(pk=column.pk), "last-child")
        else:
            now.slug = "another"
            now.save()
        Page.objects.get(pk=page.pk).move(chosen, "last-child")
        assert Page.objects.get(pk=page.pk).url_path.startswith(Page.objects.get(pk=goal.pk).url_path)


def test_two_of_one_title(clients: list[Client]) -> None:
    column = ColumnPageFactory()
    for turn in range(TURNS):
        assert answers(*(add(client, column, f"同名{turn}") for client in clients)) == [302, 302]
    slugs = list(Page.objects.get(pk=column.pk).get_children().values_list("slug", flat=True))
    assert len(slugs) == len(set(slugs)) == 2 * TURNS


def test_a_move_that_fails_at_its_end_leaves_nothing() -> None:
    closed, opened = ColumnPageFactory(), ColumnPageFactory()
    page = ArticlePageFactory(parent=closed)
    restrict(closed)

    def fails(sender: Any, **kwargs: Any) -> None:
        raise RuntimeError

    post_page_move.connect(fails)
    try:
        with pytest.raises(RuntimeError):
            Page.objects.get(pk=page.pk).move(Page.objects.get(pk=opened.pk), "last-child")
    finally:
        post_page_move.disconnect(fails)
    assert Page.objects.get(pk=page.pk).path == page.path
    assert not PageViewRestriction.objects.filter(page=page.pk).exists() and not Redirect.objects.exists()


def test_a_column_moves_while_its_pages_are_published_taken_down_and_deleted(clients: list[Client]) -> None:
    """Each finds its page where the column has come to stand, and nothing else in its old place."""
    one, other = ColumnPageFactory(), ColumnPageFactory()
    four = [*clients, Client(), Client()]
    for client in four[2:]:
        client.cookies = clients[0].cookies
    for turn in range(TURNS):
        start, goal = (one, other) if turn % 2 else (other, one)
        column = ColumnPageFactory(parent=Page.objects.get(pk=start.pk).specific)
        edited, withdrawn, deleted = (
            ArticlePageFactory(parent=column, slug=f"{name}-{turn}") for name in ("a", "b", "c")
        )
        form = ARTICLE | BODY | {"action-publish": "1", "title": "改过的稿", "slug": edited.slug}
        done = answers(
            move(four[0], column, goal),
            partial(four[1].post, f"/admin/pages/{edited.pk}/edit/", form),
            partial(four[2].post, f"/admin/pages/{withdrawn.pk}/unpublish/"),
            partial(four[3].post, f"/admin/pages/{deleted.pk}/delete/"),
        )
        assert done == [302] * 4
        assert Page.objects.get(pk=column.pk).get_parent().pk == goal.pk
        assert Page.objects.get(pk=edited.pk).title == "改过的稿"
        assert not Page.objects.get(pk=withdrawn.pk).live and not Page.objects.filter(pk=deleted.pk).exists()
    assert not any(Page.find_problems())
    for page in Page.objects.filter(depth__gt=2):
        assert page.url_path.startswith(page.get_parent().url_path)


@pytest.mark.parametrize("what", ["edit", "unpublish", "delete"])
def test_a_move_of_aliases_beside_their_source(clients: list[Client], what: str) -> None:
    mover, editor = clients
    one, other = ColumnPageFactory(), ColumnPageFactory()
    for turn in range(TURNS):
        column = ColumnPageFactory(parent=one if turn % 2 else other)
        source = ArticlePageFactory(slug=f"yuan-{turn}")
        shown = source
        for number in range(6):  # half of them aliases of aliases
            made = shown.create_alias(
                parent=Page.objects.get(pk=column.pk), update_slug=f"bie-{turn}-{number}"
            )
            shown = source if number % 2 else made
        form = ARTICLE | {"title": "新题", "slug": source.slug, "action-publish": "1", **BODY}
        address = f"/admin/pages/{source.pk}/{what}/"
        jobs = move(mover, column, other if turn % 2 else one), partial(editor.post, address, form)
        assert answers(*jobs) == [302, 302]
    assert not any(Page.find_problems())


@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
def test_a_column_goes_down_beside_a_move_of_aliases_of_what_is_in_it(
    clients: list[Client], many: bool
) -> None:
    first, second = clients
    for _ in range(TURNS):
        early, late = ColumnPageFactory(), ColumnPageFactory()
        for _ in range(8):
            ArticlePageFactory(parent=late).create_alias(parent=Page.objects.get(pk=early.pk))
        address = f"/admin/pages/{late.pk}/unpublish/"
        if many:
            address = f"/admin/bulk/wagtailcore/page/unpublish/?id={late.pk}&next=/admin/"
        down = partial(first.post, address, {"include_descendants": "on"})
        assert answers(down, move(second, early, late)) == [302, 302]
        assert not Page.objects.get(pk=late.pk).get_children().exclude(pk=early.pk).filter(live=True).exists()


def test_many_are_published_beside_a_move_of_their_column(clients: list[Client]) -> None:
    """By key they stand the other way round than in the tree."""
    first, second = clients
    for _ in range(TURNS):
        late, early = ColumnPageFactory(), ColumnPageFactory()
        articles = [ArticlePageFactory(parent=early, live=False) for _ in range(8)]
        for article in reversed(articles):
            Page.objects.get(pk=article.pk).move(Page.objects.get(pk=late.pk), "last-child")
        keys = "&".join(f"id={article.pk}" for article in articles)
        publish = partial(first.post, f"/admin/bulk/wagtailcore/page/publish/?{keys}&next=/admin/")
        assert answers(publish, move(second, late, early)) == [302, 302]
        assert Page.objects.filter(pk__in=[article.pk for article in articles], live=True).count() == 8
