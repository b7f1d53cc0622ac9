"""One article: news, notice, document, profile, picture story."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.forms.utils import ErrorList
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.blocks import StreamBlockValidationError, StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.rich_text import RichText

from cms.core.admin.forms import BasePageForm
from cms.core.models import TaggedPage

from ..blocks import AttachmentsBlock, BodyBlock
from ..kinds import kind_of
from ..opening import SIZE, first_words
from .column import ColumnPage
from .served import ServedPage

EMPTY = "还没有正文。请写正文，或者至少加一个附件，再发布或送审；想以后再写，请保存草稿。"


class ArticleForm(BasePageForm):
    """A new article begins with a text to write in, and does not go out without any."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and "body" in self.fields and not self.instance.body:
            self.initial["body"] = StreamValue(self.instance.body.stream_block, [("text", RichText(""))])

    def clean(self) -> dict[str, Any]:
        """Drafts may be empty; what is to go out may not."""
        cleaned = super().clean()
        asked = not self.is_deferred_validation and "body" in cleaned and "attachments" in cleaned
        if asked and not cleaned["body"] and not cleaned["attachments"]:
            self.add_error("body", StreamBlockValidationError(non_block_errors=ErrorList([EMPTY])))
        return cleaned


class ArticlePage(ServedPage, TaggedPage):
    base_form_class = ArticleForm
    subtitle = models.CharField("副标题", max_length=120, blank=True)
    lead = models.ForeignKey(
        "core.CmsImage",
        verbose_name="题图",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="显示在列表和首页；没有也可以发布",
    )
    body = StreamField(BodyBlock(required=False), verbose_name="正文", blank=True)
    opening = models.CharField("正文开头", max_length=SIZE, blank=True, editable=False)
    attachments = StreamField(
        AttachmentsBlock(required=False), verbose_name="附件", blank=True, help_text="显示在正文之后，可下载"
    )
    editor_note = models.CharField(
        "责任编辑", max_length=80, blank=True, help_text="显示在文末，例如：责任编辑：宣传科 审核：办公室"
    )
    pinned = models.BooleanField("置顶", default=False, help_text="在栏目第一页排在最前")

    parent_page_types = ["portal.ColumnPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["published_at"]

    content_panels = [
        *TaggedPage.title_panels,
        FieldPanel("body"),
        FieldPanel("lead"),
        FieldPanel("summary", help_text="一两句话，显示在列表和检索结果里；不填则列表取正文开头"),
        FieldPanel("attachments"),
    ]
    about_panels = [
        MultiFieldPanel(
            [FieldPanel("source"), FieldPanel("author"), FieldPanel("editor_note")], heading="署名"
        ),
        MultiFieldPanel(
            [FieldPanel("tags", help_text="两三个词即可，用来推荐相关文章"), FieldPanel("keywords")],
            heading="标签和关键词",
        ),
        MultiFieldPanel([FieldPanel("subtitle"), FieldPanel("pinned")], heading="显示"),
        FieldPanel("published_at", help_text="不填则在第一次发布时自动记下"),
        FieldPanel("organisation"),
    ]
    promote_panels = [FieldPanel("slug", help_text="不填则按标题的拼音自动生成")]

    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="内容"),
            ObjectList(about_panels, heading="署名和标签"),
            ObjectList([*promote_panels, *TaggedPage.settings_panels], heading="网址"),
        ]
    )

    class Meta:
        db_table = "portal_article"
        verbose_name = "文章"
        verbose_name_plural = "文章"

    @property
    def is_empty(self) -> bool:
        return not self.body and not self.attachments

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        return super().can_create_at(parent) and holds_articles(parent)

    def can_move_to(self, parent: Page) -> bool:
        return super().can_move_to(parent) and holds_articles(parent)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Going live for the first time stamps the time of publication, unless the editor gave one; the opening follows
        the body."""
        only = kwargs.get("update_fields")
        if "body" not in (self.get_deferred_fields() if only is None else {"body"} - set(only)):
            self.opening = first_words(block for block in self.body.raw_data if block)
            kwargs["update_fields"] = None if only is None else [*only, "opening"]
        if self.live and self.published_at is None:
            self.published_at = self.first_published_at or timezone.now()
            if (only := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = [*only, "published_at"]
        return super().save(*args, **kwargs)


def holds_articles(parent: Page) -> bool:
    return not issubclass(parent.specific_class or Page, ColumnPage) or kind_of(parent.specific.kind).articles
