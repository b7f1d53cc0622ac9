"""The front page. It arranges itself from the columns; the editor only picks the headline."""

from __future__ import annotations

from django.db import models
from django.http import Http404, HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable, Page
from wagtail.url_routing import RouteResult

from cms.core.models import BasePage

from .served import ServedPage

DEEPEST = Page._meta.get_field("path").max_length // Page.steplen  # levels of the tree


class HomePage(ServedPage, BasePage):
    headline = models.ForeignKey(
        "portal.ArticlePage",
        verbose_name="头条",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="不选则自动用第一个动态栏目里最新的一篇",
    )
    search_hints = models.CharField(
        "检索示例",
        max_length=200,
        blank=True,
        help_text="显示在首页检索框下方，多个用逗号隔开，例如：主题党日，第十五条",
    )

    parent_page_types = ["wagtailcore.Page"]
    max_count_per_parent = 3
    content_panels = [
        *BasePage.title_panels,
        MultiFieldPanel(
            [
                PageChooserPanel("headline", "portal.ArticlePage"),
                InlinePanel("headline_links", label="相关链接", max_num=3),
            ],
            heading="头条",
        ),
        FieldPanel("search_hints"),
    ]
    promote_panels = [FieldPanel("slug"), FieldPanel("summary"), FieldPanel("keywords")]

    class Meta:
        db_table = "portal_home"
        verbose_name = "首页"
        verbose_name_plural = "首页"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """An article at any depth in one query; else the deepest page of the path takes over."""
        from .article import ArticlePage

        if not path_components:
            if self.live:
                return RouteResult(self)
            raise Http404
        if (
            len(path_components) > DEEPEST
        ):  # an address of thousands of steps would make as many of its length
            raise Http404
        addresses = [
            f"{self.url_path}{'/'.join(path_components[:n])}/" for n in range(len(path_components), 0, -1)
        ]
        article = ArticlePage.objects.filter(url_path=addresses[0], live=True).first()
        if article is not None:
            return RouteResult(article)
        page = Page.objects.filter(url_path__in=addresses).order_by("-depth").first()
        if page is None:
            raise Http404
        return page.specific.route(request, path_components[page.depth - self.depth :])


class HeadlineLink(Orderable):
    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="headline_links")
    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name="页面", on_delete=models.CASCADE, related_name="+"
    )
    text = models.CharField("显示文字", max_length=40, blank=True, help_text="不填则用页面标题")

    panels = [FieldPanel("page"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        db_table = "portal_headlinelink"
        verbose_name = "头条相关链接"
