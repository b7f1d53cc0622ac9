"""The level of one work as its form shows it: what holds now is ticked, so that one press opens nothing."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cms.core import access
from cms.core.factories import UserFactory, collection, restrict
from cms.library import services
from cms.library.models import Work

from .admin_world import library, signed_in, work

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["public", "internal", "restricted"])
def test_pressed_as_it_opens_it_changes_nothing(client: Client, kind: str) -> None:
    library()
    made = work("支部学习手册")
    groups = ["审批", "审核"] if kind == "restricted" else []
    services.change_level([made], services.level_named(kind, groups))
    made.refresh_from_db()
    before = access.describe(made.audience())
    signed_in(client, "审批")
    place = f"/admin/library/works/{made.pk}/level/"
    form = client.get(place).context["form"]
    ticked = [widget.data["value"] for widget in form["level"] if widget.data["selected"]]
    chosen = [str(widget.data["value"]) for widget in form["groups"] if widget.data["selected"]]
    assert ticked == [kind] and len(chosen) == len(groups)
    assert client.post(place, {"level": ticked[0], "groups": chosen}).status_code == 302
    made.refresh_from_db()
    assert access.describe(made.audience()) == before


def test_what_no_level_can_say_is_left_open(client: Client) -> None:
    """A collection of somebody's own below another that is closed too."""
    library()
    made, outer = work("两道门"), collection("外")
    restrict(outer, Group.objects.create(name="党委"))
    inner = outer.add_child(name="内")
    restrict(inner, Group.objects.create(name="纪委"))
    services.change_level([made], inner)
    client.force_login(UserFactory(groups=["审批", "党委", "纪委"]))
    place = f"/admin/library/works/{made.pk}/level/"
    assert not any(widget.data["selected"] for widget in client.get(place).context["form"]["level"])
    assert client.post(place, {}).context["form"].errors.keys() == {"level"}


def test_the_level_of_ones_own_draft(client: Client) -> None:
    """Who chose a wrong one at the upload puts it right himself, as long as nothing of it is or is to be published."""
    library()
    editor = signed_in(client, "编辑")
    own, foreign, out = work("自己的", live=False, user=editor), work("别人的", live=False), work("已发布")
    Work.objects.filter(pk=out.pk).update(added_by=editor)
    waiting = work("等着发布", live=False, user=editor)
    Work.objects.filter(pk=waiting.pk).update(publish_when_ready=True)
    for made, may in ((own, True), (foreign, False), (out, False), (waiting, False)):
        place = f"/admin/library/works/{made.pk}/level/"
        shown = client.get(f"/admin/snippets/library/work/edit/{made.pk}/").content.decode()
        assert (place in shown) is may, made.title
        client.post(place, {"level": "internal"})
        made.refresh_from_db()
        assert (access.describe(made.audience()) == "内部") is may, made.title
