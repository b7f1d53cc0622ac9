"""What the tests of import_works share."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from cms.library import services
from cms.library.factories import text_file
from cms.library.importing.report import Report
from cms.library.importing.run import Import


def imported(*args: Any, tmp_path: Path, **options: Any) -> tuple[list[dict[str, Any]], str]:
    """(report rows, what was said)."""
    out = StringIO()
    report = tmp_path / "report.jsonl"
    call_command("import_works", *map(str, args), report=str(report), stdout=out, **options)
    return [json.loads(line) for line in report.read_text().splitlines()], out.getvalue()


def by_name(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["path"].rpartition("/")[2]: row for row in rows}


def run_import(folder: Path, **options: Any) -> Import:
    made = Import(services.library_for(), services.collection_for(services.PUBLIC), Report(), **options)
    made.run([folder])
    return made


def many(folder: Path, count: int) -> Path:
    for number in range(count):
        text_file(folder, f"{number:03}.md", f"# 通知{number}\n\n依照《公司法》办理第{number}件事。\n")
    return folder
