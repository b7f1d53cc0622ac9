"""Publishing that was asked for before there was anything to read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models, transaction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.models import DraftStateMixin, Revision

from cms.core import audit
from cms.core.turns import take_turn
from cms.library.turns import NAMES

ASKED = ("publish_when_ready", "publish_asked_by", "publish_revision")


def may_publish(user: Any) -> bool:
    """None is whoever runs commands on the server."""
    return user is None or user.has_perm("library.publish_work")


class PublishedWhenRead(DraftStateMixin):
    """What readers get is what somebody who may publish asked for: this draft, of this file, and no later one."""

    publish_when_ready = models.BooleanField("处理好后发布", default=False, editable=False)
    publish_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="要求发布的人",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # The draft that was asked for. A null one was purged: then the work goes out as it stands.
    publish_revision = models.ForeignKey(
        "wagtailcore.Revision",
        verbose_name="要求发布的版本",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )

    turn = NAMES  # before its row is locked: it may be published next

    class Meta:
        abstract = True

    def publish(self, revision: Revision, user: Any = None, *args: Any, **kwargs: Any) -> None:
        """By the form, a workflow or the clock. What has no text yet goes out when it has."""
        with transaction.atomic():
            take_turn(NAMES)
            # `self` may be older than what extraction found.
            now = type(self)._default_manager.select_for_update(of=("self",)).get(pk=self.pk)
            if now.readable:
                super().publish(revision, user, *args, **kwargs)
                return
            PublishRevisionAction(revision, user=user).check(kwargs.get("skip_permission_checks", False))
            now.ask_to_publish(user, revision)
            now.revisions.update(approved_go_live_at=None)  # else the clock comes back to it at once
        for name in ASKED:
            setattr(self, name, getattr(now, name))

    def ask_to_publish(self, user: Any, revision: Revision) -> None:
        """Exactly this draft goes out, in this person's name, when the text is there. Saves."""
        self.publish_when_ready, self.publish_asked_by, self.publish_revision = True, user, revision
        self.save(update_fields=ASKED)
        audit.record("library.publish_asked", self, user=user, label="要求文献处理好后发布")

    def withdraw_publishing(self, reason: str, user: Any = None) -> None:
        """What was asked for holds no longer: who may publish has to ask again. Does not save."""
        if self.publish_when_ready:
            label = "取消文献处理好后发布"
            audit.record("library.publish_withdrawn", self, user=user, label=label, reason=reason)
        self.forget_asking()

    def asked_draft(self) -> Revision | None:
        """None when it was deleted since, and for what was asked for before drafts were remembered."""
        return Revision.objects.filter(pk=self.publish_revision_id).first()

    def forget_asking(self) -> None:
        self.publish_when_ready, self.publish_asked_by, self.publish_revision = False, None, None
