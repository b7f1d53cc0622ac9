"""The first page of the admin: what others wait for comes before what one has begun oneself."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Workflow

from cms.core.factories import UserFactory
from cms.portal.factories import ArticlePageFactory

pytestmark = pytest.mark.django_db


def test_what_waits_for_a_review_stands_above_drafts(client: Client) -> None:
    author, reviewer = UserFactory(groups=["编辑"]), UserFactory(groups=["审核"])
    for owner, title in ((author, "等待审核的稿"), (reviewer, "审核自己的草稿")):
        page = ArticlePageFactory(live=False, owner=owner, title=title)
        page.save_revision(user=owner)
        if owner == author:
            Workflow.objects.get(active=True).start(page, author)
    client.force_login(reviewer)
    shown = client.get("/admin/").content.decode()
    assert 0 < shown.index("等待审核的稿") < shown.index("我的草稿") < shown.index("审核自己的草稿")
