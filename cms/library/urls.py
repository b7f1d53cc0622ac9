"""Addresses of this room that Wagtail's own pattern, which ends in a slash, would not match: page images.

All others are routes of the library page (views/routes.py); so are these, once Wagtail has found the page and asked
for its level.
"""

from django.urls import re_path
from wagtail.views import serve

app_name = "library"

urlpatterns = [
    re_path(r"^((?:[\w\-]+/)+\d{1,19}/p/\d{1,9}(?:-s)?\.png)$", serve, name="image"),
]
