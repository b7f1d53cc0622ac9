"""A document, a book or its volume, a law, a newspaper or its issue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from wagtail.models import LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from cms.core import access
from cms.core.slugs import without_unseen
from cms.core.storage import private_storage

from .asking import ASKED, PublishedWhenRead

if TYPE_CHECKING:
    from cms.core.models import CmsDocument


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
    REFUSED = "refused", "不予收录"
    FAILED = "failed", "处理失败"


# What machines write, and levels: never part of a draft, so an older draft can be published without undoing it.
NOT_DRAFTED = (
    "library", "collection", "document", "reading_copy", "sha256", "file_name", "format", "state", "reason", "notes",
    "outline", "page_count", "character_count", "cited_by", "plain_title", "family", "current", "tries", "claimed_at",
    "added_by", "file_added_at", "read_sha256", *ASKED,
)  # fmt: skip


class ShownFile(NamedTuple):
    document: CmsDocument | None
    name: str
    sha256: str


class Work(
    PreviewableMixin,
    WorkflowMixin,
    PublishedWhenRead,
    LockableMixin,
    RevisionMixin,
    index.Indexed,
    models.Model,
):
    """Not a page, so a million of them stay a table. Change works through cms.library.services.

    Level: that of the library page and that of the collection together (docs/decisions/0003).
    """

    library = models.ForeignKey(
        "library.LibraryPage", verbose_name="所在书库", on_delete=models.PROTECT, related_name="works"
    )
    collection = models.ForeignKey(
        "wagtailcore.Collection",
        verbose_name="文件集（决定公开级别）",
        on_delete=models.PROTECT,
        related_name="+",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="所属图书或报刊",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="volumes",
        help_text="卷、册属于一部图书，期属于一种报刊",
    )
    position = models.PositiveIntegerField("卷次或期次", default=0)
    kind = models.CharField("类型", max_length=12, choices=WorkKind, default=WorkKind.DOCUMENT)
    title = models.CharField("题名", max_length=300)
    creators = models.CharField("责任者", max_length=200, blank=True, help_text="多人用顿号隔开")
    issuer = models.CharField("发布机关或出版者", max_length=200, blank=True)
    number = models.CharField("文号", max_length=80, blank=True)
    issued_on = models.DateField("发布日期", null=True, blank=True)
    summary = models.CharField("摘要", max_length=500, blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True, help_text="多个用逗号隔开")
    # The title as people say it (民法典); what other works cite it by.
    plain_title = models.CharField("简称", max_length=300, blank=True, db_index=True, editable=False)
    # Versions of one law share `family`, its title as people say it; the newest is current.
    family = models.CharField("版本族", max_length=200, blank=True, editable=False)
    current = models.BooleanField("现行", default=True, editable=False)
    document = models.ForeignKey(
        "core.CmsDocument",
        verbose_name="原文件",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    file_name = models.CharField("文件名", max_length=255, blank=True, editable=False)
    format = models.CharField("格式", max_length=10, blank=True, editable=False)  # md, pdf, docx…
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    # Of the file that the present text and pages are from: another one while a new file waits to be read.
    read_sha256 = models.CharField("已读文件的 SHA-256", max_length=64, blank=True, editable=False)
    file_added_at = models.DateTimeField("文件入库时间", null=True, blank=True, editable=False)
    reading_copy = models.FileField(
        "阅读用 PDF", upload_to="reading", storage=private_storage, blank=True, editable=False
    )
    state = models.CharField(
        "状态", max_length=12, choices=WorkState, default=WorkState.QUEUED, editable=False
    )
    reason = models.CharField("说明", max_length=300, blank=True, editable=False)
    notes = models.JSONField("提取时的提示", default=list, blank=True, editable=False)
    outline = models.JSONField(
        "目录", default=list, blank=True, editable=False
    )  # [{"title", "level", "page", "anchor"}]
    page_count = models.PositiveIntegerField("页数", null=True, blank=True, editable=False)
    character_count = models.PositiveIntegerField("字数", default=0, editable=False)
    cited_by = models.PositiveIntegerField("被引用数", default=0, editable=False)
    tries = models.PositiveSmallIntegerField("已尝试次数", default=0, editable=False)
    claimed_at = models.DateTimeField("开始处理时间", null=True, blank=True, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="入库人",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField("入库时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    search_fields = [
        *(index.SearchField(name) for name in ("title", "number", "creators", "issuer", "keywords")),
        *(index.AutocompleteField(name) for name in ("title", "number", "creators", "issuer", "keywords")),
        *(
            index.FilterField(name)
            for name in (
                "id",
                "library",
                "collection",
                "parent",
                "kind",
                "state",
                "live",
                "issued_on",
                "added_by",
            )
        ),
    ]

    class Meta:
        db_table = "library_work"
        verbose_name = "文献"
        verbose_name_plural = "文献"
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"],
                condition=~models.Q(sha256=""),
                name="library_work_file",
                violation_error_message="馆藏里已有同一个文件。",
            )
        ]
        indexes = [
            # Counts and facets of the reading room's list are read from this one alone.
            models.Index(
                fields=["library", "live", "parent", "collection", "kind", "issuer", "issued_on"],
                name="library_work_shelf",
            ),
            models.Index(fields=["library", "live", "issued_on"], name="library_work_day"),
            models.Index(fields=["library", "live", "title"], name="library_work_title"),
            models.Index(fields=["family", "issued_on"], name="library_work_family"),
            models.Index(fields=["state", "id"], name="library_work_queue"),
            models.Index(fields=["parent", "position"], name="library_work_volumes"),
            # Few works have an end; the worker asks for them all day.
            models.Index(
                fields=["expire_at"],
                condition=models.Q(expire_at__isnull=False),
                name="library_work_expire",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.file_name  # before it is read

    def clean(self) -> None:
        super().clean()
        self.title = without_unseen(self.title)

    def audience(self) -> access.Audience:
        """What a reader must satisfy: the library page's clauses and the collection's."""
        known = access.levels()
        return known.of_page(self.library.path) | known.of_collection_id(self.collection_id)

    @property
    def readable(self) -> bool:
        """There is something to read or to look at."""
        return self.state in (WorkState.READY, WorkState.NO_TEXT)

    @property
    def unread(self) -> bool:
        """It stays so until somebody brings another file or has it read again."""
        return self.state in (WorkState.REFUSED, WorkState.FAILED)

    @property
    def not_out(self) -> str:
        """Why it does not go out although it may; empty when nothing is in the way."""
        if self.unread:
            return f"但还不能发布：{self.reason.rstrip('。')}。请更换文件，再发布。"
        return "" if self.readable else "文件还在处理，处理好以后自动发布。"

    @property
    def shown_file(self) -> ShownFile:
        """What readers are given: while a new file waits to be read, the one before. A query only then."""
        if self.read_sha256 and self.read_sha256 != self.sha256:
            entry = self.former_files.filter(sha256=self.read_sha256).select_related("document").first()
            if entry is not None:
                return ShownFile(entry.document, entry.name, entry.sha256)
        return ShownFile(self.document, self.file_name, self.sha256)

    @property
    def previous_files(self) -> models.QuerySet[Any]:
        return self.former_files.select_related("document", "replaced_by")

    def get_url(self, request: HttpRequest | None = None) -> str | None:
        """Its permanent address; None when its library stands on no site."""
        from cms.library.reading.addresses import work_url

        base = self.library.get_url(request)
        return work_url(base, self.pk) if base else None

    def get_absolute_url(self) -> str:
        return self.get_url() or ""

    def with_content_json(self, content: dict[str, Any]) -> Work:
        """The draft's words over the row as it is by now: extraction may have ended since `self` was read."""
        fresh = type(self)._default_manager.filter(pk=self.pk).first() or self
        attributes = {name: getattr(self._meta.get_field(name), "attname", name) for name in NOT_DRAFTED}
        # Before Wagtail looks at the keys: the collection and the book of then may be gone, which nothing prevents.
        kept = {name: getattr(fresh, key) for name, key in attributes.items() if key != name}
        book = content.get("parent")
        if book and not type(self)._default_manager.filter(pk=book).exists():
            kept["parent"] = None
        found: Work = super().with_content_json({**content, **kept})
        for attribute in attributes.values():
            setattr(found, attribute, getattr(fresh, attribute))
        return found

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """The reading room's own page, filled with what stands in the form."""
        from cms.library.views.work import preview_work

        return preview_work(self, request)
