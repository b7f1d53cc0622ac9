"""A work's files: another one, extraction once more, those it used to have. And its level."""

from __future__ import annotations

from functools import partial
from typing import Any, BinaryIO, cast

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.core import access, audit
from cms.core.admin.levels import SHUT_OUT
from cms.core.files_views import PRIVATE
from cms.core.models import CmsDocument
from cms.core.ranges import disposition, file_response
from cms.library import services
from cms.library.extract.sniff import ENDINGS, ending
from cms.library.models import FileVersion, Work

from . import formats, scope
from .locks import VOLUMES, held, volumes_of, why_locked
from .policy import may_change_file, may_set_level, policy
from .volumes import volumes_below

DISK = "服务器没能存下文件（磁盘已满，或文件目录只读）。什么都没有改动，请联系系统管理员。"
LEVELS = [
    ("public", "公开：任何人都能看"),
    ("internal", "内部：登录后的人员才能看"),
    ("restricted", "限定：只有下面勾选的组才能看"),
]


PUBLISHED = "这份文献刚刚发布，或者等着自动发布，级别没有变更。请有发布权限的人来变更。"


def edit_url(work: Work) -> str:
    return reverse(Work.snippet_viewset.get_url_name("edit"), args=[work.pk])


class LevelFields(forms.Form):
    """Level and, for 限定, groups. None is ticked of itself: 公开 pressed by oversight opens what is closed."""

    level = forms.ChoiceField(label="公开级别", choices=LEVELS, widget=forms.RadioSelect)
    groups = forms.ModelMultipleChoiceField(
        label="可以查看的组",
        queryset=Group.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="只在选了“限定”时有用。" + SHUT_OUT,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: Any = self.fields["groups"]
        groups.queryset = Group.objects.order_by("name")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("level") == "restricted" and not cleaned.get("groups"):
            self.add_error("groups", forms.ValidationError("选了“限定”，请至少勾选一个组。"))
        return cleaned

    def chosen(self) -> services.Level:
        """After validation."""
        kind = self.cleaned_data["level"]
        ids = sorted(group.pk for group in self.cleaned_data["groups"]) if kind == "restricted" else []
        return services.Level(kind, tuple(ids))


class WorkPageMixin(WagtailAdminTemplateMixin):
    """A page that changes one work, with the way back to it. 404 for a work out of the person's reach; back for a locked one."""

    header_icon = "doc-full"
    _show_breadcrumbs = True

    @cached_property
    def work(self) -> Work:
        view: Any = self
        return get_object_or_404(scope.works_for(view.request.user), pk=view.kwargs["pk"])

    def allowed(self) -> bool:
        return may_change_file(cast(Any, self).request.user, self.work)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policy.user_has_any_permission(request.user, {"change", "publish"}):
            raise PermissionDenied
        if not self.allowed():
            messages.error(request, "没有改动：这份文献的这一步，须由有发布权限的人来做。")
            return redirect(edit_url(self.work))
        if locked := why_locked(request.user, self.work):
            messages.error(request, f"没有改动：{locked}")
            return redirect(edit_url(self.work))
        return cast(Any, super()).dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        viewset = Work.snippet_viewset
        return [
            *self.breadcrumbs_items,
            {"url": reverse(viewset.get_url_name("list")), "label": "馆藏文献"},
            {"url": edit_url(self.work), "label": str(self.work)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return cast(Any, super()).get_context_data(work=self.work, back=edit_url(self.work), **kwargs)


class ReplaceForm(forms.Form):
    file = forms.FileField(
        label="新文件", error_messages={"required": "请选择新文件。", "empty": "选择的文件是空的。"}
    )
    note = forms.CharField(
        label="替换原因", required=False, max_length=200, help_text="会记入历史，例如：更正第 3 页的日期"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = formats.HELP
        self.fields["file"].widget.attrs["accept"] = formats.ACCEPT

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (found := ending(file.name)) and found not in ENDINGS:  # without one its content tells
            raise forms.ValidationError(f"没有更换：不收这种文件。{formats.HELP}")
        return file


class ReplaceView(WorkPageMixin, FormView):
    page_title = "更换文件"
    template_name = "library/admin/replace.html"
    form_class = ReplaceForm

    def form_valid(self, form: Any) -> HttpResponse:
        upload = form.cleaned_data["file"]
        awaited = self.work.publish_when_ready
        try:
            services.replace_file(
                self.work,
                upload,
                upload.name,
                user=self.request.user,
                note=form.cleaned_data["note"],
                refused=partial(why_locked, self.request.user),
            )
        except services.AlreadyHeld as held:
            form.add_error(
                "file", str(held) if scope.reaches(self.request.user, held.work) else services.HELD
            )
            return self.form_invalid(form)
        except services.LibraryProblem as problem:
            form.add_error("file", str(problem))
            return self.form_invalid(form)
        except OSError:
            form.add_error("file", DISK)
            return self.form_invalid(form)
        messages.success(self.request, "文件已更换，正在排队提取文字。原来的文件保存在历史里。")
        if awaited and not self.work.publish_when_ready:
            messages.warning(
                self.request,
                "原来要求的“处理好以后自动发布”只对原来的文件有效，已经取消；请有发布权限的人重新发布。",
            )
        return redirect(edit_url(self.work))


class RetryView(WorkPageMixin, FormView):
    page_title = "重新提取"
    template_name = "library/admin/retry.html"
    form_class = forms.Form

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.work.document_id is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with held(self.request.user, self.work) as work:
                services.retry(work, user=self.request.user)
        except services.LibraryProblem as problem:
            messages.error(self.request, str(problem))
            return redirect(Work.snippet_viewset.get_url_name("list"))
        messages.success(self.request, "已排队，稍后重新提取文字。")
        return redirect(edit_url(self.work))


def set_level(work: Work, level: services.Level, user: Any) -> services.LevelChange:
    """Also of its volumes, as far as they are his to change. Raises LibraryProblem."""
    return services.change_level([work], level, user=user, of_volumes=volumes_of(user))


class LevelView(WorkPageMixin, FormView):
    page_title = "变更级别"
    template_name = "library/admin/level.html"
    form_class = LevelFields

    def allowed(self) -> bool:
        return may_set_level(self.request.user, self.work)

    def get_initial(self) -> dict[str, Any]:
        present = services.level_of(self.work)
        return {"level": present.kind, "groups": present.groups} if present else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            now=access.describe(self.work.audience()),
            volumes=volumes_below([self.work], self.request.user),
            **kwargs,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with held(self.request.user, self.work) as self.work:
                if not self.allowed():  # it was his own draft when the form was drawn
                    raise services.LibraryProblem(PUBLISHED)
                change = set_level(self.work, form.chosen(), self.request.user)
        except services.LibraryProblem as problem:
            form.add_error("level", str(problem))
            return self.form_invalid(form)
        if change.made:
            messages.success(self.request, "公开级别已变更，页面、文件和检索同时生效。")
        else:
            messages.info(self.request, "级别和原来一样，什么都没有改动。")
        if not change.whole:
            messages.warning(self.request, VOLUMES)
        return redirect(edit_url(self.work))


class FileView(View):
    """The present file, or a former one, for those who may change the work and whom its level lets see it."""

    def get(self, request: HttpRequest, pk: int, version: int | None = None) -> HttpResponseBase:
        user: Any = request.user
        if not policy.user_has_any_permission(user, {"add", "change", "view", "publish"}):
            raise PermissionDenied
        work = get_object_or_404(scope.works_for(user).select_related("document"), pk=pk)
        document, name = work.document, work.file_name
        if version is not None:
            former = get_object_or_404(FileVersion.objects.select_related("document"), pk=version, work=work)
            document, name = former.document, former.name
        if document is None:
            raise Http404
        own = document.uploaded_by_user_id == user.pk
        if not own and not (access.may_see(user, work) and access.may_see(user, document)):
            raise PermissionDenied
        response = self.send(request, document, name or document.filename)
        if access.audience_of(document) or work.audience():
            audit.record("file.restricted", document, user=user)
        return response

    def send(self, request: HttpRequest, document: CmsDocument, name: str) -> HttpResponseBase:
        storage, stored = document.file.storage, document.file.name
        try:
            size, changed = storage.size(stored), storage.get_modified_time(stored)
            file = cast(BinaryIO, storage.open(stored, "rb"))
        except OSError as error:
            raise Http404 from error
        response = file_response(
            request,
            file,
            size=size,
            etag=f'"{document.pk}-{size}-{int(changed.timestamp())}"',
            changed=changed,
            content_type="application/octet-stream",
        )
        response["Content-Disposition"] = disposition(name, f"document-{document.pk}")
        response["Cache-Control"] = PRIVATE
        response["X-Content-Type-Options"] = "nosniff"
        return response
