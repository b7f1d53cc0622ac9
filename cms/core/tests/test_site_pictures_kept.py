"""系统管理 does not open to all, by choosing it for 网站信息, what others keep to some or have not let out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cms.core import access
from cms.core.admin.site_form import KEPT
from cms.core.factories import UserFactory, restrict
from cms.core.levels import OPEN
from cms.core.models import User
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, site_settings

from .test_site_pictures import as_role, image, save, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def in_internal_column(picture: Any, editor: User) -> None:
    column = ColumnPageFactory()
    restrict(column)
    ArticlePageFactory(parent=column, owner=editor, lead=picture)


def in_draft(picture: Any, editor: User) -> None:
    ArticlePageFactory(live=False, owner=editor, lead=picture).save_revision(user=editor)


def in_draft_of_what_is_published(picture: Any, editor: User) -> None:
    page = ArticlePageFactory(owner=editor)
    page.lead = picture
    page.save_revision(user=editor)


def on_public_page(picture: Any, editor: User) -> None:
    in_internal_column(picture, editor)
    ArticlePageFactory(owner=editor, lead=picture)


def nowhere(picture: Any, editor: User) -> None:
    pass


@pytest.mark.parametrize("used", [in_internal_column, in_draft, in_draft_of_what_is_published])
def test_what_only_some_may_see_is_not_chosen(client: Client, used: Callable[[Any, User], None]) -> None:
    editor: User = UserFactory(groups=["编辑"])
    picture = image(editor, title="值班表扫描件")
    used(picture, editor)
    before = access.audience_of(picture)
    as_role(client, "系统管理")
    assert before and KEPT in save(client, logo=picture.pk)
    assert stored().logo is None and access.audience_of(picture) == before


@pytest.mark.parametrize("used", [on_public_page, nowhere])
def test_what_nobody_keeps_is_chosen(client: Client, used: Callable[[Any, User], None]) -> None:
    editor: User = UserFactory(groups=["编辑"])
    picture = image(editor)
    used(picture, editor)
    as_role(client, "系统管理")
    assert KEPT not in save(client, logo=picture.pk)
    assert stored().logo == picture and access.audience_of(picture) == OPEN


@pytest.mark.parametrize("used", [in_internal_column, in_draft])
def test_what_he_brought_himself_is_his_to_open(client: Client, used: Callable[[Any, User], None]) -> None:
    picture = image(as_role(client, "系统管理"))
    used(picture, UserFactory(groups=["编辑"]))
    assert KEPT not in save(client, agency_mark=picture.pk)
    assert stored().agency_mark == picture


@pytest.mark.parametrize(("used", "taken"), [(in_draft, True), (in_internal_column, False)])
def test_a_draft_of_his_own_keeps_nothing_from_him(
    client: Client, used: Callable[[Any, User], None], taken: bool
) -> None:
    used(picture := image(), as_role(client, "系统管理"))
    assert (KEPT in save(client, logo=picture.pk)) is not taken
    assert (stored().logo == picture) is taken


def test_what_was_chosen_before_stays(client: Client) -> None:
    picture = image()
    in_internal_column(picture, UserFactory(groups=["编辑"]))
    site_settings(logo=picture)
    as_role(client, "系统管理")
    save(client, host_unit="市直机关工委")
    assert stored().logo == picture and stored().host_unit == "市直机关工委"
