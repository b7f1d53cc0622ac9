"""The test run: its own var folder, fast hashing, plain static storage. Everything else is as deployed."""

import atexit
import os
import shutil
import tempfile

if "XINHUO_VAR" not in os.environ:
    os.environ["XINHUO_VAR"] = _folder = tempfile.mkdtemp(prefix="xinhuo-test-")
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)

from .base import *
from .values import accept

SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
CACHES["renditions"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}  # keys repeat between tests
AXES_ENABLED = False
if DATABASES["default"]["ENGINE"].endswith(
    "sqlite3"
):  # a file: threads of a live server lock a database in memory
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / f"test-{os.getpid()}.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
accept(VAR)
