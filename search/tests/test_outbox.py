from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from search import wake
from search.models import IndexEvent
from search.outbox import changed, everything_changed


def keys() -> list[str]:
    return list(IndexEvent.objects.order_by("id").values_list("key", flat=True))


@pytest.mark.django_db(transaction=True)
class TestChanged:
    def test_one_event_a_key_and_transaction(self) -> None:
        with transaction.atomic():
            changed(["a:1", "a:2", "a:1"])
            changed(["a:2", "a:3"])
        changed(["a:1"])
        assert keys() == ["a:1", "a:2", "a:3", "a:1"]

    def test_nothing_changed(self) -> None:
        changed([])
        assert keys() == []

    def test_goes_with_its_transaction(self) -> None:
        with pytest.raises(RuntimeError), transaction.atomic():
            changed(["a:1"])
            raise RuntimeError
        with transaction.atomic():
            changed(["a:1"])
        assert keys() == ["a:1"]

    def test_a_savepoint_rolled_back_is_not_remembered(self) -> None:
        with transaction.atomic():
            with pytest.raises(RuntimeError), transaction.atomic():
                changed(["a:1"])
                raise RuntimeError
            changed(["a:1"])
            with transaction.atomic():
                changed(["a:1", "a:2"])
            changed(["a:2"])
        assert keys() == ["a:1", "a:2"]

    def test_whole_source(self) -> None:
        everything_changed("a")
        assert keys() == ["a:*"]

    def test_wakes_on_commit_only(self) -> None:
        waker = wake.listen()
        try:
            with transaction.atomic():
                changed(["a:1"])
                assert not waker.wait(0)
            assert waker.wait(1)
            assert not waker.wait(0)
        finally:
            waker.close()


def test_a_long_data_folder_gets_a_short_socket(settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path / ("深" * 60)
    assert len(str(wake.socket_path()).encode()) <= wake.LONGEST
