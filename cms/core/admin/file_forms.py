"""Forms of pictures and documents: nobody makes one more open than it is by moving it, and every change leaves a trace."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm
from wagtail.models import Collection

from cms.core import access, audit, services
from cms.core.storage import discard
from cms.core.turns import hold_or_404

from .as_read import AsRead


def opens(old: Collection, new: Collection) -> bool:
    """Would some see there what they do not see here?"""
    here, there = access.audiences_for([old, new])
    return not access.implies(there, here)


def refusal(old: Collection, new: Collection) -> str:
    here, there = map(access.describe, access.audiences_for([old, new]))
    return (
        f"文件集“{new.name}”（{there}）比现在的“{old.name}”（{here}）公开，不能移过去。"
        f"要公开其中的文件，请由安全管理员变更文件集的级别。"
    )


def keep_levels(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Before many are moved at once: those stay that would be opened."""
    if action_type != "add_to_collection" or request.user.is_superuser:
        return None
    new: Collection = action.cleaned_form.cleaned_data["collection"]
    staying = [thing for thing in objects if opens(thing.collection, new)]
    if not staying:
        return None
    left = {thing.pk for thing in staying}
    objects[:] = [thing for thing in objects if thing.pk not in left]
    messages.error(request, f"有 {len(staying)} 份没有移动。{refusal(staying[0].collection, new)}")
    return None if objects else redirect(action.next_url)


def note_levels(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    if action_type == "add_to_collection":
        for thing in objects:
            services.note_move(thing, thing.collection, action.cleaned_form.cleaned_data["collection"])


class KeptLevel:
    """Mixed into Wagtail's forms."""

    instance: Any
    cleaned_data: dict[str, Any]
    changed_data: list[str]
    original_file: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.get("user")
        super().__init__(*args, **kwargs)
        self._place = self.instance.collection if self.instance.pk else None

    def full_clean(self) -> None:
        """Of a new file that is refused the title does not stay for the next one, unless somebody typed it; where
        there is a file already, it stays: Wagtail looks for it, and would offer to delete what lost it.
        """
        super().full_clean()  # type: ignore[misc]
        form: Any = self
        if self.instance.pk and form.errors:  # past the field, which would measure a picture that may be lost
            vars(self.instance)["file"] = self.original_file
        file, title = form.files.get(form.add_prefix("file")), form.add_prefix("title")
        if self.instance.pk or file is None or "file" not in form.errors:
            return
        if form.data.get(title, "").strip() == PurePath(file.name).stem.strip():
            form.data = form.data.copy()
            form.data[title] = ""

    def clean_collection(self) -> Collection:
        new: Collection = self.cleaned_data["collection"]
        boss = self.user is None or self.user.is_superuser
        if not boss and self._place is not None and opens(self._place, new):
            raise ValidationError(refusal(self._place, new))
        return new

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        replaces = commit and self._place is not None and "file" in self.changed_data
        former = self._stored() if replaces else None
        self.original_file = None  # Wagtail would remove it before the new one stays
        saved = super().save(commit=commit)  # type: ignore[misc]
        if former:
            transaction.on_commit(partial(discard, former.file.storage, former.file.name), robust=True)
            names = {"former": former.filename, "file": saved.filename}
            digests = {"former_digest": former.file_hash, "digest": saved.file_hash}
            audit.record("file.replaced", saved, **names, **digests)
        if self._place is not None and commit:
            services.note_move(saved, self._place, saved.collection)
        return saved

    def _stored(self) -> Any:
        """As the row stands: another may have replaced the file since this form was opened, and from now on cannot."""
        model = type(self.instance)
        hold_or_404(model, self.instance.pk)
        return model._default_manager.get(pk=self.instance.pk)


class ImageForm(KeptLevel, AsRead, BaseImageForm):
    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit=commit)
        if commit and "file" in self.changed_data:
            saved.renditions.all().delete()
        return saved


class DocumentForm(KeptLevel, AsRead, BaseDocumentForm):
    pass
