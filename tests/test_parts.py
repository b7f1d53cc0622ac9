"""The runner behind `make test`: green only when everything ran to its end."""

from __future__ import annotations

import pytest

from tests.parts.__main__ import runs, verdict
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


@pytest.mark.once
def test_each_test_runs_where_it_belongs(request: pytest.FixtureRequest) -> None:
    """All of the suite is in the runs: what depends on the database in the first two, the rest in one of the halves."""
    sqlite, postgresql, *halves = runs([], {}, "postgres://x@y/z")
    assert sqlite.arguments == postgresql.arguments == ["-m", "not once"]
    assert postgresql.env["XINHUO_DATABASE_URL"] == "postgres://x@y/z" and not sqlite.env.get(
        "XINHUO_DATABASE_URL"
    )
    assert [half.arguments[:2] for half in halves] == [["-m", "once"]] * 2
    assert sorted(room for half in halves for room in half.arguments[2:]) == request.config.getini(
        "testpaths"
    )
    assert len({run.env["XINHUO_SEARCH_INDEX_PREFIX"] for run in [sqlite, postgresql, *halves]}) == 4


@pytest.mark.once
def test_what_is_asked_for_runs_on_both() -> None:
    sqlite, postgresql = runs(["cms/core"], {}, "postgres://x@y/z")
    assert (sqlite.arguments, postgresql.arguments) == (["cms/core"], ["-m", "not once", "cms/core"])
    assert runs(["cms/core"], {}, None) == [sqlite] and sqlite.seen
