"""Static files and uploaded media, served by the web process itself: no collecting step, long kept by browsers.

An address with a version (`?v=`) never changes what it means, so it is kept for a year; nor does that of a rendition,
which is named by its bytes. Originals may say where a picture was taken, so they are for the team alone.
"""

import posixpath

from django.conf import settings
from django.contrib.staticfiles.views import serve as serve_found
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, re_path
from django.views.static import serve

from ninefold.web.origins import is_public

ORIGINALS, RENDITIONS = "original_images/", "renditions/"
YEAR_SECONDS = 31_536_000
SHORT_SECONDS = 300


def static_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """A static file of an installed app, found where it lies."""
    response = serve_found(request, path, insecure=True)
    kept = f"max-age={YEAR_SECONDS}, immutable" if "v" in request.GET else f"max-age={SHORT_SECONDS}"
    response.headers["Cache-Control"] = f"public, {kept}"
    return response


def media_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """An uploaded file. It is someone else's content, so a browser may not run anything in it."""
    path = posixpath.normpath(path).lstrip("/")
    if path.startswith(ORIGINALS) and not _is_for_team(request):
        raise Http404("An original is for the team alone.")
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    assert isinstance(response, FileResponse) or response.status_code == 304
    response.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    )
    kept = f"max-age={YEAR_SECONDS}, immutable" if path.startswith(RENDITIONS) else f"max-age={SHORT_SECONDS}"
    response.headers["Cache-Control"] = f"{'private' if path.startswith(ORIGINALS) else 'public'}, {kept}"
    return response


def _is_for_team(request: HttpRequest) -> bool:
    return not is_public(request) and request.user.is_authenticated


urlpatterns: list[URLPattern] = [
    re_path(r"^static/(?P<path>.+)$", static_file),
    re_path(r"^media/(?P<path>.+)$", media_file),
]
