"""What a published page shows of pictures and files changes only through the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Collection, Page, Workflow

from cms.core.factories import CmsDocumentFactory, CmsImageFactory, UserFactory, collection, picture, restrict
from cms.core.models import AuditEvent, CmsDocument, CmsImage, User
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks
from cms.portal.models import ArticlePage

pytestmark = pytest.mark.django_db
TOLD = "待发布的页面里使用"


@pytest.fixture
def editor() -> Any:
    return UserFactory(groups=["编辑"])


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def document(owner: User, **fields: Any) -> Any:
    fields.setdefault("file", ContentFile(b"APPROVED", "qingdan.txt"))
    return CmsDocumentFactory(title="办事清单", uploaded_by_user=owner, **fields)


def image(owner: User, **fields: Any) -> Any:
    return CmsImageFactory(title="合影", uploaded_by_user=owner, file=picture(size=(600, 400)), **fields)


def article(file: CmsDocument | None = None, shot: CmsImage | None = None, **fields: Any) -> Any:
    if file is not None:
        fields["attachments"] = blocks(("attachment", {"document": file.pk, "title": ""}))
    if shot is not None:
        fields["body"] = blocks(("figure", {"image": shot.pk, "caption": "图", "alt": ""}))
    fields.setdefault("parent", ColumnPageFactory())
    return ArticlePageFactory(**fields)


def swap(desk: Client, thing: Any) -> list[Any]:
    """Through every door of the admin: another file, another title, removal."""
    images = isinstance(thing, CmsImage)
    form = {"title": "未审的题名", "collection": thing.collection_id, "tags": "", "description": "未审的说明"}
    form |= {f"focal_point_{side}": "" for side in ("x", "y", "width", "height")}
    new = picture("b.png", colour="#0000ff").read() if images else b"NEVER REVIEWED"
    upload = SimpleUploadedFile("b.png" if images else "b.txt", new)
    room, kind = ("images", "cmsimage") if images else ("documents", "cmsdocument")
    edit = f"/admin/images/{thing.pk}/" if images else f"/admin/documents/edit/{thing.pk}/"
    delete = f"/admin/images/{thing.pk}/delete/" if images else f"/admin/documents/delete/{thing.pk}/"
    return [
        desk.post(edit, {**form, "file": upload}, follow=True),
        desk.post(edit, form, follow=True),
        desk.post(delete, follow=True),
        desk.post(f"/admin/{room}/multiple/{thing.pk}/", {f"{room[:-1]}-{thing.pk}-title": "未审的题名"}),
        desk.post(f"/admin/{room}/multiple/{thing.pk}/delete/"),
        desk.post(f"/admin/bulk/core/{kind}/delete/?id={thing.pk}&next=/admin/{room}/", follow=True),
        desk.post(
            f"/admin/bulk/core/{kind}/add_to_collection/?id={thing.pk}&next=/admin/{room}/",
            {"collection": collection("别处").pk},
        ),
    ]


def facts(thing: Any) -> tuple[Any, ...]:
    now = type(thing).objects.get(pk=thing.pk)
    return now.title, now.file.name, now.file.open().read(), now.collection_id


@pytest.mark.parametrize("make", [document, image])
def test_what_a_published_page_shows_is_not_swapped(
    desk: Client, editor: User, make: Callable[..., Any]
) -> None:
    thing = make(editor)
    page = article(**{"file" if make is document else "shot": thing})
    before, seen = facts(thing), Client().get(page.url).content
    answers = swap(desk, thing)
    assert facts(thing) == before and Client().get(page.url).content == seen
    for answer in (answers[0], answers[2], answers[5]):
        assert TOLD in answer.content.decode()
    assert page.title in answers[0].content.decode(), "he is told where it is used"
    assert {answer.status_code for answer in answers} <= {200, 302, 403}


def test_a_lead_picture_and_a_link_in_the_text_count_too(desk: Client, editor: User) -> None:
    shot, file = image(editor), document(editor)
    text = f'<p><a linktype="document" id="{file.pk}">清单</a></p>'
    article(lead=shot, body=blocks(("text", text)))
    before = facts(shot), facts(file)
    swap(desk, shot)
    swap(desk, file)
    assert (facts(shot), facts(file)) == before


def test_what_only_a_draft_uses_is_its_makers(desk: Client, editor: User) -> None:
    file = document(editor)
    article(file, live=False)
    swap(desk, file)
    assert not CmsDocument.objects.filter(pk=file.pk).exists()


def test_what_waits_for_publication_stays_as_it_was_read(desk: Client, editor: User) -> None:
    """The draft beside a published page is in its revision alone."""
    started, timed, live = document(editor), document(editor), article()
    live.attachments = blocks(("attachment", {"document": started.pk, "title": ""}))
    live.save_revision(user=editor)
    Workflow.objects.get(active=True).start(live, editor)
    soon = article(live=False)
    soon.attachments = blocks(("attachment", {"document": timed.pk, "title": ""}))
    soon.go_live_at = timezone.now() + timedelta(days=1)
    soon.save_revision(user=editor).publish()
    assert not Page.objects.get(pk=soon.pk).live
    before = facts(started), facts(timed)
    swap(desk, started)
    swap(desk, timed)
    assert (facts(started), facts(timed)) == before


def test_who_may_publish_the_page_may_change_what_it_shows(client: Client) -> None:
    both = UserFactory(groups=["编辑", "审批"])
    client.force_login(both)
    file = document(both)
    article(file)
    form = {"title": "新的题名", "collection": file.collection_id, "tags": ""}
    client.post(f"/admin/documents/edit/{file.pk}/", {**form, "file": SimpleUploadedFile("c.txt", b"NEW")})
    assert facts(file)[0] == "新的题名" and facts(file)[2] == b"NEW"
    event = AuditEvent.objects.get(action="file.replaced")
    assert event.detail["former_digest"] != event.detail["digest"] and event.actor_id == both.pk


def test_many_cost_no_more_than_few(desk: Client, editor: User) -> None:
    files = [document(editor) for _ in range(6)]
    for file in files:
        article(file)
    shots = [image(editor) for _ in range(6)]
    for shot in shots:
        article(shot=shot)
    for kind, things in (("cmsdocument", files), ("cmsimage", shots)):
        counts = []
        for some in (things[:2], things):
            ids = "&".join(f"id={thing.pk}" for thing in some)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                desk.get(f"/admin/bulk/core/{kind}/delete/?{ids}")
            counts.append(len(asked))
        assert counts[0] == counts[1], kind


@pytest.mark.parametrize("make", [document, image])
def test_nobody_opens_his_own_file_by_moving_it(desk: Client, editor: User, make: Callable[..., Any]) -> None:
    inner, deeper = collection("内部资料"), collection("更里面")
    restrict(inner)
    restrict(deeper, *editor.groups.all())
    thing = make(editor, collection=inner)
    room, kind = ("images", "cmsimage") if make is image else ("documents", "cmsdocument")
    edit = f"/admin/images/{thing.pk}/" if make is image else f"/admin/documents/edit/{thing.pk}/"
    outside = Collection.get_first_root_node()
    form = {"title": thing.title, "tags": "", "description": ""}
    form |= {f"focal_point_{side}": "" for side in ("x", "y", "width", "height")}
    said = desk.post(edit, {**form, "collection": outside.pk}).content.decode()
    assert "不能移过去" in said and "安全管理员" in said
    bulk = f"/admin/bulk/core/{kind}/add_to_collection/?id={thing.pk}&next=/admin/{room}/"
    said = desk.post(bulk, {"collection": outside.pk}, follow=True).content.decode()
    assert "有 1 份没有移动" in said
    thing.refresh_from_db()
    assert thing.collection == inner
    assert not AuditEvent.objects.filter(action="level.file").exists()
    desk.post(bulk, {"collection": deeper.pk})
    thing.refresh_from_db()
    assert thing.collection == deeper
    event = AuditEvent.objects.get(action="level.file")
    assert event.detail["before"] == "内部" and event.detail["after"] == "限定（编辑）"


def test_a_file_that_is_linked_by_its_address_is_known_too(desk: Client, editor: User, settings: Any) -> None:
    """Whatever is typed into the text becomes a reference; a video's address names no file."""
    file, other = document(editor), document(editor)
    block = ArticlePage.body.field.stream_block
    typed = f'<p><a href="{file.url}">甲</a><a href="{settings.BASE_URL}{other.url}">乙</a><a href="/documents/999/x">丙</a></p>'
    cleaned = block.clean(block.to_python(blocks(("text", typed))))
    source = cleaned[0].value.source
    assert [f'linktype="document" id="{pk}"' in source for pk in (file.pk, other.pk, 999)] == [
        True,
        True,
        False,
    ]
    page = article(body=cleaned)
    assert file.url in Client().get(page.url).content.decode()
    before = facts(file)
    swap(desk, file)
    assert facts(file) == before
    video = {"title": "片", "url": file.url, "poster": None, "length": ""}
    with pytest.raises(ValidationError):
        block.clean(block.to_python(blocks(("video", video))))
