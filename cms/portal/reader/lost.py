"""Pictures whose original is lost or broken: kept in the cache for a while, so that not every visitor tries them again."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, transaction
from wagtail.images.models import SourceImageIOError

logger = logging.getLogger(__name__)
SECONDS = 300
KEY = "cms.portal.lost.{}"


def among(pictures: Iterable[int]) -> set[int]:
    """Without a query."""
    keys = {KEY.format(pk): pk for pk in pictures}
    return {keys[key] for key in cache.get_many(keys)} if keys else set()


def note(picture: int, spec: str, error: Exception) -> None:
    """In the log, once; what the machine refused, as a full disk does, is tried again."""
    if among([picture]):
        return  # others were at it in the same moment
    logger.error("rendition %s of image %s", spec, picture, exc_info=error)
    if not _of_the_machine(error.__cause__ if isinstance(error, SourceImageIOError) else error):
        cache.set(KEY.format(picture), True, SECONDS)


def _of_the_machine(error: BaseException | None) -> bool:
    """Pillow and Willow say without a number what is wrong with a file."""
    if isinstance(error, OSError):
        return error.errno not in (None, errno.ENOENT)
    return isinstance(error, (MemoryError, DatabaseError))


def forget(sender: Any, instance: Any, **kwargs: Any) -> None:
    """It was saved, perhaps with another file; again at the commit, before which others saw the one of before."""
    again = partial(cache.delete, KEY.format(instance.pk))
    again()
    transaction.on_commit(again, robust=True)
