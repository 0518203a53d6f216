"""Static files and uploaded media, served by the web process itself: no collecting step, long kept by browsers.

An address with a version (`?v=`) never changes what it means, so it is kept for a year.
"""

from django.conf import settings
from django.contrib.staticfiles.views import serve as serve_found
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.urls import URLPattern, re_path
from django.views.static import serve

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
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    assert isinstance(response, FileResponse) or response.status_code == 304
    response.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    )
    response.headers["Cache-Control"] = f"public, max-age={SHORT_SECONDS}"
    return response


urlpatterns: list[URLPattern] = [
    re_path(r"^static/(?P<path>.+)$", static_file),
    re_path(r"^media/(?P<path>.+)$", media_file),
]
