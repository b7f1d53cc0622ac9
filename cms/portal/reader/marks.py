"""Pictures of 网站信息: the logo in the head; marks with the addresses they prove, and a QR code, in the foot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from cms.core.models import SiteSettings
from cms.core.reader import Mark

from .body import leaving
from .pictures import Pictures

# Twice as large as they are drawn, for sharp screens.
LOGO, MARK = "max-480x136", "max-240x176"
FOOT = (
    ("agency_mark", "党政机关网站标识", ""),
    ("accessibility_mark", "无障碍标识", ""),
    ("account_code", "公众号二维码", "公众号"),
)
Wanted = frozenset[tuple[int, str]]


def wanted(settings: SiteSettings) -> Wanted:
    """What `Pictures.load` has to find for `logo` and `marks`."""
    specs = {"logo": LOGO, **{name: MARK for name, _, _ in FOOT}}
    return frozenset((pk, spec) for name, spec in specs.items() if (pk := getattr(settings, f"{name}_id")))


def logo(settings: SiteSettings, pictures: Pictures) -> Mark | None:
    """Without words of its own: the name of the site stands beside it."""
    found = pictures.get(settings.logo_id, LOGO)
    return Mark(found.url, found.width, found.height) if found else None


def marks(settings: SiteSettings, pictures: Pictures) -> Iterator[Mark]:
    """Those that are chosen and that everybody may see."""
    for name, alt, caption in FOOT:
        if found := pictures.get(getattr(settings, f"{name}_id"), MARK):
            outside = getattr(settings, f"{name}_url", "")
            href = leaving(outside) if outside else ""
            yield Mark(found.url, found.width, found.height, alt, href, outside, caption)


def draw(sender: Any, instance: SiteSettings, raw: bool = False, **kwargs: Any) -> None:
    """Once they are chosen, so that no visitor waits."""
    if not raw:
        transaction.on_commit(lambda: Pictures().load(wanted(instance)))
