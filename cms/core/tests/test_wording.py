"""Sentences of the admin that are put together of parts, read whole."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.images.forms import get_image_form
from wagtail.models import Page

from cms.core.factories import picture
from cms.core.models import CmsImage, User
from cms.portal.models import ArticlePage

pytestmark = pytest.mark.django_db


def test_since_when_a_page_is_published(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root"))
    page = Page.objects.get(depth=2).add_child(instance=ArticlePage(title="通报"))
    Page.objects.filter(pk=page.pk).update(first_published_at=timezone.now() - timedelta(minutes=3))
    shown = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))
    assert "首次发布于 3 分钟前" in shown.replace("\xa0", " ")


def test_a_picture_too_large_to_be_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    file = SimpleUploadedFile("图.png", picture().read(), "image/png")
    form = get_image_form(CmsImage)(
        {"title": "图"}, {"file": file}, user=User.objects.create_superuser("root")
    )
    assert form.errors["file"] == ["图片的像素过多（超出上限），最多 200 个。请缩小后再上传。"]
