"""A window of the admin for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cms.core.models import User


@pytest.fixture
def page(browser: Any, live_server: Any, client: Any) -> Iterator[Any]:
    """Of the superuser, who has just signed in."""
    client.force_login(User.objects.create_superuser("root", real_name="张三"))
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    context.add_init_script("navigator.sendBeacon = () => true")
    yield context.new_page()
    context.close()
