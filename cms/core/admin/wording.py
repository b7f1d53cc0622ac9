"""Chinese for what Wagtail and Django write in English outside their catalogues: in rows of the database, in columns."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Permission
from django.utils import translation
from wagtail.models import Collection, Page

VERBS = {
    "Can add ": "添加",
    "Can change ": "修改",
    "Can delete ": "删除",
    "Can view ": "查看",
    "Can publish ": "发布",
    "Can lock ": "锁定",
    "Can unlock ": "解锁",
    "Can bulk delete ": "批量删除",
    "Can choose ": "选用",
}
WELCOME = "Welcome to your new Wagtail site!"
SITE_COLUMNS = {"port": "端口", "site_name": "网站名称", "root_page": "首页"}


def install() -> None:
    from wagtail.admin.ui.tables import Column
    from wagtail.sites.views import IndexView as SitesView

    SitesView.columns = [
        Column(column.name, label=SITE_COLUMNS[column.name], sort_key=column.sort_key)
        if column.name in SITE_COLUMNS
        else column
        for column in SitesView.columns
    ]


@translation.override(settings.LANGUAGE_CODE)
def name_rights() -> int:
    """Rights are rows whose names Django writes in English; says how many were renamed. Only the form of groups reads them."""
    renamed = []
    for right in Permission.objects.filter(name__startswith="Can ").select_related("content_type"):
        model = right.content_type.model_class()
        verb = next((chinese for english, chinese in VERBS.items() if right.name.startswith(english)), "")
        if verb and model is not None:
            right.name = f"{verb}{model._meta.verbose_name}"[:255]
        elif right.codename == "access_admin":
            right.name = "进入管理后台"
        else:
            continue
        renamed.append(right)
    return Permission.objects.bulk_update(renamed, ["name"]) if renamed else 0


def name_roots() -> None:
    """Wagtail's first migration names the tops of both trees, and a first page, in English."""
    for collection in Collection.objects.filter(depth=1, name="Root"):
        collection.name = "全部文件"
        collection.save()
    for english, chinese in (("Root", "全部页面"), (WELCOME, "首页")):
        for page in Page.objects.filter(depth__lte=2, title=english):
            page.title = page.draft_title = chinese
            page.save()
