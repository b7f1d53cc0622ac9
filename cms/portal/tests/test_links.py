"""What links in texts name: pages and documents by number, our own files by address. What is drawn is what is known."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from cms.core import uses
from cms.core.factories import UserFactory
from cms.core.models import CmsDocument
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks
from cms.portal.models import ArticlePage
from cms.portal.reader.body import draw_alone

from .attached_world import document, member

pytestmark = pytest.mark.django_db
Link = tuple[str, dict[str, Any]]
NONSENSE = ["0{}", "{} ", "+{}", "²", "9" * 30, str(2**63), "abc", ""]


def otherwise(number: int) -> list[str]:
    """In the digits of other scripts, and not as a number at all."""
    scripts = ["".join(chr(zero + int(digit)) for digit in str(number)) for zero in (0x660, 0xFF10)]
    return [form.format(number) for form in NONSENSE] + scripts


def typed(*links: Link) -> dict[str, str]:
    """What the form of a new article sends: one paragraph with links."""
    words = "".join(f"链接{n:02} " for n in range(len(links)))
    ranges = [{"offset": 5 * n, "length": 4, "key": n} for n in range(len(links))]
    block = {"key": "a", "text": words, "type": "unstyled", "depth": 0, "inlineStyleRanges": []}
    entities = {
        str(n): {"type": kind, "mutability": "MUTABLE", "data": data} for n, (kind, data) in enumerate(links)
    }
    content = {"blocks": [{**block, "entityRanges": ranges}], "entityMap": entities}
    text = {"type": "text", "order": "0", "deleted": "", "id": "", "value": json.dumps(content)}
    form = {"title": "新稿", "slug": "", "body-count": "1", "attachments-count": "0"}
    return form | {f"body-0-{name}": value for name, value in text.items()}


def saved(*links: Link) -> Any:
    """The article that this form makes, published."""
    ArticlePage.objects.filter(title="新稿").delete()
    add = f"/admin/pages/add/portal/articlepage/{ColumnPageFactory().pk}/"
    assert member("编辑").post(add, typed(*links)).status_code == 302
    page = ArticlePage.objects.get(title="新稿")
    page.get_latest_revision().publish()
    return ArticlePage.objects.get(pk=page.pk)


def source(page: Any) -> str:
    return str(page.body.raw_data[0]["value"])


def test_a_number_written_otherwise_is_no_link() -> None:
    file, other = document(), ArticlePageFactory()
    links: list[Link] = [("DOCUMENT", {"id": form}) for form in otherwise(file.pk)]
    links += [("LINK", {"id": form, "url": "/x/", "parentId": 1}) for form in otherwise(other.pk)]
    links.append(("DOCUMENT", {}))
    page = saved(*links)
    assert "<a" not in source(page) and "链接00" in source(page)
    page = saved(("DOCUMENT", {"id": file.pk}), ("LINK", {"id": str(other.pk), "url": "/x/"}))
    shown = Client().get(page.url).content.decode()
    assert f'<a href="{file.url}">链接00</a>' in shown and f'<a href="{other.url}">链接01</a>' in shown
    assert uses.of(CmsDocument, [file.pk]) == {(file.pk, page.pk)}


@pytest.mark.parametrize("kind", ["document", "page"])
def test_content_that_holds_one_is_shown_and_mended(kind: str) -> None:
    """It was saved so before, or by hand."""
    thing = document() if kind == "document" else ArticlePageFactory()
    anchors = [f'<a linktype="{kind}" id="{form}">字{n}</a>' for n, form in enumerate(otherwise(thing.pk))]
    page = ArticlePageFactory(body=blocks(("text", f"<p>{''.join(anchors)}</p>")))
    first, second = page.save_revision(), page.save_revision()
    boss = Client()
    boss.force_login(UserFactory(is_superuser=True))
    doors = ("view_draft/", "edit/", "history/", f"revisions/compare/{first.pk}...{second.pk}/")
    doors += (f"revisions/{first.pk}/view/", f"revisions/{first.pk}/revert/", "usage/")
    for door in doors:
        assert boss.get(f"/admin/pages/{page.pk}/{door}").status_code == 200, door
    shown = Client().get(page.url).content.decode()
    assert "字0字1字2" in shown
    second.publish()
    assert uses.files_of(ArticlePage.objects.get(pk=page.pk)) == set()


OURS = [
    "/documents/{}/{}",
    "/%64ocuments/{}/{}",
    "/documents%2F{}/{}",
    "/x/../documents/{}/{}",
    "/%2e/documents/{}/{}",
    r"/x\..\documents\{}\{}",
    r"/documents/{}\{}",
    "/docu\tments/{}/{}",
    "/documents/{}/closed",
    "/documents/{}/{}?a=1",
    "/documents/{}/{}#p=2",
    "//dj.example.cn/documents/{}/{}",
    "http://DJ.example.cn.:8000/documents/{}/{}",
    "https://example.org/documents/{}/{}",
    "http://testserver/documents/{}/{}",
    "http://[::1]/documents/{}/{}",
]


@pytest.mark.parametrize("form", OURS)
def test_an_address_of_our_file_is_known_however_it_is_written(form: str, settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["[::1]", "dj.example.cn", "*"], "https://example.org"
    file = document()
    page = saved(("LINK", {"url": form.format(file.pk, file.filename)}))
    assert f'<a linktype="document" id="{file.pk}">' in source(page)
    assert f'<a href="{file.url}">' in Client().get(page.url).content.decode()


OTHERS = [
    "/documents/{}/05/{}",
    "/documents/{}/other-{}",
    "/documents/{}/",
    "/documents/0{}/{}",
    "/documents/99{}/{}",
    "/documents/999/closed",
    "/%2564ocuments/{}/{}",
    "/x/documents/{}/{}",
    r"/\documents/{}/{}",
    "///documents/{}/{}",
    "http://archive.example.cn/documents/{}/{}",
    "http://[dj/documents/{}/{}",
]


@pytest.mark.parametrize("form", OTHERS)
def test_any_other_address_stays_as_it_was_typed(form: str, settings: Any) -> None:
    settings.ALLOWED_HOSTS = [".example.cn", "testserver"]
    file = document()
    url = form.format(file.pk, file.filename)
    assert f'<a href="{url}">' in source(saved(("LINK", {"url": url})))
    assert not uses.of(CmsDocument, [file.pk])


def test_a_video_is_no_file_of_ours_and_may_be_anywhere_else() -> None:
    file, block = document(), ArticlePage.body.field.stream_block.child_blocks["video"]
    video = {"title": "片", "poster": None, "length": ""}
    assert block.clean(block.to_python({**video, "url": f"/documents/{file.pk}/5/film.html"}))
    with pytest.raises(Exception, match="Validation error"):
        block.clean(block.to_python({**video, "url": f"/%64ocuments/{file.pk}/{file.filename}"}))


def test_a_file_answers_at_one_number() -> None:
    file = document()
    owner = Client()
    owner.force_login(UserFactory(is_superuser=True))
    assert owner.get(file.url).status_code == 200
    for form in otherwise(file.pk):
        assert owner.get(f"/documents/{form}/{file.filename}").status_code == 404, form


@pytest.mark.parametrize("url", ["/\\evil.example", "/\t/evil.example", "/\n/evil.example", "//evil.example"])
def test_an_address_that_browsers_read_as_another_sites_is_not_ours(url: str) -> None:
    block = ArticlePage.body.field.stream_block.child_blocks["video"]
    with pytest.raises(Exception, match="Validation error"):
        block.clean(block.to_python({"title": "片", "poster": None, "length": "", "url": url}))
    assert "/likai/" in draw_alone("video", {"title": "片", "url": url})
