"""The operator's first command speaks Chinese."""

from __future__ import annotations

import getpass
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cms.core.models import User

pytestmark = pytest.mark.django_db


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_questions_and_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["admin2", "a@example.cn", "y"])
    passwords = iter(["one", "two", "short", "short"])
    asked: list[str] = []

    def answer(prompt: str = "") -> str:
        asked.append(prompt)
        return next(typed)

    def secret(prompt: str = "") -> str:
        asked.append(prompt)
        return next(passwords)

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr(getpass, "getpass", secret)
    out, err = StringIO(), StringIO()
    call_command("createsuperuser", stdin=Terminal(), stdout=out, stderr=err)
    assert User.objects.get(username="admin2").is_superuser
    said = out.getvalue() + err.getvalue() + "".join(asked)
    assert "超级管理员已建立" in said and "两次输入的密码不一样" in said and "再输一次密码：" in said
    assert not any(word in said for word in ("Password", "Error", "Superuser", "Bypass"))


def test_what_is_missing() -> None:
    with pytest.raises(CommandError, match="就要写出 --username"):
        call_command("createsuperuser", interactive=False)
