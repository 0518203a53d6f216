"""Keyed hashes of the identifiers of people who were erased: they know somebody again, and tell nobody who. Pure.

BLAKE2b with a key of the install (RFC 7693), 128 bits. The key is derived from the install's secret: without it, nobody
can try addresses against a tombstone.
"""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from types import MappingProxyType

from ninefold.collect.types import Event, EventKind, EventName, Trust
from ninefold.context import sayings
from ninefold.context.identity import Identity, ProfileKind, identity_of

PROFILE = "profile"  # the number that mailed links carry
EMAIL, PHONE = "email", "phone"


def key(secret: str) -> bytes:
    """The key of an install's tombstones."""
    return blake2b(secret.encode(), digest_size=32, person=b"tombstones").digest()


def mark(identity: Identity, key: bytes) -> str:
    """The tombstone of an identity. A user id is one, whoever named it; case makes no other address."""
    kind, value = identity
    kind = ProfileKind.ACCOUNT.value if kind == ProfileKind.CLAIMED else kind
    text = f"{kind}\0{sayings.folded(value) if kind == EMAIL else value}"
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=key).hexdigest()


def named(event: Event, own: Mapping[str, str] = MappingProxyType({})) -> Iterator[Identity]:
    """Every identity that an event brings with it. `own` are the company's own kinds that join, by their traits."""
    others = (event.other_id,) if event.kind is EventKind.ALIAS else ()
    for kind, text in (
        (ProfileKind.ACCOUNT.value, event.user_id),
        *((ProfileKind.ANONYMOUS.value, one) for one in (event.anonymous_id, *others)),
    ):
        if identity := identity_of(kind, text):
            yield identity
    if event.profile_id:
        yield PROFILE, str(event.profile_id)
    yield from sayings.addresses(event)
    for said in sayings.traits(event) if own else ():
        if said.name in own and (value := sayings.identifier(said.value)):
            yield own[said.name], value
    if event.name == EventName.CONSENT_CHANGED and isinstance(evidence := event.properties.get("evidence"), dict):
        for channel, kind in sayings.ADDRESS_KIND.items():
            if event.properties.get("channel") == channel and (address := sayings.address(evidence, channel)):
                yield kind, address


def may_be(text: str) -> Iterator[Identity]:
    """Every identity that a text of a broken event may be."""
    for kind in (ProfileKind.ACCOUNT.value, ProfileKind.ANONYMOUS.value):
        if identity := identity_of(kind, text):
            yield identity
    for kind, normal in ((EMAIL, sayings.email), (PHONE, sayings.phone), ("push", sayings.push)):
        if address := normal(text):
            yield kind, address


def is_old(event: Event, erased_at: int) -> bool:
    """Whether an event that names who was erased then is of the time before.

    What was received before is. An import that gives a row no time of its own is no new deed of a person either.
    """
    is_timeless = event.trust is Trust.IMPORT and event.occurred_at >= event.received_at
    return is_timeless or min(event.occurred_at, event.received_at) <= erased_at
