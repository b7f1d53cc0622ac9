"""What the demo has made, so that it never makes a thing again that a person has changed, moved or deleted."""

from django.db import models


class Made(models.Model):
    key = models.CharField("名称", max_length=200, unique=True)  # "article:yaowen/标题"
    object_id = models.PositiveBigIntegerField("编号", null=True)
    made_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        db_table = "demo_made"
        verbose_name = "示范内容"
        verbose_name_plural = "示范内容"

    def __str__(self) -> str:
        return self.key
