"""A version that cannot be read keeps nothing else from being noted, listed or saved."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Revision

from cms.core import services, uses
from cms.core.models import CmsDocument, DraftUse
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks

from .attached_world import document, inner, member

pytestmark = pytest.mark.django_db
NOTHING = '[{"type":"attachment","value":null,"id":"1"}]'
NO_KEY = '[{"type":"attachment","value":{"document":"x","title":""},"id":"1"}]'
NO_LIST = '[{"type":"gallery","value":{"pictures":"x"},"id":"1"}]'
BROKEN = [
    {"body": "[{"},
    {"body": "{}"},
    {"body": NO_LIST},
    {"attachments": NOTHING},
    {"attachments": NO_KEY},
    {"published_at": "garbage"},
    {"lead": "abc"},
    {"title": None},
    {"page_tags": [{"pk": 1, "tag": 99999, "content_object": 1}]},
]


@pytest.mark.parametrize("broken", BROKEN)
def test_one_that_is_broken_keeps_no_other_from_being_noted(broken: dict[str, Any]) -> None:
    first, file = ArticlePageFactory(parent=inner()).save_revision(), document()
    Revision.objects.filter(pk=first.pk).update(content={**first.content, **broken})
    other = ArticlePageFactory(parent=inner())
    other.attachments = blocks(("attachment", {"document": file.pk, "title": ""}))
    other.save_revision()
    DraftUse.objects.all().delete()
    services.note_versions()
    assert uses.in_drafts(CmsDocument, [file.pk]) == {(file.pk, other.pk)}


def test_one_that_waits_for_its_time_breaks_no_list(caplog: pytest.LogCaptureFixture) -> None:
    page = ArticlePageFactory(live=False)
    waiting = page.save_revision()
    Revision.objects.filter(pk=waiting.pk).update(
        content={**waiting.content, "attachments": NOTHING}, approved_go_live_at="2099-01-01T00:00:00Z"
    )
    document()
    assert member("编辑").get("/admin/documents/").status_code == 200
    assert uses.asked(CmsDocument) == set()
    assert f"version {waiting.pk} of page {page.pk}" in caplog.text


def test_one_that_is_published_among_many_is_left_out_and_named() -> None:
    column = ColumnPageFactory()
    fine, bad = (ArticlePageFactory(parent=column, live=False, title=title) for title in ("好的", "坏的"))
    fine.save_revision()
    broken = bad.save_revision()
    Revision.objects.filter(pk=broken.pk).update(content={**broken.content, "attachments": NOTHING})
    door = f"/admin/bulk/wagtailcore/page/publish/?id={fine.pk}&id={bad.pk}&next=/admin/"
    told = member("审批").post(door, {}, follow=True).content.decode()
    assert "“坏的”最近的一稿读不出来，没有发布" in told
    fine.refresh_from_db()
    bad.refresh_from_db()
    assert (fine.live, bad.live) == (True, False)
