"""The nouns every room shares."""

from .files import CmsDocument, CmsImage, CmsRendition
from .pages import BasePage
from .people import Organisation, User
from .sitesettings import SiteSettings

__all__ = ["BasePage", "CmsDocument", "CmsImage", "CmsRendition", "Organisation", "SiteSettings", "User"]
