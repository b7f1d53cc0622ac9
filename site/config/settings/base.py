"""What every deployment shares. All that differs comes from the environment (see docs/roles/operator.md)."""

import re
from pathlib import Path

from csp.constants import NONCE

from cms.core.signs import ENDINGS

from .values import as_sent, database, folder_of, given, is_redis, is_search, names, note, url_as_sent

ROOT = Path(__file__).resolve().parents[3]

VAR = Path(given("XINHUO_VAR", str(ROOT / "var"))).resolve()

SECRET_KEY = given("XINHUO_SECRET_KEY")
ALLOWED_HOSTS = [as_sent(host) for host in names("XINHUO_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")]
BASE_URL = url_as_sent(given("XINHUO_BASE_URL", "http://127.0.0.1:8000")).rstrip("/")
DEBUG = False

INSTALLED_APPS = [
    "cms.core",
    "cms.portal",
    "cms.library",
    "cms.demo",
    "search",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.core.apps.UsersConfig",
    "wagtail.snippets",
    "cms.library.apps.DocumentsConfig",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cms.core.views.SaidRefusal",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.core.views.HandedBack",
    "cms.core.admin.reach.PageGuard",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.core.redirects.Redirects",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

THEME = given("XINHUO_THEME", "default")
_themes = {folder.name for folder in (ROOT / "themes").iterdir() if (folder / "templates").is_dir()}
if THEME not in _themes:
    note(f"XINHUO_THEME：没有“{THEME}”这个主题，可选：{'、'.join(sorted(_themes))}。")
    THEME = "default"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            ROOT / "themes" / THEME / "templates",
            *([ROOT / "themes/default/templates"] if THEME != "default" else []),
        ],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database(default=f"sqlite:///{VAR}/xinhuo.sqlite3")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_cache = given("XINHUO_CACHE_URL", "file:")
if folder_of(_cache) is None and not is_redis(_cache):
    note("XINHUO_CACHE_URL：应写成 file:、file:/目录 或 redis://主机:6379/0。")
    _cache = "file:"
CACHES: dict[str, dict[str, object]] = {
    "default": (
        {
            "BACKEND": "cms.core.cache.Redis",
            "LOCATION": _cache,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},  # seconds a page may wait for it
        }
        if is_redis(_cache)
        else {
            "BACKEND": "cms.core.cache.Files",
            "LOCATION": folder_of(_cache) or str(VAR / "cache"),
        }
    )
}

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "old_password", "new_password1", "new_password2"]
AXES_CLIENT_IP_CALLABLE = "cms.core.requests.axes_address"
AXES_LOCKOUT_CALLABLE = "cms.core.doors.locked_out"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [ROOT / "site/locale/upstream"]
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [
    folder
    for folder in dict.fromkeys(ROOT / "themes" / name / "static" for name in (THEME, "default"))
    if folder.is_dir()
]
MEDIA_URL = "/media/"
_storage = given("XINHUO_STORAGE_URL", "file:")
if _storage.startswith("s3:"):
    note(
        "XINHUO_STORAGE_URL：这个版本还不支持 S3 存储，没有启动，以免文件存到意料之外的地方。"
        "请改用 file:/目录（可以是挂载的共享存储），或者不设这个变量。"
    )
elif folder_of(_storage) is None:
    note("XINHUO_STORAGE_URL：应写成 file:/目录，例如 file:/srv/xinhuo。")
_files = Path(folder_of(_storage) or VAR).resolve()
MEDIA_ROOT = _files / "media"  # only what anybody may fetch: renditions of public pictures
PRIVATE_ROOT = _files / "private"  # originals and documents; served by views that ask cms.core.access
STORAGES = {
    "default": {"BACKEND": "cms.core.storage.WholeFiles"},
    "private": {
        "BACKEND": "cms.core.storage.PrivateStorage",
        "OPTIONS": {"location": str(PRIVATE_ROOT)},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 << 20  # bytes of one article's form; Django's 2.5 MB is 800,000 Hanzi
FILE_UPLOAD_PERMISSIONS = 0o640

WAGTAIL_SITE_NAME = "薪火"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_AUTOSAVE_INTERVAL = 0  # docs/decisions/0009
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_LOGIN_URL = "/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/login/"
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
# Wagtail would mail titles to reviewers, whatever level these have: the admin's first page tells who has what to do.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
WAGTAIL_PASSWORD_RESET_ENABLED = False  # no mail on an intranet; 系统管理 sets a new one
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILIMAGES_IMAGE_MODEL = "core.CmsImage"
WAGTAILDOCS_DOCUMENT_MODEL = "core.CmsDocument"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.core.admin.file_forms.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.core.admin.file_forms.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = list(ENDINGS)
WAGTAILREDIRECTS_AUTO_CREATE = False  # cms.core.services.lead_on makes them
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_DATE_FORMAT = "%Y-%m-%d"
WAGTAIL_DATETIME_FORMAT = "%Y-%m-%d %H:%M"
WAGTAIL_TIME_FORMAT = "%H:%M"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.core.listing_search"}}
TAGGIT_CASE_INSENSITIVE = True

SEARCH_URL = given("XINHUO_SEARCH_URL", "embedded:")
if not is_search(SEARCH_URL):
    note("XINHUO_SEARCH_URL：应写成 embedded: 或 Elasticsearch 的地址，例如 https://主机:9200。")

_processes = given("XINHUO_EXTRACT_PROCESSES", "2")
if not re.fullmatch(r"[1-9]|[1-5]\d|6[0-4]", _processes):
    note("XINHUO_EXTRACT_PROCESSES：应是 1 到 64 的整数。")
    _processes = "2"
EXTRACT_PROCESSES = int(_processes)  # pages drawn at a time by one process
SEARCH_API_KEY = given("XINHUO_SEARCH_API_KEY")
SEARCH_CA = given("XINHUO_SEARCH_CA")
SEARCH_INDEX_PREFIX = given("XINHUO_SEARCH_INDEX_PREFIX", "xinhuo")
SEARCH_VIEWER = "cms.core.access.viewer"  # search knows no room: who asks, and who draws its page
SEARCH_RENDER = "cms.core.rendering.render_page"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # people share desks; the page on privacy says so
CSRF_FAILURE_VIEW = "cms.core.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "style-src": ["'self'", NONCE],  # the nonce stands in pages of the admin alone, see core/styles.js
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'self'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "foreign_host": {"()": "cms.core.log_lines.ForeignHost"},
        "refusal": {"()": "cms.core.log_lines.Refusal"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "elastic_transport": {"level": "ERROR"},  # that a node is away we say in Chinese
        "django.request": {"filters": ["refusal"]},
        "django.security.DisallowedHost": {"filters": ["foreign_host"]},
    },
}
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # they would ask outside hosts
