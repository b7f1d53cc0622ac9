"""Pages as search documents, whichever room they are of: a source for each type, and what to say when they change.

Also the worker's job that lets out and takes down what was set to a time.
"""

from search import jobs

from . import receivers
from .schedule import Schedule
from .source import PageSource, register

__all__ = ["PageSource", "connect", "register"]


def connect() -> None:
    receivers.connect()
    jobs.register("定时发布", Schedule().run_once)
