"""Public pages: the same bytes for everybody, complete tags, lists that stay, nothing shown that may not be seen."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from cms.core.factories import CmsDocumentFactory, CmsImageFactory, UserFactory, collection, picture, restrict
from cms.core.models import User
from cms.portal.factories import NOON, ArticlePageFactory, ColumnPageFactory, blocks, home_page, site_settings
from cms.portal.models import ArticlePage, ColumnPage, HeadlineLink, HomePage
from cms.portal.reader import Reader

pytestmark = pytest.mark.django_db
META = re.compile(r'<meta name="([A-Z]\w+)" content="([^"]*)">')


@pytest.fixture
def news() -> Any:
    site_settings(host_unit="市直机关工委", site_code="bm01000001")
    return ColumnPageFactory(title="动态要闻", slug="yw", summary="工作进展", keywords="动态,要闻")


def tags_of(client: Any, path: str) -> dict[str, str]:
    return dict(META.findall(client.get(path).content.decode()))


SITE = {"SiteName": "云岭市直机关党建网", "SiteDomain": "dj.example.cn", "SiteIDCode": "bm01000001"}
COLUMN = {
    "ColumnName": "动态要闻",
    "ColumnDescription": "工作进展",
    "ColumnKeywords": "动态,要闻",
    "ColumnType": "工作动态",
}


def test_page_tags(client: Client, news: ColumnPage) -> None:
    article = ArticlePageFactory(parent=news, title="通报", slug="tb", published_at=NOON, author="宣传科")
    home = tags_of(client, "/")
    assert home["ColumnType"] == home["ColumnName"] == "首页"
    assert set(home) == {*SITE, *COLUMN}
    assert tags_of(client, "/yw/") == SITE | COLUMN
    found = tags_of(client, "/yw/tb/")
    assert found.items() >= (SITE | COLUMN).items()
    assert found["ArticleTitle"] == article.title
    assert found["PubDate"] == "2026-11-20 09:30"
    assert found["ContentSource"] == "云岭市直机关党建网"
    assert found["Author"] == "宣传科"


def test_no_site_code_is_invented(client: Client, news: ColumnPage) -> None:
    site_settings(site_code="")
    assert "SiteIDCode" not in tags_of(client, "/yw/")
    assert "网站标识码" not in client.get("/yw/").content.decode()


def test_the_same_bytes_for_everybody_and_no_cookie(client: Client, news: ColumnPage) -> None:
    ArticlePageFactory(parent=news, slug="a")
    member = Client()
    member.force_login(User.objects.create_superuser("root"))
    paths = (
        "/",
        "/yw/",
        "/yw/a/",
        "/ditu/",
        "/jiucuo/",
        "/wuzhangai/",
        "/yinsi/",
        "/sitemap.xml",
        "/robots.txt",
    )
    for path in paths:
        stranger = client.get(path)
        assert stranger.status_code == 200, path
        assert stranger.content == member.get(path).content, path
        assert not stranger.cookies, path
        assert "Cookie" not in stranger.headers.get("Vary", ""), path
        assert len(stranger.content) < 100_000, path
        again = client.get(path, headers={"if-none-match": stranger["ETag"]})
        assert again.status_code == 304, path


def test_the_batch_draws_the_same_bytes(client: Client, news: ColumnPage) -> None:
    articles = [ArticlePageFactory(parent=news, tags=["甲", f"乙{n % 2}"]) for n in range(6)]
    pages = [ArticlePage.objects.get(pk=article.pk) for article in articles]
    reader = Reader(Site.objects.get(is_default_site=True))
    reader.hold()
    for page, drawn in zip(pages, reader.articles(pages), strict=True):
        assert drawn == client.get(f"/yw/{page.slug}/").content.decode()


def test_old_pages_of_a_list_never_shift(client: Client, news: ColumnPage) -> None:
    for n in range(45):
        ArticlePageFactory(parent=news, slug=f"n{n}", published_at=NOON + timedelta(hours=n))
    before = client.get("/yw/p1/").content
    assert b"/yw/n0/" in before
    assert b"/yw/n20/" not in before
    assert client.get("/yw/p2/").status_code == 404
    for n in range(45, 60):
        ArticlePageFactory(parent=news, slug=f"n{n}", published_at=NOON + timedelta(hours=n))
    assert client.get("/yw/p2/").status_code == 200
    listed = re.compile(rb'href="(/yw/n\d+/)"')
    assert listed.findall(client.get("/yw/p1/").content) == listed.findall(before)
    for path in ("/yw/p0/", "/yw/p3/", "/yw/p999999/", "/yw/p1/x/", "/yw/px/"):
        assert client.get(path).status_code == 404, path


def full_article(parent: Any, number: int = 0) -> Any:
    image, document = CmsImageFactory(), CmsDocumentFactory(title="办法")
    other = ArticlePageFactory(parent=parent)
    link = f'<p><a linktype="page" id="{other.pk}">另一篇</a><a href="https://example.org/x">站外</a></p>'
    figures = [("figure", {"image": image.pk, "caption": "图", "alt": ""})] * 3
    return ArticlePageFactory(
        parent=parent,
        slug=f"quan-{number}",
        lead=image,
        tags=["甲", "乙"],
        body=blocks(("text", link), *figures, ("attachment", {"document": document.pk, "title": ""})),
        attachments=blocks(("attachment", {"document": document.pk, "title": "附表"})),
    )


def test_an_article_costs_at_most_ten_queries(
    client: Client, news: ColumnPage, django_assert_max_num_queries: Any
) -> None:
    full_article(news)
    for _ in range(5):
        ArticlePageFactory(parent=news, tags=["甲"])
    client.get("/yw/quan-0/")  # makes the renditions
    with django_assert_max_num_queries(10):
        html = client.get("/yw/quan-0/").content.decode()
    assert "相关阅读" in html
    assert "另一篇</a>" in html
    assert 'href="/likai/?u=https%3A%2F%2Fexample.org%2Fx"' in html


def test_lists_ask_as_often_for_many_as_for_few(
    client: Client, news: ColumnPage, django_assert_max_num_queries: Any
) -> None:
    for n in range(38):
        ArticlePageFactory(parent=news, lead=CmsImageFactory(file=picture()) if n < 8 else None)
    client.get("/yw/")
    with django_assert_max_num_queries(13):
        client.get("/yw/")
    client.get("/")
    with django_assert_max_num_queries(14):
        client.get("/")


def test_what_a_reader_may_not_see_is_left_out(client: Client, news: ColumnPage) -> None:
    word = "琥珀哨兵"
    place = collection()
    restrict(place)
    image = CmsImageFactory(title=word, collection=place)
    document = CmsDocumentFactory(title=word, collection=place)
    closed = ColumnPageFactory(parent=news, title=f"{word}栏", slug="nei")
    restrict(closed)
    secret = ArticlePageFactory(parent=closed, title=f"{word}文", slug="mi", tags=["甲"], lead=image)
    link = f'<p>见<a linktype="page" id="{secret.pk}">这里</a></p>'
    file = ("attachment", {"document": document.pk, "title": ""})
    attached = blocks(file)
    body = blocks(("text", link), ("figure", {"image": image.pk, "caption": "", "alt": ""}), file)
    ArticlePageFactory(parent=news, slug="kai", tags=["甲"], body=body, attachments=attached, lead=image)
    for path in ("/", "/yw/", "/yw/kai/", "/ditu/", "/sitemap.xml"):
        html = client.get(path).content.decode()
        assert word not in html, path
        assert "/nei/" not in html, path
        assert "/pictures/" not in html, path
    for path in ("/yw/nei/", "/yw/nei/mi/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/login/"), path
    client.force_login(UserFactory())
    answer = client.get("/yw/nei/")
    assert f"{word}文" in answer.content.decode()
    assert "/pictures/" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert word not in client.get("/yw/").content.decode()


def test_states(client: Client, news: ColumnPage) -> None:
    assert "这个栏目还没有内容" in client.get("/yw/").content.decode()
    topics = ColumnPageFactory(title="专题", slug="zt", kind="topics")
    ColumnPageFactory(parent=topics, title="旧专题", slug="jiu", kind="topic", archived_on="2025-12-31")
    assert "已归档 · 2025-12-31" in client.get("/zt/").content.decode()
    assert "不再更新" in client.get("/zt/jiu/").content.decode()
    ColumnPage.objects.filter(pk=news.pk).update(kind="gone")
    assert client.get("/yw/").status_code == 200


def test_preview_of_a_draft(client: Client, news: ColumnPage) -> None:
    draft = ArticlePageFactory(parent=news, live=False, title="未发布", slug="wei")
    assert client.get("/yw/wei/").status_code == 404
    unsaved = ArticlePage(title="还没存", slug="mei")
    for page in (draft, news, home_page(), unsaved):
        if page is unsaved:
            unsaved.path, unsaved.depth = news.path + "ZZZZ", news.depth + 1
        answer = page.make_preview_request(preview_mode="")
        assert answer.status_code == 200
        assert page.title in answer.content.decode() or page.pk == home_page().pk
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        *("/likai/", "/likai/?u=javascript:alert(1)", "/likai/?u=//x.cn", "/likai/?u=https://[", "/qr.svg"),
        *("/likai/?u=https://" + "a" * 3000, "/qr.svg?p=https://x.cn", "/qr.svg?p=//x.cn", "/qr.svg?p=/%00"),
        "/qr.svg?p=/" + "a" * 400,
    ],
)
def test_bad_addresses(client: Client, news: ColumnPage, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert "无法处理" in answer.content.decode()


def test_leaving_and_correcting_name_the_page(client: Client, news: ColumnPage) -> None:
    html = client.get("/likai/?u=https://example.org/a").content.decode()
    assert 'href="https://example.org/a"' in html
    assert 'href="/yw/"' in client.get("/jiucuo/?p=/yw/").content.decode()
    assert "evil.cn" not in client.get("/jiucuo/?p=//evil.cn/").content.decode()
    code = client.get("/qr.svg?p=/yw/")
    assert code["Content-Type"] == "image/svg+xml"


def test_nothing_in_the_chrome_leads_nowhere(client: Client, news: ColumnPage) -> None:
    ArticlePageFactory(parent=news, slug="a")
    found = {p for path in ("/", "/yw/", "/yw/a/", "/mei-you/") for p in links(client, path)}
    assert {"/ditu/", "/jiucuo/", "/wuzhangai/", "/yinsi/", "/login/"} <= found
    dead = {path for path in found if not path.startswith("/search/") and client.get(path).status_code >= 400}
    assert dead == set()


def links(client: Client, path: str) -> list[str]:
    return re.findall(r'<(?:a|img)\b[^>]*(?:href|src)="(/[^"#]*)', client.get(path).content.decode())


def test_kinds_hold_in_the_admin(client: Client, news: ColumnPage) -> None:
    """A topic may not stand under 动态要闻, nor an article in a collection of topics, by no address."""
    topics = ColumnPageFactory(title="专题", slug="zt", kind="topics")
    client.force_login(User.objects.create_superuser("root"))
    body = {"body-count": "0"}
    data = {"title": "新栏", "slug": "xin", "kind": "topic", "summary": "", "keywords": "", **body}
    answer = client.post(f"/admin/pages/add/portal/columnpage/{news.pk}/", data)
    assert "下只能设这些类型的栏目" in answer.content.decode()
    assert not Page.objects.filter(slug="xin").exists()
    assert client.get(f"/admin/pages/add/portal/articlepage/{topics.pk}/").status_code in (302, 403)


def test_an_address_of_very_many_steps_is_not_looked_for(client: Client, news: Any) -> None:
    """Every step would be one more address to ask for, as long as all before it."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/yw/" + "a/" * 2_000).status_code == 404
    assert max(len(query["sql"]) for query in asked.captured_queries) < 20_000


