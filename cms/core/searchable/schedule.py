"""The clock of the worker: versions that are due go out, what has expired is taken down. Of pages and of all that is drafted.

What is due stands in the database alone, and each thing is settled in one transaction: killed at any moment, the next
worker finds it still due or done. Search, families and the audit trail hear of it through the same signals as ever.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Model
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from cms.core.turns import hold

log = logging.getLogger(__name__)

EVERY = 20.0  # seconds between two looks when nothing is due
REST = (60.0, 3600.0)  # seconds for which one that failed is left alone: at first, at most


@dataclass(frozen=True, slots=True)
class Due:
    model: type[Model]  # Revision: to go out; else to be taken down
    pk: int


@dataclass(slots=True)
class Failed:
    again: float  # by time.monotonic()
    rest: float


class Schedule:
    """`run_once` is a job of search.jobs."""

    def __init__(self) -> None:
        self.next_look = 0.0
        self.failed: dict[Due, Failed] = {}

    def run_once(self) -> bool:
        """Settle one thing that is due; False when there is none. Raises OperationalError, InterfaceError: try later."""
        if time.monotonic() < self.next_look:
            return False
        now = timezone.now()
        due = next(self._due(now), None)
        if due is None:
            self.next_look = time.monotonic() + EVERY
            return False
        try:
            with transaction.atomic():
                _go_out(due.pk, now) if due.model is Revision else _expire(due.model, due.pk, now)
            self.failed.pop(due, None)
        except (OperationalError, InterfaceError):
            raise  # the database is busy or away: nothing is wrong with this one
        except Exception:
            log.exception("定时发布或撤下没有成功：%s %s", due.model._meta.label, due.pk)
            before = self.failed.get(due)
            rest = min(before.rest * 2, REST[1]) if before else REST[0]
            self.failed[due] = Failed(time.monotonic() + rest, rest)
        return True

    def _due(self, now: datetime) -> Iterator[Due]:
        """Going out comes first: taking down would forget the version that waits."""
        yield from self._of(Revision, approved_go_live_at__lte=now)
        for model in drafted():
            yield from self._of(model, live=True, expire_at__lte=now)

    def _of(self, model: type[Model], **when: Any) -> Iterator[Due]:
        """The first by time, if any, that is not left alone."""
        moment = time.monotonic()
        left = [due.pk for due, failed in self.failed.items() if due.model is model and failed.again > moment]
        field = next(name for name in when if name.endswith("__lte")).removesuffix("__lte")
        rows = model._default_manager.filter(**when).order_by(field, "pk")
        pk = (rows.exclude(pk__in=left) if left else rows).values_list("pk", flat=True).first()
        if pk is not None:
            yield Due(model, pk)


def drafted() -> list[type[Model]]:
    """Every table with what can expire; pages of all types are one."""
    others = [m for m in apps.get_models() if issubclass(m, DraftStateMixin) and not issubclass(m, Page)]
    return [Page, *others]


def _go_out(pk: int, now: datetime) -> None:
    due = Revision.objects.filter(pk=pk, approved_go_live_at__lte=now)
    if of := due.first():  # what it is of comes before its versions, as for who deletes it
        hold(of.base_content_type.model_class(), of.object_id)
    revision = due.select_for_update().first()
    if revision is None:  # somebody was faster
        return
    revision.publish(log_action="wagtail.publish.scheduled")
    thing = revision.content_object
    _expire(Page if isinstance(thing, Page) else type(thing), thing.pk, now)  # its end may have come too


def _expire(model: type[Model], pk: int, now: datetime) -> None:
    rows: Any = model._default_manager.filter(pk=pk, live=True, expire_at__lte=now)
    if not hold(model, pk) or (found := rows.first()) is None:
        return
    thing = found.specific if isinstance(found, Page) else found
    # Wagtail forgets them, though the person who set the time was not asked.
    waiting = list(thing.revisions.filter(approved_go_live_at__gt=now))
    thing.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    for revision in waiting:
        revision.save(update_fields=["approved_go_live_at"])
