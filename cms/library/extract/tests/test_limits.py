"""What the limited process may not do, and what is left when it is stopped. Real processes, real files."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import psutil
import pytest

from cms.library.extract import Limits, run
from cms.library.extract.limited import MEMORY, ROOT
from cms.library.extract.workers import POOL, sweep

from .conftest import children, grandchildren, left_in

pytestmark = pytest.mark.once
LIMITS = Limits()
LINE = "党员的权利和义务由章程规定，任何组织和个人不得侵犯。"


def word(path: Path, *lines: str) -> Path:
    document = docx.Document()
    document.add_heading("第一章 总则", 1)
    for line in lines or (LINE,):
        document.add_paragraph(line)
    document.save(path)
    return path


def with_part(source: Path, target: Path, name: str, old: bytes, new: bytes) -> Path:
    """A copy of a container in which one part reads differently."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for info in before.infolist():
            data = before.read(info)
            if info.filename == name:
                assert old in data
                data = data.replace(old, new)
            after.writestr(info.filename, data)
    return target


@pytest.fixture
def outside() -> Iterator[tuple[int, list[str]]]:
    """A server on this machine that counts who calls it."""
    server = socket.create_server(("127.0.0.1", 0))
    calls: list[str] = []

    def listen() -> None:
        while True:
            try:
                connection, address = server.accept()
            except OSError:
                return
            calls.append(str(address))
            connection.close()

    threading.Thread(target=listen, daemon=True).start()
    yield server.getsockname()[1], calls
    server.close()


def test_nothing_outside_is_called(room: Path, tmp_path: Path, outside: tuple[int, list[str]]) -> None:
    port, calls = outside
    url = f"http://127.0.0.1:{port}/x.png"
    plain = word(tmp_path / "plain.docx")
    linked = with_part(
        plain,
        tmp_path / "linked.docx",
        "word/_rels/document.xml.rels",
        b"</Relationships>",
        b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
        b' TargetMode="External" Target="' + url.encode() + b'"/></Relationships>',
    )
    (tmp_path / "page.html").write_text(
        f"<h1>通知</h1><img src={url}><script src={url}></script><p>{LINE}</p>"
    )
    (tmp_path / "a.rtf").write_text(
        rf'{{\rtf1\ansi{{\field{{\*\fldinst INCLUDEPICTURE "{url}"}}{{\fldrslt}}}}text\par}}'
    )
    for path, note in (
        (linked, "外部引用"),
        (tmp_path / "page.html", "脚本"),
        (tmp_path / "a.rtf", "外部引用"),
    ):
        found = run(path, path.name)
        assert found.state == "ok", found.reason
        assert note in "".join(found.notes)
    assert calls == []
    socket.create_connection(("127.0.0.1", port)).close()


def test_the_child_has_no_network_where_the_system_allows_it(outside: tuple[int, list[str]]) -> None:
    code = (
        f"import sys, socket; sys.path.insert(0, {str(ROOT)!r})\n"
        "from cms.library.extract.child import close_network\n"
        "closed = close_network()\n"
        f"try: socket.create_connection(('127.0.0.1', {outside[0]}), 2); reached = True\n"
        "except OSError: reached = False\n"
        "print(closed, reached)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() in (["True", "False"], ["False", "True"])


def test_the_child_knows_no_django(room: Path) -> None:
    """It has no settings and starts in a tenth of a second."""
    code = "import sys; import cms.library.extract.dispatch; print('django' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
    )
    assert said.stdout.strip() == "False", said.stderr


def test_a_file_that_takes_too_long_is_stopped(room: Path, tmp_path: Path) -> None:
    path = word(tmp_path / "慢.docx", *[LINE] * 400)
    found = run(path, path.name, replace(LIMITS, seconds=0.05))
    assert (found.state, "超时" in found.reason) == ("failed", True)
    assert left_in(room) == []
    assert grandchildren() == []


