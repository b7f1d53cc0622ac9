"""What is made without a file to hold others, and what may hold them; the name that a work's file bears."""

from __future__ import annotations

import pytest
from django.test import Client

from cms.core.factories import UserFactory
from cms.library.models import Work, WorkState

from .admin_world import address, form_data, library, shelf, signed_in, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


def test_a_new_book_holds_volumes(client: Client) -> None:
    page = library()
    signed_in(client)
    collection = shelf()
    form = client.get(address("add"))
    assert "新建：图书或报刊" in form.content.decode()
    assert form.context["form"]["collection"].value() == collection.pk  # as files that are uploaded
    data = {
        "library": page.pk, "collection": collection.pk, "kind": "book", "title": "支部工作丛书", "number": "", "issuer": "本社",
        "creators": "", "issued_on": "", "summary": "", "keywords": "",
    }  # fmt: skip
    assert client.post(address("add"), data).status_code == 302
    book = Work.objects.get(title="支部工作丛书")
    assert (book.state, book.live, book.library_id) == (WorkState.READY, False, page.pk)
    volume = work("第一卷", live=False)
    answer = client.post(address("edit", volume.pk), form_data(volume, parent=book.pk, position=1))
    assert answer.status_code == 302, answer.context["form"].errors
    volume.refresh_from_db()
    assert volume.get_latest_revision_as_object().parent_id == book.pk
    chooser = client.get("/admin/snippets/choose/library/work/results/?q=支部").content.decode()
    assert "支部工作丛书" in chooser and "第一卷" not in chooser


def test_what_is_missing_is_named(client: Client) -> None:
    page = library()
    signed_in(client)
    answer = client.post(address("add"), {"library": page.pk, "kind": "book", "title": ""})
    errors = answer.context["form"].errors
    assert errors["title"] == ["请填写题名。"]
    assert errors["collection"] == ["请选择文件集，它决定谁可以看。"]


def test_a_file_that_was_refused_holds_no_issues(client: Client) -> None:
    library()
    issue = work("第一期", live=False, kind="newspaper")
    refused, out = (
        work(title, live=live, kind="newspaper") for title, live in (("工作报", False), ("已出的报", True))
    )
    Work.objects.filter(pk__in=[refused.pk, out.pk]).update(state=WorkState.REFUSED, reason="文件已加密。")
    signed_in(client)
    chooser = client.get("/admin/snippets/choose/library/work/results/").content.decode()
    assert "共 2 份文献" in chooser
    assert "已出的报" in chooser and "工作报" not in chooser
    answer = client.post(address("edit", issue.pk), form_data(issue, parent=refused.pk))
    assert "没有这部图书或报刊" in answer.content.decode()
    assert client.post(address("edit", issue.pk), form_data(issue, parent=out.pk)).status_code == 302


def test_among_the_files_it_bears_the_title_of_its_work(client: Client) -> None:
    library()
    made = work("旧题名")
    approver = signed_in(client, "审批")
    client.post(address("edit", made.pk), form_data(made, title="新题名"))
    made.refresh_from_db()
    assert made.document is not None and made.document.title == "旧题名"  # as readers know it
    client.post(address("edit", made.pk), form_data(made, title="新题名", **{"action-publish": "1"}))
    made.document.refresh_from_db()
    assert made.document.title == "新题名" and made.document.uploaded_by_user != approver
    client.force_login(UserFactory(groups=["编辑"]))
    assert "新题名" in client.get("/admin/documents/?q=新题").content.decode()