def test_the_text_of_a_column_links_to_articles_that_its_readers_may_see(client: Client, news: Any) -> None:
    closed = ColumnPageFactory(slug="nei-bu")
    restrict(closed)
    shown, hidden = ArticlePageFactory(parent=news, slug="yi"), ArticlePageFactory(parent=closed, slug="er")
    text = "".join(
        f'<p><a linktype="page" id="{page.pk}">第{page.slug}篇</a></p>' for page in (shown, hidden)
    )
    ColumnPageFactory(slug="gai-kuang", kind="overview", body=blocks(("text", text)))
    html = client.get("/gai-kuang/").content.decode()
    assert '<a href="/yw/yi/">第yi篇</a>' in html
    assert "第er篇" in html and "/nei-bu/er/" not in html
    reader = Reader(Site.objects.get(is_default_site=True))
    reader.hold()
    assert reader.column(ColumnPage.objects.get(slug="gai-kuang")) == html


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_pages_are_only_read(client: Client, news: ColumnPage, method: str) -> None:
    for path in ("/", "/yw/"):
        answer = getattr(client, method)(path)
        assert answer.status_code == 405
        assert answer["Allow"] == "GET, HEAD, OPTIONS"
        assert "不接受" in answer.content.decode()


def test_a_page_of_another_site_has_no_address_here(client: Client) -> None:
    home = home_page()
    other = Page.get_first_root_node().add_child(instance=HomePage(title="二站", slug="er-zhan"))
    Site.objects.create(hostname="two.example.cn", port=80, root_page=other)
    column = ColumnPageFactory(parent=other, title="二站栏目")
    home.headline = ArticlePageFactory(parent=column, title="二站头条")
    home.headline_links = [HeadlineLink(page=column, text="二站栏目")]
    home.save()
    said = client.get("/").content.decode()
    assert "二站头条" not in said and "二站栏目" not in said
