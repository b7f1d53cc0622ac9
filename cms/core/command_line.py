"""What Python's reader of command lines says, in Chinese: it asks gettext, which has no catalogue of it."""

from __future__ import annotations

import argparse

SAYS = {
    "usage: ": "用法：",
    "options": "选项",
    "positional arguments": "参数",
    "show this help message and exit": "显示这份说明",
    "%(prog)s: error: %(message)s\n": "%(prog)s：%(message)s\n",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s：%(message)s",
    "the following arguments are required: %s": "还缺少这些参数：%s。",
    "one of the arguments %s is required": "这些参数必须有一个：%s。",
    "unrecognized arguments: %s": "不认识这些参数：%s。加上 --help 查看用法。",
    "not allowed with argument %s": "不能和 %s 同时使用。",
    "ignored explicit argument %r": "这个参数不带值，却给了 %r。",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 可能是 %(matches)s，请写全。",
    "expected one argument": "后面要跟一个值。",
    "expected at most one argument": "后面最多跟一个值。",
    "expected at least one argument": "后面至少要跟一个值。",
    "invalid %(type)s value: %(value)r": "%(value)r 不能用，这里要填 %(type)s 类型的值。",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r 这个选择，可选：%(choices)s。",
}


def speak_chinese() -> None:
    argparse._ = lambda message: SAYS.get(message, message)  # type: ignore[attr-defined]
