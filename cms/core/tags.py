"""Page tags of 政府网站发展指引 (国办发〔2017〕47号, annex): pure functions of plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

Tag = tuple[str, str]

COLUMN_TYPES = (
    *("首页", "概况信息", "机构职能", "负责人信息", "工作动态", "政策文件", "信息公开指南", "信息公开目录"),
    *("信息公开年报", "依申请公开", "数据发布", "政策解读", "回应关切", "办事服务", "咨询投诉", "征集调查"),
    *("在线访谈", "专题专栏", "其他"),
)


@dataclass(frozen=True, slots=True)
class SiteFacts:
    name: str
    domain: str
    code: str = ""  # left out of the page when there is none: never invented


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    name: str
    description: str = ""
    keywords: tuple[str, ...] = ()
    type: str = "其他"


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    title: str
    published: datetime | None
    source: str = ""  # the publisher, or whom it was reprinted from; empty means the site
    keywords: tuple[str, ...] = ()
    author: str = ""
    description: str = ""
    image: str = ""
    url: str = ""


def page_tags(
    site: SiteFacts | None = None, column: ColumnFacts | None = None, article: ArticleFacts | None = None
) -> tuple[Tag, ...]:
    """Home and column: site and column; article: all three. Required tags always stand, others when known.

    A caller whose base template already prints the site's tags leaves `site` out.
    """
    return (*_site(site), *_column(column), *_article(article, site))


def _site(site: SiteFacts | None) -> Iterable[Tag]:
    if site is None:
        return
    yield "SiteName", site.name
    yield "SiteDomain", site.domain
    if site.code:
        yield "SiteIDCode", site.code


def _column(column: ColumnFacts | None) -> Iterable[Tag]:
    if column is None:
        return
    yield "ColumnName", column.name
    yield "ColumnDescription", column.description or column.name
    yield "ColumnKeywords", ",".join(column.keywords) or column.name
    yield "ColumnType", column.type if column.type in COLUMN_TYPES else "其他"


def _article(article: ArticleFacts | None, site: SiteFacts | None) -> Iterable[Tag]:
    if article is None:
        return
    yield "ArticleTitle", article.title
    yield "PubDate", minute(article.published)
    yield "ContentSource", article.source or (site.name if site else "本站")
    optional = {
        "Keywords": ",".join(article.keywords),
        "Author": article.author,
        "Description": article.description,
        "Image": article.image,
        "Url": article.url,
    }
    yield from ((name, value) for name, value in optional.items() if value)


def minute(moment: datetime | None) -> str:
    """YYYY-MM-DD HH:MM in the site's own time."""
    if moment is None:
        return ""
    if timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return moment.strftime("%Y-%m-%d %H:%M")
