"""What someone wrote while nobody was signed in, kept over joining and put back into its form, never posted by itself.

It is kept in memory, for an hour, under a key that a signed cookie of this one browser holds. The oldest give way.
"""

import secrets

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from ninefold.kernel import clock, settings, tokens
from ninefold.kernel.tokens import TokenRefused
from ninefold.web.public import networks
from ninefold.web.public.networks import TooManyFromHere

COOKIE, CACHE = "ninefold_draft", "drafts"
KEPT_SECONDS = 3_600
CHARACTERS_MAX = 25_000
FROM_A_NETWORK_HOUR_MAX = 30
FIELDS = ("title", "body", "topic", "rating")
_PURPOSE = "draft"


def keep(request: HttpRequest, response: HttpResponse) -> None:
    """Keep what a refused post holds, and let this browser find it again."""
    fields = {name: request.POST[name] for name in FIELDS if request.POST.get(name, "").strip()}
    if not fields or sum(map(len, fields.values())) > CHARACTERS_MAX:
        return
    try:
        networks.count(request, _PURPOSE, an_hour_max=FROM_A_NETWORK_HOUR_MAX)
    except TooManyFromHere:
        return
    key = secrets.token_urlsafe(16)
    caches[CACHE].set(key, (request.path, fields), KEPT_SECONDS)
    token = tokens.sign(_PURPOSE, key, expires_us=clock.now_us() + KEPT_SECONDS * 1_000_000)
    is_https = settings.current().public_url.startswith("https://")
    response.set_cookie(COOKIE, token, max_age=KEPT_SECONDS, httponly=True, samesite="Lax", secure=is_https)


def found(request: HttpRequest) -> tuple[str, dict[str, str]]:
    """The path that this browser's draft was sent to, and its fields; "" and none where none is kept."""
    key = _key(request)
    kept: tuple[str, dict[str, str]] | None = caches[CACHE].get(key) if key else None
    return kept or ("", {})


def fields(request: HttpRequest, path: str) -> dict[str, str]:
    """What this browser's draft holds for the form that posts to `path`."""
    sent_to, kept = found(request)
    return kept if sent_to == path else {}


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Drop this browser's draft: it was posted, or who wrote it leaves."""
    if COOKIE in request.COOKIES:
        caches[CACHE].delete(_key(request))
        response.delete_cookie(COOKIE, samesite="Lax")


def _key(request: HttpRequest) -> str:
    try:
        [key] = tokens.verify(_PURPOSE, request.COOKIES.get(COOKIE, ""))
    except TokenRefused:
        return ""
    return str(key)
