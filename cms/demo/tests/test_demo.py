"""The demo site in the database: whole at once, completed later, never over what a person did."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Site

from cms.core import access
from cms.core.factories import UserFactory
from cms.core.models import CmsImage, SiteSettings
from cms.demo.making import home as making
from cms.demo.making import people
from cms.demo.making.notes import Notes
from cms.demo.models import Made
from cms.demo.services import OwnSite, make_demo
from cms.library.models import LibraryPage, Work
from cms.portal.models import ArticlePage, ColumnPage, HomePage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return tmp_path


@pytest.mark.slow
def test_the_whole_site_and_what_people_do_to_it(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo")
    assert "示范站点已就绪" in capsys.readouterr().out

    home = HomePage.objects.get()
    site = Site.objects.get(is_default_site=True)
    assert site.root_page_id == home.pk
    assert SiteSettings.for_site(site).host_unit
    assert access.may_see(None, SiteSettings.for_site(site).logo)
    assert home.headline is not None and home.headline_links.count() == 3
    assert ColumnPage.objects.count() >= 10 and ArticlePage.objects.live().count() >= 40
    assert ArticlePage.objects.exclude(lead=None).count() >= 40
    stamps = list(ArticlePage.objects.order_by("pk").values_list("published_at", flat=True))
    assert stamps == sorted(stamps)
    assert not Page.objects.filter(slug="home").exists(), "Wagtail's welcome page is gone"

    public = [work for work in Work.objects.filter(live=True) if not work.audience()]
    assert len(public) >= 12
    assert {work.state for work in public} == {"ready", "no_text"}
    assert {work.format for work in public} >= {"pdf", "docx", "md", "txt"}
    assert all(work.summary and work.issuer for work in public)
    shelved = [work.created_at for work in sorted(public, key=lambda w: w.pk) if work.document_id]
    assert shelved == sorted(shelved) and len(set(shelved)) > 5
    inside = Work.objects.get(title__contains="应急值守")
    assert not access.may_see(None, inside)
    assert access.may_see(get_user_model().objects.get(username="dangyuan"), inside)
    secret = ArticlePage.objects.get(title__startswith="内部学习资料")
    assert not access.may_see(None, secret)

    # A person edits one article, deletes another, moves a third, deletes a picture, a work and the library's text.
    edited, deleted, moved = ArticlePage.objects.filter(url_path__contains="/tongzhi/").order_by("pk")[:3]
    edited.title = "编辑改过的标题"
    edited.save_revision().publish()
    deleted.delete()
    moved.move(ColumnPage.objects.get(slug="xuexi"), pos="last-child")
    CmsImage.objects.get(title__startswith="南渡石桥").delete()
    SiteSettings.for_site(site).logo.delete()
    library = LibraryPage.objects.get()
    library.summary = "改过的说明"
    library.save_revision().publish()
    ColumnPage.objects.get(slug="tushuo").delete()
    counts = (
        ArticlePage.objects.count(),
        ColumnPage.objects.count(),
        CmsImage.objects.count(),
        Work.objects.count(),
    )

    assert make_demo(lambda said: pytest.fail(said)) == 0
    assert counts == (
        ArticlePage.objects.count(), ColumnPage.objects.count(), CmsImage.objects.count(), Work.objects.count()
    )  # fmt: skip
    edited.refresh_from_db()
    assert edited.title == "编辑改过的标题"
    assert LibraryPage.objects.get().summary == "改过的说明"
    assert SiteSettings.for_site(site).logo is None

    # What was never made is completed: an interrupted first run.
    lost = ArticlePage.objects.filter(url_path__contains="/lianzheng/").order_by("pk")[0]
    key = Made.objects.get(key__startswith="article:", object_id=lost.pk)
    title = lost.title
    lost.delete()
    key.delete()
    assert make_demo(lambda said: None) == 1
    assert ArticlePage.objects.filter(title=title).exists()


def test_passwords_are_made_and_kept_secret(var: Path) -> None:
    people.make(Notes(timezone.localdate()))
    for name in (people.ADMIN_FILE, people.OTHERS_FILE):
        assert stat.S_IMODE((var / name).stat().st_mode) == 0o600
    password = (var / people.ADMIN_FILE).read_text().strip()
    assert len(password) >= 16
    user = get_user_model().objects.get(username="admin")
    assert user.check_password(password) and not user.check_password("admin")
    (var / people.ADMIN_FILE).unlink()
    people.make(Notes(timezone.localdate()))
    assert not (var / people.ADMIN_FILE).exists(), "an administrator who exists gets no second password"


def test_somebodys_own_site_is_left_alone(var: Path) -> None:
    root = Page.get_first_root_node()
    root.add_child(instance=HomePage(title="我们的网站", slug="ours"))
    with pytest.raises(OwnSite, match="没有建立示范站点"):
        make_demo(lambda said: None)
    assert not ColumnPage.objects.exists() and not get_user_model().objects.filter(username="admin").exists()
    assert not list(var.iterdir())


def test_a_deleted_home_page_ends_the_demo(var: Path) -> None:
    Made.objects.create(key="page:home", object_id=999_999)
    make_demo(lambda said: None)
    assert not HomePage.objects.exists() and not ArticlePage.objects.exists()


@pytest.mark.parametrize(
    "change", [{}, {"full_name": "临江检察党建网"}, {"icp_number": "京ICP备12345678号-1"}]
)
def test_a_logo_comes_only_where_the_site_is_still_the_demos(change: dict[str, str]) -> None:
    """A site that the demo made before it had a logo, as it is at the next start."""
    user, notes = UserFactory(is_superuser=True), Notes(timezone.localdate())
    making.make(notes, user)
    values = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    for name, value in change.items():
        setattr(values, name, value)
    values.save()
    making.choose_logo(Notes(timezone.localdate()), user)
    values.refresh_from_db()
    assert (values.logo is None) is bool(change) and CmsImage.objects.exists() is not bool(change)
