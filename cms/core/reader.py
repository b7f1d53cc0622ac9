"""What surrounds every page: plain frozen values, handed to templates that ask nothing of the database.

The portal fills them (`provide_chrome` in its `AppConfig.ready`); the other rooms only call `chrome_for`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cms.core.trouble import OLD_TABLES, REFUSALS, refusal_for

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the breadcrumb. An empty address marks the page itself."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class MenuItem:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A picture in the head or foot. `href`: of our own, e.g. the notice before an outside site, whose address is `outside`."""

    url: str
    width: int
    height: int
    alt: str = ""
    href: str = ""
    outside: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Chrome:
    """Head and foot of a site, the same for every visitor and every page of it."""

    site_name: str = "薪火党建网"
    domain: str = ""
    site_code: str = ""
    root_url: str = ""  # "https://dj.example.cn", no trailing slash
    host_unit: str = ""
    operator_unit: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""
    icp_number: str = ""
    police_number: str = ""
    ipv6: bool = False
    logo: Mark | None = None
    marks: tuple[Mark, ...] = ()  # in the foot
    correction_url: str = "/jiucuo/"
    menu: tuple[MenuItem, ...] = (MenuItem("首页", "/"), MenuItem("检索", "/search/"))
    search_hints: tuple[str, ...] = ()  # 试一试: queries offered under the large search box
    search_url: str = "/search/"
    login_url: str = "/login/"
    map_url: str = "/ditu/"
    inside_url: str = "/neibu-mulu/"
    help_links: tuple[MenuItem, ...] = field(default=())

    @property
    def site_tags(self) -> tuple[tuple[str, str], ...]:
        """The tags every page carries (rules.md, section 1). The code is left out when there is none."""
        tags = [("SiteName", self.site_name), ("SiteDomain", self.domain)]
        if self.site_code:
            tags.append(("SiteIDCode", self.site_code))
        return tuple(tags)

    def current(self, path: str) -> str:
        """The address of the menu item under which `path` lies, or ""."""
        found = ""
        for item in self.menu:
            under = path == item.url or (item.url != "/" and path.startswith(item.url))
            if under and len(item.url) > len(found):
                found = item.url
        return found


Provider = Callable[[Any], Chrome]
_providers: list[Provider] = []


def provide_chrome(provider: Provider) -> None:
    _providers[:] = [provider]


def chrome_for(site: Any) -> Chrome:
    """The chrome of a Wagtail site, a bare one while the database does not answer. Raises where it was never set up."""
    if not _providers:
        return Chrome()
    try:
        return _providers[0](site)
    except Exception as error:
        if refusal_for(error) is REFUSALS[OLD_TABLES]:
            raise  # nothing of the site is there: no page may look as if it worked
        logger.exception("chrome of site %s", site)
        return Chrome()
