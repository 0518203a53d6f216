"""What is kept out of the log for privacy's sake: addresses of machines, events that people refused, trails. Pure.

- `context.ip` goes, unless the source asks for it.
- An event whose `context.consent.categoryPreferences` (Segment's consent object) refuses what the source maps to
  Ninefold is kept out, all but words on consent themselves.
- Where a browser says Global Privacy Control, a visitor is known for a day at most: by a hash of that day.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from hashlib import blake2b
from typing import Any

import msgspec

from ninefold.collect.drafts import Draft
from ninefold.collect.types import EventKind, EventName, Trust

# What consent platforms call the category that measuring belongs to: Cookiebot, Didomi, Usercentrics, OneTrust (C0002).
MEASURING = frozenset({"analytics", "statistics", "statistical", "performance", "measurement", "c0002"})
_NEVER_OUT = frozenset(
    {EventName.CONSENT_CHANGED.value, EventName.PACE_CHOSEN.value, "Segment Consent Preference Updated"}
)
_OF_REQUESTS = frozenset({Trust.SIGNED, Trust.BROWSER, Trust.SERVER})
_DAY_US = 86_400_000_000
GPC = "gpc"  # in the context of an event, and beside a request


class KeptOut(StrEnum):
    """Why an event is not in the log at all."""

    CONSENT = "consent"


def category(word: str) -> str:
    """A category's name as it is compared: upper and lower case are one, and so are blanks and dashes."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def refused(context: Mapping[str, Any], categories: Collection[str]) -> bool:
    """Whether a consent object refuses one of these categories (as `category` names them; none: MEASURING)."""
    consent = context.get("consent")
    said = consent.get("categoryPreferences") if isinstance(consent, dict) else None
    if not isinstance(said, dict):
        return False
    asked = categories or MEASURING
    return any(value is False and category(str(name)) in asked for name, value in said.items())


def refuses(raw: bytes, around: Any, categories: Collection[str]) -> bool:
    """Whether a message that cannot be read as an event still says that it is to be kept out."""
    try:
        message = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return False
    if not isinstance(message, dict) or message.get("event") in list(_NEVER_OUT):
        return False
    context = message.get("context")
    whole = {**(around if isinstance(around, dict) else {}), **(context if isinstance(context, dict) else {})}
    return refused(whole, categories)


def settle(draft: Draft, *, categories: Collection[str], said: Mapping[str, str], secret: str) -> KeptOut | None:
    """Why a draft is kept out, or None; then it holds no more than it may. `said` are the facts beside its request."""
    if draft.name not in _NEVER_OUT and refused(draft.context, categories):
        return KeptOut.CONSENT
    if draft.trust in _OF_REQUESTS and (said.get(GPC) or draft.context.get(GPC) is True):
        draft.context[GPC] = True
        _forget_trail(draft, secret)
    return None


def _forget_trail(draft: Draft, secret: str) -> None:
    """Who signs in is their account alone; a visitor is one for a day; nothing joins the two, an alias neither."""
    if draft.kind is EventKind.ALIAS:
        draft.other_id = ""
    if draft.user_id or not draft.anonymous_id:
        draft.anonymous_id = ""
        return
    day = str(draft.received_at // _DAY_US)
    key = blake2b(secret.encode(), digest_size=32, person=b"gpc").digest()
    draft.anonymous_id = "gpc:" + blake2b(f"{day}:{draft.anonymous_id}".encode(), digest_size=16, key=key).hexdigest()


def without_ip(body: bytes) -> bytes:
    """The body of a request without the address in its contexts; as it is where it holds none, or cannot be read.

    What slips through, escaped or broken, the worker drops.
    """
    if b'"ip"' not in body:
        return body
    try:
        whole = msgspec.json.decode(body)
        for one in _with_contexts(whole):
            one["context"].pop("ip", None)
        return msgspec.json.encode(whole)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, OverflowError, UnicodeError):
        return body


def _with_contexts(whole: Any) -> list[dict[str, Any]]:
    if not isinstance(whole, dict):
        return []
    batch = whole.get("batch")
    messages = [whole, *(batch if isinstance(batch, list) else [])]
    return [one for one in messages if isinstance(one, dict) and isinstance(one.get("context"), dict)]
