"""Makers of this room's things for tests of every room."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import factory
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory
from PIL import Image
from wagtail.models import (
    BaseViewRestriction,
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    ReferenceIndex,
)

from cms.core.models import CmsDocument, CmsImage, Organisation, User


def picture(
    name: str = "picture.png", size: tuple[int, int] = (64, 48), colour: str = "#a3181c"
) -> ContentFile:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return ContentFile(out.getvalue(), name)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"第{n}党支部")


class UserFactory(DjangoModelFactory):
    """A member. `groups=["编辑"]` puts him into groups by name; the password is his login name twice."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"member{n}")
    real_name = factory.Sequence(lambda n: f"王{n}")
    password = factory.django.Password(factory.LazyAttribute(lambda o: o.username * 2))

    @factory.post_generation
    def groups(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        from django.contrib.auth.models import Group

        for name in extracted or ():
            self.groups.add(Group.objects.get_or_create(name=name)[0])


class CmsImageFactory(DjangoModelFactory):
    class Meta:
        model = CmsImage

    title = factory.Sequence(lambda n: f"图片{n}")
    file = factory.LazyFunction(picture)


class CmsDocumentFactory(DjangoModelFactory):
    class Meta:
        model = CmsDocument

    title = factory.Sequence(lambda n: f"文件{n}")
    file = factory.LazyFunction(lambda: ContentFile("正文".encode(), "document.txt"))


def shown(thing: CmsImage | CmsDocument) -> Any:
    """As though a published public page referred to it, which is returned."""
    page, to = (ContentType.objects.get_for_model(model) for model in (Page, thing))
    ReferenceIndex.objects.create(
        base_content_type=page,
        content_type=page,
        object_id=str(Page.get_first_root_node().pk),
        to_content_type=to,
        to_object_id=str(thing.pk),
        model_path="shown",
        content_path=f"shown.{thing.pk}",
        content_path_hash=ReferenceIndex._get_content_path_hash(f"shown.{to.pk}.{thing.pk}"),
    )
    return thing


def collection(name: str = "资料", parent: Collection | None = None) -> Collection:
    return (parent or Collection.get_first_root_node()).add_child(name=name)


def restrict(thing: Page | Collection, *groups: Any) -> PageViewRestriction | CollectionViewRestriction:
    """内部, or 限定 to these groups."""
    kind = BaseViewRestriction.GROUPS if groups else BaseViewRestriction.LOGIN
    made: Any
    if isinstance(thing, Page):
        made = PageViewRestriction.objects.create(page=Page.objects.get(pk=thing.pk), restriction_type=kind)
    else:
        made = CollectionViewRestriction.objects.create(collection=thing, restriction_type=kind)
    made.groups.set(groups)
    if not isinstance(thing, Page) and groups:
        made.save()
    return made
