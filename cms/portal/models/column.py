"""A column of any kind. Its kind is a row of cms.portal.kinds; a new column needs no code."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from cms.core.admin.forms import BasePageForm
from cms.core.models import BasePage

from ..blocks import BodyBlock
from ..kinds import DEFAULT, ColumnKind, choices, kind_of
from .served import ServedPage

BUCKET = re.compile(r"p([1-9][0-9]{0,5})")


def kind_choices() -> list[tuple[str, str]]:
    return choices()


class ColumnForm(BasePageForm):
    """A new page has no place in the tree yet: only the form knows its parent."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        parent, kind = self.parent_page, cleaned.get("kind")
        if parent is not None and kind and "kind" not in self.errors and not holds_columns(parent, kind):
            self.add_error("kind", not_here(parent))
        return cleaned


class ColumnPage(ServedPage, BasePage):
    base_form_class = ColumnForm
    kind = models.CharField(
        "栏目类型",
        max_length=20,
        choices=kind_choices,
        default=DEFAULT,
        help_text="决定栏目的版式、更新要求和检查归类",
    )
    promise_days = models.PositiveSmallIntegerField(
        "更新承诺（天）",
        null=True,
        blank=True,
        help_text="多少天内至少更新一次；不填则按栏目类型的默认要求",
    )
    body = StreamField(
        BodyBlock(required=False),
        verbose_name="栏目正文",
        blank=True,
        help_text="概况、职能一类的栏目写在这里；动态、通知一类通常留空",
    )
    show_on_home = models.BooleanField("在首页显示", default=True)
    archived_on = models.DateField(
        "归档日期", null=True, blank=True, help_text="专题办完后填写，页面会注明已归档，内容仍可查看"
    )

    parent_page_types = ["portal.HomePage", "portal.ColumnPage"]
    content_panels = [
        *BasePage.title_panels,
        FieldPanel("kind"),
        FieldPanel("summary", heading="栏目说明", help_text="一两句话，说明本栏目登什么"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("organisation"),
                FieldPanel("promise_days"),
                FieldPanel("show_on_home"),
                FieldPanel("archived_on"),
            ],
            heading="管理",
        ),
    ]
    promote_panels = [FieldPanel("slug"), FieldPanel("show_in_menus"), FieldPanel("keywords")]
    show_in_menus_default = True

    class Meta:
        db_table = "portal_column"
        verbose_name = "栏目"
        verbose_name_plural = "栏目"

    @property
    def column_kind(self) -> ColumnKind:
        return kind_of(self.kind)

    @property
    def promise(self) -> int | None:
        """Days within which this column must be updated; None: no promise."""
        return self.promise_days or self.column_kind.promise_days

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        return super().can_create_at(parent) and holds_columns(parent)

    def can_move_to(self, parent: Page) -> bool:
        return super().can_move_to(parent) and holds_columns(parent, self.kind)

    def clean(self) -> None:
        super().clean()
        parent = self._parent()
        if parent is not None and not holds_columns(parent, self.kind):
            raise ValidationError({"kind": not_here(parent)})

    def _parent(self) -> Any:
        if self.depth is None:  # not in the tree yet: see ColumnForm
            return None
        parent = self.get_parent()
        return parent.specific if parent and issubclass(parent.specific_class or Page, ColumnPage) else None

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """`p3/` is the third bucket of twenty, counted from the oldest article."""
        if len(path_components) == 1 and (found := BUCKET.fullmatch(path_components[0])) and self.live:
            return RouteResult(self, kwargs={"bucket": int(found[1])})
        return super().route(request, path_components)


def holds_columns(parent: Page, kind: str = "") -> bool:
    """May a column (of this kind) stand under `parent`? Anything may stand under the home page."""
    if not issubclass(parent.specific_class or Page, ColumnPage):
        return True
    allowed = kind_of(parent.specific.kind).children
    return kind in allowed if kind else bool(allowed)


def not_here(parent: Page) -> str:
    """Why a column of another kind may not stand here."""
    allowed = "、".join(kind_of(key).label for key in kind_of(parent.specific.kind).children)
    return (
        f"“{parent.title}”下只能设这些类型的栏目：{allowed}" if allowed else f"“{parent.title}”下不能再设栏目"
    )
