"""Tokens by which a customer's server says who sits at a browser: JWT (RFC 7519), HS256, signed with its write key.

A browser's key is public and proves nothing. A token proves the person, not what they say: for that, its `scope` must
name it. Pure: instants are microseconds and come from outside.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import jwt
import msgspec

from ninefold.collect.drafts import Draft
from ninefold.collect.errors import Faulty
from ninefold.collect.types import SAID_BY, USER_TOKEN, EventKind, EventName, Trust

FIELD = "userToken"  # in the context of an event; taken out before the event is kept
HEADER = "x-ninefold-token"
AUDIENCE = "ninefold"
TOKEN_CHARACTERS_MAX = 2_048
USER_CHARACTERS_MAX = 255
DAYS_MAX = 7
EVENTS, TRAITS, CONSENT = "events", "traits", "consent"  # what a scope may name
_SCOPES = frozenset({EVENTS, TRAITS, CONSENT})
_US = 1_000_000
_PERSONAL = frozenset({EventName.CONSENT_CHANGED.value, EventName.PACE_CHOSEN.value})
_OPTIONS: Any = {"require": ["exp", "sub", "aud"], "verify_exp": False, "verify_nbf": False, "verify_iat": False}


class UserTokenRefused(Faulty):
    """The token proves nothing."""


class Key(msgspec.Struct, frozen=True):
    """A write key of a server's source, whose id a token names in `kid`; good until `until` (us, 0: for good)."""

    source_id: int
    key: str
    until: int = 0


class UserToken(msgspec.Struct, frozen=True):
    """Who a token proves, and which of their words count as if their server had said them."""

    user_id: str
    scope: frozenset[str] = frozenset()


def read(token: str, keys: Sequence[Key], *, now: int) -> UserToken:
    """What a token says at an instant. Raises UserTokenRefused with the reason."""
    if len(token) > TOKEN_CHARACTERS_MAX:
        raise _refused("too_long", f"has more than {TOKEN_CHARACTERS_MAX:,} characters")
    good = tuple(key for key in keys if not key.until or now < key.until)
    claims = _verified(token, good)
    expires = claims["exp"] * _US
    if now >= expires:
        raise _refused("expired", "has expired; have your server sign a new one")
    if expires - now > DAYS_MAX * 86_400 * _US:
        raise _refused("too_lasting", f"is good for more than {DAYS_MAX} days; let it end sooner")
    if now < claims.get("nbf", 0) * _US:
        raise _refused("early", "is not good yet")
    return UserToken(claims["sub"], _scope(claims))


@lru_cache(maxsize=4_096)  # one token comes with every event of a visit
def _verified(token: str, keys: tuple[Key, ...]) -> dict[str, Any]:
    """The claims of a token that one of these keys signed, of the right types."""
    for key in _named(token, keys):
        try:
            claims = jwt.decode(token, key.key, algorithms=["HS256"], audience=AUDIENCE, options=_OPTIONS)
        except jwt.InvalidSignatureError:
            continue
        except jwt.MissingRequiredClaimError as error:
            raise _refused("incomplete", f"has no `{error.claim}`") from error
        except jwt.InvalidAudienceError as error:
            raise _refused("foreign", f"is for somebody else: its `aud` must be “{AUDIENCE}”") from error
        except jwt.PyJWTError as error:
            raise _refused("unreadable", f"cannot be read: {error}") from error
        _check_types(claims)
        return claims
    raise _refused("foreign", "was not signed with the write key of one of your server sources")


def _named(token: str, keys: Sequence[Key]) -> Sequence[Key]:
    """The keys that may have signed it: those of the source that `kid` names, all where it names none."""
    try:
        named = jwt.get_unverified_header(token).get("kid")
    except jwt.PyJWTError as error:
        raise _refused("unreadable", "is no JSON Web Token") from error
    return keys if named is None else [key for key in keys if str(key.source_id) == named]


def _check_types(claims: dict[str, Any]) -> None:
    user = claims["sub"]
    if not isinstance(user, str) or not user or "\0" in user or len(user) > USER_CHARACTERS_MAX:
        raise _refused("user", f"names no user: `sub` is a text of at most {USER_CHARACTERS_MAX} characters")
    for name in ("exp", "nbf"):
        if not isinstance(value := claims.get(name, 0), int | float) or not 0 <= value < 2**40:
            raise _refused("instant", f"has an `{name}` that is no number of seconds")


def _scope(claims: dict[str, Any]) -> frozenset[str]:
    said = claims.get("scope", "")
    words = frozenset(said.split()) if isinstance(said, str) else None
    if words is None or not words <= _SCOPES:
        raise _refused("scope", f"has a `scope` that is not of {', '.join(sorted(_SCOPES))}, separated by blanks")
    return words


def apply(draft: Draft, token: UserToken) -> None:
    """Let a browser's draft be of the proven user, believed as far as the token goes. Raises UserTokenRefused."""
    if draft.user_id and draft.user_id != token.user_id:
        raise _refused("other_user", "is for another user than the event")
    draft.user_id = token.user_id
    draft.trust = Trust.SERVER if _needed(draft) in token.scope else Trust.SIGNED
    if draft.trust is Trust.SERVER and draft.name == EventName.CONSENT_CHANGED:
        given = draft.properties.get("evidence")
        proof = {**(given if isinstance(given, dict) else {}), SAID_BY: USER_TOKEN}
        draft.properties = {**draft.properties, "evidence": proof}


def _needed(draft: Draft) -> str:
    if draft.kind is EventKind.TRACK and draft.name in _PERSONAL:
        return CONSENT
    return TRAITS if draft.kind in (EventKind.IDENTIFY, EventKind.GROUP) else EVENTS


def _refused(code: str, why: str) -> UserTokenRefused:
    return UserTokenRefused(f"user_token_{code}", f"The user's token {why}.")
