"""Founding a site: a home page, and the site that points to it instead of to Wagtail's welcome page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, Site

from cms.core import first_pages

from .models import HomePage


def found(home: HomePage, user: Any = None, name: str = "") -> Site:
    """Put an unsaved home page into the tree, publish it, and let the default site show it."""
    with transaction.atomic():
        site = Site.objects.filter(is_default_site=True).first()
        welcome = site.root_page if site else None
        Page.get_first_root_node().add_child(instance=home)
        home.save_revision(user=user, log_action=False).publish(user=user)
        site = site or Site(is_default_site=True)
        if not site.pk or site.hostname == "localhost":  # as Wagtail's first migration made it
            address = urlsplit(settings.BASE_URL)
            site.hostname = address.hostname or "localhost"
            site.port = address.port or (443 if address.scheme == "https" else 80)
        site.root_page, site.site_name = home, name
        site.save()
        if welcome is not None and is_wagtails(welcome):
            welcome.delete()
        return site


def is_wagtails(page: Page) -> bool:
    """The page that Wagtail's first migration makes, untouched."""
    return page.specific_class is Page and page.slug == "home" and not page.get_children().exists()


def begin() -> bool:
    """Found an empty site where none stands; False where one does. What was deleted since is not made again."""
    with transaction.atomic():
        site = Site.objects.filter(is_default_site=True).first()
        if HomePage.objects.exists() or (site is not None and not is_wagtails(site.root_page)):
            return False
        home = HomePage(title="首页", slug="shouye")
        found(home)
        first_pages.make(home)
        return True
