"""Why a work is locked for somebody: file and level are locked with the form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from cms.core.admin import locks
from cms.core.turns import hold_or_404
from cms.library.models import Work
from cms.library.services import LibraryProblem

from . import scope
from .policy import policy

VOLUMES = "其中有的卷、册、期没有变更：它们不在您的范围内，或已被锁定、正在审核、已定时发布。"
FILE_TOO = "文件和级别也一同锁定。"


def why_locked(user: Any, work: Work) -> str:
    """A Chinese sentence, "" for whom it is not locked. `work` as it is in the database now."""
    why = locks.why_locked(user, work, f"《{work.title or work.file_name}》")
    return why and f"{why}；{FILE_TOO}"


@contextmanager
def held(user: Any, work: Work) -> Iterator[Work]:
    """The work as it is now; until this ends nobody else changes it, or locks it. Raises Http404, and LibraryProblem
    where it is locked for him.
    """
    with transaction.atomic():
        hold_or_404(Work, work.pk)
        now = Work.objects.get(pk=work.pk)
        if why := why_locked(user, now):
            raise LibraryProblem(why)
        yield now


def volumes_of(user: Any) -> Callable[[Sequence[int]], list[int]]:
    """Which of some volumes go along when he changes the level of their book: he may do it to each alone."""

    def asked(keys: Sequence[int]) -> list[int]:
        may = policy.allowed(user, "publish", list(scope.works_for(user).filter(pk__in=keys)))
        doubtful = locks.perhaps_locked(Work, may)
        return [work.pk for work in may if work.pk not in doubtful or not why_locked(user, work)]

    return asked
