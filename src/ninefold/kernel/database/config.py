"""Django's settings, all derived from `kernel.settings`. No other module reads the environment."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

from ninefold.kernel import settings as install
from ninefold.kernel import sqlite

_install = install.current()

ROOMS = (
    "collect", "culture", "context", "content", "community", "credibility", "currency",
    "experiments", "cadence", "catalyst", "adapt", "channel", "measure",
)  # fmt: skip


def _database() -> dict[str, Any]:
    if _install.is_sqlite:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(_install.database_path),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": sqlite.pragmas(),
                "timeout": sqlite.BUSY_TIMEOUT_MS / 1000,
            },
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(_install.database_url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 600,
    }


_options = _database()
if "host" in _options["OPTIONS"]:  # a socket folder is written as ?host=/path
    _options["HOST"] = _options["OPTIONS"].pop("host")
DATABASES = {"default": _options}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "ninefold.kernel.database",
    "ninefold.kernel.users",
    *[f"ninefold.{room}" for room in ROOMS],
    "ninefold.web",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.documents",
    "ninefold.web.studio.users.apps.StudioUsersConfig",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]
MIDDLEWARE = [
    "ninefold.web.origins.OriginMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ninefold.web.errors.ErrorMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
ROOT_URLCONF = "ninefold.web.studio.urls"
WSGI_APPLICATION = "ninefold.web.wsgi.application"
AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["ninefold.kernel.users.backends.RoleBackend"]
SECRET_KEY = _install.secret_key
ALLOWED_HOSTS = [_install.studio_host, _install.public_host]
DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
STATIC_URL = "/static/"
STATIC_ROOT = str(_install.data / "static")
MEDIA_URL = "/media/"
MEDIA_ROOT = str(_install.data / "media")
# Behind a proxy that speaks TLS, what it says of the request's scheme is believed; see SECURITY.md.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _install.is_studio_https else None
CSRF_TRUSTED_ORIGINS = [_install.studio_url] if _install.is_studio_https else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _install.is_studio_https
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
WAGTAIL_PASSWORD_RESET_ENABLED = False  # no mail leaves but through channel; an owner sets a new password
LOGGING_CONFIG = None

WAGTAIL_SITE_NAME = "Ninefold"
WAGTAILADMIN_BASE_URL = _install.studio_url
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_I18N_ENABLED = False
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime", "Factory"})
WAGTAILIMAGES_IMAGE_MODEL = "content.MediaImage"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
SILENCED_SYSTEM_CHECKS: list[str] = []
