"""The form that sets a level, in the words of the house: 公开 / 内部 / 限定. No shared passwords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.admin.forms import view_restrictions
from wagtail.admin.forms.collections import CollectionViewRestrictionForm
from wagtail.admin.forms.pages import PageViewRestrictionForm
from wagtail.admin.views import collection_privacy
from wagtail.admin.views.page_privacy import SetPrivacyView
from wagtail.models import BaseViewRestriction

from cms.core.checks import NO_PASSWORD

LEVELS = [
    (BaseViewRestriction.NONE, "公开：任何人都能看"),
    (BaseViewRestriction.LOGIN, "内部：登录后的人员才能看"),
    (BaseViewRestriction.GROUPS, "限定：只有下面勾选的组才能看"),
]
SHUT_OUT = "后台也照此限制：您自己不在勾选的组里，保存后就看不到它了（自己建立的内容除外）。"


class LevelMixin(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["restriction_type"]
        groups: Any = self.fields["groups"]
        field.label = "公开级别"
        field.choices = LEVELS
        field.error_messages["invalid_choice"] = NO_PASSWORD
        self.fields.pop("password", None)
        groups.label = "可以查看的组"
        groups.queryset = Group.objects.order_by("name")
        groups.help_text = SHUT_OUT

    def clean_groups(self) -> Any:
        groups = self.cleaned_data.get("groups")
        if self.cleaned_data.get("restriction_type") == BaseViewRestriction.GROUPS and not groups:
            raise forms.ValidationError("选了“限定”，请至少勾选一个组。")
        return groups if self.cleaned_data.get("restriction_type") == BaseViewRestriction.GROUPS else []


class PageLevelForm(LevelMixin, PageViewRestrictionForm):
    pass


class CollectionLevelForm(LevelMixin, CollectionViewRestrictionForm):
    pass


def install() -> None:
    """Wagtail offers no setting for these two forms; both views read them when they are called."""
    SetPrivacyView.form_class = PageLevelForm
    # A level is set with its groups and what search is told of it, or not at all.
    SetPrivacyView.post = transaction.atomic(SetPrivacyView.post)
    collection_privacy.set_privacy = transaction.atomic(collection_privacy.set_privacy)
    collection_privacy.CollectionViewRestrictionForm = CollectionLevelForm
    view_restrictions.BaseViewRestriction.RESTRICTION_CHOICES = tuple(LEVELS)
