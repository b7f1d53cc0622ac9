"""The form of a work, and beside its fields what became of its file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
)
from wagtail.models import Collection

from cms.core import access
from cms.core.admin.forms import refuse_far, refuse_past, tell_at_the_top
from cms.core.admin.fresh import FreshForm
from cms.core.admin.titled import TitledForm
from cms.library import services
from cms.library.models import Work, WorkKind, WorkState
from cms.library.reading.levels import open_collections

from . import scope
from .locks import why_locked
from .policy import may_change_file, may_set_level

HOLDERS = (WorkKind.BOOK, WorkKind.NEWSPAPER)


def may_hold(works: QuerySet[Work]) -> QuerySet[Work]:
    """Of these those that something may be a volume of: not a draft whose file was refused, which never goes out."""
    bad = Q(live=False, state__in=(WorkState.REFUSED, WorkState.FAILED))
    return works.filter(kind__in=HOLDERS, parent=None).exclude(bad)


class WorkForm(FreshForm, TitledForm, WagtailAdminModelForm):
    """Of a work that exists library and level change by verbs of their own. A new one here has no file: it holds others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].error_messages["required"] = "请填写题名。"
        if self.instance.pk:
            for name in ("library", "collection"):
                self.fields.pop(name, None)
            return
        library: Any = self.fields["library"]
        collection: Any = self.fields["collection"]
        library.queryset = scope.libraries_for(self.for_user)
        collection.queryset = Collection.objects.filter(pk__in=open_collections(self.for_user))
        collection.label = "文件集（决定公开级别）"
        kind: Any = self.fields["kind"]
        kind.choices = [(value.value, value.label) for value in HOLDERS]
        kind.initial = WorkKind.BOOK
        self.fields.pop("parent", None)
        self.fields.pop("position", None)
        if library.queryset.count() == 1:
            library.initial = library.queryset.first()
        library.error_messages["required"] = "请选择所在书库。"
        collection.initial = services.collection_of(services.PUBLIC)  # as of files that are uploaded
        collection.error_messages["required"] = "请选择文件集，它决定谁可以看。"

    def _post_clean(self) -> None:
        super()._post_clean()
        tell_at_the_top(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        refuse_past(self)
        refuse_far(self, "issued_on")
        # A book that it was in before may be one that he does not see: it stays.
        parent = cleaned.get("parent") if "parent" in self.changed_data else None
        if parent is not None and parent.pk == self.instance.pk:
            self.add_error("parent", forms.ValidationError("一份文献不能属于它自己，请另选。"))
        elif (
            parent is not None and not may_hold(scope.works_for(self.for_user)).filter(pk=parent.pk).exists()
        ):
            self.add_error("parent", forms.ValidationError("没有这部图书或报刊，请重新选择。"))
        if not self.instance.pk:
            self.instance.state = WorkState.READY  # nothing to wait for
            self.instance.added_by = self.for_user
        return cleaned


class FilePanel(Panel):
    """State and reason of the extraction, the file, and the files before it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "library/admin/file_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            user = self.request.user
            work = Work.objects.select_related("library", "document", "added_by").get(pk=self.instance.pk)
            audience = work.audience()
            free = not why_locked(user, work)
            context.update(
                work=work,
                level=access.describe(audience),
                may_read=access.may_see(user, work),
                may_replace=free and may_change_file(user, work),
                locked=not free,
                may_set_level=free and may_set_level(user, work),
                waiting=work.state in (WorkState.QUEUED, WorkState.EXTRACTING),
                bad=work.unread,
                former=(former := list(work.previous_files)),
                brought_by=former[0].replaced_by if former else work.added_by,
                volumes=scope.works_for(user).filter(parent=work).count() if work.document_id is None else 0,
            )
            return context


edit_handler = ObjectList(
    [
        FilePanel(heading="文件", icon="doc-full"),
        MultiFieldPanel([FieldPanel("library"), FieldPanel("collection")], "位置与级别"),
        MultiFieldPanel(
            [
                FieldPanel("title", required_on_save=True),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("number")]),
                FieldRowPanel([FieldPanel("issuer"), FieldPanel("creators")]),
                FieldPanel("issued_on"),
            ],
            "著录",
        ),
        MultiFieldPanel(
            [FieldPanel("summary", widget=forms.Textarea(attrs={"rows": 3})), FieldPanel("keywords")], "介绍"
        ),
        MultiFieldPanel([FieldPanel("parent"), FieldPanel("position")], "所属图书或报刊"),
        PublishingPanel(),
    ],
    base_form_class=WorkForm,
)
