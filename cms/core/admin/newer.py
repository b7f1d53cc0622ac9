"""Whoever saves over what another has saved since he opened the form is told first, whatever his browser noticed.

Wagtail asks every ten seconds whether there is a newer version, and only the browser looks at the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import ValidationError

from cms.core.tags import minute

SAID = (
    "{}在 {} 保存了新的一稿，您的修改还没有保存。请先在“历史”里看看改了什么；"
    "再按一次，就以您这一稿为准，那一稿仍留在历史里。"
)


def sentence(view: Any) -> str:
    """Empty when nobody has. The form that is shown again knows the newer version, so that the next time counts."""
    if view.expects_json_response or not view.is_out_of_date:
        return ""
    revision = view.latest_revision
    if revision.user_id == view.request.user.pk:
        return ""
    who = f"“{revision.user.get_full_name() or revision.user}”" if revision.user else "系统"
    return SAID.format(who, minute(revision.created_at))


def told(form_valid: Callable[..., Any]) -> Callable[..., Any]:
    def valid(view: Any, form: Any) -> Any:
        said = sentence(view)
        if not said:
            return form_valid(view, form)
        form.add_error(None, ValidationError(said))
        return view.form_invalid(form)

    return valid
