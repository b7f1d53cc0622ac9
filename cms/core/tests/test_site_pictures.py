"""Pictures of 网站信息 open with being chosen, close when they are taken out, and are changed by who may change it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html
from wagtail.models import Site

from cms.core import access, groups, services
from cms.core.admin import site_form
from cms.core.factories import CmsImageFactory, UserFactory, collection, picture, restrict
from cms.core.levels import OPEN, UNPUBLISHED
from cms.core.models import CmsImage, SiteSettings, User
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, site_settings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
CHOOSER = "/admin/images/chooser/results/"


def image(owner: User | None = None, **fields: Any) -> Any:
    return CmsImageFactory(file=picture(size=(300, 200)), uploaded_by_user=owner, **fields)


def address() -> str:
    return f"/admin/settings/core/sitesettings/{Site.objects.get(is_default_site=True).pk}/"


def save(client: Client, **typed: Any) -> str:
    """The form, as it stands, with this typed into it; what is answered."""
    form = html.fromstring(client.get(address()).content.decode()).xpath(
        "//form[.//input[@name='full_name']]"
    )[0]
    return client.post(address(), {**dict(form.form_values()), **typed}, follow=True).content.decode()


def stored() -> SiteSettings:
    return SiteSettings.objects.get(site__is_default_site=True)


def as_role(client: Client, role: str) -> User:
    user: User = UserFactory(groups=[role])
    client.force_login(user)
    return user


def test_who_looks_after_the_site_uploads_and_chooses(client: Client) -> None:
    owner = as_role(client, "系统管理")
    sent = {"image-chooser-upload-title": "标志", "image-chooser-upload-collection": 1}
    file = SimpleUploadedFile("biao-zhi.png", picture(size=(300, 200)).read())
    client.post(
        "/admin/images/chooser/create/",
        {**sent, "image-chooser-upload-file": file},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    logo = CmsImage.objects.get(title="标志", uploaded_by_user=owner)
    save(client, logo=logo.pk, agency_mark=image().pk, agency_mark_url="https://bs.example.org/?id=1")
    assert stored().logo == logo and stored().agency_mark and stored().agency_mark_url
    for role in ("编辑", "安全管理"):
        as_role(client, role)
        assert client.get(address()).status_code == 302


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "bs.example.org", "//bs.example.org/", "ftp://a.example"]
)
def test_an_address_is_one_of_the_web(client: Client, typed: str) -> None:
    as_role(client, "系统管理")
    assert "请填写完整的网址" in save(client, agency_mark_url=typed)
    assert not stored().agency_mark_url


def test_what_he_may_not_see_is_not_chosen_by_its_number(client: Client) -> None:
    as_role(client, "系统管理")
    column = ColumnPageFactory()
    restrict(column, Group.objects.create(name="党委委员"))
    hidden, place = image(title="哨兵"), collection("委员会")
    ArticlePageFactory(parent=column, lead=hidden)
    restrict(place, Group.objects.get(name="党委委员"))
    for secret in (hidden, image(title="哨兵", collection=place)):
        said = save(client, logo=secret.pk)
        assert site_form.UNSEEN in said and "哨兵" not in said
        assert stored().logo is None
    said = save(client, logo=999_999)
    assert stored().logo is None and site_form.UNSEEN not in said


def test_what_strangers_would_not_see_is_not_chosen(client: Client) -> None:
    owner, place = as_role(client, "系统管理"), collection("内部")
    restrict(place)
    said = save(client, logo=image(owner, collection=place).pk)
    assert site_form.CLOSED in said and stored().logo is None
    chosen = image(owner)
    save(client, logo=chosen.pk)
    restrict(chosen.collection)  # later: all else can still be changed
    save(client, host_unit="市直机关工委")
    assert stored().host_unit == "市直机关工委" and stored().logo == chosen


def test_it_opens_when_it_is_chosen_and_closes_when_it_is_not(
    media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    chosen = image()
    assert access.audience_of(chosen) == UNPUBLISHED
    assert chosen.get_rendition("max-20x20").is_restricted
    with django_capture_on_commit_callbacks(execute=True):
        site_settings(logo=chosen)
    assert access.audience_of(chosen) == OPEN
    assert not chosen.renditions.filter(file__startswith="restricted/").exists()
    assert any(path.is_file() for path in media.rglob("*"))  # drawn, where a web server finds it
    assert services.settle_strays() == 0 and chosen.renditions.exists()
    with django_capture_on_commit_callbacks(execute=True):
        site_settings(logo=None)
    assert access.audience_of(chosen) == UNPUBLISHED
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_it_closes_when_the_site_goes(media: Path, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        site_settings(logo=image())
    with django_capture_on_commit_callbacks(execute=True):
        Site.objects.all().delete()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_it_is_open_though_closed_pages_use_it(client: Client) -> None:
    chosen, column = image(title="院徽"), ColumnPageFactory()
    restrict(column, Group.objects.create(name="党委委员"))
    ArticlePageFactory(parent=column, lead=chosen)
    as_role(client, "编辑")
    assert "院徽" not in client.get(CHOOSER).content.decode()
    site_settings(logo=chosen)
    assert access.audience_of(chosen) == OPEN
    assert "院徽" in client.get(CHOOSER).content.decode()


def test_it_counts_as_used_and_is_changed_by_who_may_change_the_site(client: Client) -> None:
    editor = as_role(client, "编辑")
    chosen = image(editor, title="院徽")
    assert client.get(f"/admin/images/{chosen.pk}/").status_code == 200
    site_settings(logo=chosen)
    edit, delete = f"/admin/images/{chosen.pk}/", f"/admin/images/{chosen.pk}/delete/"
    many = f"/admin/bulk/core/cmsimage/delete/?id={chosen.pk}&next=/admin/images/"
    for door in (edit, delete):
        answer = client.post(door, {"title": "别的"}, follow=True)
        assert "在网站信息里选用" in answer.content.decode()
        assert answer.redirect_chain[-1][0] == f"/admin/images/usage/{chosen.pk}/"
        assert "网站信息" in html.fromstring(answer.content.decode()).xpath("//main")[0].text_content()
    assert "正在网站信息、" in client.post(many, follow=True).content.decode()
    assert CmsImage.objects.get(pk=chosen.pk).title == "院徽"
    owner = as_role(client, "系统管理")
    CmsImage.objects.filter(pk=chosen.pk).update(uploaded_by_user=owner)
    assert client.get(edit).status_code == 200
    client.post(delete)
    assert not CmsImage.objects.filter(pk=chosen.pk).exists() and stored().logo is None


@pytest.mark.parametrize(
    ("facts", "lacking"),
    [
        ({}, ["主办单位", "电话"]),
        ({"host_unit": "工委", "address": "文昌路 100 号"}, []),
        (
            {"host_unit": "工委", "address": "文昌路 100 号", "site_code": "bm01000001"},
            ["电话", "ICP 备案号", "公安备案号", "党政机关标识"],
        ),
    ],
)
def test_who_may_fill_it_in_is_told_what_is_lacking(
    client: Client, facts: dict[str, str], lacking: list[str]
) -> None:
    site_settings(**facts)
    as_role(client, "系统管理")
    said = client.get("/admin/").content.decode()
    assert ("网站信息还没有填全" in said) is bool(lacking)
    if lacking:
        assert f"还没有{'、'.join(lacking)}</li>" in said and address() in said
    as_role(client, "编辑")
    assert "网站信息还没有填全" not in client.get("/admin/").content.decode()


def test_groups_of_before_get_the_right_to_choose_once() -> None:
    group = Group.objects.get(name="系统管理")
    rights = group.collection_permissions.filter(permission__content_type__app_label="wagtailimages")
    assert rights.count() == len(groups.ADD_MARKS)
    rights.delete()
    groups.make_groups()
    assert not rights.exists()  # as somebody left it
    groups.after({("core", groups.MARKS_CHOSEN)})
    assert rights.count() == len(groups.ADD_MARKS)


def test_it_is_saved_with_what_is_noted_of_its_pictures_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings, logo = site_settings(full_name="旧名"), image()

    def failing(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("cms.core.receivers.requests.forget", failing)
    settings.full_name, settings.logo = "新名", logo
    with pytest.raises(RuntimeError):
        settings.save()
    assert stored().full_name == "旧名" and stored().logo is None
