"""A damaged picture is refused with a sentence at each door, never with an error, and what was typed beside it stays."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cms.core.factories import UserFactory
from cms.core.models import CmsImage

pytestmark = pytest.mark.django_db


def drawn(kind: str) -> bytes:
    out = BytesIO()
    Image.effect_noise((400, 300), 80).convert("RGB").save(out, kind)
    return out.getvalue()


DAMAGED = {
    "broken header.jpg": b"\xff\xd8\xff\xe0not a picture at all" * 50,
    "cut.jpg": drawn("JPEG")[:9000],
    "cut.png": drawn("PNG")[:9000],
    "cut.webp": drawn("WEBP")[:9000],
}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(UserFactory(groups=["编辑"]))
    return client


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize(
    ("door", "prefix"),
    [
        ("/admin/images/add/", ""),
        ("/admin/images/chooser/create/", "image-chooser-upload-"),
        ("/admin/images/multiple/add/", ""),
    ],
)
def test_a_damaged_picture_is_refused(desk: Client, door: str, prefix: str, name: str) -> None:
    file = "files[]" if "multiple" in door else f"{prefix}file"
    typed = {
        f"{prefix}title": "党员大会合影",
        f"{prefix}collection": 1,
        "collection": 1,
        file: SimpleUploadedFile(name, DAMAGED[name]),
    }
    answer = desk.post(door, typed, headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.status_code == 200
    text = answer.content.decode("unicode_escape" if "json" in answer["Content-Type"] else "utf-8")
    assert "不是图片，或者已经损坏" in text
    if "multiple" not in door:
        form = answer.context["form"]
        assert form["title"].value() == "党员大会合影"
    assert not CmsImage.objects.exists()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_whole_picture_is_taken(desk: Client, kind: str) -> None:
    file = SimpleUploadedFile(f"picture.{kind.lower()}", drawn(kind))
    answer = desk.post("/admin/images/add/", {"title": "合影", "collection": 1, "file": file})
    assert answer.status_code == 302
    with CmsImage.objects.get().file.open("rb") as kept:
        assert kept.read() == drawn(kind) or kind == "JPEG" or kept.tell() > 1000
