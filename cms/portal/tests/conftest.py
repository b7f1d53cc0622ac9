"""What tests of this room share."""

from __future__ import annotations

import pytest
from django.test import Client

from cms.core.factories import UserFactory


@pytest.fixture
def clients() -> list[Client]:
    """Two windows of one superuser."""
    user = UserFactory(is_superuser=True)
    both = [Client(), Client()]
    for client in both:
        client.force_login(user)
    return both
