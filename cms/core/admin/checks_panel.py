"""The panel 检查 of a form works through a bar in the preview, which our pages do not carry: it would say for ever that
nothing is wrong, and it measures how readable English is. It is left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.snippets.views import snippets


def without(get_side_panels: Callable[..., Any]) -> Callable[..., Any]:
    def panels(view: Any) -> Any:
        return MediaContainer(p for p in get_side_panels(view) if not isinstance(p, ChecksSidePanel))

    return panels


def install() -> None:
    """It has no setting."""
    for view in (CreateView, EditView, snippets.CreateView, snippets.EditView):
        view.get_side_panels = without(view.get_side_panels)
