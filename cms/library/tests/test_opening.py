"""Where a page of a work opens for who comes from search."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from cms.library.tests import reading_world
from cms.library.tests.test_views_reader import page

pytestmark = pytest.mark.django_db


def test_the_anchor_of_a_page_leads_to_the_hit() -> None:
    """Of the paragraph that has it; without words to mark, to the top."""
    world = reading_world.build()
    plain = page(f"/ku/{world.book.pk}/p/2/")
    marked = page(f"/ku/{world.book.pk}/p/2/?q={quote('主题党日')}")
    anchored = re.compile(r'<(?:p|h\d)[^>]* id="p2"[^>]*>(.*?)</(?:p|h\d)>', re.S)
    top, there = anchored.search(plain), anchored.search(marked)
    assert top and there and "<mark" not in top[1] and '<mark id="h1">' in there[1]
