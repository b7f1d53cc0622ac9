"""Makers of this room's pages for tests of every room. Pages need a place: `parent=`, the home page by default."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory
from wagtail.models import Page, Site

from cms.core.models import SiteSettings
from cms.portal.models import ArticlePage, ColumnPage, HomePage

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI)
Block = tuple[str, Any]


def home_page(**fields: Any) -> HomePage:
    """The home page of the default site, made when it is not there yet."""
    found = HomePage.objects.first()
    if found is None:
        root = Page.objects.get(depth=1)
        found = root.add_child(instance=HomePage(**{"title": "首页", "slug": "shou-ye", **fields}))
        site = Site.objects.get(is_default_site=True)
        site.root_page = found
        site.save()
    return found


def site_settings(**fields: Any) -> SiteSettings:
    """What head and foot of the default site say."""
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    for name, value in {"full_name": "云岭市直机关党建网", "domain": "dj.example.cn", **fields}.items():
        setattr(settings, name, value)
    settings.save()
    return settings


def blocks(*parts: Block) -> list[dict[str, Any]]:
    """Stored blocks of a body: `blocks(("text", "<p>…</p>"), ("heading", "…"))`."""
    return [{"type": kind, "value": value, "id": f"block-{n}"} for n, (kind, value) in enumerate(parts)]


class PageFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        parent = kwargs.pop("parent", None) or home_page()
        tags = kwargs.pop("tags", ())
        page = Page.objects.get(pk=parent.pk).specific.add_child(instance=model_class(*args, **kwargs))
        if tags:
            page.tags.add(*tags)
            page.save()
        return page


class ColumnPageFactory(PageFactory):
    class Meta:
        model = ColumnPage

    title = factory.Sequence(lambda n: f"栏目{n}")
    slug = factory.Sequence(lambda n: f"lan-mu-{n}")
    show_in_menus = True


class ArticlePageFactory(PageFactory):
    """Published, each an hour after the one before, with one paragraph. `tags=["…"]`, `body=blocks(…)`."""

    class Meta:
        model = ArticlePage

    title = factory.Sequence(lambda n: f"文章第{n}号")
    slug = factory.Sequence(lambda n: f"wen-zhang-{n}")
    published_at = factory.Sequence(lambda n: NOON + timedelta(hours=n))
    body = factory.LazyFunction(lambda: blocks(("text", "<p>登记只用一张表，其余由党员填写。</p>")))
