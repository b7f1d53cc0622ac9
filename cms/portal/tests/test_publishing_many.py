"""Publishing from a list: what goes out, and what is said of what does not."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Revision, WorkflowState

from cms.core.admin.forms import BasePageForm
from cms.core.admin.judging import SAID
from cms.core.factories import UserFactory, restrict
from cms.core.models import AuditEvent
from cms.core.tests.meanwhile import meanwhile
from cms.core.tests.pages_forms import BODY
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory
from cms.portal.models import ArticlePage

from .reviewed import sent_in
from .test_together import bulk

pytestmark = pytest.mark.django_db
BLOCK = {name: value for name, value in BODY.items() if name not in ("body-0-type", "body-0-value")}
FIGURE = {**BLOCK, "body-0-type": "figure", "body-0-value-image": "", "body-0-value-caption": "说明"}
QUOTE = {**BLOCK, "body-0-type": "quote", "body-0-value-text": "", "body-0-value-source": "某人"}


@pytest.fixture
def approver(client: Client) -> Client:
    client.force_login(UserFactory(groups=["审批"]))
    return client


def said(answer: Any) -> str:
    return unescape(answer.content.decode())


@pytest.mark.parametrize("typed", [FIGURE, QUOTE], ids=["figure", "quote"])
@pytest.mark.parametrize("below", [False, True], ids=["alone", "below"])
def test_what_is_not_filled_in_stays_a_draft(approver: Client, typed: dict[str, str], below: bool) -> None:
    """A draft may leave open what the form asks for before it is let out."""
    column = ColumnPageFactory()
    editor = Client()
    editor.force_login(UserFactory(groups=["编辑"]))
    address = f"/admin/pages/add/portal/articlepage/{column.pk}/"
    editor.post(address, {"title": "没写完", "slug": "", "lead": "", **typed})
    draft = ArticlePage.objects.get(title="没写完")
    chosen, more = (column, {"include_descendants": "on"}) if below else (draft, {})
    answer = bulk(approver, "publish", chosen, follow=True, **more)
    assert "“没写完”的正文里有没填完的内容，没有发布" in said(answer)
    draft.refresh_from_db()
    assert not draft.live


@pytest.mark.parametrize("below", [False, True], ids=["alone", "below"])
def test_what_is_set_to_a_time_is_not_called_published(approver: Client, below: bool) -> None:
    column = ColumnPageFactory()
    page = ArticlePageFactory(parent=column, title="到时再发", live=False)
    page.go_live_at = timezone.now() + timedelta(days=2)
    page.save_revision()
    chosen, more = (column, {"include_descendants": "on"}) if below else (page, {})
    answer = said(bulk(approver, "publish", chosen, follow=True, **more))
    page.refresh_from_db()
    assert not page.live and page.scheduled_revision is not None
    told, wrong = (
        ("下级页面里有 1 个没有发布", "1 个下级页面已发布")
        if below
        else ("“到时再发”已定于", "已发布 1 个页面")
    )
    assert told in answer and wrong not in answer


def test_whose_end_has_come_does_not_go_out(approver: Client) -> None:
    page = ArticlePageFactory(title="报名通知", live=False, expire_at=timezone.now() - timedelta(days=1))
    page.save_revision()
    assert "“报名通知”定时撤下的时间已经过了" in said(bulk(approver, "publish", page, follow=True))
    page.refresh_from_db()
    assert not page.live


@pytest.mark.parametrize("below", [False, True], ids=["chosen", "below"])
def test_one_that_cannot_go_out_is_named_and_the_others_go(approver: Client, below: bool) -> None:
    """A draft with an address that a colleague has taken meanwhile; one whose content nothing reads any more."""
    column = ColumnPageFactory()
    clash = ArticlePageFactory(parent=column, title="二")
    clash.slug = "yi"
    clash.save_revision()
    ArticlePageFactory(parent=column, slug="yi")
    broken, ready = (ArticlePageFactory(parent=column, title=title, live=False) for title in ("读不出", "三"))
    for page in (broken, ready):
        page.save_revision()
    version = broken.get_latest_revision()
    Revision.objects.filter(pk=version.pk).update(content={**version.content, "published_at": "哪一天"})
    if below:
        Page.objects.filter(pk=clash.pk).update(live=False)
    chosen: list[Any] = [column] if below else [clash, broken, ready]
    more = {"include_descendants": "on"} if below else {}
    answer = bulk(approver, "publish", *chosen, follow=True, **more)
    told = said(answer)
    assert answer.status_code == 200 and "“二”没有发布：" in told and "yi" in told
    assert "“读不出”最近的一稿读不出来，没有发布" in told
    assert Page.objects.get(pk=ready.pk).live and not Page.objects.get(pk=broken.pk).live
    assert Page.objects.get(pk=clash.pk).slug != "yi"


@pytest.mark.parametrize("below", [False, True], ids=["alone", "below"])
def test_what_was_returned_does_not_go_out_without_a_word(approver: Client, below: bool) -> None:
    step = sent_in().current_task_state
    step.specific.reject(user=UserFactory(real_name="赵审", groups=["审核"]), comment="日期不对")
    page = step.workflow_state.content_object
    chosen, more = (page.get_parent(), {"include_descendants": "on"}) if below else (page, {})
    answer = said(bulk(approver, "publish", chosen, follow=True, **more))
    assert f"“{page.title}”没有发布：审核（赵审）退回修改：日期不对。" in answer
    page.refresh_from_db()
    assert not page.live


def test_an_alias_that_is_let_out_again_is_noted(approver: Client) -> None:
    alias = ArticlePageFactory(title="转发").create_alias(parent=ColumnPageFactory())
    alias.unpublish()
    bulk(approver, "publish", alias)
    noted = AuditEvent.objects.get(action="page.alias_up")
    assert noted.object_title == "转发" and noted.actor_id == int(approver.session["_auth_user_id"])


def test_an_alias_of_an_alias_stays_where_it_is(approver: Client) -> None:
    alias = ArticlePageFactory().create_alias(parent=ColumnPageFactory())
    second = alias.create_alias(parent=ColumnPageFactory())
    for page in (second, alias):
        page.unpublish()
    bulk(approver, "publish", alias)
    assert [Page.objects.get(pk=page.pk).live for page in (alias, second)] == [True, False]


def test_pages_he_does_not_see_are_not_counted(approver: Client) -> None:
    column = ColumnPageFactory()
    inner = ColumnPageFactory(parent=column, title="党委会")
    restrict(inner, Group.objects.create(name="党委"))
    ArticlePageFactory(parent=inner, live=False)
    ready = ArticlePageFactory(parent=column, live=False)
    answer = said(bulk(approver, "publish", column, follow=True, include_descendants="on"))
    assert "下级页面里有" not in answer and "1 个下级页面已发布" in answer
    ready.refresh_from_db()
    assert ready.live and not inner.get_children().live()


@pytest.mark.parametrize("has_version", [False, True])
def test_sent_in_twice_by_one(monkeypatch: pytest.MonkeyPatch, has_version: bool) -> None:
    author = UserFactory(groups=["编辑"])
    page = ArticlePageFactory(live=False, owner=author, slug="gao")
    if has_version:
        page.save_revision(user=author)
    first, second = Client(), Client()
    for window in (first, second):
        window.force_login(author)
    address = f"/admin/pages/{page.pk}/edit/"
    typed = {"title": "题", "slug": "gao", "lead": "", **BODY, "action-submit": "1"}
    with meanwhile(monkeypatch, BasePageForm, lambda: second.post(address, typed)):
        answer = first.post(address, typed)
    assert WorkflowState.objects.active().filter(object_id=str(page.pk)).count() == 1
    assert "unique_in" not in said(answer) and (answer.status_code == 302 or SAID in said(answer))
