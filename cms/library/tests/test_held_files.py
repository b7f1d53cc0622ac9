"""The file of a work lies among all documents, and is changed and deleted by the library's verbs alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.permissions import policy_registry

from cms.core import holders
from cms.core.factories import CmsDocumentFactory, UserFactory, collection
from cms.core.models import CmsDocument
from cms.library import services
from cms.library.models import LibraryPage, Work

from .admin_world import address, library, shelf, text_file, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
LEAD = "请在文献里更换或删除"


@pytest.fixture
def page() -> LibraryPage:
    return library()


def person(role: str) -> Any:
    return UserFactory(is_superuser=True) if role == "超级" else UserFactory(groups=[role])


def two_files(user: Any, **fields: Any) -> tuple[Work, list[int]]:
    """A published work of his, with a former file that he brought too."""
    made = work("内部学习材料", user=user, live=False, **fields)
    services.replace_file(made, text_file("第二稿.txt", "第二稿的正文。"), "第二稿.txt", user=user)
    services.extract_one()
    services.publish(made)
    former = made.former_files.get()
    assert made.document_id and former.document_id
    return made, [made.document_id, former.document_id]


def facts(made: Work, keys: list[int]) -> Any:
    """All that must stay: rows, their places, what lies in the files."""
    now = Work.objects.get(pk=made.pk)
    files = CmsDocument.objects.filter(pk__in=keys).order_by("pk")
    return (
        [(file.title, file.collection_id, file.file.name, file.file.open().read()) for file in files],
        (now.live, now.sha256, now.document_id, now.collection_id, now.audience(), now.former_files.count()),
    )


def bulk(action: str, keys: list[int]) -> str:
    url = reverse("wagtail_bulk_action", args=["core", "cmsdocument", action])
    return f"{url}?{'&'.join(f'id={key}' for key in keys)}&next=/admin/documents/"


@pytest.mark.parametrize("role", ["编辑", "审批", "超级"])
def test_a_held_file_is_changed_by_nobody_among_the_documents(
    role: str, client: Client, page: LibraryPage
) -> None:
    user = person(role)
    made, keys = two_files(user, level="internal")
    before = facts(made, keys)
    open_place = shelf("public")
    client.force_login(user)
    for key in keys:
        form = {"title": "偷换", "collection": open_place.pk, "tags": ""}
        edit, delete = f"/admin/documents/edit/{key}/", f"/admin/documents/delete/{key}/"
        client.post(edit, {**form, "file": text_file("假.txt", "被偷换的内容。")})
        client.post(edit, {**form, "file": ""})
        client.post(delete)
        several = f"/admin/documents/multiple/{key}/"
        assert client.post(
            several, {f"doc-{key}-{name}": value for name, value in form.items()}
        ).status_code in (302, 403)
        assert client.post(f"{several}delete/").status_code in (302, 403)
    client.post(bulk("add_to_collection", keys), {"collection": open_place.pk})
    client.post(
        bulk("add_to_collection", keys).replace(f"id={keys[0]}", "id=all"), {"collection": open_place.pk}
    )
    client.post(bulk("delete", keys), {})
    assert facts(made, keys) == before


@pytest.mark.parametrize("role", ["编辑", "超级"])
def test_he_is_led_to_the_work(role: str, client: Client, page: LibraryPage) -> None:
    user = person(role)
    made, keys = two_files(user)
    client.force_login(user)
    for key in keys:
        for door in ("edit", "delete"):
            answer = client.get(f"/admin/documents/{door}/{key}/", follow=True)
            assert answer.redirect_chain == [(address("edit", made.pk), 302)]
            assert f"这是文献《{made.title}》的文件，{LEAD}" in answer.content.decode()
    asked = client.get(bulk("delete", keys)).content.decode()
    assert "选中的文件里有 2 份是文献的文件" in asked
    done = client.post(bulk("add_to_collection", keys), {"collection": shelf().pk}, follow=True)
    assert "选中的文件里有 2 份是文献的文件" in done.content.decode()


def test_a_title_that_is_hidden_from_him_is_not_told(client: Client, page: LibraryPage) -> None:
    """He brought the file; the work was another's, and is closed to him."""
    user = person("编辑")
    made, keys = two_files(None, level="internal")
    CmsDocument.objects.filter(pk__in=keys).update(uploaded_by_user=user)
    Group.objects.create(name="党委委员")
    services.change_level([made], services.level_named("restricted", ["党委委员"]))
    Work.objects.update(title="哨兵题名")
    client.force_login(user)
    for key in keys:
        answer = client.get(f"/admin/documents/edit/{key}/", follow=True)
        told = answer.content.decode()
        assert answer.redirect_chain == [("/admin/documents/", 302)]
        assert LEAD in told and "哨兵" not in told
    client.force_login(person("编辑"))
    told = client.get(f"/admin/documents/edit/{keys[0]}/", follow=True).content.decode()
    assert LEAD not in told, "whoever may not see it is not told that it is there"


