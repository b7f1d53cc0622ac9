"""The nouns every room shares."""

from .audit import AppendOnlyError, AuditEvent
from .files import CmsDocument, CmsImage, CmsRendition
from .pages import BasePage, PageTag, TaggedPage
from .people import Organisation, User
from .sitesettings import SiteSettings
from .uses import DraftUse

__all__ = [
    "AppendOnlyError",
    "AuditEvent",
    "BasePage",
    "CmsDocument",
    "CmsImage",
    "CmsRendition",
    "DraftUse",
    "Organisation",
    "PageTag",
    "SiteSettings",
    "TaggedPage",
    "User",
]
