"""What a person may do with works: his groups' rights, within the works he reaches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from cms.library.models import Work

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
        return any(self.allows(user, action, instance) for action in actions) and scope.reaches(
            user, instance
        )

    def allows(self, user: Any, action: str, instance: Work) -> bool:
        """Without asking whether he reaches it: for rows of a list that holds only what he reaches."""
        if super().user_has_permission(user, action):
            return True
        return action == "delete" and self.user_has_permission(user, "delete") and own_draft(user, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Work]:
        if not self.user_has_any_permission(user, actions):
            return Work.objects.none()
        return scope.works_for(user)


def own_draft(user: Any, work: Work) -> bool:
    return work.added_by_id == user.pk and not work.live and work.first_published_at is None


def may_change_file(user: Any, work: Work) -> bool:
    """Another file changes what readers see at once, so of a published work only who may publish changes it."""
    return policy.user_has_permission_for_instance(user, "publish" if work.live else "change", work)


policy = WorkPolicy(Work)


def install() -> None:
    register_permission_policy(Work, policy)
