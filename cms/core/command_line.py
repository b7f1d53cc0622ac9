"""What Python's reader of command lines says, and Django's own options, in Chinese: neither has a catalogue of it."""

from __future__ import annotations

import argparse
import difflib
import sys
from typing import Any

from django.conf import settings
from django.core.management import ManagementUtility, get_commands
from django.core.management.base import BaseCommand, DjangoHelpFormatter, OutputWrapper

from cms.core.trouble import sentence_for

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
OPTIONS = {
    "version": "显示版本号",
    "verbosity": "输出多少：0 最少，1 平常，2 较多，3 最多",
    "settings": "用哪个配置模块，例如 config.settings.production；不写就看环境变量 DJANGO_SETTINGS_MODULE",
    "pythonpath": "另外到哪个文件夹里找 Python 模块",
    "traceback": "出错时显示完整的调用过程",
    "no_color": "输出不带颜色",
    "force_color": "输出总是带颜色",
    "skip_checks": "跳过系统检查",
}


def _help(formatter: argparse.HelpFormatter, action: argparse.Action) -> str | None:
    return OPTIONS.get(action.dest, action.help)


class Said(OutputWrapper):
    """Without the English name that Django puts before what a command says as it fails."""

    def write(self, msg: str = "", *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        super().write(msg.removeprefix("CommandError: "), *args, **kwargs)


class Utility(ManagementUtility):
    """The one that finds the command and hands it the words after its name."""

    def main_help_text(self, commands_only: bool = False) -> str:
        wrong, self.settings_exception = self.settings_exception, None  # Django would tell it in English
        text = super().main_help_text(commands_only)
        if commands_only:
            return text
        head, _, commands = text.partition("Available subcommands:")
        if wrong:
            commands += f"\n本站自己的命令没有列出，因为配置读不出来。{sentence_for(wrong) or wrong}"
        return f"\n看一条命令的用法：{self.prog_name} help 命令名\n\n全部命令：{commands}" if head else text

    def fetch_command(self, subcommand: str) -> BaseCommand:
        names = get_commands()
        if subcommand not in names:
            _ = (
                settings.INSTALLED_APPS
            )  # settings that cannot be read say why: then no command of ours is known
            near = difflib.get_close_matches(subcommand, names, n=1)
            hint = f"是不是 {near[0]}？" if near else ""
            sys.exit(f"没有“{subcommand}”这条命令。{hint}全部命令见 {self.prog_name} help。")
        command = super().fetch_command(subcommand)
        command.stderr = Said(sys.stderr)
        command.stderr.style_func = command.style.ERROR
        return command


def speak_chinese() -> None:
    DjangoHelpFormatter._get_help_string = _help  # type: ignore[method-assign,assignment]
    argparse._ = lambda message: SAYS.get(message, message)  # type: ignore[attr-defined]
