"""Errors as pages that say what happened and what to do, on the studio and on the public pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.http import escape_leading_slashes

from ninefold.kernel.errors import BadInput, Ended, NinefoldError, NotAllowed, NotFound, Unavailable
from ninefold.web.numbers import ID_MAX
from ninefold.web.origins import PUBLIC_URLS, is_public

STATUS = ((Ended, 410), (NotFound, 404), (NotAllowed, 403), (BadInput, 400), (Unavailable, 503))
TITLE = {
    400: "This does not work",
    403: "You may not do this",
    404: "There is nothing here",
    410: "This has ended",
    500: "Something went wrong",
    503: "Not now",
}
WAY_OUT = {
    400: "Go back, change what is named above, and try again.",
    403: "Ask an owner of this install for the right, under Settings, Users.",
    404: "It may have been removed, or the address was cut short. Open it from its list, or from the message, again.",
    410: "It was published for a time, and that is over.",
    500: "It is written in the log with the time. Try again; if it stays, `ninefold doctor` checks the install.",
    503: "A part that this needs does not answer. Try again in a minute; `ninefold doctor` says which.",
}


def status_of(error: NinefoldError) -> int:
    """The HTTP status of one of our errors."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def page(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    """The page for a status, in the look of the site that was asked."""
    template = "public/error.html" if is_public(request) else "studio/error.html"
    context = {"title": TITLE[status], "message": message, "way_out": WAY_OUT[status], "status": status}
    return render(request, template, context, status=status)


class ErrorMiddleware:
    """Turns a NinefoldError that a view lets through into its page, and what no row can hold into a 400 or a 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Answer for all views at once: the databases keep ids in 64 bits, and PostgreSQL no text with a NUL."""
        if _has_nul(request):
            return page(request, 400, "It holds a character that no text can hold.")
        return page(request, 404) if any(isinstance(v, int) and v > ID_MAX for v in kwargs.values()) else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer our own errors; leave all others to Django, which logs them."""
        if isinstance(error, NotFound) and request.path.endswith("/"):
            return not_found(request, error)
        return page(request, status_of(error), error.message) if isinstance(error, NinefoldError) else None


def _has_nul(request: HttpRequest) -> bool:
    """Whether a NUL stands in the path, the query or the fields of a request; files may hold any byte."""
    given = (request.GET, request.POST) if request.method == "POST" else (request.GET,)
    said = (text for fields in given for name, texts in fields.lists() for text in (name, *texts))
    return "\0" in request.path or any("\0" in str(text) for text in said)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 400)


def closed(request: HttpRequest) -> HttpResponse:
    """In the place of pages that come with a library and mean nothing here."""
    return page(request, 404, "What Ninefold says stands under Content, who may do what under Settings.")


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing is here; what a public address without its last slash would show is led to."""
    path = request.path.rstrip("/")
    is_read = request.method in ("GET", "HEAD")
    if not (is_read and is_public(request) and path != request.path and is_valid_path(path, PUBLIC_URLS)):
        return page(request, 404)
    return HttpResponsePermanentRedirect(escape_leading_slashes(request.get_full_path().replace(request.path, path, 1)))


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, 500)
