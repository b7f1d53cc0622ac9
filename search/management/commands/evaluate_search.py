"""`manage.py evaluate_search`: standard figures of the product's own query path over a judged collection."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import evaluation
from search.collection import BadCollection, Collection, read_lines
from search.engine import EngineUnavailable
from search.temporary import temporary_index

DEPTH = 100


REASONS = {errno.ENOENT: "没有这个文件", errno.EISDIR: "这是文件夹，不是文件", errno.EACCES: "没有读它的权限"}


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in REASONS:
        return f"{error.filename}：{REASONS[error.errno]}。"
    return str(error)


class Command(BaseCommand):
    help = "在一个临时索引上评测检索效果：recall@10、recall@100、MRR@10、nDCG@10。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--collection", required=True, type=Path, help="文档，每行一个 JSON（.jsonl 或 .jsonl.gz）"
        )
        parser.add_argument("--queries", required=True, type=Path, help="问题，每行“编号 制表符 文字”")
        parser.add_argument("--qrels", required=True, type=Path, help="答案，每行“编号 0 文档 等级”")
        parser.add_argument(
            "--engine", choices=("embedded", "elasticsearch"), default="embedded", help="用哪个引擎"
        )
        parser.add_argument("--run", type=Path, help="把排序结果写成 TREC 格式的文件")
        parser.add_argument("--json", action="store_true", help="最后输出一个 JSON 对象")

    def handle(self, *args: Any, **options: Any) -> None:
        queries, qrels = self._judged(options["queries"], options["qrels"])
        self._say("读取文档……")
        try:
            collection = Collection(read_lines(options["collection"]))
        except (BadCollection, OSError, EOFError) as error:
            raise CommandError(f"读不出文档文件：{_reason(error)}") from None
        self._say(f"{len(collection)} 篇，开始建立临时索引……")
        try:
            with temporary_index(options["engine"], collection, self._progress) as index:
                runs, times = self._ask(index.rank, queries)
        except EngineUnavailable as error:
            raise CommandError(f"检索引擎没有应答：{error}") from None
        figures = evaluation.figures(options["engine"], runs, qrels, times)
        if options["run"]:
            evaluation.write_run(options["run"], runs, "xinhuo")
        if options["json"]:
            self.stdout.write(json.dumps(figures.as_dict(), ensure_ascii=False))
            return
        for name, value in figures.as_dict().items():
            self.stdout.write(f"{name:<12} {value}")

    def _judged(self, queries: Path, qrels: Path) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
        try:
            judged = evaluation.read_qrels(qrels)
            asked = evaluation.read_queries(queries)
        except (OSError, ValueError) as error:
            raise CommandError(f"读不出问题或答案文件：{_reason(error)}") from None
        if not judged or not asked:
            raise CommandError("问题或答案文件是空的。")
        return {number: text for number, text in asked.items() if number in judged}, judged

    def _ask(self, rank: Any, queries: dict[str, str]) -> tuple[dict[str, Sequence[str]], list[float]]:
        runs: dict[str, Sequence[str]] = {}
        times: list[float] = []
        for done, (number, text) in enumerate(queries.items(), 1):
            started = perf_counter()
            runs[number] = rank(text, DEPTH)
            times.append((perf_counter() - started) * 1000)
            if done % 100 == 0:
                self._say(f"已问 {done} / {len(queries)} 个问题")
        return runs, times

    def _progress(self, items: Iterator[Any], total: int) -> Iterator[Any]:
        step = max(1, total // 10)
        for done, item in enumerate(items, 1):
            yield item
            if done % step == 0:
                self._say(f"已编入 {done} / {total} 部")

    def _say(self, text: str) -> None:
        self.stderr.write(text)
