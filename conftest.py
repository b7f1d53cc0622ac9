"""What every test may ask for: the real servers, the corpora, and a clear word where one is missing."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.parts import elastic, postgres
from tests.parts.process import PartMissing

SHARED = Path(__file__).resolve().parent.parent / "shared"


def _given_or_started(given: str, running: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    """The address of a server that is there already, else one of its own that ends with the run."""
    if given:
        yield given
        return
    with ExitStack() as stack:
        try:
            url = stack.enter_context(running())
        except PartMissing as missing:
            pytest.skip(f"part missing: {missing}")
        yield url


@pytest.fixture(scope="session")
def elastic_url() -> Iterator[str]:
    """A running Elasticsearch; XINHUO_TEST_ELASTIC_URL names one that is already there."""
    yield from _given_or_started(os.environ.get("XINHUO_TEST_ELASTIC_URL", ""), elastic.running)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A running PostgreSQL; the one of XINHUO_DATABASE_URL when that names one."""
    url = os.environ.get("XINHUO_DATABASE_URL", "")
    yield from _given_or_started(url if url.startswith("postgres") else "", postgres.running)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """../shared/corpus: real laws, literature, files and hostile files."""
    folder = SHARED / "corpus"
    if not folder.is_dir():
        pytest.skip("corpus missing: put the corpus at ../shared/corpus beside the project")
    return folder


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """A folder of its own for what anybody may fetch."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture(autouse=True)
def _roots_afresh() -> None:
    """Wagtail keeps the roots of sites in the cache, from which no rollback takes those of the test before."""
    from wagtail.models import Site

    Site.clear_site_root_paths_cache()


@pytest.fixture(autouse=True)
def _replanted(request: pytest.FixtureRequest) -> None:
    """A test that commits begins with what migrations made, though the one before it emptied the database."""
    mark = request.node.get_closest_marker("django_db")
    if mark and mark.kwargs.get("transaction"):
        request.getfixturevalue("transactional_db")
        from tests.replant import replant

        replant()


def pytest_collection_finish() -> None:
    """Thousands of tests, and what they import, stay to the end: the collector need not walk them again and again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """In CI nothing may be skipped: a missing part is a failure there."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("CI"):
        terminalreporter.write_line(f"CI: {len(skipped)} skipped, none may be", red=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
