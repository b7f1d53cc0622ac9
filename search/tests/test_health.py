from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from search import health
from search.models import WorkerHeartbeat
from search.pulse import SILENT, Pulse


def part(name: str) -> health.Part:
    return next(part for part in health.parts() if part.name == name)


def test_alive_asks_nothing_of_the_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
class TestReady:
    def test_names_the_worker_that_does_not_run(self, client: Client) -> None:
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "后台进程没有运行" in answer.json()["error"]["message"]
        assert answer.json()["parts"]["database"] == "正常"

    def test_names_a_database_without_its_tables(self, client: Client) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE search_event RENAME TO elsewhere")
        parts = client.get("/readyz").json()["parts"]
        assert parts["database"] == "数据库还没有准备好：请先运行 manage.py setup。"
        assert parts["worker"] == "数据库不能用，无法得知后台进程的状态。"

    def test_worker_comes_and_falls_silent(self) -> None:
        Pulse().beat("等待变更")
        assert part("worker").well
        beat = WorkerHeartbeat.objects.get()
        beat.beat_at = timezone.now() - SILENT - timedelta(seconds=1)
        beat.save()
        assert part("worker").message == "后台进程没有运行。"

    def test_worker_says_what_ails_it(self) -> None:
        Pulse().beat("检索服务没有应答，恢复后会自动补上。", ailing=True)
        assert part("worker").message == "检索服务没有应答，恢复后会自动补上。"

    def test_disk(self, settings: Settings, tmp_path: Path) -> None:
        settings.VAR = tmp_path
        assert part("disk").well
        settings.VAR = "/proc"
        assert part("disk").message == "数据目录（XINHUO_VAR）不可写，请检查权限。"
        settings.VAR = "/dev/full/no"
        assert not part("disk").well
        settings.VAR, settings.MEDIA_ROOT = tmp_path, "/proc/media"
        assert part("disk").message == "文件目录（XINHUO_STORAGE_URL）不可写，请检查权限。"

    def test_the_disk_where_requests_are_received(
        self, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.VAR = tmp_path
        monkeypatch.setattr(tempfile, "tempdir", "/proc")
        assert part("disk").message == "临时目录（TMPDIR）不可写，请检查权限。"
