"""Wagtail writes a few inline scripts beside its widgets; ours are data that one script file reads.

With this and the template overrides in templates/wagtailadmin/ the admin keeps `script-src 'self'`.
"""

from __future__ import annotations

import json
import re
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser

CALL = re.compile(r"^\s*(new )?([\w.]+)\((.*)\);?\s*$", re.DOTALL)


def starter(function: str, args: list[Any], *, new: bool = True) -> SafeString:
    """An element at which core/admin.js calls `new function(*args)`, or just `function(*args)`."""
    return format_html(
        '<span hidden data-xh-{}="{}" data-xh-args="{}"></span>',
        "new" if new else "call",
        function,
        json.dumps(args, ensure_ascii=False),
    )


def render_chooser(
    self: BaseChooser, name: str, value: Any, attrs: Any = None, renderer: Any = None
) -> SafeString:
    if not attrs or not attrs.get("id"):
        raise TypeError("a chooser cannot be rendered without an id")
    data = self.get_value_data(value)
    call = CALL.match(self.render_js_init(attrs["id"], name, data))
    if call is None:
        raise TypeError(f"{type(self).__name__}.render_js_init is no plain call")
    widget = self.render_html(name, data, attrs)
    return format_html("{}{}", widget, starter(call[2], json.loads(f"[{call[3]}]"), new=bool(call[1])))


def install() -> None:
    BaseChooser.render = render_chooser
