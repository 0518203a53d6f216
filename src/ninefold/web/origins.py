"""Which site a request means: the studio on its own host, the public pages on theirs, so that no cookie is shared."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

from ninefold.kernel import settings

PUBLIC_URLS = "ninefold.web.public.urls"
PUBLIC_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'"
)
STUDIO_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; font-src 'self' data:; frame-ancestors 'self'; "
    "base-uri 'self'; form-action 'self'"
)


def is_public(request: HttpRequest) -> bool:
    """Whether a request means the public pages: every host does but exactly the studio's, whatever its case or dot."""
    host, _ = split_domain_port(request.META.get("HTTP_HOST") or request.META["SERVER_NAME"])
    return host != settings.current().studio_host


class OriginMiddleware:
    """Routes requests for the public host to the public pages; both sites load nothing from elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        public = is_public(request)
        if public:
            request.urlconf = PUBLIC_URLS  # Django reads this attribute by name
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", PUBLIC_POLICY if public else STUDIO_POLICY)
        return response
