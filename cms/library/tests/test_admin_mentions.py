"""The form of a volume, and what two of its versions differ in, name no book that is hidden from whoever opens them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cms.library.models import Work, WorkKind, WorkState

from .admin_world import address, library, shelf, signed_in, work

pytestmark = pytest.mark.django_db
HIDDEN = "内部内容，您不在可看的范围内"


@pytest.fixture
def volume() -> Work:
    """Of a book that 党委 alone may see."""
    Group.objects.create(name="党委")
    book = Work.objects.create(
        library=library(),
        collection=shelf("restricted", "党委"),
        kind=WorkKind.BOOK,
        title="哨兵全集",
        state=WorkState.READY,
    )
    made = work("公开卷", into=book.library, live=False)
    made.save_revision()
    made.parent = book
    made.save_revision()
    made.save()
    return made


def test_neither_names_a_hidden_book(client: Client, volume: Work) -> None:
    first, *_, last = volume.revisions.order_by("pk").values_list("pk", flat=True)
    doors = (address("edit", volume.pk), address("revisions_compare", volume.pk, first, last))
    user = signed_in(client, "审核")
    for door in doors:
        said = client.get(door).content.decode()
        assert "哨兵" not in said and HIDDEN in said, door
    user.groups.add(Group.objects.get(name="党委"))
    for door in doors:
        said = client.get(door).content.decode()
        assert "哨兵全集" in said and HIDDEN not in said, door
