"""定时发布 and its end, by the worker's job: once, whole, and whatever else fails."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.signals import published

from cms.core.models import AuditEvent
from cms.core.searchable.schedule import EVERY, Due, Schedule
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory
from cms.portal.models import ArticlePage
from search.jobs import all_jobs
from search.models import IndexEvent

pytestmark = pytest.mark.django_db
AGO = timedelta(minutes=1)


def planned(title: str = "定时的文章", **more: Any) -> Any:
    """A draft whose time has come since it was let out."""
    page: Any = ArticlePageFactory(parent=ColumnPageFactory(), title=title, live=False)
    page.go_live_at = timezone.now() + timedelta(days=1)
    for name, value in more.items():
        setattr(page, name, value)
    page.save_revision().publish()
    assert not Page.objects.get(pk=page.pk).live
    come(page)
    return page


def come(page: Page) -> None:
    when = timezone.now() - AGO
    for revision in Revision.objects.filter(object_id=str(page.pk), approved_go_live_at__isnull=False):
        content = {**revision.content, "go_live_at": when.isoformat()}
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=when, content=content)


def now(page: Page) -> Page:
    return Page.objects.get(pk=page.pk)


def run(schedule: Schedule) -> int:
    count = 0
    while schedule.run_once():
        count += 1
    return count


def test_the_worker_knows_the_job() -> None:
    assert "定时发布" in all_jobs()


def test_what_is_due_goes_out_and_search_follows(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = planned()
    IndexEvent.objects.all().delete()
    assert run(Schedule()) == 1
    assert now(page).live and not now(page).scheduled_revision and now(page).first_published_at
    assert IndexEvent.objects.filter(key__endswith=f":{page.pk}").exists()
    event = AuditEvent.objects.filter(action="wagtail.publish.scheduled").get()
    assert event.actor_name == "系统" and event.object_title == "定时的文章"


def test_what_another_worker_let_out_meanwhile_does_not_go_out_again(monkeypatch: Any) -> None:
    """Both saw it due; the slower one comes when it is out, or when its time was taken back."""
    went: list[Any] = []
    for taken in (True, False):
        page = planned(f"定时{taken}")
        revision = Revision.objects.get(object_id=str(page.pk), approved_go_live_at__isnull=False)
        due = Due(Revision, revision.pk)
        if taken:
            assert run(Schedule()) == 1
        else:
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        slower = Schedule()
        with monkeypatch.context() as patched:
            patched.setattr(slower, "_due", lambda now, due=due: iter([due]))
            patched.setattr(Revision, "publish", lambda *args, **kwargs: went.append(args))
            assert slower.run_once()
    assert not went


def test_what_is_not_due_waits() -> None:
    page = ArticlePageFactory(parent=ColumnPageFactory(), live=False)
    page.go_live_at = timezone.now() + timedelta(minutes=1)
    page.save_revision().publish()
    assert run(Schedule()) == 0 and not now(page).live


def test_a_next_version_of_what_is_live() -> None:
    page = ArticlePageFactory(parent=ColumnPageFactory(), title="旧题")
    page.title, page.go_live_at = "新题", timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    come(page)
    run(Schedule())
    assert (now(page).live, now(page).title) == (True, "新题")


def test_what_has_expired_is_taken_down(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = ArticlePageFactory(parent=ColumnPageFactory(), expire_at=timezone.now() - AGO)
        later = ArticlePageFactory(parent=page.get_parent(), expire_at=timezone.now() + timedelta(minutes=1))
    IndexEvent.objects.all().delete()
    assert run(Schedule()) == 1
    assert (now(page).live, now(page).expired) == (False, True) and now(later).live
    assert IndexEvent.objects.filter(key__endswith=f":{page.pk}").exists()
    assert AuditEvent.objects.filter(action="wagtail.unpublish.scheduled").count() == 1


def test_a_version_that_waits_outlives_the_end_of_the_one_before() -> None:
    page = ArticlePageFactory(parent=ColumnPageFactory(), title="旧题", expire_at=timezone.now() - AGO)
    page.title, page.expire_at = "新题", None
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    run(Schedule())
    assert not now(page).live and now(page).scheduled_revision
    come(page)
    run(Schedule())
    assert now(page).live and now(page).title == "新题"


def test_both_came_while_no_worker_ran() -> None:
    page = ArticlePageFactory(parent=ColumnPageFactory(), title="旧题", expire_at=timezone.now() - AGO)
    page.title, page.expire_at = "新题", None
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    come(page)
    run(Schedule())
    assert now(page).live and now(page).title == "新题"


def test_what_came_and_went_is_not_left_live() -> None:
    page = planned(expire_at=timezone.now() - timedelta(seconds=1))
    assert run(Schedule()) == 1
    assert (now(page).live, now(page).expired) == (False, True)


def test_one_that_fails_holds_up_no_other() -> None:
    lost = Revision.objects.create(
        content_type=ContentType.objects.get_for_model(ArticlePage),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id="999999",
        content={},
        created_at=timezone.now(),
        approved_go_live_at=timezone.now() - timedelta(days=2),
    )
    page = planned()
    schedule = Schedule()
    assert run(schedule) == 2
    assert now(page).live and Revision.objects.get(pk=lost.pk).approved_go_live_at
    schedule.next_look = 0.0
    assert run(schedule) == 0, "it is left alone for a while"


def test_one_that_is_interrupted_is_done_again() -> None:
    page = planned()

    def killed(**kwargs: Any) -> None:
        raise KeyboardInterrupt

    published.connect(killed, sender=ArticlePage)
    try:
        with pytest.raises(KeyboardInterrupt):
            Schedule().run_once()
    finally:
        published.disconnect(killed, sender=ArticlePage)
    assert not now(page).live and now(page).scheduled_revision
    assert run(Schedule()) == 1 and now(page).live


def test_nothing_due_costs_next_to_nothing(django_assert_max_num_queries: Any) -> None:
    schedule = Schedule()
    with django_assert_max_num_queries(3):
        assert not schedule.run_once()
    planned()
    with django_assert_max_num_queries(0):
        assert not schedule.run_once(), f"it looks every {EVERY} seconds"
