"""Pictures and documents. Originals lie outside MEDIA; only renditions of public pictures are in it."""

from django.core.files.storage import storages
from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


def private_storage():  # noqa: ANN201 - a Storage; callable so that migrations hold no path
    return storages["private"]


class CmsImage(AbstractImage):
    file = AbstractImage._meta.get_field("file").clone()
    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        db_table = "core_image"
        verbose_name = "图片"
        verbose_name_plural = "图片"


class CmsRendition(AbstractRendition):
    image = models.ForeignKey(CmsImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        db_table = "core_rendition"
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class CmsDocument(AbstractDocument):
    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        db_table = "core_document"
        verbose_name = "文件"
        verbose_name_plural = "文件"
