"""Which identities an event names, and which two of them it says are one person.

Write keys of browsers are public, so whoever reads a page's source can send what they like (invariant 14). Precisely:
- What came by more than a browser key and names a user id belongs to the profile `account` of that id. Only such
  events make account profiles, so a person is *known* exactly when one of their profiles is an account.
- A browser's event belongs to its anonymous profile. The user id it names stays in the event, unverified, and stands
  for a profile of its own kind, `claimed`, never for the account. With no anonymous id the event belongs to the claim.
- A browser whose event came with a token of the customer's server is that account's: the event belongs to the account
  and joins the anonymous profile to it, as a server's would. What it says is still a browser's word.
- A browser may join its anonymous profile to one claim. It joins nothing to a known person (see `components`), changes
  none of their traits, addresses or consents (see `queries`), and its revenue is not summed, so it earns nothing.
- A mailed link can be forwarded: it says whose profile it is for, and is never evidence that two profiles are one.
"""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from ninefold.collect.types import Event, EventKind, Trust

VALUE_CHARACTERS_MAX = 255
READER = "reader:"  # how the profile of a mailbox begins whose reader proved to have it (`addressing`)


class ProfileKind(StrEnum):
    ANONYMOUS = "anonymous"
    ACCOUNT = "account"
    CLAIMED = "claimed"


class EvidenceKind(StrEnum):
    """How it was said that two profiles are one: by an identify, an alias, by naming both, or by an address of both."""

    IDENTIFY = "identify"
    ALIAS = "alias"
    LOGIN = "login"
    EMAIL = "email"
    PHONE = "phone"


Identity = tuple[str, str]  # kind and value, the natural key of a profile


@dataclass(frozen=True, slots=True)
class Naming:
    """The identity an event belongs to, and the two that it says are one person (None: none)."""

    own: Identity
    pair: tuple[Identity, Identity] | None
    evidence: str


def is_verified(trust: Trust) -> bool:
    """Whether what came with this trust counts for a known person: all but a browser's word."""
    return trust > Trust.BROWSER


def is_proven(trust: Trust) -> bool:
    """Whether it is proven whose event it is: also where a token says so of a browser's."""
    return trust is not Trust.BROWSER


def is_reader(identity: Identity) -> bool:
    """Whether this profile stands for a mailbox that its reader proved to have."""
    return identity[0] == _ANONYMOUS and identity[1].startswith(READER)


def naming(event: Event) -> Naming | None:
    """What the event names; None for an event about nobody."""
    verified = is_proven(event.trust)
    user = identity_of(_ACCOUNT if verified else _CLAIMED, event.user_id)
    anonymous = identity_of(_ANONYMOUS, event.anonymous_id)
    is_alias = event.kind is EventKind.ALIAS
    previous = identity_of(_ANONYMOUS, event.other_id) if is_alias else None
    own = (user or anonymous if verified else anonymous or user) or previous
    if own is None:
        return None
    one, two = (previous, user or anonymous) if is_alias else (anonymous, user)
    if one is None or two is None or one == two or event.trust is Trust.LINK:
        return Naming(own, None, "")
    return Naming(own, (one, two), _EVIDENCE.get(event.kind, _LOGIN))


def identity_of(kind: str, text: str) -> Identity | None:
    """The natural key of a profile. A longer id than the column holds keeps its beginning and gets a hash."""
    if not text:
        return None
    value = text.replace("\x00", "\ufffd")
    if len(value) > VALUE_CHARACTERS_MAX:
        value = f"{value[:200]}#{blake2b(value.encode(), digest_size=16).hexdigest()}"
    return kind, value


# An enum's `value` is a call; these are read for every event.
_ACCOUNT, _ANONYMOUS, _CLAIMED = ProfileKind.ACCOUNT.value, ProfileKind.ANONYMOUS.value, ProfileKind.CLAIMED.value
_LOGIN = EvidenceKind.LOGIN.value
_EVIDENCE = {EventKind.IDENTIFY: EvidenceKind.IDENTIFY.value, EventKind.ALIAS: EvidenceKind.ALIAS.value}
