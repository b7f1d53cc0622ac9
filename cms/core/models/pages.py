"""What every page of the site carries."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, Tag
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction, Revision

from cms.core import slugs
from cms.core.admin.copying import PageCopyForm
from cms.core.admin.forms import BasePageForm
from cms.core.admin.fresh import take_row


class BasePage(Page):
    """Abstract. Levels are no field here: they are Wagtail's view restrictions (see cms.core.access)."""

    organisation = models.ForeignKey(
        "core.Organisation",
        verbose_name="责任单位",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    source = models.CharField(
        "来源", max_length=100, blank=True, help_text="转载请写原发布单位；不填即为本站"
    )
    author = models.CharField("作者", max_length=60, blank=True)
    published_at = models.DateTimeField(
        "发布时间", null=True, blank=True, db_index=True, help_text="不填即为首次发布的时间"
    )
    summary = models.CharField("摘要", max_length=300, blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True, help_text="多个用逗号隔开")

    base_form_class = BasePageForm
    copy_form_class = PageCopyForm
    allowed_http_methods = [
        HTTPMethod.GET,
        HTTPMethod.HEAD,
        HTTPMethod.OPTIONS,
    ]  # pages are read; forms lie elsewhere
    private_page_options = ["login", "groups"]

    # Building blocks for the panels of concrete pages.
    title_panels = [FieldPanel("title", classname="title")]  # not TitleFieldPanel: slugs are made in pinyin
    about_panels = [
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("organisation", "source", "author", "published_at", "summary", "keywords")
            ],
            "发布信息",
        ),
    ]
    content_panels = title_panels
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")], "网址与检索说明"
        ),
        MultiFieldPanel([FieldPanel("show_in_menus")], "导航"),
    ]

    class Meta:
        abstract = True

    slug_is_spelt = False  # by us from the title: when somebody else has taken it meanwhile, another is spelt

    @property
    def keyword_list(self) -> list[str]:
        """Keywords as people type them: commas of either width, 顿号, semicolons or spaces between."""
        return slugs.split_words(self.keywords)

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Wagtail's answer, and those above an alias' source: an alias never shows more than its source."""
        from cms.core.access import audience_of, restricting_page_ids

        if not audience_of(self):
            return PageViewRestriction.objects.none()
        return PageViewRestriction.objects.filter(page_id__in=restricting_page_ids(self))

    def _set_core_field_defaults(self) -> None:
        if self.title and (self.slug_is_spelt or not self.slug):  # type: ignore[has-type]
            parent = self.get_parent() if self.path else None
            self.slug = slugs.free_slug(self.title, parent, self)
        super()._set_core_field_defaults()

    def set_url_path(self, parent: Any) -> str:
        """Of a new page below the address that its parent has now: it may have moved since it was read."""
        if parent is not None and self.pk is None:
            parent = Page.objects.only("url_path").get(pk=parent.pk)
        return str(super().set_url_path(parent))

    def clean(self) -> None:
        super().clean()
        page: Any = self
        page.title = slugs.without_unseen(page.title)
        if slugs.is_reserved(self.slug):
            raise ValidationError({"slug": f"网址“{self.slug}”是系统保留的，请换一个。"})

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Where it stands now: a version is laid over its row, which is written whole."""
        with transaction.atomic():
            take_row(self)
            return super().publish(revision, *args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        from cms.core.services import lead_on
        from cms.core.turns import hold_below

        if self.live and self.published_at is None:
            self.published_at = self.first_published_at
        with transaction.atomic():  # with the receivers that keep a copy's level
            before = Page.objects.filter(pk=self.pk).exclude(slug=self.slug).first() if self.pk else None
            if before and before.numchild:
                hold_below(before.path)  # whose addresses change with it
            super().save(*args, **kwargs)
            # of what is live Wagtail tells when it is published; what never was, with nothing below, nobody has seen
            if before and not before.live and (before.first_published_at or before.numchild):
                lead_on(self, before.url_path)  # what is published below it stays there

    def copy_all_child_relations(self, target: Any, *args: Any, **kwargs: Any) -> Any:
        """The first thing Wagtail's copying does: tell the copy how open its source is (see receivers)."""
        from cms.core.access import audience_of

        if self.pk and target.pk is None:
            target._copied_audience = audience_of(self)
        return super().copy_all_child_relations(target, *args, **kwargs)


class PageTag(ItemBase):
    """One table of tags for pages of every type."""

    tag = models.ForeignKey(Tag, related_name="page_tags", on_delete=models.CASCADE)
    content_object = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="page_tags")

    class Meta:
        db_table = "core_pagetag"
        verbose_name = "页面标签"
        verbose_name_plural = "页面标签"


class TaggedPage(BasePage):
    """Abstract: a base page with free tags (标签)."""

    tags = ClusterTaggableManager(through="core.PageTag", blank=True, verbose_name="标签")

    class Meta:
        abstract = True
