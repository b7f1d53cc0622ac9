"""A library with works is not deleted from above: a sentence instead of a fault, and all stays."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Collection, Page

from cms.core.factories import UserFactory, collection
from cms.library.factories import LibraryPageFactory, WorkFactory, home_page
from cms.library.models import Work

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.mark.parametrize(
    "address", ["/admin/pages/{}/delete/", "/admin/bulk/wagtailcore/page/delete/?id={}&next=/admin/"]
)
def test_a_page_above_works(chief: Client, address: str) -> None:
    above = home_page().add_child(instance=Page(title="学习", slug="xue-xi"))
    library = LibraryPageFactory(parent=above)
    work = WorkFactory(library=library)
    for page in (above, library):
        said = chief.post(address.format(page.pk), follow=True)
        assert said.status_code == 200
        # of many, Wagtail itself leaves out what others refer to
        assert ("1 份文献" in said.content.decode()) is not ("bulk" in address and page == library)
        assert Page.objects.filter(pk=page.pk).exists()
    work.delete()
    chief.post(address.format(above.pk))
    assert not Page.objects.filter(pk__in=[above.pk, library.pk]).exists()


def test_a_collection_of_works(chief: Client) -> None:
    place = collection("文集")
    WorkFactory(collection=place)
    address = f"/admin/collections/{place.pk}/delete/"
    assert "1 份文献" in chief.get(address).content.decode()
    assert chief.post(address).status_code == 403
    Work.objects.all().delete()
    chief.post(address)
    assert not Collection.objects.filter(pk=place.pk).exists()
