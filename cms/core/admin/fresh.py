"""A form writes its own fields alone: what others did since the request began stays.

Wagtail writes the whole row of what is not published, as it was read before the form was looked at: a level set meanwhile,
a move, a publication would be undone. Of what is published it writes a version with the place that it had then, and
publishes that: a page would be back where it was before a move, with the children it had, and as open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.forms import ValidationError
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from cms.core.turns import hold_or_404, hold_pages

from . import newer
from .judging import NotDone

# Of a page's row, and of no version of it.
OF_THE_ROW = frozenset(
    {
        *("path", "depth", "numchild", "url_path", "alias_of", "owner"),
        *(
            "live",
            "has_unpublished_changes",
            "live_revision",
            "latest_revision",
            "latest_revision_created_at",
        ),
        *("first_published_at", "last_published_at", "expired", "locked", "locked_at", "locked_by"),
    }
)


def _take(thing: Any, model: type[Any], wanted: Callable[[str], bool]) -> None:
    hold_or_404(model, thing.pk)
    now = model._default_manager.get(pk=thing.pk)
    for field in model._meta.concrete_fields:
        if wanted(field.name):
            setattr(thing, field.attname, getattr(now, field.attname))
    thing.__dict__.pop("_cached_parent_obj", None)


def take_row(page: Any) -> None:
    """What is of its row, as it is now; nobody changes it until the transaction ends. Raises Http404 when it is gone."""
    _take(page, Page, OF_THE_ROW.__contains__)


class FreshForm:
    """Mixed into forms of what has drafts."""

    instance: Any
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newer.mark(self)

    def save(self, commit: bool = True) -> Any:
        """Raises Http404 for what was deleted meanwhile. What was published meanwhile keeps its row: this is a draft of it."""
        form: Any = super()
        if self.instance.pk is None:
            return form.save(commit=commit)
        with transaction.atomic():
            self._take_over()
            return form.save(commit=commit and not self.instance.live)

    def _take_over(self) -> None:
        """All that is not in the form, under the row's lock; of a published thing, whose drafts say the rest, its row alone."""
        drafted = self.instance.live
        _take(
            self.instance,
            type(self.instance),
            lambda name: name not in self.fields and (not drafted or name in OF_THE_ROW),
        )


def unpublished(execute: Callable[..., Any]) -> Callable[..., Any]:
    """Wagtail writes the whole row as it was read. What is down already, with a page above it or with its source, is no
    longer his to take down: what is below it still is. Of what is just being deleted nothing is written, and it is held
    already (see tree)."""

    def done(action: UnpublishPageAction, *args: Any, **kwargs: Any) -> Any:
        if not action.commit:
            return execute(action, *args, **kwargs)
        with transaction.atomic():
            if action.include_descendants:
                hold_pages([action.object.pk], below=True)
            take_row(action.object)
            if not action.object.live:
                return execute(action, skip_permission_checks=True)
            return execute(action, *args, **kwargs)

    return done


def converted(execute: Callable[..., Any]) -> Callable[..., Any]:
    """An alias becomes a page of its own as its source is now."""

    def done(action: ConvertAliasPageAction, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            hold_or_404(Page, action.page.pk)
            action.page.refresh_from_db()
            return execute(action, *args, **kwargs) if action.page.alias_of_id else action.page

    return done


def in_one(form_valid: Callable[..., Any]) -> Callable[..., Any]:
    """From the form to the publication the row stays locked: nobody moves the page in between. Where it turns out that he
    may not publish it, or that another was first, the form comes back with what he wrote."""

    def valid(view: Any, form: Any) -> Any:
        try:
            with transaction.atomic():
                return form_valid(view, form)
        except (PublishPagePermissionError, NotDone) as refused:
            form.add_error(None, ValidationError(str(refused)))
            return view.form_invalid(form)

    return valid


def in_column(form_valid: Callable[..., Any]) -> Callable[..., Any]:
    """A new page: whoever saves its column takes the rows of the column one after the other, adding to it both at once.
    Raises Http404 when the column has just been deleted.
    """

    def valid(view: Any, form: Any) -> Any:
        hold_or_404(Page, view.parent_page.pk)
        return form_valid(view, form)

    return valid


def install() -> None:
    """They have no setting."""
    from wagtail.admin.views.generic.mixins import CreateEditViewOptionalFeaturesMixin
    from wagtail.admin.views.pages.create import CreateView
    from wagtail.admin.views.pages.edit import EditView  # of models, which these forms are imported by

    for view in (EditView, CreateEditViewOptionalFeaturesMixin):
        view.form_invalid = newer.kept(view.form_invalid)
    EditView.form_valid = in_one(newer.told(EditView.form_valid))
    CreateView.form_valid = in_one(in_column(CreateView.form_valid))
    UnpublishPageAction.execute = unpublished(UnpublishPageAction.execute)
    ConvertAliasPageAction.execute = converted(ConvertAliasPageAction.execute)
