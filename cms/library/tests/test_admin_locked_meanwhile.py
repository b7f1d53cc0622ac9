"""What another locks, or sends to review, while something is done to works stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cms.core.factories import UserFactory
from cms.library.admin import bulk, locks
from cms.library.models import LibraryPage, Work
from cms.library.services import store

from .admin_world import library, signed_in, text_file, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.fixture
def page() -> LibraryPage:
    return library()


def meanwhile(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, act: Callable[[], Any]) -> None:
    """`act` is done where that is called first."""
    called = getattr(where, name)
    done: list[Any] = []

    def patched(*args: Any, **kwargs: Any) -> Any:
        if not done:
            done.append(act())
        return called(*args, **kwargs)

    monkeypatch.setattr(where, name, patched)


def lock(made: Work) -> None:
    Work.objects.filter(pk=made.pk).update(locked=True, locked_by=UserFactory(groups=["审批"]))


@pytest.mark.parametrize(
    ("action", "where", "name"),
    [("publish", locks, "hold_or_404"), ("level", locks, "hold_or_404"), ("delete", bulk, "take_turn")],
)
def test_one_of_many(
    client: Client, page: LibraryPage, monkeypatch: pytest.MonkeyPatch, action: str, where: Any, name: str
) -> None:
    person = signed_in(client, "编辑" if action == "delete" else "审批")
    first, second = (work(title, live=False, user=person) for title in ("甲文献", "乙文献"))
    before = Work.objects.filter(pk=second.pk).values("live", "collection").get()
    meanwhile(monkeypatch, where, name, lambda: lock(second))
    url = (
        f"/admin/bulk/library/work/{action}/?id={first.pk}&id={second.pk}&next=/admin/snippets/library/work/"
    )
    said = client.post(url, {"level": "internal"}, follow=True).content.decode()
    assert "《乙文献》" in said and "解锁以后才能改动" in said and "1 份文献" in said
    assert Work.objects.filter(pk=second.pk).values("live", "collection").get() == before
    done = Work.objects.filter(pk=first.pk).first()
    assert done is None or done.live or done.audience()


@pytest.mark.parametrize(
    ("door", "where", "name"), [("replace", store, "put"), ("retry", locks, "hold_or_404")]
)
def test_the_file_of_what_is_sent_to_review(
    client: Client, page: LibraryPage, monkeypatch: pytest.MonkeyPatch, door: str, where: Any, name: str
) -> None:
    """What is approved is what was read."""
    editor = signed_in(client, "编辑")
    made = work("送审的文献", live=False, user=editor)
    made.save_revision(user=editor)
    before = Work.objects.filter(pk=made.pk).values("sha256", "state", "file_name").get()
    meanwhile(monkeypatch, where, name, lambda: made.get_workflow().start(made, editor))
    data = {"file": text_file("换.txt", "没人审过的正文。")}
    said = client.post(f"/admin/library/works/{made.pk}/{door}/", data, follow=True).content.decode()
    assert "送审" in said
    assert Work.objects.filter(pk=made.pk).values("sha256", "state", "file_name").get() == before
