"""What migrations put into the database, made again after a test that commits has emptied it."""

from __future__ import annotations

from wagtail.models import Collection, Locale, Page, Site, Workflow, WorkflowPage

from cms.core import groups
from cms.core.admin import wording
from search.models import IndexEvent


def replant() -> None:
    """Nothing where the default site stands. The root is page 1 again: the admin's page menu takes no other for it."""
    if Site.objects.filter(is_default_site=True).exists():
        return
    Locale.objects.get_or_create(language_code="zh-hans")
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    if Page.get_first_root_node() is None:
        Page.objects.filter(pk=Page.add_root(title="Root", slug="root").pk).update(id=1)
    root = Page.get_first_root_node()
    home = root.get_children().first() or root.add_child(title="首页", slug="home")
    Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True)
    wording.name_roots()
    groups.make_groups(
        again=True
    )  # emptying the database made them, when there was no tree to have rights on
    groups.make_workflow()
    for workflow in Workflow.objects.all():
        WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})
    IndexEvent.objects.all().delete()
