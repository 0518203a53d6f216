"""Who of the members looks at a public page: a signed cookie with a profile id and how often they had signed out.

The cookie is of the public origin alone; the studio's accounts have nothing to do with it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ninefold.community import actions as community_actions
from ninefold.community import queries as community
from ninefold.community.types import Member
from ninefold.kernel import clock, settings, tokens
from ninefold.kernel.tokens import TokenRefused
from ninefold.web.public import drafts

COOKIE = "ninefold_member"
LASTS_SECONDS = 30 * 86_400
HOME = "/community/"
_PURPOSE = "member session"
_KEPT = "_ninefold_member"
View = Callable[..., HttpResponse]


def member_of(request: HttpRequest) -> Member | None:
    """The member who is signed in, None for anyone else; looked up once a request."""
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, _member(request.COOKIES.get(COOKIE, "")))
    found: Member | None = getattr(request, _KEPT)
    return found


def _member(token: str) -> Member | None:
    if not token:
        return None
    try:
        profile_id, *counted = tokens.verify(_PURPOSE, token)
    except TokenRefused:
        return None
    member = community.member(profile_id)
    sign_outs = counted[0] if counted else 0  # a cookie of before sign-outs were counted
    return member if member and member.sign_outs == sign_outs else None


def sign_in(response: HttpResponse, member: Member) -> None:
    """Let whoever gets this response be this member for LASTS_SECONDS, or until they sign out."""
    expires_us = clock.now_us() + LASTS_SECONDS * 1_000_000
    token = tokens.sign(_PURPOSE, member.profile_id, member.sign_outs, expires_us=expires_us)
    is_https = settings.current().public_url.startswith("https://")
    response.set_cookie(COOKIE, token, max_age=LASTS_SECONDS, httponly=True, samesite="Lax", secure=is_https)


def sign_out(request: HttpRequest, response: HttpResponse) -> None:
    """End the member's sessions in every browser: a copied cookie is worth nothing from now on."""
    member = member_of(request)
    if member is not None:
        community_actions.end_sessions(profile_id=member.profile_id)
    response.delete_cookie(COOKIE, samesite="Lax")


def own_path(text: str, default: str = HOME) -> str:
    """A path of this site to go on to, `default` for anything that leads elsewhere or does not lead."""
    is_own = text.startswith("/") and text.isprintable() and url_has_allowed_host_and_scheme(text, allowed_hosts=None)
    return text if is_own and len(text) <= 500 else default


def join_address(next_path: str) -> str:
    """Where someone signs in, who then goes on to `next_path`."""
    return "/join?" + urlencode({"next": own_path(next_path)})


def open_page(view: View) -> View:
    """Wrap a view of the member's site that anyone may read: never kept, as it shows who is signed in.

    Posts carry Django's CSRF token, since here a cookie makes somebody known.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # With no referrer at all browsers send `Origin: null`, which the CSRF check refuses.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(wrapped))


def _sent_to_join(request: HttpRequest) -> HttpResponse:
    """To `/join`, and back here after it; what was written waits in its form."""
    back = request.get_full_path() if request.method != "POST" else request.path
    response = HttpResponseRedirect(join_address(back))
    if request.method == "POST":
        drafts.keep(request, response)
    return response


def member_page(view: View) -> View:
    """Wrap a view for members only; it gets `member`. Who is not signed in is sent to `/join`, and back here."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        member = member_of(request)
        if member is None:
            return _sent_to_join(request)
        response = view(request, *args, member=member, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return open_page(wrapped)
