"""Forms and comparisons of versions name nothing that is hidden from whoever opens them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from cms.core.factories import CmsDocumentFactory, CmsImageFactory, UserFactory, collection, restrict
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks, home_page
from cms.portal.models import ArticlePage
from cms.portal.models.home import HeadlineLink

from .attached_world import member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HIDDEN = "内部内容，您不在可看的范围内"


@pytest.fixture
def committee() -> Any:
    column = ColumnPageFactory(title="内参")
    restrict(column, Group.objects.create(name="党委"))
    return column


@pytest.fixture
def page(committee: Any) -> Any:
    return ArticlePageFactory(parent=committee, title="哨兵题名", slug="shaobing")


@pytest.fixture
def file(committee: Any) -> Any:
    place = collection("党委文件")
    restrict(place, Group.objects.get(name="党委"))
    return CmsDocumentFactory(title="哨兵附件", file=ContentFile(b"x", "shaobing.txt"), collection=place)


@pytest.fixture
def shot(file: Any) -> Any:
    return CmsImageFactory(title="哨兵图片", collection=file.collection)


def told(client: Client, url: str) -> str:
    """The words of a page, those in its data too."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return re.sub(r"\\+u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), answer.content.decode())


def hides(text: str) -> bool:
    return "哨兵" not in text and "shaobing" not in text


def linking(kind: str, key: Any) -> Any:
    made = ArticlePageFactory(body=blocks(("text", f'<p><a linktype="{kind}" id="{key}">见此</a></p>')))
    made.save_revision()
    return made


def compared(client: Client, page: Any) -> str:
    first, last = page.revisions.order_by("pk").first().pk, page.revisions.order_by("pk").last().pk
    return told(client, f"/admin/pages/{page.pk}/revisions/compare/{first}...{last}/")


@pytest.mark.parametrize("kind", ["page", "document"])
def test_a_link_in_a_text_names_nothing_hidden(kind: str, page: Any, file: Any) -> None:
    made = linking(kind, page.pk if kind == "page" else file.pk)
    edit = f"/admin/pages/{made.pk}/edit/"
    seen, hidden = told(member("审核", "党委"), edit), told(member("审核"), edit)
    assert "shaobing" in seen and HIDDEN not in seen
    assert hides(hidden) and HIDDEN in hidden


@pytest.mark.parametrize("live", [True, False])
def test_nobody_reads_the_address_of_a_page_by_its_number(live: bool, page: Any) -> None:
    Page.objects.filter(pk=page.pk).update(live=live)
    editor = member("编辑")
    text = {
        "key": "aaaaa", "text": "见此", "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": 2, "key": 0}],
    }  # fmt: skip
    entity = {"type": "LINK", "mutability": "MUTABLE", "data": {"id": page.pk, "parentId": 1, "url": "/x/"}}
    form = {
        "title": "新稿", "slug": "", "attachments-count": "0", "body-count": "1", "body-0-type": "text", "body-0-order": "0",
        "body-0-deleted": "", "body-0-id": "", "body-0-value": json.dumps({"blocks": [text], "entityMap": {"0": entity}}),
    }  # fmt: skip
    editor.post(f"/admin/pages/add/portal/articlepage/{ColumnPageFactory().pk}/", form)
    made = ArticlePage.objects.get(title="新稿")
    edit = told(editor, f"/admin/pages/{made.pk}/edit/")
    assert hides(edit) and HIDDEN in edit
    assert f'id="{page.pk}"' in made.body.raw_data[0]["value"], "whoever may see it wrote it"


@pytest.mark.parametrize("key", ["abc", "²", "９", "9" * 30, ""])
@pytest.mark.parametrize("kind", ["page", "document"])
def test_a_link_to_nonsense_is_a_broken_one(kind: str, key: str) -> None:
    made = linking(kind, key)
    assert told(member("审核"), f"/admin/pages/{made.pk}/edit/")


def test_a_comparison_of_articles_names_nothing_hidden(file: Any, shot: Any) -> None:
    made = ArticlePageFactory(body=[])
    made.save_revision()
    made.lead = shot
    figure = {"image": shot.pk, "caption": "", "alt": ""}
    made.body = blocks(("figure", figure), ("gallery", {"pictures": [figure, figure]}))
    made.attachments = blocks(("attachment", {"document": file.pk, "title": ""}))
    made.save_revision()
    seen, hidden = compared(member("审核", "党委"), made), compared(member("审核"), made)
    assert "哨兵图片" in seen and "哨兵附件" in seen and HIDDEN not in seen
    assert hides(hidden) and "/pictures/" not in hidden and hidden.count(HIDDEN) >= 3


def test_a_hidden_picture_that_took_the_place_of_another_is_a_change(shot: Any) -> None:
    other = CmsImageFactory(title="哨兵图片二", collection=shot.collection)
    made = ArticlePageFactory(lead=shot)
    made.save_revision()
    made.save_revision()
    assert HIDDEN not in compared(member("审核"), made)
    made.lead = other
    made.save_revision()
    hidden = compared(member("审核"), made)
    assert hides(hidden) and hidden.count(f'alt="（{HIDDEN}）"') == 2


def test_a_history_names_no_hidden_column(committee: Any) -> None:
    """An article was taken out of it, and may be read by all since."""
    chief, column, counts = UserFactory(is_superuser=True), ColumnPageFactory(title="要闻"), []
    blind, knowing = member("审核"), member("审核", "党委")
    for several in (1, 4):
        for _ in range(several):
            made = ArticlePageFactory(parent=committee)
            made.move(column, "last-child", user=chief)
        PageViewRestriction.objects.filter(page__in=column.get_children()).delete()
        with CaptureQueriesContext(connection) as asked:
            report = told(blind, "/admin/reports/site-history/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    history = f"/admin/pages/{made.pk}/history/"
    for text in (report, told(blind, history)):
        assert "内参" not in text and "已移动" in text
    assert "从“内参”移动到“要闻”" in told(knowing, history)
    committee.delete()
    assert "内参" not in told(blind, history)


def test_a_comparison_of_home_pages_names_nothing_hidden(page: Any) -> None:
    home = home_page()
    home.save_revision()
    home.headline, home.headline_links = page, [HeadlineLink(page=page, text="")]
    home.save_revision()
    seen, hidden = compared(member("审核", "党委"), home), compared(member("审核"), home)
    assert seen.count("哨兵题名") == 2
    assert hides(hidden) and hidden.count(HIDDEN) == 2
