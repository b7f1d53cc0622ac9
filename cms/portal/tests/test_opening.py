"""Lists show the beginning of the text where the editor wrote no summary."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks
from cms.portal.models import ArticlePage
from cms.portal.opening import SIZE, first_words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>第一段清淤</p><p>第二段砌石。</p><p>第三段</p>", "第一段清淤 第二段砌石。第三段"),
        ("<p>甲&amp;乙<br/>丙</p><ul><li>一</li><li>二</li></ul>", "甲&乙 丙 一 二"),
        ("<p> </p>", ""),
        (f"<p>{'长' * 200}</p>", "长" * (SIZE - 1) + "…"),
    ],
)
def test_the_first_words_of_a_text(html: str, words: str) -> None:
    assert first_words(blocks(("heading", "标题"), ("text", "<p></p>"), ("text", html))) == words


def test_lists_and_the_home_page_show_it_until_there_is_a_summary(client: Client) -> None:
    column = ColumnPageFactory(kind="news", slug="yw")
    ArticlePageFactory(parent=column)
    article = ArticlePageFactory(parent=column, body=blocks(("text", "<p>渠道清淤完工。</p>")))
    for address in ("/yw/", "/"):
        assert "渠道清淤完工。" in client.get(address).content.decode()
    article.body = blocks(("text", "<p>另写了一段。</p>"))
    article.save_revision().publish()
    assert "另写了一段。" in client.get("/yw/").content.decode()
    article.summary = "一句话摘要"
    article.save()
    html = client.get("/yw/").content.decode()
    assert "一句话摘要" in html and "另写了一段。" not in html


def test_articles_that_were_there_before_are_told() -> None:
    article = ArticlePageFactory(body=blocks(("text", "<p>早先的文章。</p>")))
    ArticlePage.objects.update(opening="")
    import_module("cms.portal.migrations.0002_opening").tell(apps, None)
    article.refresh_from_db()
    assert article.opening == "早先的文章。"
