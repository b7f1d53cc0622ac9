"""理论库 in the menu: the works and the upload."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from wagtail.admin.menu import MenuItem
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.core.uses import key_of
from cms.library.models import Work

from . import editing, files, listing, panels, scope, upload
from .policy import policy

View = Callable[..., HttpResponseBase]


def within_reach(view: View) -> View:
    """Any page about one work is no page at all for who does not reach it: history, preview, usage, workflow…"""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        pk = kwargs.get("pk")
        if pk is not None:
            try:
                key = int(str(pk))
            except ValueError as error:
                raise Http404 from error
            if key > 2**63 - 1 or not scope.works_for(request.user).filter(pk=key).exists():
                raise Http404
        return view(request, *args, **kwargs)

    return asked


class Reached:
    """Choosers offer what the person reaches: a book or newspaper that another work belongs to."""

    def get_object_list(self) -> Any:
        view: Any = self
        return panels.may_hold(scope.works_for(view.request.user))


class WorkChooseView(Reached, ChooseView):
    pass


class WorkChooseResultsView(Reached, ChooseResultsView):
    pass


class WorkChosenView(SnippetChosenView):
    def get_object(self, pk: Any) -> Work:
        if (key := key_of(str(pk))) is None:
            raise Http404
        return get_object_or_404(scope.works_for(self.request.user), pk=key)


class WorkChosenMultipleView(SnippetChosenMultipleView):
    def get_objects(self, pks: Any) -> Any:
        return scope.works_for(self.request.user).filter(pk__in=pks)


class WorkChooserViewSet(SnippetChooserViewSet):
    choose_view_class = WorkChooseView
    choose_results_view_class = WorkChooseResultsView
    chosen_view_class = WorkChosenView
    chosen_multiple_view_class = WorkChosenMultipleView
    icon = "doc-full"


class WorkViewSet(SnippetViewSet):
    model = Work
    icon = "doc-full"
    menu_label = "馆藏文献"
    menu_order = 100
    list_per_page = 50
    copy_view_enabled = False
    filterset_class = listing.WorkFilters
    edit_handler = panels.edit_handler
    index_view_class = listing.WorkIndexView
    add_view_class = editing.WorkCreateView
    edit_view_class = editing.WorkEditView
    delete_view_class = editing.WorkDeleteView
    unpublish_view_class = editing.WorkUnpublishView
    chooser_viewset_class = WorkChooserViewSet

    def construct_view(self, view_class: Any, **kwargs: Any) -> View:
        return within_reach(super().construct_view(view_class, **kwargs))


class UploadItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy.user_has_permission(request.user, "add")


class LibraryGroup(SnippetViewSetGroup):
    items = (WorkViewSet,)
    menu_label = "理论库"
    menu_name = "library"
    menu_icon = "openquote"
    menu_order = 150

    def get_submenu_items(self) -> list[MenuItem]:
        item = UploadItem(
            "批量上传", reverse("library_admin:upload"), name="upload", icon_name="upload", order=200
        )
        return [*super().get_submenu_items(), item]


app_name = "library_admin"
urlpatterns = [
    path("upload/", upload.UploadView.as_view(), name="upload"),
    path("upload/status/", upload.StatusView.as_view(), name="status"),
    path("works/<int:pk>/replace/", files.ReplaceView.as_view(), name="replace"),
    path("works/<int:pk>/retry/", files.RetryView.as_view(), name="retry"),
    path("works/<int:pk>/level/", files.LevelView.as_view(), name="level"),
    path("works/<int:pk>/file/", files.FileView.as_view(), name="file"),
    path("works/<int:pk>/file/<int:version>/", files.FileView.as_view(), name="former"),
]
