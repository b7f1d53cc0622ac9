"""Downloads that resume, and page images: what HTTP promises of them (RFC 9110, 6266, 5987)."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote

import pytest
from django.http import HttpResponseBase
from django.test import Client
from PIL import Image

from cms.library.reading import images, store
from cms.library.tests import reading_world
from cms.library.tests.reading_world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return reading_world.build()


def get(url: str, **headers: str) -> HttpResponseBase:
    return Client().get(url, headers={name.replace("_", "-"): value for name, value in headers.items()})


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def whole(world: World) -> bytes:
    with world.book.document.file.open("rb") as file:
        return file.read()


def test_a_download_has_its_chinese_name_and_no_browser_runs_it(world: World) -> None:
    response = get(f"/ku/{world.book.pk}/file/")
    assert response.status_code == 200
    assert body(response) == whole(world)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(whole(world)))
    assert response["Content-Disposition"] == (
        f'attachment; filename="work-{world.book.pk}.pdf"; '
        f"filename*=UTF-8''{quote('支部工作手册.pdf', safe='')}"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Accept-Ranges"] == "bytes"
    assert response["Cache-Control"] == "public, no-cache"
    assert "Cookie" not in response.get("Vary", "")


def test_a_broken_download_resumes_to_the_same_bytes(world: World) -> None:
    data, url = whole(world), f"/ku/{world.book.pk}/file/"
    half = len(data) // 2
    first = get(url, Range=f"bytes=0-{half - 1}")
    rest = get(url, Range=f"bytes={half}-", If_Range=first["ETag"])
    assert (first.status_code, rest.status_code) == (206, 206)
    assert rest["Content-Range"] == f"bytes {half}-{len(data) - 1}/{len(data)}"
    assert rest["Content-Length"] == str(len(data) - half)
    assert body(first) + body(rest) == data


@pytest.mark.parametrize("condition", ['"another"', 'W/"weak"', "Wed, 01 Jan 2020 00:00:00 GMT", "nonsense"])
def test_a_part_of_another_file_is_not_continued(world: World, condition: str) -> None:
    response = get(f"/ku/{world.book.pk}/file/", Range="bytes=10-", If_Range=condition)
    assert response.status_code == 200
    assert body(response) == whole(world)


def test_if_range_by_date(world: World) -> None:
    url = f"/ku/{world.book.pk}/file/"
    changed = get(url)["Last-Modified"]
    assert get(url, Range="bytes=0-9", If_Range=changed).status_code == 206


@pytest.mark.parametrize(
    ("asked", "status", "start", "length"),
    [
        ("bytes=-5", 206, -5, 5),
        ("bytes=0-0", 206, 0, 1),
        ("bytes=0-99999999", 206, 0, None),
        ("bytes=5-2", 200, 0, None),
        ("bytes=0-1,4-5", 200, 0, None),
        ("lines=0-1", 200, 0, None),
        ("bytes=-", 200, 0, None),
        ("bytes=" + "9" * 50 + "-", 200, 0, None),
        ("bytes=99999999-", 416, 0, None),
        ("bytes=-0", 416, 0, None),
    ],
)
def test_ranges(world: World, asked: str, status: int, start: int, length: int | None) -> None:
    response = get(f"/ku/{world.book.pk}/file/", Range=asked)
    assert response.status_code == status
    data = whole(world)
    if status == 416:
        assert response["Content-Range"] == f"bytes */{len(data)}"
    else:
        part = data[start:] if length is None else data[start:][:length]
        assert body(response) == part


def test_an_unchanged_file_is_not_sent_again_and_a_replaced_one_is(world: World) -> None:
    url = f"/ku/{world.book.pk}/file/"
    tag = get(url)["ETag"]
    assert get(url, If_None_Match=tag).status_code == 304
    assert get(url, If_None_Match=f'"x", W/{tag}').status_code == 304
    world.book.document = reading_world.document("xin.pdf", reading_world.pdf(["新的"]), world.public)
    world.book.sha256 = "f" * 64
    world.book.save()
    assert get(url, If_None_Match=tag).status_code == 200


def test_a_file_that_is_gone_is_404_in_chinese(world: World) -> None:
    world.book.document.file.storage.delete(world.book.document.file.name)
    response = get(f"/ku/{world.book.pk}/file/")
    assert response.status_code == 404
    assert "没有可以下载的原文件" in body(response).decode()


def test_names_cannot_break_out_of_the_header(world: World) -> None:
    world.failed.title = '坏"名\\字/..\r\nSet-Cookie: a=b'
    world.failed.file_name = "x.do\u202ecx"
    world.failed.save()
    response = get(f"/ku/{world.failed.pk}/file/")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert "\n" not in response["Content-Disposition"]
    assert f'filename="work-{world.failed.pk}"' in response["Content-Disposition"]
    assert response["Content-Type"].startswith("application/vnd.openxml")


def test_a_page_is_drawn_once_and_then_read_from_the_store(world: World) -> None:
    url = f"/ku/{world.book.pk}/p/2.png"
    first = get(url)
    assert first.status_code == 200
    assert first["Content-Type"] == "image/png"
    assert first["X-Content-Type-Options"] == "nosniff"
    picture = Image.open(BytesIO(body(first)))
    assert picture.width == images.WIDTH
    assert abs(picture.height / picture.width - 842 / 595) < 0.01
    assert picture.convert("L").getextrema()[0] < 100  # there is ink on it
    source = images.source_of(world.book)
    assert source
    kept = store.read(source.version, "2.png")
    assert kept
    assert get(url, If_None_Match=first["ETag"]).status_code == 304
    source.path.unlink()
    assert body(get(url)) == kept[0]


def test_a_thumbnail_is_small(world: World) -> None:
    picture = Image.open(BytesIO(body(get(f"/ku/{world.book.pk}/p/1-s.png"))))
    assert picture.width == images.SMALL


def test_another_version_of_the_file_has_other_images(world: World) -> None:
    url = f"/ku/{world.book.pk}/p/1.png"
    before = get(url)
    world.book.document = reading_world.document(
        "er.pdf", reading_world.pdf(["完全不同的一页"] * 3), world.public
    )
    world.book.save()
    after = get(url)
    assert body(before) != body(after)
    assert before["ETag"] != after["ETag"]


def test_images_of_a_damaged_file_are_404_and_its_text_is_still_read(world: World) -> None:
    world.book.document = reading_world.document("huai.pdf", b"%PDF-1.4 broken", world.public)
    world.book.save()
    assert get(f"/ku/{world.book.pk}/p/1.png").status_code == 404
    page = get(f"/ku/{world.book.pk}/p/1/")
    assert page.status_code == 200
    assert "主题党日" in page.content.decode()
    assert "p/1.png" not in page.content.decode()


def test_nothing_of_the_images_lies_in_media(world: World, settings: object) -> None:
    get(f"/ku/{world.book.pk}/p/1.png")
    assert not store.folder().is_relative_to(settings.MEDIA_ROOT)
    assert not store.folder().is_relative_to(settings.STATIC_ROOT)
