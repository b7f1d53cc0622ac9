"""What two administrators do at one moment: a power each to one person, two organs each above the other."""

from __future__ import annotations

from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cms.core import powers
from cms.core.factories import OrganisationFactory, UserFactory
from cms.core.models import Organisation, User
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


@pytest.mark.django_db(transaction=True)
def test_no_two_organs_are_above_each_other() -> None:
    givers = [Client(), Client()]
    for giver in givers:
        giver.force_login(UserFactory(is_superuser=True))
    for _ in range(6):
        pair = [OrganisationFactory(name=name) for name in ("机关党委", "第一支部")]
        saves = []
        for giver, (below, above) in zip(givers, (pair, pair[::-1]), strict=True):
            address = f"/admin/snippets/core/organisation/edit/{below.pk}/"
            form = giver.get(address).context["form"]
            typed = {bound.html_name: bound.value() or "" for bound in form}
            saves.append(partial(giver.post, address, typed | {"parent": above.pk, "sort_order": 0}))
        assert sorted(answer.status_code for answer in at_once(*saves)) == [200, 302]
        assert Organisation.objects.filter(pk__in=[organ.pk for organ in pair], parent=None).count() == 1
