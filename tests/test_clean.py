"""`make clean` removes what the other targets made, and nothing that somebody else keeps."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.parts import process

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.once


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    for kept in ("cms", "cms/__pycache__", ".venv/bin", "var/private"):
        (folder / kept).mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", folder)
    return folder


def clean(checkout: Path, **variables: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XINHUO_", "MAKE"))}
    done = subprocess.run(
        ["make", "-s", "clean"],
        cwd=checkout,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_stands_in_the_folder_goes(checkout: Path, tmp_path: Path) -> None:
    assert clean(checkout, XINHUO_PARTS=str(tmp_path / "none")) == ""
    assert sorted(path.name for path in checkout.rglob("*")) == ["Makefile", "cms"]


def test_a_folder_of_somebody_else_stays(checkout: Path, tmp_path: Path) -> None:
    for name in ("data of mine", "parts of mine"):
        (tmp_path / name / "deep").mkdir(parents=True)
    said = clean(
        checkout, XINHUO_VAR=str(tmp_path / "data of mine"), XINHUO_PARTS=str(tmp_path / "parts of mine")
    )
    assert (tmp_path / "data of mine/deep").is_dir() and (tmp_path / "parts of mine/deep").is_dir()
    assert f"测试部件目录 {tmp_path}/parts of mine 不是本程序建立的，没有删除" in said
    assert f"数据目录 {tmp_path}/data of mine 不在本文件夹内，没有删除" in said


def test_parts_go_only_where_the_tests_made_the_folder(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "letter.txt").write_text("")
    for folder in (ours, theirs):
        monkeypatch.setattr(process, "PARTS", folder)
        assert process.parts_folder() == folder
        (folder / "elasticsearch").mkdir()
        process.parts_folder()
        clean(checkout, XINHUO_PARTS=str(folder))
    assert not ours.exists() and (theirs / "letter.txt").exists()
