"""What is typed into a form of a work and cannot be; what is published at one moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from wagtail.models import Workflow

from cms.core import turns
from cms.core.factories import UserFactory
from cms.core.tests.at_once import at_once
from cms.library import services
from cms.library.factories import LibraryPageFactory, WorkFactory
from cms.library.models import Mention, Work

from .admin_world import address, form_data, library, signed_in, work


@pytest.mark.django_db
@pytest.mark.parametrize("publish", [{}, {"action-publish": "1"}], ids=["draft", "publication"])
@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("title", "\u2060\u202e", "标题里只有看不见的字符"),
        ("issued_on", "9999-12-31", "年份应在"),
        ("issued_on", "0001-01-01", "年份应在"),
        ("parent", "x", "parent"),
        ("parent", "9223372036854775808", "parent"),
    ],
)
def test_a_work(client: Client, name: str, typed: str, said: str, publish: dict[str, str]) -> None:
    library()
    made = work("讨论稿", live=False)
    signed_in(client, "审批")
    answer = client.post(address("edit", made.pk), form_data(made, **{name: typed}, **publish))
    assert answer.status_code == 200 and said in answer.content.decode()
    now = Work.objects.get(pk=made.pk)
    assert (now.title, now.live, now.issued_on) == ("讨论稿", False, made.issued_on)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["x", "²", "9223372036854775808"])
def test_a_work_that_a_chooser_is_asked_for(client: Client, typed: str) -> None:
    library()
    signed_in(client, "编辑")
    assert client.get(f"/admin/snippets/choose/library/work/chosen/{typed}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_versions_published_at_once_one_is_current() -> None:
    shelf = LibraryPageFactory()
    for turn in range(4):
        title = f"第{turn}号选举法"
        old, new = (
            WorkFactory(library=shelf, title=title, kind="law", issued_on=date(year, 1, 1), live=False)
            for year in (2015, 2020)
        )
        at_once(*(partial(services.publish, made) for made in (old, new)))
        assert [Work.objects.get(pk=made.pk).current for made in (old, new)] == [False, True]


@pytest.mark.django_db(transaction=True)
def test_works_that_name_each_other_leave_and_change_at_once() -> None:
    """Each is counted on the other's row."""
    shelf = LibraryPageFactory()
    for turn in range(4):
        pair = [
            WorkFactory(library=shelf, title=f"第{turn}号{name}办法", plain_title=f"第{turn}号{name}办法")
            for name in "甲乙"
        ]
        for made, other in zip(pair, reversed(pair), strict=True):
            Mention.objects.create(work=made, name=other.title)
        at_once(*(partial(services.delete, Work.objects.filter(pk=made.pk)) for made in pair))
    assert not Work.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_work_is_approved_while_it_is_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both want the names of works, and the rows of its review."""
    user = UserFactory(is_superuser=True)
    made: Any = WorkFactory(live=False)
    made.save_revision(user=user)
    Workflow.objects.get(active=True).start(made, user)
    state = made.current_workflow_task_state
    about_to, real = Barrier(2), turns.take_turn

    def wait(name: str) -> None:
        about_to.wait(10)
        real(name)

    monkeypatch.setattr(turns, "take_turn", wait)
    said: list[str] = []

    def act(job: Callable[[], Any], waits: bool) -> None:
        try:
            if waits:
                about_to.wait(10)
            job()
        except Exception as error:
            said.append(str(error))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(
            pool.map(
                act, (partial(state.approve, user=user), partial(services.delete, [made])), (False, True)
            )
        )
    assert not any("deadlock" in sentence for sentence in said) and not Work.objects.exists()
