"""Cut short by a full disk, by hand, by kill -9 or by another import, an import loses and doubles nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection

from cms.core.models import CmsDocument
from cms.library import services
from cms.library.factories import text_file
from cms.library.importing import run as running
from cms.library.importing.run import Import
from cms.library.models import Work
from cms.library.tests.import_world import by_name, imported, many, run_import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private", "data")]
ROOT = Path(__file__).resolve().parents[3]


def test_a_full_disk_loses_nothing(tmp_path: Path, private: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many(tmp_path / "in", 6)
    monkeypatch.setattr(running, "WORKS", 2)
    whole, puts = services.store.put, []

    def put(*args: Any) -> str:
        puts.append(args)
        if len(puts) > 3:
            raise OSError(28, "No space left on device")
        return whole(*args)

    monkeypatch.setattr(services.store, "put", put)
    with pytest.raises(CommandError, match=r"磁盘已满.*入库 2.*再次运行"):
        call_command("import_works", str(tmp_path / "in"))
    assert Work.objects.count() == CmsDocument.objects.count() == 2
    monkeypatch.setattr(services.store, "put", whole)
    run_import(tmp_path / "in")
    assert Work.objects.count() == 6
    assert len([p for p in private.rglob("*") if p.is_file()]) == 6


def test_what_nobody_thought_of_loses_nothing_that_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(tmp_path / "in", 6)
    whole, taken = Import._take, []

    def take(*args: Any) -> None:
        taken.append(args)
        if len(taken) > 4:
            raise RuntimeError("unheard of")
        whole(*args)

    monkeypatch.setattr(Import, "_take", take)
    with pytest.raises(RuntimeError):
        call_command("import_works", str(tmp_path / "in"))
    assert Work.objects.count() == 4
    monkeypatch.setattr(Import, "_take", whole)
    run_import(tmp_path / "in")
    assert Work.objects.count() == 6


def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is written on, one moved away, after their text was taken: both are named, the others taken."""
    folder = many(tmp_path / "in", 4)
    add = running.batch.add_many
    calls: list[Any] = []

    def late(*args: Any, **kwargs: Any) -> None:
        if not calls:
            (folder / "001.md").write_text("# 通知\n\n又写了一句。\n", encoding="utf-8")
            (folder / "002.md").unlink()
        calls.append(args)
        add(*args, **kwargs)

    monkeypatch.setattr(running.batch, "add_many", late)
    rows, _ = imported(folder, tmp_path=tmp_path)
    states = {name: row["state"] for name, row in by_name(rows).items()}
    assert states == {"000.md": "imported", "001.md": "failed", "002.md": "failed", "003.md": "imported"}
    assert "被改动或移走" in by_name(rows)["001.md"]["reason"]
    assert Work.objects.count() == CmsDocument.objects.count() == 2
    assert len([p for p in private.rglob("*") if p.is_file()]) == 2


def test_stopped_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    many(tmp_path / "in", 6)
    monkeypatch.setattr(running, "WORKS", 2)
    take, taken = Import._take, []

    def interrupted(self: Import, *args: Any) -> None:
        taken.append(args)
        if len(taken) == 4:
            raise KeyboardInterrupt
        take(self, *args)

    monkeypatch.setattr(Import, "_take", interrupted)
    out = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("import_works", str(tmp_path / "in"), stdout=out)
    assert stop.value.code == 130
    assert "已停止。共 3 份：入库 3" in out.getvalue() and "接着做" in out.getvalue()
    assert list((data / "tmp").iterdir()) == []
    monkeypatch.setattr(Import, "_take", take)
    assert run_import(tmp_path / "in").report.counts == {"imported": 3, "duplicate": 3}


def test_the_count_is_made_up_for_after_a_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before its last step, an import leaves works whose citations nobody counted."""
    many(tmp_path / "in", 4)
    text_file(
        tmp_path / "in", "公司法.md", "# 中华人民共和国公司法\n\n第一条 甲。\n\n第二条 乙。\n\n第三条 丙。\n"
    )

    def killed(*args: Any) -> None:
        raise SystemExit(9)

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(services.names, "recount", killed)
        run_import(tmp_path / "in")
    law = Work.objects.get(title="中华人民共和国公司法")
    assert law.cited_by == 0
    run_import(tmp_path / "in")
    law.refresh_from_db()
    assert law.cited_by == 4


def test_two_imports_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another import commits one of our files between our look and our commit, and again."""
    many(tmp_path / "in", 4)
    add, calls = running.batch.add_many, []

    def late(items: Any, *args: Any, **kwargs: Any) -> None:
        calls.append(len(items))
        if len(calls) < 3:
            add([replace(items[0])], *args)
            raise IntegrityError
        add(items, *args, **kwargs)

    monkeypatch.setattr(running.batch, "add_many", late)
    made = run_import(tmp_path / "in")
    assert calls == [4, 3, 2] and Work.objects.count() == 4
    assert made.report.counts == {"imported": 2, "duplicate": 2}


