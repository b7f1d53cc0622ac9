"""Each role walks the admin pages that are his, and meets no English word, no date in another form, no outside address."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page, Site, Workflow

from cms.core.factories import (
    CmsDocumentFactory,
    CmsImageFactory,
    OrganisationFactory,
    UserFactory,
    collection,
    restrict,
)
from cms.library.models import Work
from cms.library.tests.admin_world import library
from cms.library.tests.admin_world import work as make_work
from cms.portal.models import ArticlePage, ColumnPage

from .test_locale import english_in

pytestmark = pytest.mark.django_db
MODAL = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
OUTSIDE = re.compile(r"""(?:src|href|action)=["'](https?:)?//(?!testserver|localhost|127\.0\.0\.1)[^"']+""")
# 25 November 2026, 2026年11月25日, 11/25/2026, 9:30 a.m.
FOREIGN_DATE = re.compile(
    r"\d{1,2}/\d{1,2}/\d{4}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}:\d{2}\s?(?:a\.m\.|p\.m\.|上午|下午|AM|PM)"
)
Address = Callable[["World"], str]


class World:
    """One of each thing an editor meets, with a revision, a draft and a running workflow."""

    def __init__(self) -> None:
        home = Page.objects.get(depth=2)
        self.home = home
        self.writer = UserFactory(groups=["编辑"], real_name="王编")
        self.column = home.add_child(instance=ColumnPage(title="要闻动态"))
        self.article: Any = self.column.add_child(
            instance=ArticlePage(title="机关党建工作会议召开", owner=self.writer)
        )
        self.article.save_revision(user=self.writer)
        self.article.save_revision(user=self.writer)
        self.revisions = list(self.article.revisions.order_by("pk").values_list("pk", flat=True))
        self.draft: Any = self.column.add_child(
            instance=ArticlePage(title="待审稿件", owner=self.writer, live=False)
        )
        self.draft.save_revision(user=self.writer)
        Workflow.objects.get(active=True).start(self.draft, self.writer)
        self.workflow = Workflow.objects.get(active=True)
        self.place = collection("内部资料")
        restrict(self.place)
        self.image = CmsImageFactory(title="会场", uploaded_by_user=self.writer)
        self.document = CmsDocumentFactory(title="实施方案", uploaded_by_user=self.writer)
        self.branch = OrganisationFactory(name="机关党委")
        self.shelf = library()
        self.work: Work = make_work("党支部工作手册", live=False, user=self.writer)
        self.work.save_revision(user=self.writer)
        self.group = Group.objects.get(name="审批")
        self.site = Site.objects.get(is_default_site=True)


@pytest.fixture
def world() -> World:
    return World()


SNIPPETS = "/admin/snippets/library/work"
EVERYBODY = ("/admin/", "/admin/account/")
READING = (
    "/admin/pages/search/?q=党建",    "/admin/pages/", "/admin/pages/{home.pk}/", "/admin/pages/{column.pk}/",
    "/admin/pages/{article.pk}/edit/",
    "/admin/pages/{article.pk}/history/", "/admin/pages/{article.pk}/usage/",
    "/admin/pages/{article.pk}/workflow_history/", "/admin/pages/{draft.pk}/workflow_history/",
    "/admin/pages/{article.pk}/revisions/compare/{revisions[0]}...{revisions[1]}/",
    "/admin/reports/workflow/", "/admin/reports/workflow_tasks/",
    "/admin/reports/site-history/", "/admin/reports/aging-pages/", "/admin/reports/page-types-usage/",
    f"{SNIPPETS}/", f"{SNIPPETS}/?kind=law&state=ready&year=2020", f"{SNIPPETS}/?q=手册", f"{SNIPPETS}/edit/{{work.pk}}/",
    f"{SNIPPETS}/history/{{work.pk}}/", f"{SNIPPETS}/usage/{{work.pk}}/", f"{SNIPPETS}/workflow_history/{{work.pk}}/",
    "/admin/library/works/{work.pk}/replace/", "/admin/library/works/{work.pk}/retry/", "/admin/images/", "/admin/documents/",
)  # fmt: skip
EDITOR = (
    *READING, "/admin/pages/{column.pk}/add_subpage/", "/admin/pages/add/portal/articlepage/{column.pk}/",
    "/admin/images/add/", "/admin/images/{image.pk}/", "/admin/images/usage/{image.pk}/",
    "/admin/images/{image.pk}/delete/", "/admin/documents/add/", "/admin/documents/multiple/add/",
    "/admin/documents/edit/{document.pk}/",
    "/admin/documents/usage/{document.pk}/", "/admin/documents/delete/{document.pk}/",
    "/admin/pages/{article.pk}/copy/", f"{SNIPPETS}/add/", f"{SNIPPETS}/delete/{{work.pk}}/", "/admin/library/upload/",
    "/admin/library/upload/status/?ids={work.pk}",
    "/admin/pages/{draft.pk}/move/", "/admin/bulk/wagtailcore/page/move/?id={draft.pk}",
)  # fmt: skip
REVIEWER = (
    *(path for path in READING if path not in {"/admin/images/", "/admin/documents/"}),
    "/admin/pages/{column.pk}/edit/",
)
APPROVER = (
    *REVIEWER, "/admin/reports/locked/", "/admin/pages/{article.pk}/unpublish/", "/admin/pages/{article.pk}/delete/",
    "/admin/library/works/{work.pk}/level/", "/admin/bulk/library/work/publish/?id={work.pk}",
    "/admin/bulk/library/work/level/?id={work.pk}",
    "/admin/bulk/library/work/unpublish/?id={work.pk}", "/admin/bulk/wagtailcore/page/publish/?id={draft.pk}",
    "/admin/bulk/wagtailcore/page/unpublish/?id={article.pk}", "/admin/bulk/wagtailcore/page/delete/?id={article.pk}",
)  # fmt: skip
SYSTEM = (
    "/admin/users/", "/admin/users/new/", "/admin/users/edit/{writer.pk}/", "/admin/users/history/{writer.pk}/",
    "/admin/collections/",
    "/admin/collections/add/", "/admin/sites/", "/admin/sites/new/", "/admin/sites/edit/{site.pk}/",
    "/admin/redirects/", "/admin/redirects/add/",
    "/admin/redirects/import/", "/admin/settings/core/sitesettings/{site.pk}/", "/admin/snippets/core/organisation/",
    "/admin/snippets/core/organisation/add/", "/admin/snippets/core/organisation/edit/{branch.pk}/",
    "/admin/snippets/core/organisation/history/{branch.pk}/", "/admin/snippets/core/organisation/delete/{branch.pk}/",
    "/admin/bulk/core/user/set_active_state/?id={writer.pk}",
)  # fmt: skip
SECURITY = (
    "/admin/users/", "/admin/users/edit/{writer.pk}/", "/admin/groups/", "/admin/groups/new/", "/admin/groups/edit/{group.pk}/",
    "/admin/collections/", "/admin/collections/{place.pk}/", "/admin/bulk/core/user/assign_role/?id={writer.pk}",
)  # fmt: skip
AUDITOR = ("/admin/reports/audit/", "/admin/reports/audit/?action=wagtail.create")
WALKS = {
    "编辑": EDITOR, "审核": REVIEWER, "审批": APPROVER, "系统管理": SYSTEM, "安全管理": SECURITY, "审计管理": AUDITOR,
}  # fmt: skip
MODALS = (
    "/admin/choose-page/", "/admin/choose-page/search/?q=党建", "/admin/choose-external-link/", "/admin/choose-email-link/",
    "/admin/choose-phone-link/", "/admin/choose-anchor-link/", "/admin/images/chooser/", "/admin/images/chooser/results/?q=会场",
    "/admin/images/chooser/{image.pk}/select_format/", "/admin/documents/chooser/", "/admin/documents/chooser/results/?q=方案",
    "/admin/embeds/chooser/", "/admin/snippets/choose/library/work/", "/admin/snippets/choose/library/work/results/?q=手册",
    "/admin/snippets/choose/core/organisation/",
)  # fmt: skip


def faults(path: str, page: str) -> list[str]:
    found = [f"{path}: English {word}" for word in sorted(english_in(page))]
    found += [f"{path}: outside {match.group()}" for match in OUTSIDE.finditer(page)]
    found += [f"{path}: date {match.group()}" for match in FOREIGN_DATE.finditer(page)]
    return found


@pytest.mark.parametrize("role", list(WALKS))
def test_a_role_meets_no_english(role: str, world: World, client: Client) -> None:
    client.force_login(world.writer if role == "编辑" else UserFactory(groups=[role], real_name="李四"))
    problems: list[str] = []
    seen = 0
    for path in (*EVERYBODY, *WALKS[role]):
        path = path.format_map(vars(world))
        answer = client.get(path)
        if answer.status_code == 302:
            problems.append(f"{path}: 302 to {answer['Location']}")
            continue
        if answer.status_code != 200:
            problems.append(f"{path}: {answer.status_code}")
            continue
        seen += 1
        problems += faults(path, answer.content.decode())
    assert not problems, "\n".join(problems)
    assert seen == len(EVERYBODY) + len(WALKS[role])


def test_modals_show_no_english(world: World, client: Client) -> None:
    client.force_login(world.writer)
    problems: list[str] = []
    for path in MODALS:
        path = path.format_map(vars(world))
        answer = client.get(path, **MODAL)
        if answer.status_code != 200:
            problems.append(f"{path}: {answer.status_code}")
            continue
        is_json = answer["Content-Type"].startswith("application/json")
        page = answer.json().get("html", "") if is_json else answer.content.decode()
        if page.strip():
            problems += faults(path, f"<html><body>{page}</body></html>")
    assert not problems, "\n".join(problems)


def test_errors_in_forms_are_chinese(world: World, client: Client) -> None:
    """What a form says about empty and bad fields."""
    client.force_login(world.writer)
    problems: list[str] = []
    said = ""
    for path, data in (
        (
            f"/admin/pages/add/portal/articlepage/{world.column.pk}/",
            {"title": "", "slug": "A B", "body-count": "0", "attachments-count": "0"},
        ),
        ("/admin/images/add/", {"title": ""}),
        ("/admin/documents/add/", {"title": ""}),
        (
            f"{SNIPPETS}/edit/{world.work.pk}/",
            {"title": "", "issued_on": "昨天", "kind": "x", "position": "-1"},
        ),
    ):
        answer = client.post(path, data)
        assert answer.status_code == 200, path
        said += answer.content.decode()
        problems += faults(path, answer.content.decode())
    assert not problems, "\n".join(problems)
    assert "网址只能用小写字母" in said


def test_the_walk_can_fail() -> None:
    page = '<html><body><p>Hello</p><a href="https://example.org/">x</a> 11/25/2026 9:30 a.m.</body></html>'
    assert len(faults("/", page)) >= 3
