"""Pages as search documents, whichever room they are of: a source for each type, and what to say when they change.

Also the worker's jobs: what was set to a time is let out and taken down, thumbnails of closed pictures leave MEDIA.
"""

from search import jobs

from . import receivers
from .schedule import Schedule
from .source import PageSource, register
from .strays import Strays

__all__ = ["PageSource", "connect", "register"]


def connect() -> None:
    from .expired import Expired  # of models that are loaded by then

    receivers.connect()
    jobs.register("定时发布", Schedule().run_once)
    jobs.register("收回缩略图", Strays().run_once)
    jobs.register("清理过期记录", Expired().run_once)
