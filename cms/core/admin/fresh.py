"""A form writes its own fields alone: what others did since the request began stays.

Wagtail writes the whole row of what is not published, as it was read before the form was looked at: a level set meanwhile,
a move, a publication would be undone.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404


class FreshForm:
    """Mixed into forms of what has drafts."""

    instance: Any
    fields: dict[str, Any]

    def save(self, commit: bool = True) -> Any:
        """Raises Http404 for what was deleted meanwhile. What was published meanwhile keeps its row: this is a draft of it."""
        form: Any = super()
        if not commit or self.instance.pk is None:
            return form.save(commit=commit)
        with transaction.atomic():
            self._take_over()
            return form.save(commit=not self.instance.live)

    def _take_over(self) -> None:
        """All that is not in the form, under the row's lock."""
        thing = self.instance
        now = type(thing)._default_manager.select_for_update().filter(pk=thing.pk).first()
        if now is None:
            raise Http404("It has just been deleted.")
        for field in thing._meta.concrete_fields:
            if field.name not in self.fields:
                setattr(thing, field.attname, getattr(now, field.attname))
