"""A title is something that people see."""

from __future__ import annotations

from typing import Any

from django.forms import ValidationError

from cms.core.slugs import without_unseen


class TitledForm:
    """Mixed into forms of what has a title."""

    cleaned_data: dict[str, Any]

    def clean_title(self) -> str:
        """Characters of no width, or that turn round what stands beside them, are left out; what was only these is none."""
        typed = self.cleaned_data["title"] or ""
        title = without_unseen(typed).strip()
        if typed and not title:
            raise ValidationError("标题里只有看不见的字符，请重新填写。")
        return title
