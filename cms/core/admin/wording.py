"""Chinese for what Wagtail and Django write in English outside their catalogues: in rows of the database, in columns."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Q
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
RIGHTS = {
    "Add/edit pages you own": "添加和修改自己的页面",
    "Delete pages with children": "连同下级一起删除页面",
    "Lock/unlock pages you've locked": "锁定页面，解锁自己锁定的页面",
    "Publish any page": "发布任何页面",
    "Unlock any page": "解锁任何页面",
    "Edit any page": "修改任何页面",
    "Can access Wagtail admin": "进入管理后台",
}
WELCOME = "Welcome to your new Wagtail site!"
LINK_FIELDS = {
    "link_text": "链接文字",
    "email_address": "电子邮箱",
    "subject": "邮件主题",
    "body": "邮件正文",
    "phone_number": "电话号码",
    "url": "网址",
}
SITE_COLUMNS = {"port": "端口", "site_name": "网站名称", "root_page": "首页"}


def install() -> None:
    from wagtail.admin.forms.choosers import (
        AnchorLinkChooserForm,
        EmailLinkChooserForm,
        ExternalLinkChooserForm,
        PhoneLinkChooserForm,
    )
    from wagtail.admin.forms.workflows import WorkflowContentTypeForm, WorkflowPageForm
    from wagtail.admin.ui.tables import Column
    from wagtail.admin.views.pages.search import SearchView
    from wagtail.sites.views import IndexView as SitesView
    from wagtail.users.forms import PagePermissionsForm
    from wagtail.users.views.bulk_actions.assign_role import RoleForm

    from .mentions import veiled

    for form in (ExternalLinkChooserForm, EmailLinkChooserForm, PhoneLinkChooserForm, AnchorLinkChooserForm):
        for name, field in form.base_fields.items():
            field.label = "锚点名" if form is AnchorLinkChooserForm and name == "url" else LINK_FIELDS[name]
    SearchView.verbose_name = SearchView.verbose_name_plural = "页面"
    RoleForm.base_fields["role"].label = "组"
    WorkflowContentTypeForm.base_fields["content_types"].label = "内容类型"
    WorkflowPageForm.base_fields["page"].label = "页面"
    PagePermissionsForm.base_fields["page"].label = "页面"
    shown = {"root_page": lambda site: veiled(site.root_page)}
    SitesView.columns = [
        Column(
            column.name,
            label=SITE_COLUMNS[column.name],
            sort_key=column.sort_key,
            accessor=shown.get(column.name, column.accessor),
        )
        if column.name in SITE_COLUMNS
        else column
        for column in SitesView.columns
    ]


@translation.override(settings.LANGUAGE_CODE)
def name_rights() -> int:
    """Rights are rows whose names Django writes in English; says how many were renamed. Only the form of groups reads them."""
    renamed = 0
    for right in Permission.objects.filter(Q(name__startswith="Can ") | Q(name__in=RIGHTS)).select_related(
        "content_type"
    ):
        model = right.content_type.model_class()
        verb = next((chinese for english, chinese in VERBS.items() if right.name.startswith(english)), "")
        if right.name in RIGHTS:
            right.name = RIGHTS[right.name]
        elif verb and model is not None:
            right.name = f"{verb}{model._meta.verbose_name}"[:255]
        else:
            continue
        right.save(update_fields=["name"])
        renamed += 1
    return renamed


def name_roots() -> None:
    """Wagtail's first migration names the tops of both trees, and a first page, in English."""
    for collection in Collection.objects.filter(depth=1, name="Root"):
        collection.name = "全部文件"
        collection.save()
    for english, chinese in (("Root", "全部页面"), (WELCOME, "首页")):
        for page in Page.objects.filter(depth__lte=2, title=english):
            page.title = page.draft_title = chinese
            page.save()
