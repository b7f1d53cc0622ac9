"""Pages on their way out, taken together: what they alone had opened closes, what they alone kept closed stays so,
their aliases too.

Django tells of every page before it removes the first, and again of every one when all are gone.
"""

from __future__ import annotations

from collections import defaultdict

from django.db import connection, transaction
from wagtail.models import Page

from cms.core import access, services, uses
from cms.core.levels import Audience
from cms.core.models import CmsImage


class Leaving:
    """What one deletion takes along. It hangs on the transaction, so that one that is undone leaves nothing."""

    def __init__(self) -> None:
        self.known = access.levels()
        self.waited_for: set[int] = set()  # keys of pages
        self.pictures: set[int] = set()
        self.closed: dict[Audience, uses.Files] = defaultdict(set)
        self.aliases: dict[str, Audience] = {}  # by tree path, of what goes

    def take(self, page: Page) -> None:
        """Before it goes. Two queries at most."""
        self.waited_for.add(page.pk)
        used = uses.saved_with(page)
        self.pictures |= {key for model, key in used if model is CmsImage}
        for alias in self.known.aliases_of(page.path):
            self.aliases[alias] = self.known.of_page(alias)
        if audience := self.known.of_page(page.path):
            self.closed[audience] |= used | uses.in_versions_of(page)

    def gone(self, page: Page) -> None:
        """In the same transaction: pages that go along keep nothing closed any more."""
        self.waited_for.discard(page.pk)
        if not self.waited_for:
            for audience, files in self.closed.items():
                services.keep_closed(files, audience)
            self.closed.clear()
            self._stamp_aliases()

    def _stamp_aliases(self) -> None:
        """Those that stay are pages of their own now, and have no source that closes them."""
        for alias in Page.objects.filter(path__in=[path for path, wanted in self.aliases.items() if wanted]):
            services.stamp(alias, self.aliases[alias.path], at=alias.get_parent())
        self.aliases.clear()

    def __call__(self) -> None:
        """On commit."""
        services.settle_pictures(self.pictures)


def current() -> Leaving | None:
    for _, call, *_ in connection.run_on_commit:
        if isinstance(call, Leaving) and call.waited_for:
            return call
    return None


def before(page: Page) -> None:
    leaving = current()
    if leaving is None:
        transaction.on_commit(leaving := Leaving())
    leaving.take(page)


def after(page: Page) -> None:
    if leaving := current():
        leaving.gone(page)
