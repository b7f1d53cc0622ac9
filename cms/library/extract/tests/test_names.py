"""Files as people name them, and files that are not what they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from cms.library.extract import run

pytestmark = pytest.mark.once
LINE = "党员的权利和义务由章程规定，任何组织和个人不得侵犯。"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("01_关于换届工作的通知.TXT", "关于换届工作的通知"),
        ("C:\\文件\\通知.Md", "通知"),
        ("../../etc/通知\0.txt", "通知"),
        ("\u202e通知\ud800.txt", "通知"),
        ("学习材料", "学习材料"),
        ("", "未命名文件"),
        ("长" * 5_000 + ".txt", "长" * 299 + "…"),
    ],
)
def test_files_named_by_people(room: Path, tmp_path: Path, name: str, title: str) -> None:
    path = tmp_path / "upload"
    path.write_text(f"{LINE}\n\n没有标题的一段话，只是说明。")
    found = run(path, name)
    assert (found.state, found.title) == ("ok", title), found.reason
    assert LINE in found.passages[0].text


@pytest.mark.parametrize(
    ("name", "data", "state", "word"),
    [
        ("图.PNG", b"%PDF-1.4 nothing", "refused", "名不副实"),
        ("a.docx", b"MZ\x90\0" * 20, "refused", "Windows 程序"),
        ("a.pdf", b"<html><body>x</body></html>", "refused", "名不副实"),
        ("a.caj", b"CAJ\0" * 20, "refused", "CAJ"),
        ("a.epub", b"PK\x05\x06" + b"\0" * 18, "refused", "压缩包"),
        ("a.pdf", b"", "refused", "空文件"),
        ("a.txt", b"  \n ", "no_text", "没有文字"),
        ("a.svg", b"<svg xmlns='x'><script>1</script></svg>", "refused", "扩展名是 .svg"),
        ("macro.docm", b"no archive at all", "refused", "扩展名是 .docm，"),
        ("a.DOTX", b"PK\x05\x06" + b"\0" * 18, "refused", "扩展名是 .dotx，"),
        ("a.jpeg", b"no picture at all", "refused", "扩展名是 .jpeg，"),
        ("a.bin", bytes(range(256)) * 4, "refused", "不支持的格式"),
    ],
)
def test_a_file_that_we_do_not_take(
    room: Path, tmp_path: Path, name: str, data: bytes, state: str, word: str
) -> None:
    path = tmp_path / "upload"
    path.write_bytes(data)
    found = run(path, name)
    assert (found.state, word in found.reason) == (state, True), found.reason


def test_of_a_title_that_is_too_long_it_shows_that_it_was_cut(room: Path, tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_text(f"# {'长' * 301}\n\n{LINE}")
    assert run(path, "通知.md").title == "长" * 299 + "…"
    path.write_text(f"# {'长' * 300}\n\n{LINE}")
    assert run(path, "通知.md").title == "长" * 300


def test_a_text_that_begins_with_a_chapter_is_called_as_its_file(room: Path, tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_text(f"第一章 总则\n\n{LINE}")
    assert run(path, "守则.txt").title == "守则"
