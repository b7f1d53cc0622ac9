"""Two administrators give one person a power each, at one moment."""

from __future__ import annotations

from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cms.core import powers
from cms.core.factories import UserFactory
from cms.core.models import User
from cms.core.tests.at_once import at_once


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
        address = f"/admin/bulk/core/user/assign_role/?id={account.pk}"
        at_once(
            *(partial(giver.post, address, {"role": role}) for giver, role in zip(givers, roles, strict=True))
        )
        assert len(powers.of_user(User.objects.get(pk=account.pk))) == 1
