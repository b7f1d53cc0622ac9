"""Database, engine and data folder come from the environment; only search and its shelf are installed."""

from config.settings.test import *  # noqa: F403

INSTALLED_APPS = ["search", "search.tests.life"]
MIDDLEWARE = []
ROOT_URLCONF = "search.tests.life.urls"
