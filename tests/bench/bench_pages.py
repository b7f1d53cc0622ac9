"""Article pages: one asked for over HTTP with nothing cached, and a hundred drawn in one batch."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

COLUMNS, ARTICLES, ASKED, FILES = 10, 1000, 100, 20
QUERIES, MILLISECONDS, PAGES = 10, 20.0, 150.0
LINE = "报到党员每周到社区一次，当面登记，当场能办的当场办，不能办的转给有关单位，并约定答复时间。"


def run() -> list[dict]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    pages = _fill()
    return [*_over_http(pages), _in_a_batch(pages)]


def _fill() -> list:
    """A site of ten columns, one of them internal; every article has three sections of text, a table, a quotation, three
    tags, two pictures, which have been drawn, and a file."""
    from django.db import transaction

    from cms.core.factories import CmsDocumentFactory, CmsImageFactory, collection, picture, restrict
    from cms.portal.factories import (
        NOON,
        ArticlePageFactory,
        ColumnPageFactory,
        blocks,
        home_page,
        site_settings,
    )
    from cms.portal.reader.pictures import CARD, FIGURE

    chance = random.Random(7)
    words = [f"词{n}" for n in range(60)]
    with transaction.atomic():
        site_settings(host_unit="云岭市直属机关工作委员会")
        home = home_page()
        columns = [ColumnPageFactory(parent=home, title=f"栏目{n}", slug=f"lan-{n}") for n in range(COLUMNS)]
        restrict(columns[-1])
        restrict(collection("内部资料"))
        images = [CmsImageFactory(file=picture(size=(640, 400))) for _ in range(FILES)]
        files = [CmsDocumentFactory() for _ in range(FILES)]
        body = [
            *[
                part
                for n in range(3)
                for part in (("heading", f"第{n}节"), ("text", f"<p>{LINE * 6}</p>" * 3))
            ],
            ("table", {"caption": "数量", "cells": "类别 | 登记 | 办结\n" + "照明 | 138 | 126\n" * 8}),
            ("quote", {"text": LINE, "source": "居民"}),
        ]
        made = [
            ArticlePageFactory(
                parent=columns[n % COLUMNS],
                title=f"第{n}篇文章",
                slug=f"w-{n}",
                lead=images[n % FILES],
                body=blocks(
                    *body, ("figure", {"image": images[(n + 1) % FILES].pk, "caption": "", "alt": ""})
                ),
                attachments=blocks(("attachment", {"document": files[n % FILES].pk, "title": ""})),
                tags=chance.sample(words, 3),
                published_at=NOON + timedelta(minutes=n),
            )
            for n in range(ARTICLES)
        ]
    for image in images:
        image.get_renditions(CARD, FIGURE)
    return [page for page in made if page.get_parent() != columns[-1]]


def _over_http(pages: list) -> list[dict]:
    from django.db import connection
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    paths = [f"/{page.url_path.split('/', 2)[2]}" for page in random.Random(1).sample(pages, ASKED)]
    for path in paths[:5]:
        assert client.get(path).status_code == 200
    asked: list[str] = []

    def count(execute: Callable[..., object], sql: str, *rest: object) -> object:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        client.get(paths[0])
    assert asked
    spent = [_cpu(lambda path=path: client.get(path)) * 1000 for path in paths]
    middle = statistics.median(spent)
    return [
        _row(
            "未缓存的文章页，数据库查询",
            f"{len(asked)} 次",
            QUERIES,
            len(asked) / QUERIES,
            "次",
            len(asked) <= QUERIES,
        ),
        _row(
            f"未缓存的文章页，CPU（{ARTICLES} 篇的站点，中位）",
            f"{middle:.1f} ms，最慢 {max(spent):.1f} ms",
            MILLISECONDS,
            middle / MILLISECONDS,
            "ms",
            middle <= MILLISECONDS,
        ),
    ]


def _in_a_batch(pages: list) -> dict:
    from wagtail.models import Site

    from cms.portal.models import ArticlePage
    from cms.portal.reader import Reader

    numbers = [page.pk for page in random.Random(2).sample(pages, ASKED)]

    def batch() -> None:
        reader = Reader(Site.objects.get(is_default_site=True))
        reader.hold()
        drawn = list(reader.articles(ArticlePage.objects.filter(pk__in=numbers)))
        assert len(drawn) == ASKED

    batch()
    speed = ASKED / min(_cpu(batch) for _ in range(3))
    return {
        "name": f"一批 {ASKED} 篇文章页，连同读取全站目录",
        "measured": f"{speed:.0f} 页/CPU 秒",
        "reference": f"{PAGES:.0f} 页/CPU 秒",
        "ratio": speed / PAGES,
        "must": "≥ 1",
        "ok": speed >= PAGES,
    }


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _row(name: str, measured: str, limit: float, ratio: float, unit: str, ok: bool) -> dict:
    return {
        "name": name,
        "measured": measured,
        "reference": f"{limit:g} {unit}",
        "ratio": ratio,
        "must": "≤ 1",
        "ok": ok,
    }
