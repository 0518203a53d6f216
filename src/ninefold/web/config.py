"""Django's settings for who serves pages: those of the rooms, and the studio in Wagtail's shell."""

from zoneinfo import available_timezones

from ninefold.kernel import settings as install
from ninefold.kernel import sqlite
from ninefold.kernel.database.config import *  # noqa: F403  # Django reads its settings from one module
from ninefold.kernel.database.config import DATABASES, OWN_APPS

_install = install.current()

if _install.is_sqlite:  # each thread has a connection of its own, and keeps what it once read
    DATABASES["default"]["OPTIONS"]["init_command"] = sqlite.pragmas(
        cache_kib=sqlite.CACHE_SMALL_KIB, checkpoint_pages=sqlite.CHECKPOINT_OF_GREAT_PAGES
    )

INSTALLED_APPS = [  # those of the rooms and the studio's own, in the order in which one may change another
    *OWN_APPS,
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
_LOCMEM = "django.core.cache.backends.locmem.LocMemCache"  # one process serves the pages
CACHES = {
    "default": {"BACKEND": _LOCMEM},
    "drafts": {"BACKEND": _LOCMEM, "LOCATION": "drafts", "OPTIONS": {"MAX_ENTRIES": 500}},
    "networks": {"BACKEND": _LOCMEM, "LOCATION": "networks", "OPTIONS": {"MAX_ENTRIES": 20_000}},
}
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
# Behind a proxy that speaks TLS, what it says of the request's scheme is believed; see SECURITY.md.
_https = [url for url in (_install.studio_url, _install.public_url) if url.startswith("https://")]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
CSRF_TRUSTED_ORIGINS = _https
SESSION_COOKIE_SECURE = _install.is_studio_https
CSRF_COOKIE_SECURE = len(_https) == 2  # both sites set one, each on its own host
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_HANDLERS = [
    "ninefold.web.uploading.LimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
WAGTAIL_PASSWORD_RESET_ENABLED = False  # no mail leaves but through channel; an owner sets a new password

FORMAT_MODULE_PATH = "ninefold.web.formats"
WAGTAIL_SITE_NAME = "Ninefold"
WAGTAILADMIN_BASE_URL = _install.studio_url
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_I18N_ENABLED = False
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime", "Factory"})
