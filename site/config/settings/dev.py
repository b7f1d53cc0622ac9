"""One person's machine, also what `make run` serves: DEBUG off unless XINHUO_DEBUG=1, a generated secret key in var/."""

import os
from contextlib import suppress

from django.utils.crypto import get_random_string
from environ import Env

from . import base
from .base import *
from .values import accept, given


def _own_key() -> str:
    """Made once, readable by its owner alone from its first moment."""
    place = base.VAR / "secret-key"
    if not place.exists():
        made = place.with_name(f".secret-key-{os.getpid()}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(get_random_string(60))
        with suppress(FileExistsError):  # another process was first
            os.link(made, place)
        made.unlink()
    return place.read_text().strip()


accept(base.VAR)
SECRET_KEY = base.SECRET_KEY or _own_key()
DEBUG = given("XINHUO_DEBUG").lower() in Env.BOOLEAN_TRUE_STRINGS
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
