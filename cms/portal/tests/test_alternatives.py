"""Pictures without a description are told of when an article is saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cms.core.factories import CmsImageFactory, UserFactory, picture
from cms.core.tests.pages_forms import BODY
from cms.portal.admin.alternatives import mute
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks

pytestmark = pytest.mark.django_db
SAID = "1 张图片没有说明"


def figure(alt: str = "", caption: str = "", description: str = "") -> dict[str, Any]:
    image = CmsImageFactory(file=picture(), description=description)
    return {"image": image.pk, "alt": alt, "caption": caption}


def test_those_count_that_nobody_describes() -> None:
    parts: Any = [
        ("figure", figure(**said)) for said in ({"alt": "甲"}, {"caption": "乙"}, {"description": "丙"})
    ]
    assert mute(ArticlePageFactory(body=blocks(*parts, ("text", "<p>字</p>")))) == 0
    gallery = ("gallery", {"pictures": [figure(), figure(alt="丁")]})
    assert mute(ArticlePageFactory(body=blocks(*parts, ("figure", figure()), gallery))) == 2


@pytest.mark.parametrize(("alt", "told"), [("", True), ("会议室", False)])
def test_who_saves_is_told(client: Client, alt: str, told: bool) -> None:
    client.force_login(UserFactory(groups=["编辑"]))
    said = figure(alt)
    body = BODY | {"body-0-type": "figure", "title": "甲", "slug": "", "lead": ""}
    body |= {f"body-0-value-{name}": str(value) for name, value in said.items()}
    address = f"/admin/pages/add/portal/articlepage/{ColumnPageFactory().pk}/"
    page = client.post(address, body, follow=True).content.decode()
    assert "已创建" in page and (SAID in page) is told


@pytest.mark.parametrize("new", [True, False])
def test_the_panel_that_counts_nothing_is_not_there(client: Client, new: bool) -> None:
    client.force_login(UserFactory(groups=["编辑"], is_superuser=True))
    column = ColumnPageFactory()
    address = f"add/portal/articlepage/{column.pk}" if new else f"{ArticlePageFactory(parent=column).pk}/edit"
    form = client.get(f"/admin/pages/{address}/").content.decode()
    assert 'data-side-panel="preview"' in form and 'data-side-panel="checks"' not in form
