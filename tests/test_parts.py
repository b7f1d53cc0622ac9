"""The runner behind `make test`: green only when everything ran to its end."""

from __future__ import annotations

import pytest

from tests.parts.__main__ import verdict
from tests.parts.process import without_settings


@pytest.mark.once
@pytest.mark.parametrize(
    ("codes", "green"),
    [
        ([0, 0], True),
        ([0], True),
        ([0, 5], True),  # only tests without a database were asked for
        ([5, 5], False),
        ([5], False),
        ([1, 0], False),
        ([0, 1], False),
        ([0, -11], False),  # a run that crashed
        ([-9, 0], False),
    ],
)
def test_green_is_only_what_ran_to_its_end(codes: list[int], green: bool) -> None:
    assert (verdict(codes) == 0) is green and verdict(codes) >= 0


@pytest.mark.once
def test_a_real_site_in_the_environment_is_left_alone() -> None:
    """Whoever looks after a site may have read /etc/xinhuo.env into the shell."""
    real = {
        "XINHUO_DATABASE_URL": "postgres://x@y/real",
        "XINHUO_STORAGE_URL": "file:/srv/real",
        "XINHUO_SEARCH_URL": "https://real:9200",
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
    }
    ours = {"XINHUO_PARTS": "/parts", "XINHUO_TEST_ELASTIC_URL": "http://127.0.0.1:1", "PATH": "/bin"}
    assert without_settings(real | ours) == ours
