"""Two administrators give one person a power each, at one moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import Group
from django.db import connections
from django.test import Client

from cms.core import powers
from cms.core.factories import UserFactory
from cms.core.models import User


@pytest.mark.django_db(transaction=True)
def test_nobody_gets_two_powers() -> None:
    givers = [Client(), Client()]
    for giver, user in zip(
        givers, (UserFactory(is_superuser=True), UserFactory(groups=["安全管理"])), strict=True
    ):
        giver.force_login(user)
    roles = [Group.objects.get(name=name).pk for name in ("系统管理", "审计管理")]
    for _ in range(6):
        account = UserFactory()
        together = Barrier(2)

        def give(pair: tuple[Client, int], account: User = account, together: Barrier = together) -> None:
            together.wait(10)
            try:
                pair[0].post(f"/admin/bulk/core/user/assign_role/?id={account.pk}", {"role": pair[1]})
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(give, zip(givers, roles, strict=True)))
        assert len(powers.of_user(User.objects.get(pk=account.pk))) == 1
