"""What pages show of pictures and documents changes only for those who may publish these pages.

Otherwise whoever uploaded a picture could put another in its place after everybody had approved it. Pages count
that are published, and drafts whose publication was asked for: what is reviewed is what readers get. Pictures of
网站信息, which stand on every page, change only for those who may change it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.core import uses
from cms.core.models import CmsImage, SiteSettings

SHOWN = "_shown"  # on a file that was asked about among many: by a person's key, whether it is beyond him


def is_beyond(user: Any, thing: Any) -> bool:
    """May he not change it, since pages show it that he may not publish?"""
    if thing.pk is None:
        return False
    told = thing.__dict__.get(SHOWN, {})
    return told[user.pk] if user.pk in told else thing.pk in beyond(user, type(thing), [thing.pk])


def beyond(user: Any, model: type[Any], keys: Iterable[int]) -> set[int]:
    """Keys of those that are beyond him. At most five queries; a few more when 网站信息 shows one."""
    wanted = set(keys)
    return {key for key, _ in _others(user, model, wanted)} | _of_sites(user, model, wanted)


def _of_sites(user: Any, model: type[Any], keys: set[int]) -> set[int]:
    """Those of these pictures that a site shows whose 网站信息 he may not change."""
    if model is not CmsImage or user.is_superuser:
        return set()
    rows = SiteSettings.objects.values_list("site", *SiteSettings.PICTURES)
    used = {(key, site) for site, *row in rows for key in row if key in keys}
    if not used:
        return set()
    policy: Any = policy_registry.get_by_type(SiteSettings)
    mine = set(policy.sites_user_has_permission_for(user, "change").values_list("pk", flat=True))
    return {key for key, site in used if site not in mine}


def _others(user: Any, model: type[Any], keys: Iterable[int]) -> uses.Uses:
    """These files, each with the pages that show it and are not his to publish."""
    if user.is_superuser:
        return set()
    wanted = set(keys)
    used = uses.of(model, wanted)
    waiting = {(key, page) for key, page in uses.asked(model) if key in wanted}
    pages = {page for _, page in used | waiting}
    if not pages:
        return set()
    policy: Any = policy_registry.get_by_type(Page)
    mine = policy.instances_user_has_permission_for(user, "publish").values("pk")
    live = dict(Page.objects.filter(pk__in=pages).exclude(pk__in=mine).values_list("pk", "live"))
    return {(key, page) for key, page in used if live.get(page)} | {
        pair for pair in waiting if pair[1] in live
    }


def why(user: Any, thing: Any) -> str:
    """Names the first of the pages that he may see."""
    from .reach import pages_seen

    if _of_sites(user, type(thing), {thing.pk}):
        return (
            f"图片“{thing.title}”在网站信息里选用，每一页都显示，没有网站信息修改权的人不能改动。"
            "要更换，请另传一张，由系统管理在“设置 › 网站信息”里改选。"
        )
    pages = {page for _, page in _others(user, type(thing), [thing.pk])}
    seen = pages_seen(Page.objects.filter(pk__in=pages), user).order_by("pk")
    names = "".join(f"“{title}”" for title in seen.values_list("title", flat=True)[:3])
    return (
        f"{thing._meta.verbose_name}“{thing.title}”正在已发布或待发布的页面里使用{f'（{names}）' if names else ''}，"
        "没有这些页面发布权的人不能改动。要更换，请另传一份，在页面里改用它，再提交审核。"
    )
