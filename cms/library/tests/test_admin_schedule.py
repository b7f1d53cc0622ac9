"""A work that is to go out at a time of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cms.library.models import LibraryPage, Work

from .admin_world import address, form_data, library, signed_in, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> LibraryPage:
    return library()


@pytest.mark.parametrize("live", [True, False])
def test_a_work_goes_out_at_its_time(client: Client, page: LibraryPage, live: bool) -> None:
    made = work("定时的文献", live=live)
    signed_in(client, "审批")
    assert 'name="go_live_at"' in client.get(address("edit", made.pk)).content.decode()
    early = form_data(made, go_live_at="2020-01-01 09:00", **{"action-publish": "1"})
    answer = client.post(address("edit", made.pk), early)
    assert "这个时间已经过了" in answer.content.decode() and "改好再保存" in answer.content.decode()
    when = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    typed = form_data(made, title="新题名", go_live_at=when, **{"action-publish": "1"})
    told = client.post(address("edit", made.pk), typed, follow=True).content.decode()
    assert f"将在 {when} 发布。" in told and "文件还在处理" not in told
    now = Work.objects.get(pk=made.pk)
    assert now.live is live and now.scheduled_revision
    assert not live or now.title == "定时的文献"