def test_an_import_that_ends_leaves_what_another_has_begun(data: Path, tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    cut, running_on = data / f"import-{dead.pid}.unfinished", data / f"import-{os.getppid()}.unfinished"
    cut.touch()
    running_on.touch()
    run_import(text_file(tmp_path / "in", "甲.md", "第一条 甲。").parent)
    assert list(data.glob("import*.unfinished")) == [running_on]


def test_an_error_that_nobody_else_brought_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many(tmp_path / "in", 2)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(running.batch, "add_many", broken)
    with pytest.raises(IntegrityError):
        run_import(tmp_path / "in")


def test_a_text_that_no_database_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One bad file in a batch; the others are taken."""
    many(tmp_path / "in", 5)
    extract = running.extract

    def spoilt(path: Path, name: str, **options: Any) -> Any:
        found = extract(path, name, **options)
        return replace(found, pages=2**40) if name == "003.md" else found

    monkeypatch.setattr(running, "extract", spoilt)
    rows, _ = imported(tmp_path / "in", tmp_path=tmp_path)
    if connection.vendor == "postgresql":
        assert by_name(rows)["003.md"]["state"] == "failed" and Work.objects.count() == 4
        assert "不能保存" in by_name(rows)["003.md"]["reason"]
    else:
        assert Work.objects.count() == 5


def test_what_a_killed_import_left_is_swept(data: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = text_file(data / "tmp" / f"import-{dead.pid}", "0001", "x")
    mine = text_file(data / "tmp" / f"import-{os.getpid()}", "0001", "x")
    running.sweep()
    assert not left.parent.exists() and mine.exists()


@pytest.mark.once  # on a database of its own
@pytest.mark.slow
def test_killed_at_any_moment_it_ends_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Really killed, several times over, then finished: as if it had never happened."""
    many(tmp_path / "in", 60)
    text_file(
        tmp_path / "in", "公司法.md", "# 中华人民共和国公司法\n\n第一条 甲。\n\n第二条 乙。\n\n第三条 丙。\n"
    )
    environment = {
        **os.environ,
        "XINHUO_VAR": str(tmp_path / "killed"),
        "XINHUO_DATABASE_URL": f"sqlite:///{tmp_path}/killed.sqlite3",
        "XINHUO_SEARCH_URL": "embedded:",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONUNBUFFERED": "1",
    }
    script = (
        "import sys; sys.path[:0] = ['.', 'site']; import django; django.setup();"
        "from cms.library.importing import run; run.WORKS = 7;"
        "from cms.library.searchable import follow; follow.prepare = lambda: None; follow.drain = lambda p: '';"
        "from django.core.management import call_command; call_command(*sys.argv[1:])"
    )

    def start(*args: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", script, *args],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    assert start("migrate", "-v0").wait() == 0
    report = tmp_path / "report.jsonl"
    states: list[int] = []
    for _ in range(3):
        report.unlink(missing_ok=True)
        running_import = start("import_works", str(tmp_path / "in"), f"--report={report}")
        wanted = sum(states[-1:]) + 14
        deadline = time.monotonic() + 60
        while running_import.poll() is None and time.monotonic() < deadline:
            written = report.read_text().count('"imported"') if report.exists() else 0
            if written + sum(states[-1:]) >= wanted:
                break
            time.sleep(0.01)
        running_import.send_signal(signal.SIGKILL)
        running_import.wait()
        states.append(wanted)
    last = start("import_works", str(tmp_path / "in"), f"--report={report}")
    said = last.communicate()[0]
    assert last.returncode == 0, said
    count = (
        "from cms.library.models import *; from cms.core.models import CmsDocument; from search.models import IndexEvent;"
        "from pathlib import Path; from django.conf import settings;"
        "files = [p for p in Path(settings.PRIVATE_ROOT).rglob('*') if p.is_file()];"
        "tmp = list((Path(settings.VAR) / 'tmp').iterdir());"
        "print('counts', Work.objects.count(), CmsDocument.objects.count(), Passage.objects.count(), len(files), len(tmp),"
        "Work.objects.get(title='中华人民共和国公司法').cited_by,"
        "IndexEvent.objects.filter(key__startswith='library.work:').values('key').distinct().count())"
    )
    answer = start("shell", "-v0", "-c", count).communicate()[0]
    assert "counts 61 61 63 61 0 60 61" in answer, answer
