"""A form is sent whole, whatever stands open and however fast one is."""

from __future__ import annotations

from typing import Any

import pytest
from taggit.models import Tag

from cms.portal.factories import ArticlePageFactory
from cms.portal.models import ArticlePage, ColumnPage

from .test_typing import open_draft, open_new, save

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


SAVED_AS_SOON_AS_IT_IS_THERE = """new MutationObserver((changes, observer) => {
    if (document.querySelector('.Draftail-Editor [class*=TooltipEntity]')) {
        observer.disconnect();
        setTimeout(() => document.querySelector('.action-save').click(), 0);
    }
}).observe(document.body, { childList: true, subtree: true })"""


def test_what_a_chooser_put_in_last_is_saved(page: Any, live_server: Any) -> None:
    open_new(page, live_server)
    ArticlePageFactory(title="会议通知", parent=ColumnPage.objects.get())
    page.fill("#id_title", "机关党建工作会议")
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type("详见通知")
    page.wait_for_timeout(1000)
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    page.wait_for_selector(".modal.in .page-results")
    page.fill(".modal input[name=q]", "会议通知")
    page.wait_for_selector(".modal.in a:has-text('会议通知')")
    page.evaluate(SAVED_AS_SOON_AS_IT_IS_THERE)
    with page.expect_navigation():
        page.locator(".modal a:has-text('会议通知')").click()
    draft = ArticlePage.objects.get(title="机关党建工作会议").get_latest_revision_as_object()
    assert 'linktype="page"' in str(draft.body.raw_data[0]["value"])


@pytest.mark.parametrize("by", ["keys", "button"])
def test_a_tag_is_saved_though_suggestions_stand_open(page: Any, live_server: Any, by: str) -> None:
    article = open_draft(page, live_server)
    other = ArticlePageFactory(title="别的", parent=article.get_parent())
    other.tags.add("乡村振兴战略")
    other.save()
    assert Tag.objects.count() == 1
    page.locator("[role=tab]:has-text('标签')").click()
    page.locator(".tagit input[type=text]").first.click()
    page.keyboard.type("乡村振兴")
    page.wait_for_selector(".ui-autocomplete li:visible")
    save(page, by)
    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert list(draft.tags.names()) == ["乡村振兴"]
