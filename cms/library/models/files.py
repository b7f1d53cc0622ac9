"""Files a work used to have."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class FileVersion(models.Model):
    """A file that was replaced: kept, with its digest, who replaced it and when. Newest first."""

    work = models.ForeignKey(
        "library.Work", verbose_name="文献", on_delete=models.CASCADE, related_name="former_files"
    )
    document = models.ForeignKey(
        "core.CmsDocument", verbose_name="原文件", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("大小（字节）", default=0)
    added_at = models.DateTimeField("入库时间")
    replaced_at = models.DateTimeField("替换时间", auto_now_add=True)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="替换人",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.CharField("替换原因", max_length=200, blank=True)

    class Meta:
        db_table = "library_file_version"
        verbose_name = "历史文件"
        verbose_name_plural = "历史文件"
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return self.name
