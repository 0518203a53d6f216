"""Which site a request means: the studio on its own host, the public pages on theirs, so that no cookie is shared."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ninefold.kernel import settings

PUBLIC_URLS = "ninefold.web.public.urls"


class OriginMiddleware:
    """Routes requests for the public host to the public pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.get_host().rsplit(":", 1)[0]
        if host == settings.current().public_host:
            request.urlconf = PUBLIC_URLS
        return self.get_response(request)
