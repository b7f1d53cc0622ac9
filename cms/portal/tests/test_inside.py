"""A member finds what strangers do not see by looking, not by search alone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cms.core.factories import UserFactory, restrict
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

pytestmark = pytest.mark.django_db


def test_it_lists_what_the_member_may_see_and_nothing_else(client: Client) -> None:
    inner = ColumnPageFactory(title="内部通报")
    restrict(inner)
    ArticlePageFactory(parent=inner, title="值班安排")
    ArticlePageFactory(parent=inner, title="未发布稿", live=False)
    single = ArticlePageFactory(parent=ColumnPageFactory(title="公开栏目"), title="单篇内部文")
    restrict(single)
    ArticlePageFactory(parent=single.get_parent(), title="公开文章")
    party = Group.objects.create(name="党委")
    closed = ColumnPageFactory(title="党委会")
    restrict(closed, party)
    ArticlePageFactory(parent=closed, title="会议纪要")

    def listed(user: object) -> list[str]:
        client.force_login(user)
        answer = client.get("/neibu-mulu/")
        assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
        main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
        names = (
            "内部通报",
            "值班安排",
            "未发布稿",
            "单篇内部文",
            "公开栏目",
            "公开文章",
            "党委会",
            "会议纪要",
        )
        return [name for name in names if name in main]

    assert listed(UserFactory()) == ["内部通报", "值班安排", "单篇内部文"]
    assert listed(UserFactory(groups=["党委"])) == [
        "内部通报",
        "值班安排",
        "单篇内部文",
        "党委会",
        "会议纪要",
    ]


def test_who_is_not_signed_in_is_asked_to(client: Client) -> None:
    answer = client.get("/neibu-mulu/")
    assert answer.status_code == 302 and answer["Location"] == "/login/?next=/neibu-mulu/"


def test_a_member_is_led_there(client: Client) -> None:
    assert "/neibu-mulu/" not in client.get("/island/visitor/").content.decode()
    client.force_login(UserFactory())
    assert 'href="/neibu-mulu/"' in client.get("/island/visitor/").content.decode()
    assert "目前没有您可以看的" in client.get("/neibu-mulu/").content.decode()
