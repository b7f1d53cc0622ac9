"""The admin's first page and its page chooser name no draft and no closed page to whom they are not open."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Workflow

from cms.core.factories import UserFactory, restrict
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

from .attached_world import member

pytestmark = pytest.mark.django_db


def test_what_was_closed_since_is_not_named_on_the_first_page() -> None:
    author = UserFactory(groups=["编辑"])
    column = ColumnPageFactory()
    edited, locked, sent = (ArticlePageFactory(parent=column, title=f"哨兵{name}") for name in "甲乙丙")
    edited.save_revision(user=author, log_action="wagtail.edit")
    Page.objects.filter(pk=locked.pk).update(locked=True, locked_by=author, locked_at=timezone.now())
    sent.save_revision(user=author)
    Workflow.objects.filter(active=True).first().start(sent, author)
    client = Client()
    client.force_login(author)
    before = client.get("/admin/").content.decode()
    assert [name for name in "甲乙丙" if f"哨兵{name}" in before] == list("甲乙丙")
    restrict(column, Group.objects.create(name="党委"))
    assert "哨兵" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize(("role", "sees"), [("编辑", True), ("系统管理", False), ("审计管理", False)])
def test_drafts_are_chosen_only_by_who_works_there(role: str, sees: bool) -> None:
    column = ColumnPageFactory(title="动态")
    ArticlePageFactory(parent=column, title="哨兵草稿", live=False)
    ArticlePageFactory(parent=column, title="登了的文章")
    client = member(role)
    for address in ("/admin/choose-page/search/?q=哨兵草稿", f"/admin/choose-page/{column.pk}/"):
        answer = client.get(address)
        told = (
            answer.json()["html"]
            if answer.headers["Content-Type"] == "application/json"
            else answer.content.decode()
        )
        assert ("哨兵草稿" in told.replace('value="哨兵草稿"', "")) is sees, address
    assert "登了的文章" in client.get("/admin/choose-page/search/?q=登了").content.decode()
