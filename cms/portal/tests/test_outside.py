"""What is said to machines and about other hosts: the sitemap, addresses elsewhere, what a page may load."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from cms.core import sitemap
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks
from cms.portal.models import ColumnPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def news() -> ColumnPage:
    column: ColumnPage = ColumnPageFactory(title="要闻", slug="yw")
    return column


def test_a_long_sitemap_comes_in_parts(
    client: Client, news: ColumnPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [ArticlePageFactory(parent=news) for _ in range(5)]
    whole = client.get("/sitemap.xml").content.decode()
    assert "<urlset" in whole and whole == client.get("/sitemap-1.xml").content.decode()
    monkeypatch.setattr(sitemap, "LIMIT", 3)
    index = client.get("/sitemap.xml").content.decode()
    named = re.findall(r"<loc>[^<]*(/sitemap-\d+\.xml)</loc>", index)
    assert "<sitemapindex" in index and len(named) > 1
    parts = [re.findall("<loc>([^<]+)</loc>", client.get(name).content.decode()) for name in named]
    listed = [loc for part in parts for loc in part]
    assert listed == re.findall("<loc>([^<]+)</loc>", whole) and max(map(len, parts)) == 3
    assert all(any(page.url in loc for loc in listed) for page in articles)
    for beyond in (0, len(named) + 1, 10**9):
        assert client.get(f"/sitemap-{beyond}.xml").status_code == 404


@pytest.mark.parametrize("href", ["//evil.example/x", "/\\evil.example/x", "\\\\evil.example/x"])
def test_an_address_elsewhere_without_its_scheme_is_left_with_notice(
    client: Client, news: ColumnPage, href: str
) -> None:
    page = ArticlePageFactory(parent=news, body=blocks(("text", f'<p><a href="{href}">去</a></p>')))
    html = client.get(page.url).content.decode()
    assert 'href="/likai/?u=https%3A%2F%2Fevil.example%2Fx"' in html and f'href="{href}' not in html


def test_pages_forbid_what_they_do_not_need(client: Client, news: ColumnPage) -> None:
    for path in ("/", news.url, "/search/?q=党建", "/login/", "/nowhere/"):
        said = client.get(path)["Content-Security-Policy"]
        rules = dict(rule.strip().partition(" ")[::2] for rule in said.split(";"))
        assert rules["default-src"] == rules["script-src"] == rules["form-action"] == "'self'", path
        assert rules["object-src"] == "'none'" and rules["style-src"] == "'self'", path
