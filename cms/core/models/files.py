"""Pictures and documents. Originals lie outside MEDIA; only renditions of public pictures are in it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.urls import reverse
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    Image,
    ImageQuerySet,
    WagtailImageField,
    get_rendition_upload_to,
    get_upload_to,
)

from cms.core.signs import trouble_with
from cms.core.storage import RESTRICTED, own_folder, private_storage, rendition_storage


def _restricted(image: CmsImage) -> bool:
    from cms.core.access import audience_of

    return bool(audience_of(image))


class CmsImageQuerySet(ImageQuerySet):
    def _fetch_all(self) -> None:
        """Lists of pictures show renditions: how open each is, is read for all."""
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh and "renditions" in {
            getattr(p, "prefetch_through", p) for p in self._prefetch_related_lookups
        }:
            from cms.core.access import audiences_for

            audiences_for(self._result_cache)


class CmsImage(AbstractImage):
    file = WagtailImageField(
        "文件",
        upload_to=get_upload_to,
        storage=private_storage,
        width_field="width",
        height_field="height",
    )

    objects = CmsImageQuerySet.as_manager()

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        db_table = "core_image"
        verbose_name = "图片"
        verbose_name_plural = "图片"

    def find_existing_renditions(self, *filters: Any) -> dict[Any, Any]:
        """Those that lie where the picture's level wants them; a stray one is removed and made anew."""
        found = super().find_existing_renditions(*filters)
        if not found:
            return found
        restricted = _restricted(self)
        for wanted, rendition in list(found.items()):
            if rendition.is_restricted != restricted:
                del found[wanted]
                rendition.remove()
        return found

    def create_renditions(self, *filters: Filter) -> dict[Filter, Any]:
        """One by one: many at once would leave the files of those that another process drew in this moment."""
        return {wanted: self.create_rendition(wanted) for wanted in filters}


class CmsRendition(AbstractRendition):
    image = models.ForeignKey(CmsImage, on_delete=models.CASCADE, related_name="renditions")
    file = WagtailImageField(
        "文件",
        upload_to=get_rendition_upload_to,
        storage=rendition_storage,
        width_field="width",
        height_field="height",
    )

    class Meta:
        db_table = "core_rendition"
        unique_together = (("image", "filter_spec", "focal_point_key"),)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Where another process was the first to draw it, the file of the second goes."""
        try:
            super().save(*args, **kwargs)
        except IntegrityError:
            self.file.storage.delete(self.file.name)
            raise

    def get_upload_to(self, filename: str) -> str:
        name = super().get_upload_to(filename)
        return f"{RESTRICTED}{name}" if _restricted(self.image) else name

    @property
    def is_restricted(self) -> bool:
        return self.file.name.startswith(RESTRICTED)

    @property
    def url(self) -> str:
        if self.is_restricted:
            return reverse("core:picture", args=[self.pk, PurePosixPath(self.file.name).name])
        return self.file.url

    def remove(self) -> None:
        """The file, at once rather than by a task, then row and cache entry: while the row is there it is tried again."""
        self.file.storage.delete(self.file.name)
        type(self).objects.filter(pk=self.pk).delete()
        self.purge_from_cache()


class CmsDocument(AbstractDocument):
    file = models.FileField("文件", upload_to=own_folder, storage=private_storage, max_length=255)

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        db_table = "core_document"
        verbose_name = "文件"
        verbose_name_plural = "文件"

    def clean(self) -> None:
        """Of a file that has just been chosen; one that is stored was asked then."""
        if not self.file or self.file._committed:
            return
        super().clean()
        if said := trouble_with(self.file, self.file.name):
            raise ValidationError({"file": said})
