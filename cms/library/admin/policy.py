"""What a person may do with works: his groups' rights, within the works he reaches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from cms.library.models import FileVersion, Work

from . import scope


class WorkPolicy(ModelPermissionPolicy):
    """Beside the rights of his groups, whoever brought a file may remove it as long as it was never published."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return super().user_has_permission(user, action) or (
            action == "delete" and super().user_has_permission(user, "add")
        )

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Work) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Work) -> bool:
        return any(self.allowed(user, action, [instance]) for action in actions) and scope.reaches(
            user, instance
        )

    def allowed(self, user: Any, action: str, works: Sequence[Work]) -> list[Work]:
        """Those of the works that he may do it to. Without asking whether he reaches them."""
        may = [work for work in works if self.allows(user, action, work)]
        if action != "delete" or not may or super().user_has_permission(user, action):
            return may
        foreign = with_files_of_others(user, may)
        return [work for work in may if work.pk not in foreign]

    def allows(self, user: Any, action: str, instance: Work) -> bool:
        """Whether to offer it in a list that holds only what he reaches: no query, so files of others are not asked for."""
        if super().user_has_permission(user, action):
            return True
        return action == "delete" and self.user_has_permission(user, "delete") and own_draft(user, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Work]:
        if not self.user_has_any_permission(user, actions):
            return Work.objects.none()
        return scope.works_for(user)


def own_draft(user: Any, work: Work) -> bool:
    return work.added_by_id == user.pk and not work.live and work.first_published_at is None


def with_files_of_others(user: Any, works: Sequence[Work]) -> set[int]:
    """Keys of the works whose present file or a former one somebody else brought."""
    keys = [work.pk for work in works]
    present = Work.objects.filter(pk__in=keys, document__isnull=False).exclude(
        document__uploaded_by_user=user
    )
    former = FileVersion.objects.filter(work__in=keys, document__isnull=False).exclude(
        document__uploaded_by_user=user
    )
    return {*present.values_list("pk", flat=True), *former.values_list("work", flat=True)}


def may_change_file(user: Any, work: Work) -> bool:
    """Another file changes what readers see at once, so of a published work only who may publish changes it."""
    return policy.user_has_permission_for_instance(user, "publish" if work.live else "change", work)


def may_set_level(user: Any, work: Work) -> bool:
    """Who may publish it; and of his own draft, all of whose files he brought, whoever may change it."""
    if policy.user_has_permission_for_instance(user, "publish", work):
        return True
    own = own_draft(user, work) and not work.publish_when_ready and not with_files_of_others(user, [work])
    return own and policy.user_has_permission_for_instance(user, "change", work)


policy = WorkPolicy(Work)


def install() -> None:
    register_permission_policy(Work, policy)
