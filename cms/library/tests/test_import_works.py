"""The command: what it takes, what it answers, and that being cut short costs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from cms.core import access
from cms.core.models import CmsDocument
from cms.library import searchable, services
from cms.library.factories import LibraryPageFactory, text_file
from cms.library.models import Mention, Passage, Work, WorkState
from cms.library.tests.import_world import by_name, imported
from search.models import IndexEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private", "data")]
ROOT = Path(__file__).resolve().parents[3]


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
    assert "共 6 份：入库 3，已有 1，不收 2。已有的都没有改动" in said
    assert (law.kind, law.live, law.cited_by, law.state) == ("law", True, 2, WorkState.READY)
    assert [p.anchor for p in law.passages.all()] == ["a1", "a2", "a3", "a4"]
    assert Path(law.document.file.path).read_text().startswith("# 中华人民共和国公司法")
    assert {searchable.key_of(pk) for pk in Work.objects.values_list("pk", flat=True)} == set(
        IndexEvent.objects.filter(key__startswith=f"{searchable.NAME}:").values_list("key", flat=True)
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


def test_a_file_that_was_replaced_since_is_no_new_work(folder: Path, tmp_path: Path) -> None:
    imported(folder, tmp_path=tmp_path)
    law = Work.objects.get(title="中华人民共和国公司法")
    services.replace_file(
        law, text_file(tmp_path, "修正.md", "# 公司法\n\n第一条 改正后的规定。\n"), "修正.md"
    )
    before = Work.objects.count()
    answer = by_name(imported(folder, tmp_path=tmp_path)[0])["公司法_2023-12-20.md"]
    assert (answer["state"], answer["work"], Work.objects.count()) == ("duplicate", law.pk, before)


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


def test_nothing_to_import_and_nowhere_to_write(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="请写出要导入的文件"):
        call_command("import_works")
    monkeypatch.setattr(settings, "VAR", Path("/proc/1"))
    with pytest.raises(CommandError, match="不可写"):
        call_command("import_works", str(folder))
