"""One person's machine: DEBUG, a generated secret key kept in var/."""

from django.utils.crypto import get_random_string

from .base import *

_key = VAR / "secret-key"
if not SECRET_KEY:
    if not _key.exists():
        _key.write_text(get_random_string(60))
        _key.chmod(0o600)
    SECRET_KEY = _key.read_text().strip()
DEBUG = env.bool("XINHUO_DEBUG", default=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
