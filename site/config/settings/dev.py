"""One person's machine, also what `make run` serves: DEBUG off unless XINHUO_DEBUG=1, a generated secret key in var/."""

from django.utils.crypto import get_random_string

from .base import *

_key = VAR / "secret-key"
if not SECRET_KEY:
    if not _key.exists():
        _key.touch(mode=0o600)
        _key.write_text(get_random_string(60))
    SECRET_KEY = _key.read_text().strip()
DEBUG = env.bool("XINHUO_DEBUG", default=False)
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
