"""A library that is shown as an alias, and as an alias of that one: the index hears of its source's level."""

from __future__ import annotations

import pytest

from cms.core.factories import restrict
from cms.library.factories import LibraryPageFactory, WorkFactory, home_page
from cms.library.models import LibraryPage
from search.models import IndexEvent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("private")]


@pytest.mark.parametrize("steps", [1, 2])
def test_works_of_an_alias_of_an_alias_are_announced(steps: int) -> None:
    source = shown = LibraryPageFactory(title="理论库", slug="ku")
    for step in range(steps):
        shown = shown.create_alias(parent=home_page(), update_slug=f"ku{step}")
    work = WorkFactory(library=LibraryPage.objects.get(pk=shown.pk))
    IndexEvent.objects.all().delete()
    restrict(source)
    told = set(IndexEvent.objects.values_list("key", flat=True))
    assert told & {f"library.work:{work.pk}", "library.work:*"}
