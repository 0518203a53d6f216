"""Django's settings for the rooms, all derived from `kernel.settings`. No other module reads the environment.

Who serves pages takes `web.config`, which adds the studio. Worker and commands do without: they start in half the time.
"""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

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
                "init_command": sqlite.pragmas(checkpoint_pages=sqlite.CHECKPOINT_OF_GREAT_PAGES),
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

OWN_APPS = ["ninefold.kernel.database", "ninefold.kernel.users", *[f"ninefold.{room}" for room in ROOMS]]
INSTALLED_APPS = [
    *OWN_APPS,
    "wagtail.images",
    "wagtail.search",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
]
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
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING_CONFIG = None

WAGTAILIMAGES_IMAGE_MODEL = "content.MediaImage"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_IMAGE_FORM_BASE = "ninefold.web.studio.content.pictures.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
SILENCED_SYSTEM_CHECKS: list[str] = []
