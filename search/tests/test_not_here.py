"""Who names a document that the library has not."""

from __future__ import annotations

from .shelf import Library, numbers, work


def test_a_sentence_that_cites_a_work_that_is_not_here(library: Library) -> None:
    ask = library(
        work(1, "用工问答", "《最低工资规定》（劳动部令第21号）第三条规定了最低工资标准。"),
        work(2, "工资条例", ("第三条", "最低工资标准由劳动部规定。")),
    )
    found = ask("《最低工资规定》（劳动部令第21号）第三条规定")
    assert numbers(found) == [1] and not found.hints