@pytest.mark.slow
def test_office_is_stopped_with_all_it_started(room: Path, tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice missing: apt-get install libreoffice-writer")
    path = word(tmp_path / "长.docx", *[LINE] * 4_000)
    found = run(path, path.name, replace(LIMITS, office_seconds=0.3))
    assert found.state == "ok"
    assert found.pages is None
    assert found.outline[0]["title"] == "第一章 总则"
    assert "已停止" in "".join(found.notes)
    assert grandchildren() == []
    assert left_in(room) == []


def test_memory_and_output_have_their_reasons(room: Path, tmp_path: Path) -> None:
    big = tmp_path / "big.csv"
    big.write_bytes(b"\xb5\xb3\xd4\xb1," * 700_000)
    found = run(big, "大表.csv", replace(LIMITS, characters=100_000))
    assert (found.state, "文字过多" in found.reason) == ("refused", True)
    path = word(tmp_path / "a.docx", *[LINE] * 2_000)
    found = run(path, "a.docx", replace(LIMITS, temporary_bytes=2_000))
    assert (found.state, "临时文件超过上限" in found.reason) == ("failed", True)
    found = run(path, "a.docx", replace(LIMITS, file_bytes=1_000))
    assert (found.state, "文件过大" in found.reason) == ("refused", True)
    assert left_in(room) == []


def test_a_zip_bomb_is_not_unpacked(room: Path, tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * (60 << 20))
    found = run(path, path.name)
    assert (found.state, "解压后过大" in found.reason) == ("refused", True)


def test_garbage_does_not_end_the_child(room: Path, tmp_path: Path) -> None:
    pids = set()
    for number, form in enumerate(
        ("pdf", "doc", "docx", "xls", "ofd", "png", "rtf", "html", "txt", "csv") * 2
    ):
        path = tmp_path / f"{number}.{form}"
        head = {
            "pdf": b"%PDF-1.7\n1 0 obj",
            "docx": b"PK\x03\x04",
            "png": b"\x89PNG\r\n\x1a\n",
            "rtf": b"{\\rtf1",
        }
        path.write_bytes(head.get(form, b"") + bytes((number * 37 + n * n * 11) % 256 for n in range(5_000)))
        found = run(path, path.name)
        assert found.state in ("failed", "refused", "no_text", "ok")
        assert bool(found.reason) == (found.state != "ok")
        pids |= {child.pid for child in children()}
    assert len(pids) == 1, "one child for all of them"


def test_a_large_parent_does_not_make_its_child_large(room: Path, tmp_path: Path) -> None:
    ours = bytearray(MEMORY)
    ours[::4096] = b"x" * len(ours[::4096])  # resident, not only promised
    path = tmp_path / "a.html"
    path.write_text(f"<p>{LINE}</p>")
    pids = set()
    for _ in range(2):
        assert run(path, path.name).state == "ok"
        pids |= {child.pid for child in children()}
    assert len(pids) == 1, "kept for the second file"


def test_a_killed_child_is_replaced_and_its_folder_goes(room: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<p>{LINE}</p>")
    assert run(tmp_path / "a.html", "a.html").state == "ok"
    (child,) = children()
    (held,) = POOL._idle
    child.kill()
    assert held._gone.wait(10)
    assert not psutil.pid_exists(child.pid), "no zombie stays, though nobody asked for the child again"
    assert run(tmp_path / "a.html", "a.html").state == "ok"
    POOL.close()
    assert list(room.iterdir()) == []


def test_a_child_ends_with_its_parent(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<p>{LINE}</p>")
    code = (
        f"import sys, os, psutil; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path; from cms.library.extract import run\n"
        f"run(Path({str(tmp_path / 'a.html')!r}), 'a.html')\n"
        "print(*[c.pid for c in psutil.Process().children()], flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    (pid,) = map(int, done.stdout.split())
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(10)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    assert not list(tmp_path.glob("xinhuo-extract-*"))


def test_what_a_killed_parent_left_is_swept(room: Path) -> None:
    (room / "xinhuo-extract-4194999-abc").mkdir()
    (room / "xinhuo-extract-4194999-abc.pdf").write_bytes(b"x")
    (room / f"xinhuo-extract-{os.getpid()}-mine").mkdir()
    assert sweep() == 2
    assert [path.name for path in room.iterdir()] == [f"xinhuo-extract-{os.getpid()}-mine"]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 700_000,
        "<!--" * 300_000,
        "![](" * 300_000,
        "`a " * 300_000,
        "# a" + " " * 1_000_000 + "b",
        "# a" + "#" * 1_000_000 + "b",
        "|" + " " * 1_000_000 + ":x",
        " " * 1_000_000 + "|x",
        "---" + "\n" * 1_000_000 + "x",
        "第一条 " + " " * 1_000_000 + "x",
        "[a](b" * 300 + "\n" + ("[" * 4_900 + "\n") * 200,
        ("**a " * 1_200 + "\n") * 200,
    ],
    ids=str.__len__,
)
def test_no_text_takes_the_parent_long(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(text)
    began = time.process_time()
    assert run(path, "a.md").state == "ok"
    assert time.process_time() - began < 8  # quadratic would be minutes


def test_a_missing_file_is_a_reason(tmp_path: Path) -> None:
    assert "读不到文件" in run(tmp_path / "gone.txt", "gone.txt").reason
    assert run(tmp_path / "gone.pdf", "gone.pdf").state == "failed"
