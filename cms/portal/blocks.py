"""What an article is made of. Stored as data; `cms.portal.reader.body` turns it into HTML in one place."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.utils import ErrorList
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.list_block import ListBlockAdapter, ListBlockValidationError, ListValue
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText

from .links import is_own, own_files, with_files_known, without_nonsense

TEXT_FEATURES = ["bold", "italic", "h3", "h4", "ol", "ul", "link", "document-link"]


class Rendered:
    """Draws a block alone, for the editor's preview, with the same function as the page."""

    def render(self, value: Any, context: dict[str, Any] | None = None) -> SafeString:
        from .reader.body import draw_alone

        block: Any = self
        return draw_alone(block.name, block.get_prep_value(value))


class HeadingBlock(Rendered, blocks.CharBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="小标题", max_length=80, **kwargs)

    class Meta:
        icon = "title"
        group = "文字"
        description = "把长文分成几节，读者和检索都按节定位"
        preview_value = "怎样登记，怎样答复"


class TextBlock(Rendered, blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        # Not required: the form of a new article begins with an empty one, see BodyBlock.clean.
        super().__init__(label="正文", features=TEXT_FEATURES, required=False, **kwargs)

    def to_python(self, value: Any) -> RichText:
        """Stored before its links were looked at, or just typed."""
        return RichText(without_nonsense(value or ""))

    def value_from_form(self, value: Any) -> RichText:
        return self.to_python(value)

    class Meta:
        icon = "pilcrow"
        group = "文字"
        description = "一段或几段文字，可从 Word、WPS 直接粘贴；首行缩进由系统自动完成"
        preview_value = "<p>登记只用一张表。居民说清楚什么事、在哪里、希望怎样，其余由党员填写。</p>"


class FigureBlock(Rendered, blocks.StructBlock):
    image = ImageChooserBlock(label="图片")
    caption = blocks.CharBlock(label="图注", max_length=120, required=False, help_text="显示在图片下方")
    alt = blocks.CharBlock(
        label="替代文字",
        max_length=120,
        required=False,
        help_text="给看不见图片的人：说明图里有什么；不填则用图注",
    )

    class Meta:
        icon = "image"
        label = "图片"
        group = "图片和视频"
        description = "一张图片，可带图注"
        label_format = "图片：{caption}"
        preview_value = {"image": None, "caption": "北岸街道文昌巷，路灯改造后的第一个月", "alt": ""}


class PicturesBlock(blocks.ListBlock):
    """Begins with two, and says what to do with one: Wagtail's sentence, which stands there at once, speaks of items."""

    FEW = "组图至少放两张图片；只有一张请用“图片”。"
    canonical_module_path = (
        "wagtail.blocks.ListBlock"  # what is stored is a list: migrations need not know of this
    )

    def clean(self, value: Any) -> ListValue:
        try:
            return super().clean(value)
        except ListBlockValidationError as error:
            if self.is_deferred_validation or len(value) >= self.meta.min_num:
                raise  # a draft may have one
            few = ErrorList([ValidationError(self.FEW)])
            raise ListBlockValidationError(block_errors=error.block_errors, non_block_errors=few) from error

    class Meta:
        default: ClassVar[list[dict[str, Any]]] = [{}, {}]


class PicturesAdapter(ListBlockAdapter):
    """Does not count in the browser, where what is said cannot be chosen."""

    def js_args(self, block: PicturesBlock) -> list[Any]:
        *rest, meta = super().js_args(block)
        return [*rest, {name: value for name, value in meta.items() if name != "minNum"}]


register(PicturesAdapter(), PicturesBlock)


class GalleryBlock(Rendered, blocks.StructBlock):
    pictures = PicturesBlock(FigureBlock(label="图片"), label="图片", min_num=2, max_num=30)

    class Meta:
        icon = "copy"
        label = "组图"
        group = "图片和视频"
        description = "两张以上的图片，并排显示"
        preview_value = {
            "pictures": [{"image": None, "caption": "现场一"}, {"image": None, "caption": "现场二"}]
        }


class QuoteBlock(Rendered, blocks.StructBlock):
    text = blocks.TextBlock(label="引文", max_length=600, help_text="请与原文逐字核对")
    source = blocks.CharBlock(label="出处", max_length=100, required=False)

    class Meta:
        icon = "openquote"
        label = "引用"
        group = "文字"
        description = "引用原话或文件原文，注明出处"
        label_format = "引用：{text}"
        preview_value = {"text": "过去是找谁都不对，现在是把事说清楚就行。", "source": "文昌巷居民"}


class TableBlock(Rendered, blocks.StructBlock):
    caption = blocks.CharBlock(label="表题", max_length=80, required=False)
    cells = blocks.TextBlock(
        label="表格内容",
        rows=6,
        help_text="从 Excel 或 WPS 表格复制后直接粘贴。手工录入时一行一条，各列用竖线 | 隔开；第一行是表头",
    )

    class Meta:
        icon = "table"
        label = "表格"
        group = "文字"
        description = "简单表格，可从电子表格粘贴"
        label_format = "表格：{caption}"
        preview_value = {"caption": "各类事项的数量", "cells": "类别 | 登记 | 办结\n照明与道路 | 138 | 126"}


class AttachmentBlock(Rendered, blocks.StructBlock):
    document = DocumentChooserBlock(label="文件")
    title = blocks.CharBlock(
        label="显示名称", max_length=120, required=False, help_text="不填则用文件自己的标题"
    )

    class Meta:
        icon = "doc-full"
        label = "附件"
        group = "附件和链接"
        description = "可下载的文件，显示格式和大小"
        label_format = "附件：{title}"
        preview_value = {"document": None, "title": "报到服务事项清单"}


class VideoLinkBlock(Rendered, blocks.StructBlock):
    title = blocks.CharBlock(label="视频标题", max_length=100)
    url = blocks.CharBlock(
        label="视频地址", max_length=400, help_text="以 / 开头的本站地址，或 http(s) 开头的网址"
    )
    poster = ImageChooserBlock(label="封面图", required=False)
    length = blocks.CharBlock(label="时长", max_length=20, required=False, help_text="例如 8 分 30 秒")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        url = cleaned["url"]
        if own_files([url]):
            raise blocks.StructBlockValidationError(
                block_errors={"url": ValidationError("本站的文件请用“附件”添加，这里填网页的地址")}
            )
        if not is_own(url):
            try:
                URLValidator(schemes=["http", "https"])(url)
            except ValidationError as error:
                raise blocks.StructBlockValidationError(
                    block_errors={"url": ValidationError("请填写以 / 开头的本站地址，或完整的 http(s) 网址")}
                ) from error
        return cleaned

    class Meta:
        icon = "media"
        label = "视频链接"
        group = "图片和视频"
        description = "链接到视频，不在页面里嵌入站外播放器"
        label_format = "视频：{title}"
        preview_value = {"title": "一次议题提前公布的会议", "url": "/", "poster": None, "length": "8 分钟"}


BODY_BLOCKS: tuple[tuple[str, blocks.Block], ...] = (
    ("text", TextBlock()),
    ("heading", HeadingBlock()),
    ("figure", FigureBlock()),
    ("gallery", GalleryBlock()),
    ("quote", QuoteBlock()),
    ("table", TableBlock()),
    ("attachment", AttachmentBlock()),
    ("video", VideoLinkBlock()),
)


class BodyBlock(blocks.StreamBlock):
    """The body of articles and columns."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(BODY_BLOCKS, **kwargs)

    def clean(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        """Without texts that nobody wrote, and with links to our files by what they are."""
        cleaned = super().clean(value, *args, **kwargs)
        kept = []
        for child in cleaned:
            content = child.value
            if child.block_type == "text":
                if not strip_tags(content.source).strip():
                    continue
                content = RichText(with_files_known(content.source))
            kept.append((child.block_type, content, child.id))
        return blocks.StreamValue(self, kept)


class AttachmentsBlock(blocks.StreamBlock):
    """The list of files under an article."""

    attachment = AttachmentBlock()

    class Meta:
        required = False
