"""Drafts that are saved at one moment leave the checks of what is published as they were."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError

from cms.core.tests.at_once import at_once
from cms.portal.models import ArticlePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads give way to each other after every few instructions."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hasty")
def test_an_empty_heading_is_saved_in_drafts_and_never_published() -> None:
    body = ArticlePage._meta.get_field("body")
    empty = body.stream_block.to_python([{"type": "heading", "value": ""}])

    def save(times: int = 300) -> int:
        draft = body.formfield()
        draft.is_deferred_validation = True
        for _ in range(times):
            draft.clean(empty)
        return times

    def publish() -> int:
        passed = 0
        for _ in range(300):
            try:
                body.formfield().clean(empty)
                passed += 1
            except ValidationError:
                pass
        return passed

    assert at_once(save, save, save, publish) == [300, 300, 300, 0]
    assert publish() == 0
