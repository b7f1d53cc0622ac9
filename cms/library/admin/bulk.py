"""What can be done to many works at once, each as the library's verb."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, cast

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from cms.core.admin import of_many
from cms.core.admin.returned import why_returned
from cms.core.admin.taking_down import left_behind_of
from cms.core.turns import take_turn
from cms.library import services
from cms.library.models import Work

from . import scope
from .files import LevelFields, set_level
from .locks import VOLUMES, held, why_locked
from .policy import policy
from .volumes import volumes_below

MOST = 200  # works at once: publishing so many takes some ten seconds


class Reached:
    """Only works the person reaches are acted on or named; of the whole list at most MOST, else none."""

    right = "publish"

    def get_actionable_objects(self) -> tuple[list[Work], dict[str, list[Work]]]:
        view: Any = self
        user, typed = view.request.user, view.request.GET.getlist("id")
        works = scope.works_for(user).select_related("library")
        if "all" not in typed:
            works = works.filter(pk__in=of_many.typed(typed))
        found = list(works.order_by("pk")[: MOST + 1])
        if len(found) > MOST:
            found = []
        may = policy.allowed(user, self.right, found)
        return may, {"items_with_no_access": [work for work in found if work not in may]}

    def form_valid(self, form: Any) -> HttpResponse:
        """What was deleted since the form was shown is told; of what goes after this each verb tells."""
        view: Any = self
        keys = of_many.typed(view.request.GET.getlist("id"))
        there = scope.works_for(view.request.user).filter(pk__in=keys).count()
        of_many.tell_gone(view.request, (), len(keys) - there, "份", bool(there))
        return cast(HttpResponse, cast(Any, super()).form_valid(form))

    def get_execution_context(self) -> dict[str, Any]:
        view: Any = self
        return {**cast(Any, super()).get_execution_context(), "user": view.request.user}


class WorkBulkAction(Reached, SnippetBulkAction):
    """On works alone; those that the person may not act on are left out and named by Wagtail."""

    models = [Work]
    template_name = "library/admin/bulk.html"
    done = ""
    stops_at_locks = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{**kwargs, "action": self, "most": MOST})

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        return f"{num_parent_objects} 份文献{self.done}。" if num_parent_objects else None

    @classmethod
    def execute_action(cls, objects: list[Work], user: Any = None, **kwargs: Any) -> tuple[int, int]:
        """Each in its own transaction: one that cannot be done stops no other, and is named."""
        view: Any = kwargs["self"]
        count = 0
        for work in objects:
            try:
                with held(user, work) if cls.stops_at_locks else nullcontext():
                    count += cls.act(work, user, view)
            except services.LibraryProblem as problem:
                messages.error(view.request, str(problem))
            except Http404:
                messages.error(view.request, services.GONE.format(work.title))
        return count, 0

    @classmethod
    def act(cls, work: Work, user: Any, view: Any) -> bool:
        """Whether something was done."""
        raise NotImplementedError


class Publish(WorkBulkAction):
    display_name = "发布"
    aria_label = "发布选中的文献"
    action_type = "publish"
    action_priority = 10
    question = "发布下列文献，让读者看到它们的最新草稿？文件还在处理的，处理好以后自动发布。"
    done = "已发布，或将在处理好以后发布"

    @classmethod
    def act(cls, work: Work, user: Any, view: Any) -> bool:
        if why := why_returned(work, f"《{work.title}》"):
            raise services.LibraryProblem(why)
        services.publish(work, user=user)
        return True


class Unpublish(WorkBulkAction):
    display_name = "撤下"
    aria_label = "撤下选中的文献"
    action_type = "unpublish"
    action_priority = 15
    question = "撤下下列文献？读者和检索将看不到它们，内容都还在。"
    done = "已撤下"
    stops_at_locks = False  # what must not be read goes at once, whoever works on it

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        return {**found, "left_behind": left_behind_of(Work, [item["item"] for item in found["items"]])}

    @classmethod
    def act(cls, work: Work, user: Any, view: Any) -> bool:
        services.unpublish(work, user=user)
        return True


class ChangeLevel(WorkBulkAction):
    display_name = "变更级别"
    aria_label = "变更选中文献的公开级别"
    action_type = "level"
    action_priority = 20
    form_class = LevelFields
    question = (
        "给下列文献（连同它们的卷、期和全部文件）设定新的公开级别；级别本来就一样的，连同卷、期都不变："
    )
    done = "的公开级别已变更"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        works = [item["item"] for item in found["items"]]
        return {**found, "volumes": volumes_below(works, self.request.user)}

    @classmethod
    def act(cls, work: Work, user: Any, view: Any) -> bool:
        level = view.cleaned_form.chosen()
        change = set_level(work, level, user)
        if not change.made and services.level_of(work) == level:  # else its book took it along just now
            messages.info(view.request, f"《{work.title}》的级别和原来一样，没有改动。")
            return False
        if not change.whole:
            messages.warning(view.request, f"《{work.title}》{VOLUMES}")
        return True


class Delete(Reached, DeleteBulkAction):
    models = [Work]
    right = "delete"

    @cached_property
    def _actionable_objects(self) -> Any:
        return Reached.get_actionable_objects(self)

    def get_actionable_objects(self) -> Any:
        return self._actionable_objects

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        return f"{num_parent_objects} 份文献已删除。" if num_parent_objects else None

    @classmethod
    def execute_action(cls, objects: list[Work], user: Any = None, **kwargs: Any) -> tuple[int, int]:
        request = kwargs["self"].request
        titles = {work.pk: work.title for work in objects}
        try:
            with transaction.atomic():
                take_turn(Work.turn)
                there = list(Work.objects.select_for_update().filter(pk__in=titles).order_by("pk"))
                locked = {work.pk: why for work in there if (why := why_locked(user, work))}
                done = services.delete([work for work in there if work.pk not in locked], user=user)
        except services.LibraryProblem as problem:
            messages.error(request, str(problem))
            return 0, 0
        for why in locked.values():
            messages.error(request, why)
        gone = titles.keys() - {work.pk for work in there}
        of_many.tell_gone(request, [titles[key] for key in sorted(gone)], 0, "份", bool(there))
        return done, 0


ACTIONS = (Publish, Unpublish, ChangeLevel, Delete)
