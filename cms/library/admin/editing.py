"""The pages of one work: its form, its removal. Publishing and removing are the library's verbs, not Wagtail's."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.snippets.views.snippets import CreateView, DeleteView, EditView, UnpublishView

from cms.core.admin import newer, steps
from cms.core.admin.judging import SAID, NotDone
from cms.core.tags import minute
from cms.library import services
from cms.library.models import Work

from .locks import held
from .policy import policy


class PublishMixin:
    """`services.publish` in place of a bare publish of the revision: families, counts, works still in extraction."""

    def publish_action(self) -> HttpResponseBase | None:
        view: Any = self
        try:
            services.publish(view.object, user=view.request.user)
        except services.LibraryProblem as problem:
            messages.error(view.request, str(problem))
            return redirect(view.get_edit_url())
        if view.object.publish_when_ready:
            messages.warning(view.request, "文件还在处理。处理好以后自动发布，不必守候。")
        return None


class WorkCreateView(PublishMixin, CreateView):
    page_title = "新建"
    page_subtitle = "图书或报刊"

    def get_edit_url(self) -> str:
        from django.urls import reverse

        return reverse(self.edit_url_name, args=[self.object.pk])


class WorkEditView(PublishMixin, EditView):
    def form_valid(self, form: Any) -> HttpResponseBase:
        """All of it or nothing. Where another was first the form comes back with what he wrote."""
        try:
            with transaction.atomic():
                taken = {"edit": "save", "workflow-action": "step"}.get(self.action, self.action)
                if steps.is_off(self, taken):
                    raise NotDone(SAID)
                said = newer.sentence(self, self.object, form)
                if not said:
                    return super().form_valid(form)
        except NotDone as refused:
            said = str(refused)
        self.produced_error_message = said
        return self.form_invalid(form)

    def save_instance(self) -> Any:
        """A step of a review makes no version where nothing was changed: whoever takes it has not edited."""
        if self.action == "workflow-action" and not self.form.has_changed():
            return self.object
        return super().save_instance()

    def get_success_message(self, instance: Any = None) -> Any:
        work = instance or self.object
        if self.action == "publish" and work.publish_when_ready:
            return f"《{work.title}》已保存。"
        # Asked afresh: of what is live the row knows no time, and the form looked before it was set.
        if self.action == "publish" and (planned := Work.objects.get(pk=work.pk).scheduled_revision):
            return f"《{work.title}》将在 {minute(planned.approved_go_live_at)} 发布。"
        return super().get_success_message(instance)


class WorkDeleteView(DeleteView):
    object: Work

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policy.user_has_permission_for_instance(request.user, "delete", self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def delete_action(self) -> None:
        services.delete([self.object], user=self.request.user)

    def form_valid(self, form: Any) -> HttpResponseBase:
        try:
            with held(self.request.user, self.object) as now:
                self.object = now
                return super().form_valid(form)
        except services.LibraryProblem as problem:
            messages.error(self.request, str(problem))
            return redirect(self.get_success_url())


class WorkUnpublishView(UnpublishView):
    def unpublish(self) -> HttpResponseBase | None:
        try:
            services.unpublish(self.object, user=self.request.user)
        except services.LibraryProblem as problem:
            messages.error(self.request, str(problem))
            return redirect(self.get_next_url())
        return None
