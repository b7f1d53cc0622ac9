"""A mark of 网站信息 whose original is lost is not tried again by every visitor."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.core.factories import CmsDocumentFactory, CmsImageFactory, collection, picture, restrict
from cms.core.models import CmsImage, SiteSettings
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks, home_page, site_settings
from cms.portal.reader import lost
from cms.portal.reader.marks import MARK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
PAGES = ("/", "/yw/", "/yw/tb/", "/login/", "/search/", "/ditu/", "/mei-you/")


@pytest.fixture
def marked() -> SiteSettings:
    return site_settings(**{name: CmsImageFactory(file=picture()) for name in SiteSettings.PICTURES})


def lose(settings: SiteSettings) -> None:
    for name in settings.PICTURES:
        one = getattr(settings, name)
        one.renditions.all().delete()
        one.file.storage.delete(one.file.name)


def rich(own_picture: bool) -> Any:
    """An article with all that costs a query, where something is closed."""
    restrict(ColumnPageFactory(), Group.objects.create(name="党委"))
    restrict(collection("内部"))
    column = ColumnPageFactory(slug="yw")
    other, file = ArticlePageFactory(parent=column, tags=["甲"]), CmsDocumentFactory()
    return ArticlePageFactory(
        parent=column,
        slug="tb",
        tags=["甲", "乙"],
        lead=CmsImageFactory(file=picture()) if own_picture else None,
        body=blocks(
            ("text", f'<p><a linktype="page" id="{other.pk}">另一篇</a></p>'),
            ("attachment", {"document": file.pk, "title": ""}),
        ),
    )


@pytest.mark.parametrize("own_picture", [False, True])
@pytest.mark.parametrize("spoil", [lose, lambda settings: None], ids=["lost", "sound"])
def test_an_article_costs_ten_queries(
    marked: SiteSettings,
    spoil: Callable[[SiteSettings], None],
    own_picture: bool,
    django_assert_max_num_queries: Any,
) -> None:
    page, client = rich(own_picture), Client()
    spoil(marked)
    client.get(page.url)
    with django_assert_max_num_queries(10):
        client.get(page.url)


def test_each_is_logged_once_and_costs_no_query_more(
    marked: SiteSettings, caplog: pytest.LogCaptureFixture
) -> None:
    client, counts = Client(), []
    rich(own_picture=False)
    for spoil in (lambda settings: None, lose):
        spoil(marked)
        caplog.clear()
        for path in PAGES:
            client.get(path)
        for path in PAGES:
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            counts.append(len(asked))
    sound, without = counts[: len(PAGES)], counts[len(PAGES) :]
    assert all(less <= more for less, more in zip(without, sound, strict=True))
    told = [record for record in caplog.records if record.exc_info]
    assert len(told) == len(SiteSettings.PICTURES)


def test_it_is_tried_again_after_a_while_and_when_it_is_saved(
    marked: SiteSettings, django_capture_on_commit_callbacks: Any
) -> None:
    lose(marked)
    home_page()
    logo, code = marked.logo, marked.account_code
    assert "foot-marks" not in Client().get("/").content.decode()
    for one in (logo, code):
        one.file.storage.save(one.file.name, picture())
    with django_capture_on_commit_callbacks(execute=True):
        CmsImage.objects.get(pk=logo.pk).save()
        lost.note(logo.pk, MARK, OSError())  # by a visitor, before the commit
    text = Client().get("/").content.decode()
    assert "brand-logo" in text and "公众号二维码" not in text
    cache.delete(lost.KEY.format(code.pk))  # as time does
    assert "公众号二维码" in Client().get("/").content.decode()


@pytest.mark.parametrize(
    ("error", "remembered"),
    [
        (OSError("image file is truncated"), True),
        (SyntaxError("broken PNG file"), True),
        (OSError(errno.ENOSPC, "No space left on device"), False),
        (MemoryError(), False),
        (IntegrityError("drawn by another process"), False),
    ],
)
def test_what_the_machine_refuses_is_tried_again(
    error: Exception, remembered: bool, caplog: pytest.LogCaptureFixture
) -> None:
    one = CmsImageFactory()
    lost.note(one.pk, MARK, error)
    assert (lost.among([one.pk]) == {one.pk}) is remembered and "rendition" in caplog.text
