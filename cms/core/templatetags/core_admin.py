"""For template overrides: inline scripts kept out of the admin (see cms.core.admin.csp), why a manuscript came back."""

from __future__ import annotations

import json

from django import template
from django.utils.safestring import SafeString

from cms.core.admin.csp import starter
from cms.core.admin.returned import reason

register = template.Library()
register.filter("returned", reason)


@register.simple_tag
def init_new(constructor: str, options: str) -> SafeString:
    return starter(constructor, [json.loads(options)])


@register.simple_tag
def init_call(function: str, element: str, options: str) -> SafeString:
    return starter(function, [element, json.loads(options)], new=False)
