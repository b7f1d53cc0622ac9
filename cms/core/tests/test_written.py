"""What is listed for copying of a form that was not saved: what was written in it, and nothing that it sends of itself."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from cms.core.factories import UserFactory
from cms.core.models import Organisation
from cms.core.written import texts_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "text",
    [
        "题",
        "㐂㐄",
        "𠮷",
        "〇",
        "Дом",
        "On the way to the village",
        "GB/T 7714",
        "2026 年",
        "0571-88880000",
        "12345678",
    ],
)
def test_what_was_written(text: str) -> None:
    body = json.dumps({"blocks": [{"text": text}, {"text": ""}], "entityMap": {}})
    assert texts_of([("title", text), ("body-0-value", body)]) == [text, f"{text}\n"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", ""),
        ("title", "  "),
        ("lead", "10231"),
        ("kind", "policy"),
        ("show_on_map", "on"),
        ("body-count", "1"),
        ("body-0-type", "heading"),
        ("body-0-id", "3f1c2d8e-0a4b-4f6f-9a51-6d2b7a0c9f11"),
        ("body-0-value-pictures-0-id", "3f1c2d8e-0a4b-4f6f-9a51-6d2b7a0c9f11"),
        ("body-0-value", '{"blocks": [{"text": ""}], "entityMap": {}}'),
        ("comments-TOTAL_FORMS", "1000000000"),
        ("comments-0-contentpath", "body.3f1c2d8e.value"),
        ("loaded_revision_created_at", "2026-11-27T08:00:00+08:00"),
        ("as_read", "bd28672f0de2ab127bd28672f0de2ab127bd28672f0de2ab127bd28672f0de2a"),
        ("without_version", "1"),
        ("next", "/admin/pages/3/?q=Xinhuo"),
        ("action-publish", "action-publish"),
        ("workflow-action-name", "approve-with-comment"),
        ("workflow-action-extra-data", '{"comment": ""}'),
    ],
)
def test_what_a_form_sends_of_itself(name: str, value: str) -> None:
    assert texts_of([(name, value)]) == []


@pytest.mark.parametrize("value", ["{", '{"a": 1}', '{"blocks": 7}', '{"blocks": [{"text": null}]}', "{}{}"])
def test_what_only_looks_like_json_is_a_text(value: str) -> None:
    assert texts_of([("title", value)]) == ([value] if len(value) > 3 else [])


def test_of_a_step_its_comment() -> None:
    assert texts_of([("workflow-action-extra-data", '{"comment": "OK, but late"}')]) == ["OK, but late"]


@pytest.mark.django_db
def test_a_text_without_hanzi_is_listed(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    made = Organisation.objects.create(name="旧名", sort_order=0)
    place = reverse(Organisation.snippet_viewset.get_url_name("edit"), args=[made.pk])
    made.delete()
    written = {"name": "Branch No. 9", "sort_order": "1"}
    answer = client.post(place, written, HTTP_ORIGIN="http://testserver")
    assert answer.status_code == 404 and ">Branch No. 9</textarea>" in answer.content.decode()
