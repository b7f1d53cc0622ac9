"""The smallest part of a work that can be cited."""

from __future__ import annotations

from django.db import models


class Passage(models.Model):
    """One article of a law, one section of a text, one page of a file. Rewritten whole with its work's text."""

    # Its index is that of the unique pair below.
    work = models.ForeignKey(
        "library.Work",
        verbose_name="文献",
        on_delete=models.CASCADE,
        related_name="passages",
        db_index=False,
    )
    ord = models.PositiveIntegerField("次序")  # from 1
    page = models.PositiveIntegerField("页", null=True, blank=True)
    page_label = models.CharField("页码标签", max_length=20, blank=True)
    path = models.JSONField("所在章节", default=list, blank=True)  # headings above, outermost first
    anchor = models.CharField("永久锚点", max_length=40, blank=True)
    text = models.TextField("文字")

    class Meta:
        db_table = "library_passage"
        verbose_name = "段落"
        verbose_name_plural = "段落"
        ordering = ["work", "ord"]
        constraints = [models.UniqueConstraint(fields=["work", "ord"], name="library_passage_order")]

    def __str__(self) -> str:
        return f"{self.work_id}#{self.ord}"


class Mention(models.Model):
    """A work names another by its plain title. Counted, these are the prior of the work so named."""

    work = models.ForeignKey(
        "library.Work",
        verbose_name="文献",
        on_delete=models.CASCADE,
        related_name="mentions",
        db_index=False,
    )
    name = models.CharField("提到的题名", max_length=120, db_index=True)

    class Meta:
        db_table = "library_mention"
        verbose_name = "引用"
        verbose_name_plural = "引用"
        constraints = [models.UniqueConstraint(fields=["work", "name"], name="library_mention_once")]

    def __str__(self) -> str:
        return self.name
