"""Every real and every hostile file of the corpus, one by one: what it holds, or why it is not taken."""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.library.extract import Extraction, Limits, run
from cms.library.extract.workers import POOL
from conftest import SHARED
from search.text import normalise

from .conftest import grandchildren, left_in

pytestmark = [pytest.mark.once, pytest.mark.corpus, pytest.mark.slow]
LIMITS = Limits()
SLOWEST = LIMITS.seconds + 3
TEXT = ("ok", "")
ENCRYPTED = ("refused", "已加密")
DAMAGED = ("failed", "文件损坏")
EMPTY = ("no_text", "没有文字")
FALSE_NAME = ("refused", "名不副实")
BOMB = ("refused", "解压后过大")
BAD = {
    "001": TEXT, "003": EMPTY, "005": DAMAGED, "007": DAMAGED, "009": DAMAGED, "011": EMPTY, "013": TEXT,
    "015": TEXT, "017": TEXT, "019": EMPTY, "021": TEXT, "023": TEXT, "025": TEXT, "027": ENCRYPTED,
    "029": ENCRYPTED, "031": TEXT, "033": TEXT, "035": TEXT, "037": FALSE_NAME, "039": DAMAGED,
    "041": DAMAGED, "043": TEXT, "045": FALSE_NAME, "047": EMPTY, "049": TEXT, "051": TEXT, "053": TEXT,
    "055": ("no_text", "表格是空的"), "057": DAMAGED, "059": EMPTY, "061": TEXT, "063": DAMAGED, "065": DAMAGED,
    "067": TEXT, "069": ENCRYPTED, "071": BOMB, "073": BOMB, "076": TEXT, "078": TEXT, "080": TEXT,
    "082": TEXT, "084": ("refused", "外部引用"), "086": BOMB, "088": ("refused", "嵌套过深"), "090": FALSE_NAME,
    "092": ("refused", "空文件"), "094": ("refused", "程序"), "096": DAMAGED, "098": ("failed", "需要的内存超过上限"),
    "100": ("refused", "图片过大"), "102": TEXT, "104": TEXT,
}  # fmt: skip
NOTED = {"013": "页损坏", "017": "扫描", "061": "嵌入", "080": "附件"}
SPECIAL = {
    "17": ("no_text", "乱码"),
    "91": ("no_text", "扫描件：共 3 页"),
    "92": ("no_text", "扫描件：共 3 页"),
}
# PDFium reads letters printed several times over each other once, and a form column by column.
WORDS = {
    "05": ["安徽安利合成革股份有限公司", "股票代码", "披露日期"],
    "16": ["增值税税率", "增值税税额"],
    "46": ["世界雅虎", "亞太：亞洲 - 中國 - 香港 - 台灣 - 新加坡 - 印度 - 日本 - 韓國 - 澳紐"],
}


def manifest(folder: str) -> list[dict]:
    path = SHARED / "corpus" / folder / "manifest.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.is_file() else []


def dense(text: str) -> str:
    return re.sub(r"[\W_]+", "", normalise(text))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One temporary folder and one pool for the module: a hostile file must not harm the one after it."""
    folder = tmp_path_factory.mktemp("extract")
    POOL.close()
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    yield folder
    POOL.close()
    tempfile.tempdir = before
    assert left_in(folder) == []


def extract(shelf: Path, path: Path) -> Extraction:
    began = time.monotonic()
    found = run(path, path.name, LIMITS, shelf / "copy.pdf")
    assert time.monotonic() - began < SLOWEST
    assert (found.reading_copy is not None) == (shelf / "copy.pdf").exists()
    (shelf / "copy.pdf").unlink(missing_ok=True)
    assert left_in(shelf) == []
    assert grandchildren() == []
    return found


@pytest.mark.parametrize("file", [entry["file"] for entry in manifest("badfiles")])
def test_bad_file_gets_its_answer(corpus: Path, shelf: Path, file: str) -> None:
    state, word = BAD[file[:3]]
    found = extract(shelf, corpus / "badfiles" / file)
    assert (found.state, word in found.reason) == (state, True), found.reason
    assert bool(found.reason) == (found.state != "ok")
    assert found.title
    assert (found.characters > 0) == (found.state == "ok")
    assert NOTED.get(file[:3], "") in "".join(found.notes)
    assert not re.search("[\x00\ud800-\udfff]", "".join(section.text for section in found.passages))


@pytest.mark.parametrize("entry", manifest("files"), ids=lambda entry: entry["file"])
def test_real_file_gives_its_text(corpus: Path, shelf: Path, entry: dict) -> None:
    number = entry["file"][:2]
    state, word = SPECIAL.get(number, TEXT)
    found = extract(shelf, corpus / "files" / entry["file"])
    assert (found.state, word in found.reason) == (state, True), found.reason
    if "pages" in entry:
        assert found.pages == entry["pages"]
        assert all(1 <= section.page <= entry["pages"] for section in found.passages)
    if state == "ok":
        texts = [dense(section.text) for section in found.passages]
        for snippet in WORDS.get(number, entry["expect"]):
            assert any(dense(snippet) in text for text in texts), snippet


def test_every_bad_file_is_in_the_table(corpus: Path) -> None:
    assert {entry["file"][:3] for entry in manifest("badfiles")} == set(BAD)