def test_it_is_still_listed_chosen_and_tagged(client: Client, page: LibraryPage) -> None:
    user = person("编辑")
    made, keys = two_files(user)
    client.force_login(user)
    for place in (
        "/admin/documents/",
        reverse("wagtaildocs_chooser:choose"),
        reverse("wagtaildocs_chooser:chosen", args=[keys[0]]),
        f"/admin/documents/usage/{keys[0]}/",
    ):
        answer = client.get(place)
        shown = answer.content.decode("unicode_escape" if "chooser" in place else "utf-8")
        assert answer.status_code == 200 and made.title in shown, place
    client.post(bulk("add_tags", keys), {"tags": "学习"})
    assert [list(doc.tags.names()) for doc in CmsDocument.objects.filter(pk__in=keys)] == [["学习"]] * 2


def test_documents_that_nothing_holds_are_changed_as_before(client: Client, page: LibraryPage) -> None:
    user = person("编辑")
    made, keys = two_files(user)
    place = collection("别处")
    free = [CmsDocumentFactory(uploaded_by_user=user) for _ in range(2)]
    client.force_login(user)
    form = {"title": "新标题", "collection": place.pk, "tags": "", "file": ""}
    client.post(f"/admin/documents/edit/{free[0].pk}/", form)
    client.post(bulk("add_to_collection", [free[1].pk, *keys]), {"collection": place.pk})
    assert set(CmsDocument.objects.filter(collection=place)) == set(free)
    client.post(bulk("delete", [free[1].pk, *keys]), {})
    client.post(f"/admin/documents/delete/{free[0].pk}/")
    assert sorted(CmsDocument.objects.values_list("pk", flat=True)) == sorted(keys)
    assert Work.objects.get(pk=made.pk).document_id == keys[0]


def test_questions_do_not_grow_with_the_documents(client: Client, page: LibraryPage) -> None:
    """Every row of a list of many is asked about: once for all."""
    user = person("编辑")
    client.force_login(user)
    made = work("材料", user=user)
    counts = []
    for _ in range(2):
        for _ in range(5):
            CmsDocumentFactory(uploaded_by_user=UserFactory())
            CmsDocumentFactory(uploaded_by_user=user)
        keys = list(CmsDocument.objects.values_list("pk", flat=True))
        client.get(bulk("add_to_collection", keys))
        with CaptureQueriesContext(connection) as asked:
            told = client.get(bulk("add_to_collection", keys)).content.decode()
        assert str(made.document) in told
        counts.append(len(asked))
    assert counts[0] == counts[1], counts


def test_which_of_many_are_held(page: LibraryPage) -> None:
    made, keys = two_files(None)
    free = CmsDocumentFactory(file=ContentFile(b"x", "x.txt"))
    with CaptureQueriesContext(connection) as asked:
        assert holders.held(CmsDocument.objects.filter(pk__in=[*keys, free.pk])) == set(keys)
    assert len(asked) == 1
    policy = policy_registry.get_by_type(CmsDocument)
    chief = person("超级")
    held = CmsDocument.objects.get(pk=keys[0])
    assert policy.user_has_permission_for_instance(chief, "choose", held)
    assert policy.user_has_any_permission_for_instance(chief, ["choose", "change"], held)
    assert not policy.user_has_any_permission_for_instance(chief, ["delete", "change"], held)
    assert policy.user_has_permission_for_instance(chief, "change", free)
    services.delete([made])
    assert not CmsDocument.objects.filter(pk__in=keys).exists(), "the library's own verb"
