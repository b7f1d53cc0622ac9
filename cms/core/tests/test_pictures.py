"""A damaged picture is refused with a sentence at each door, never with an error, and what was typed beside it stays."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image
from wagtail.images.models import Filter

from cms.core.factories import CmsImageFactory, UserFactory, shown
from cms.core.models import CmsImage, CmsRendition
from cms.core.searchable.strays import Strays

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
    sent = drawn(kind)
    file = SimpleUploadedFile(f"picture.{kind.lower()}", sent)
    answer = desk.post("/admin/images/add/", {"title": "合影", "collection": 1, "file": file})
    assert answer.status_code == 302
    with CmsImage.objects.get().file.open("rb") as kept:
        assert kept.read() == sent


def test_who_draws_second_leaves_no_file(media: Path) -> None:
    image, wanted = shown(CmsImageFactory()), Filter(spec="width-20")
    first = image.get_rendition(wanted)
    with pytest.raises(IntegrityError), transaction.atomic():
        CmsRendition.objects.create(
            image=image,
            filter_spec="width-20",
            focal_point_key="",
            file=image.generate_rendition_file(wanted),
        )
    assert [path.name for path in media.rglob("*.png")] == [Path(first.file.name).name]


def test_what_no_picture_knows_of_is_swept(media: Path) -> None:
    kept = shown(CmsImageFactory()).get_rendition("width-20")
    left, drawing = (media / "images" / name for name in ("left.png", "drawing.png"))
    for path in (left, drawing):
        path.write_bytes(b"drawn")
    for path in (left, media / kept.file.name):
        os.utime(path, (1, 1))
    Strays().run_once()
    assert not left.exists() and drawing.exists() and (media / kept.file.name).exists()


@pytest.mark.parametrize(("title", "kept"), [("假图片", ""), ("党员大会合影", "党员大会合影")])
def test_the_title_of_a_refused_file_goes_with_it(desk: Client, title: str, kept: str) -> None:
    """The browser fills an empty title from the file that is chosen next."""
    prefix = "image-chooser-upload-"
    file = SimpleUploadedFile("假图片.jpg", DAMAGED["cut.jpg"])
    typed = {
        f"{prefix}title": title,
        f"{prefix}collection": 1,
        f"{prefix}file": file,
        f"{prefix}tags": "会议",
    }
    form = desk.post("/admin/images/chooser/create/", typed).context["form"]
    assert form["title"].value() == kept and form["tags"].value() == "会议"
    assert form.errors.keys() == {"file"}
