"""Pictures are drawn once, and before the first visitor comes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from cms.core.factories import CmsImageFactory, picture
from cms.core.models import CmsImage, CmsRendition
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks
from cms.portal.models import ArticlePage
from cms.portal.reader.pictures import CARD, FIGURE, Pictures, turns
from cms.portal.searchable.pictures import Drawing
from search.jobs import all_jobs

pytestmark = pytest.mark.django_db
NONE = "图片暂不可用"


@pytest.fixture
def drawn(caplog: pytest.LogCaptureFixture) -> Callable[[], int]:
    """How many pictures were drawn until now."""
    caplog.set_level(logging.DEBUG, "wagtail.images")
    return lambda: sum(record.msg.startswith("Generated") for record in caplog.records)


def gallery(*images: CmsImage, **fields: Any) -> ArticlePage:
    shown = [{"image": image.pk, "caption": "", "alt": ""} for image in images]
    page: ArticlePage = ArticlePageFactory(
        parent=ColumnPageFactory(), body=blocks(("gallery", {"pictures": shown})), **fields
    )
    return page


def run(job: Drawing) -> int:
    count = 0
    while job.run_once():
        count += 1
    return count


@pytest.mark.django_db(transaction=True)
def test_visitors_who_come_at_once_have_each_picture_drawn_once(drawn: Callable[[], int]) -> None:
    page = gallery(*(CmsImageFactory(file=picture(size=(1600, 1200))) for _ in range(6)))
    together, answers = threading.Barrier(4), list[str]()

    def visit() -> None:
        together.wait(10)
        answers.append(Client().get(page.url).content.decode())
        connection.close()

    visitors = [threading.Thread(target=visit) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(60)
    assert len(answers) == 4 and not any(NONE in answer for answer in answers)
    assert drawn() == CmsRendition.objects.count() == 6


def test_a_picture_that_cannot_be_drawn_keeps_nobody_waiting() -> None:
    lost, whole = CmsImageFactory(), CmsImageFactory()
    lost.file.storage.delete(lost.file.name)
    page = gallery(lost, whole)
    for _ in range(2):
        answer = Client().get(page.url).content.decode()
        assert NONE in answer and answer.count("<figure><img") == 1


def test_who_has_waited_long_enough_gets_the_page_without(drawn: Callable[[], int]) -> None:
    slow, quick = CmsImageFactory(), CmsImageFactory()
    with turns.one_of({(slow.pk, CARD)}, 1.0):
        pictures = Pictures(patience=0.2)
        pictures.load({(slow.pk, CARD), (quick.pk, CARD)})
    assert pictures.get(quick.pk, CARD) is None, "nothing published shows it"
    assert pictures.known[quick.pk, CARD] is not None and pictures.known[slow.pk, CARD] is None
    assert drawn() == 1


def test_the_worker_draws_what_was_just_published(drawn: Callable[[], int]) -> None:
    job = Drawing()
    assert "准备图片" in all_jobs() and not run(job)
    lead, one, two = CmsImageFactory(), CmsImageFactory(), CmsImageFactory()
    figure = blocks(("figure", {"image": two.pk, "caption": "", "alt": ""}))
    first, second = gallery(one, lead=lead), ArticlePageFactory(parent=ColumnPageFactory(), body=figure)
    for page in (first, second):
        page.save_revision().publish()
    assert run(job) == 2 and not run(job)
    specs = set(CmsRendition.objects.values_list("image", "filter_spec"))
    assert specs == {(lead.pk, CARD), (one.pk, CARD), (two.pk, FIGURE)} and drawn() == 3
    assert not any(rendition.is_restricted for rendition in CmsRendition.objects.all())
    assert NONE not in Client().get(first.url).content.decode() + Client().get(second.url).content.decode()
    assert run(Drawing()) == 2, "another worker looks once more at what was published just before it began"
    assert drawn() == 3


def test_the_worker_draws_nothing_of_what_is_no_longer_there(drawn: Callable[[], int]) -> None:
    job = Drawing()
    withdrawn, deleted, column = gallery(CmsImageFactory()), gallery(CmsImageFactory()), ColumnPageFactory()
    for page in (withdrawn, deleted, column):
        page.save_revision().publish()
    withdrawn.unpublish()
    deleted.delete()
    run(job)
    assert drawn() == 0
