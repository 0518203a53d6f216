"""Addresses of the studio: each package beside this file that has a `urls.py` is mounted under its own name.

Adding a room's pages touches no other file. Everything asks for a signed-in member of the team.
"""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.cache import never_cache
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from ninefold.web import assets, errors
from ninefold.web.studio.home import views as home


def _rooms() -> list[URLPattern | URLResolver]:
    """One include for each room's package of pages."""
    names = sorted(module.name for module in iter_modules([str(Path(__file__).parent)]) if module.ispkg)
    return [
        path(f"{name}/", include(import_module(f"ninefold.web.studio.{name}.urls")))
        for name in names
        if find_spec(f"ninefold.web.studio.{name}.urls")
    ]


handler400 = "ninefold.web.errors.bad_request"
handler403 = "ninefold.web.errors.not_allowed"
handler404 = "ninefold.web.errors.not_found"
handler500 = "ninefold.web.errors.server_error"
_home = [
    path("", home.home, name="home"),
    path("square/", home.square, name="square"),
    path("square/<slug:c>/", home.one, name="measure"),
]
pages = decorate_urlpatterns([*_home, *_rooms()], require_admin_access)

# Pages of Wagtail's own that say nothing here: there is one site, and roles stand for groups.
_CLOSED = re_path(r"^(?:sites|groups|reports|locales|redirects|documents)/", errors.closed)
urlpatterns = [
    *assets.urlpatterns,
    *decorate_urlpatterns(pages, never_cache),
    _CLOSED,
    path("", include(wagtailadmin_urls)),
]
