"""First cut; the room's owner turns this into a folder when it outgrows one file."""

from django.db import models
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin

from cms.core.models import BasePage


class LibraryPage(BasePage):
    class Meta:
        db_table = "library_page"
        verbose_name = "理论库"


class WorkKind(models.TextChoices):
    DOCUMENT = "document", "文件"
    BOOK = "book", "图书"
    LAW = "law", "法规"
    NEWSPAPER = "newspaper", "报刊"


class WorkState(models.TextChoices):
    QUEUED = "queued", "等待处理"
    EXTRACTING = "extracting", "正在提取文字"
    READY = "ready", "可以阅读"
    NO_TEXT = "no_text", "没有可检索的文字"
    FAILED = "failed", "处理失败"


class Work(PreviewableMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """A document, a book or its volume, a law, an issue of a newspaper."""

    library = models.ForeignKey(
        LibraryPage, verbose_name="所在书库", on_delete=models.PROTECT, related_name="works"
    )
    collection = models.ForeignKey(
        "wagtailcore.Collection",
        verbose_name="文件集（决定公开级别）",
        on_delete=models.PROTECT,
        related_name="+",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="所属著作",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="volumes",
    )
    kind = models.CharField("类型", max_length=12, choices=WorkKind, default=WorkKind.DOCUMENT)
    title = models.CharField("题名", max_length=300)
    creators = models.CharField("责任者", max_length=200, blank=True)
    issuer = models.CharField("发布机关或出版者", max_length=200, blank=True)
    number = models.CharField("文号", max_length=80, blank=True)
    issued_on = models.DateField("发布日期", null=True, blank=True)
    summary = models.CharField("摘要", max_length=500, blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True)
    family = models.CharField("版本族", max_length=200, blank=True, db_index=True, editable=False)
    document = models.ForeignKey(
        "core.CmsDocument",
        verbose_name="原文件",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reading_copy = models.FileField("阅读用 PDF", blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=WorkState, default=WorkState.QUEUED, editable=False
    )
    reason = models.CharField("说明", max_length=300, blank=True, editable=False)
    outline = models.JSONField(
        "目录", default=list, blank=True, editable=False
    )  # [{"title", "level", "page", "anchor"}]
    page_count = models.PositiveIntegerField("页数", null=True, blank=True, editable=False)
    character_count = models.PositiveIntegerField("字数", default=0, editable=False)
    cited_by = models.PositiveIntegerField("被引用数", default=0, editable=False)
    created_at = models.DateTimeField("入库时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        db_table = "library_work"
        verbose_name = "著作"
        verbose_name_plural = "著作"

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """One article of a law, one section of a text, one page of a file. Rewritten whole with its work's text."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="passages")
    ord = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True, blank=True)
    page_label = models.CharField(max_length=20, blank=True)
    path = models.JSONField(default=list, blank=True)  # headings above, outermost first
    anchor = models.CharField(max_length=40, blank=True)
    text = models.TextField()

    class Meta:
        db_table = "library_passage"
        ordering = ["work", "ord"]
        constraints = [models.UniqueConstraint(fields=["work", "ord"], name="library_passage_order")]

    def __str__(self) -> str:
        return f"{self.work_id}#{self.ord}"
