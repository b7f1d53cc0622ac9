"""批量上传: many files into one library at one level, an answer for each. The browser's script sends them one by one and
shows how far they are; without it the form posts all of them, and the page that comes back lists each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.library import services
from cms.library.models import LibraryPage, Work, WorkKind, WorkState

from . import formats, scope
from .files import DISK, LevelFields, edit_url
from .locks import why_locked
from .policy import may_change_file, policy

MOST = 500  # works one status page shows
WAITING = (WorkState.QUEUED, WorkState.EXTRACTING)
BAD = (WorkState.REFUSED, WorkState.FAILED)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one file. `tone`: good, wait or bad; `work` is 0 when none was made."""

    name: str
    label: str
    tone: str
    reason: str = ""
    work: int = 0
    url: str = ""

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


class UploadForm(LevelFields):
    library = forms.ModelChoiceField(
        label="放进书库",
        queryset=LibraryPage.objects.none(),
        empty_label=None,
        error_messages={"required": "请选择书库。", "invalid_choice": "没有这个书库，请重新选择。"},
    )
    kind = forms.ChoiceField(
        label="类型",
        choices=[(WorkKind.DOCUMENT.value, "文件（能认出的法规、图书自动归类）"), *WorkKind.choices[1:]],
        initial=WorkKind.DOCUMENT,
    )
    publish = forms.BooleanField(label="处理好以后立即发布", required=False)
    field_order = ("library", "kind", "level", "groups", "publish")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].initial = "public"
        library: Any = self.fields["library"]
        library.queryset = scope.libraries_for(user)
        library.label_from_instance = lambda page: page.title
        if not policy.user_has_permission(user, "publish"):
            del self.fields["publish"]


class AddRight:
    """Only for those who may add works."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policy.user_has_permission(request.user, "add"):
            raise PermissionDenied
        view: Any = super()
        response: HttpResponseBase = view.dispatch(request, *args, **kwargs)
        return response


class UploadView(AddRight, WagtailAdminTemplateMixin, FormView):
    page_title = "批量上传"
    header_icon = "upload"
    template_name = "library/admin/upload.html"
    form_class = UploadForm

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = reverse(Work.snippet_viewset.get_url_name("list"))
        return [
            *self.breadcrumbs_items,
            {"url": listing, "label": "馆藏文献"},
            {"url": "", "label": self.page_title},
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        return super().get_context_data(
            **{
                **kwargs,
                "form": form,
                "has_library": form.fields["library"].queryset.exists(),
                "may_publish": "publish" in form.fields,
                "types": formats.TYPES,
                "accept": formats.ACCEPT,
                "size": formats.SIZE,
                "largest": formats.LARGEST,
                "most": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
                "status_url": reverse("library_admin:status"),
            }
        )

    @property
    def scripted(self) -> bool:
        return self.request.headers.get("X-Requested-With") == "XMLHttpRequest"

    def form_valid(self, form: Any) -> HttpResponse:
        files = self.request.FILES.getlist("files")
        if not files:
            form.add_error(None, "请先选择要上传的文件。")
            return self.form_invalid(form)
        try:
            collection = services.collection_for(form.chosen())
        except services.LibraryProblem as problem:
            form.add_error("level", str(problem))
            return self.form_invalid(form)
        answers = [self.take(file, form.cleaned_data, collection) for file in files]
        if self.scripted:
            return JsonResponse({"answers": [answer.as_json() for answer in answers]})
        ids = ",".join(str(answer.work) for answer in answers if answer.work)
        context = self.get_context_data(form=form, answers=answers, ids=ids)
        return self.render_to_response(context)

    def form_invalid(self, form: Any) -> HttpResponse:
        if self.scripted:
            problems = [str(problem) for found in form.errors.values() for problem in found]
            return JsonResponse({"error": {"code": "invalid", "message": " ".join(problems)}}, status=400)
        response = super().form_invalid(form)
        response.status_code = 400
        return response

    def take(self, file: Any, values: dict[str, Any], collection: Any) -> Answer:
        name = file.name or "未命名"
        try:
            taken = services.take_in(
                file,
                name,
                values["library"],
                collection,
                user=self.request.user,
                publish=bool(values.get("publish")),
                fields={"kind": values["kind"]},
                may_retry=self.may_retry,
            )
        except services.LibraryProblem as problem:
            return Answer(name, "没有收下", "bad", str(problem))
        except OSError:
            return Answer(name, "没有收下", "bad", DISK)
        if taken.new:
            return answer_for(taken.work, name)
        if scope.reaches(self.request.user, taken.work):
            if taken.again:
                url = edit_url(taken.work)
                return Answer(name, "再试一次", "wait", taken.reason, taken.work.pk, url)
            return Answer(name, "馆藏里已有", "bad", taken.reason, url=edit_url(taken.work))
        return Answer(name, "馆藏里已有", "bad", services.HELD)

    def may_retry(self, work: Work) -> bool:
        user = self.request.user
        return may_change_file(user, work) and not why_locked(user, work)


def answer_for(work: Work, name: str = "") -> Answer:
    tone = "wait" if work.state in WAITING else "bad" if work.state in BAD else "good"
    reason = work.reason or ("".join(work.notes) if tone == "good" else "")
    label = str(WorkState(work.state).label)
    return Answer(name or work.file_name, label, tone, reason, work.pk, edit_url(work))


class StatusView(AddRight, WagtailAdminTemplateMixin, TemplateView):
    """How far the files `?ids=1,2` are: JSON for the script, a page for people without it."""

    page_title = "上传结果"
    header_icon = "upload"
    template_name = "library/admin/status.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        upload = {"url": reverse("library_admin:upload"), "label": "批量上传"}
        return [*self.breadcrumbs_items, upload, {"url": "", "label": self.page_title}]

    def answers(self) -> list[Answer]:
        typed = self.request.GET.get("ids", "").split(",")
        ids = [int(part) for part in typed[:MOST] if part.isascii() and part.isdecimal() and len(part) < 19]
        works = scope.works_for(self.request.user).filter(pk__in=ids).order_by("pk")
        return [answer_for(work) for work in works]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answers = self.answers()
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"answers": [answer.as_json() for answer in answers]})
        waiting = any(answer.tone == "wait" for answer in answers)
        return self.render_to_response(self.get_context_data(answers=answers, waiting=waiting))
