"""The command: what it takes, what it answers, and that being cut short costs nothing."""

from __future__ import annotations

import json
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
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection

from cms.core import access
from cms.core.models import CmsDocument
from cms.library import searchable, services
from cms.library.factories import LibraryPageFactory, text_file
from cms.library.importing import run as running
from cms.library.importing.report import Report
from cms.library.importing.run import Import
from cms.library.models import Mention, Passage, Work, WorkState
from cms.library.searchable import follow
from search.models import IndexEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private", "data")]
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """XINHUO_VAR of this test; search is not asked to follow (search's own tests do that)."""
    folder = tmp_path / "var"
    folder.mkdir()
    monkeypatch.setattr(settings, "VAR", folder)
    monkeypatch.setattr(follow, "prepare", lambda: None)
    monkeypatch.setattr(follow, "drain", lambda progress: "")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three laws, one of them twice, and what cannot be taken."""
    place = tmp_path / "来件"
    for number, name in enumerate(("公司法", "合伙企业法", "破产法")):
        articles = "\n\n".join(f"第{n}条 {name}的规定，见《公司法》。" for n in "一二三四")
        text_file(place, f"法律/{name}_2023-12-2{number}.md", f"# 中华人民共和国{name}\n\n{articles}\n")
    text_file(place, "附件一份.md", (place / "法律/公司法_2023-12-20.md").read_text())
    text_file(place, "空.md", "")
    text_file(place, "数据.jsonl", "{}")
    return place


def imported(*args: Any, tmp_path: Path, **options: Any) -> tuple[list[dict[str, Any]], str]:
    """(report rows, what was said)."""
    out = StringIO()
    report = tmp_path / "report.jsonl"
    call_command("import_works", *map(str, args), report=str(report), stdout=out, **options)
    return [json.loads(line) for line in report.read_text().splitlines()], out.getvalue()


def by_name(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["path"].rpartition("/")[2]: row for row in rows}


def test_every_file_gets_its_answer(folder: Path, tmp_path: Path) -> None:
    rows, said = imported(folder, tmp_path=tmp_path)
    answers = by_name(rows)
    assert {name: row["state"] for name, row in answers.items()} == {
        "公司法_2023-12-20.md": "imported",
        "合伙企业法_2023-12-21.md": "imported",
        "破产法_2023-12-22.md": "imported",
        "附件一份.md": "duplicate",
        "空.md": "refused",
        "数据.jsonl": "refused",
    }
    law = Work.objects.get(title="中华人民共和国公司法")
    row = answers["公司法_2023-12-20.md"]
    assert list(row) == ["path", "sha256", "state", "reason", "pages", "characters", "work", "url"]
    assert (row["work"], row["url"], row["sha256"]) == (law.pk, law.get_url(), law.sha256)
    assert answers["附件一份.md"]["work"] == law.pk
    assert all(row["reason"] for row in rows if row["state"] != "imported")
    assert "共 6 份：入库 3，已有 1，不收 2" in said
    assert (law.kind, law.live, law.cited_by, law.state) == ("law", True, 2, WorkState.READY)
    assert [p.anchor for p in law.passages.all()] == ["a1", "a2", "a3", "a4"]
    assert Path(law.document.file.path).read_text().startswith("# 中华人民共和国公司法")
    assert {searchable.key_of(pk) for pk in Work.objects.values_list("pk", flat=True)} == set(
        IndexEvent.objects.values_list("key", flat=True)
    )


def test_a_second_run_imports_nothing(folder: Path, tmp_path: Path) -> None:
    imported(folder, tmp_path=tmp_path)
    before = (
        Work.objects.count(),
        Passage.objects.count(),
        Mention.objects.count(),
        CmsDocument.objects.count(),
    )
    rows, _ = imported(folder, tmp_path=tmp_path)
    assert "imported" not in {row["state"] for row in rows}
    assert before == (
        Work.objects.count(),
        Passage.objects.count(),
        Mention.objects.count(),
        CmsDocument.objects.count(),
    )


def test_into_a_level(folder: Path, tmp_path: Path) -> None:
    group = Group.objects.create(name="第一支部")
    imported(folder, tmp_path=tmp_path, level="restricted", group=["第一支部"])
    work = Work.objects.first()
    assert work.audience() == access.audience_of(work.document) == frozenset({f"g:{group.pk}"})


def test_into_a_library(folder: Path, tmp_path: Path) -> None:
    LibraryPageFactory(slug="yi")
    second = LibraryPageFactory(slug="er")
    imported(folder, tmp_path=tmp_path, library="er")
    assert set(Work.objects.values_list("library", flat=True)) == {second.pk}


def test_a_work_held_by_its_book(tmp_path: Path) -> None:
    for name in ("第一卷", "第二卷"):
        text_file(tmp_path / "in/党史文献", f"{name}.md", f"{name}的正文。")
    imported(tmp_path / "in", tmp_path=tmp_path)
    book = Work.objects.get(parent=None)
    assert (book.kind, book.title, book.live, book.document) == ("book", "党史文献", True, None)
    assert list(book.volumes.order_by("position").values_list("title", flat=True)) == [
        "党史文献 第一卷",
        "党史文献 第二卷",
    ]
    text_file(tmp_path / "in/党史文献", "第三卷.md", "第三卷的正文。")
    imported(tmp_path / "in", tmp_path=tmp_path)
    assert Work.objects.filter(parent=None).count() == 1 and book.volumes.count() == 3


def test_the_admins_search_and_uses_know_them(folder: Path, tmp_path: Path) -> None:
    from wagtail.models import ReferenceIndex
    from wagtail.search.backends import get_search_backend

    imported(folder, tmp_path=tmp_path)
    found = get_search_backend().search("合伙企业", Work.objects.all())
    assert [work.title for work in found] == ["中华人民共和国合伙企业法"]
    document = Work.objects.get(title="中华人民共和国破产法").document
    assert ReferenceIndex.get_references_to(document).count() == 1


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"level": "secret"}, "没有“secret”这个公开级别"),
        ({"level": "restricted"}, "请用 --group"),
        ({"level": "restricted", "group": ["没有的组"]}, "没有名为“没有的组”的组"),
        ({"library": "mei-you"}, "没有网址为“mei-you”的书库"),
        ({"jobs": "0"}, "1 到 32 的整数"),
        ({"jobs": "许多"}, "1 到 32 的整数"),
        ({"report": "/没有/这里/r.jsonl"}, "写不了报告文件"),
    ],
)
def test_bad_options_are_explained(folder: Path, options: dict[str, Any], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        call_command("import_works", str(folder), **options)
    assert not Work.objects.exists() and not CmsDocument.objects.exists()


@pytest.mark.parametrize("name", ["/没有/这个", "坏\0名", "x" * 5000])
def test_paths_that_are_not_there(name: str) -> None:
    with pytest.raises(CommandError, match=r"没有这个文件或文件夹|打不开"):
        call_command("import_works", name)


def run_import(folder: Path, **options: Any) -> Import:
    made = Import(services.library_for(), services.collection_for(services.PUBLIC), Report(), **options)
    made.run([folder])
    return made


def many(folder: Path, count: int) -> Path:
    for number in range(count):
        text_file(folder, f"{number:03}.md", f"# 通知{number}\n\n依照《公司法》办理第{number}件事。\n")
    return folder


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
    """Another import commits one of our files between our look and our commit."""
    many(tmp_path / "in", 3)
    add, calls = running.batch.add_many, []

    def late(items: Any, *args: Any, **kwargs: Any) -> None:
        calls.append(len(items))
        if len(calls) == 1:
            add([replace(items[0])], *args)
            raise IntegrityError
        add(items, *args, **kwargs)

    monkeypatch.setattr(running.batch, "add_many", late)
    made = run_import(tmp_path / "in")
    assert calls == [3, 2] and Work.objects.count() == 3
    assert made.report.counts == {"imported": 2, "duplicate": 1}


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


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
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
        "IndexEvent.objects.values('key').distinct().count())"
    )
    answer = start("shell", "-v0", "-c", count).communicate()[0]
    assert "counts 61 61 63 61 0 60 61" in answer, answer
