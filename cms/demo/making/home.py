"""The home page, the site that points to it, and what the foot of every page says."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.models import Site

from cms.core.models import CmsImage, SiteSettings
from cms.portal.models import ArticlePage, HeadlineLink, HomePage
from cms.portal.services import found

from ..content import structure
from ..drawing import mark
from ..models import Made
from . import pictures
from .notes import Notes

KEY, LOGO = "page:home", "logo"
LOGO_TITLE = "示范站点的标志"


def somebodys_own() -> bool:
    """Stands a home page here that is not the demo's?"""
    made = Made.objects.filter(key=KEY).values("object_id")
    return not made.exists() and HomePage.objects.exists()


def make(notes: Notes, user: Any) -> None:
    if not notes.lacks(KEY):
        return
    with transaction.atomic():
        home = HomePage(
            title=structure.HOME_TITLE,
            slug="shouye",
            summary=structure.HOME_SUMMARY,
            search_hints=structure.SEARCH_HINTS,
            keywords="党建，检察，党支部，理论库",
        )
        site = found(home, user, structure.HOME_TITLE)
        values = SiteSettings.for_site(site)
        for name, value in structure.SETTINGS.items():
            setattr(values, name, value)
        values.save()
        notes.add(KEY, home)


def untouched(values: SiteSettings) -> bool:
    """Does it still say what `make` wrote, and nothing else?"""
    made = SiteSettings(pk=values.pk, site_id=values.site_id, **structure.SETTINGS)
    return all(getattr(values, f.attname) == getattr(made, f.attname) for f in values._meta.concrete_fields)


def choose_logo(notes: Notes, user: Any) -> None:
    """Once, where the site is still the demo's. Marks that others issue are not made up."""
    home = notes.find(HomePage, KEY)
    if home is None or not notes.lacks(LOGO):
        return
    sites = [SiteSettings.for_site(site) for site in Site.objects.filter(root_page=home.pk)]
    sites = [values for values in sites if untouched(values)]
    if not sites:
        return
    with transaction.atomic():
        image = CmsImage(title=LOGO_TITLE, collection=pictures.place(), uploaded_by_user=user)
        image.file = ContentFile(mark(), name="logo.png")
        image.save()
        for values in sites:
            values.logo = image
            values.save()
        notes.add(LOGO, image)


def choose_headline(notes: Notes, user: Any) -> None:
    """Once, when the articles are new."""
    home = notes.find(HomePage, KEY)
    if home is None or not notes.lacks("headline"):
        return
    with transaction.atomic():
        articles = {page.title: page for page in ArticlePage.objects.descendant_of(home)}
        if home.headline_id is None:
            home.headline = articles.get(structure.HEADLINE)
        home.headline_links = [
            HeadlineLink(page=articles[title], text=text)
            for title, text in structure.HEADLINE_LINKS
            if title in articles
        ]
        home.save_revision(user=user, log_action=False).publish(user=user)
        notes.add("headline", home)
