"""What an export says, as messages that an import of ours reads. The same line always makes the same message, so a
second export of a tool adds only what is new."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import msgspec

from ninefold.collect.moving.types import Contact, Known, Said, Suppressed, Tool
from ninefold.collect.types import EventName
from ninefold.kernel import clock

LONG_AGO = 946_684_800_000_000  # 2000-01-01: a yes of which nobody knows when it was given is older than any other word
NO_HOLDOUT = "no holdout: association"
TRAITS_MAX = 150
TRAIT_CHARACTERS_MAX = 4_000
EVIDENCE_CHARACTERS_MAX = 500
_VERSION = "1"
_PLACE = ("file", "row")  # where it was read: the same word elsewhere in the next export is the same word

Message = dict[str, Any]


def _message(tool: Tool, user_id: str, at: int, *parts: object, **fields: Any) -> Message:
    cause = msgspec.json.encode([_VERSION, tool.value, user_id, at, *map(str, parts)])
    message_id = f"move:{tool.value}:{blake2b(cause, digest_size=16).hexdigest()}"
    return {"messageId": message_id, "userId": user_id, "timestamp": clock.from_us(at).isoformat(), **fields}


def _track(tool: Tool, user_id: str, at: int, name: EventName, said: Mapping[str, Any]) -> Message:
    own = said.get("evidence", {})
    cause = {**said, "evidence": {each: one for each, one in own.items() if each not in _PLACE}}
    parts = (name.value, msgspec.json.encode(cause, order="sorted").decode())
    return _message(tool, user_id, at, *parts, type="track", event=name.value, properties=dict(said))


def suppressions(tool: Tool, found: Suppressed, user_id: str, purposes: Sequence[str], proof: Message) -> list[Message]:
    """That nothing more is wanted at an address: one word for each purpose that takes a yes."""
    said = {"channel": found.channel, "status": "withdrawn", "basis": f"{found.why}, as {tool.label} had it",
            "source": "moving in", "evidence": evidence(found.evidence, proof, found.address)}  # fmt: skip
    return [_track(tool, user_id, found.at, EventName.CONSENT_CHANGED, {"purpose": one, **said}) for one in purposes]


def person(tool: Tool, found: Known, user_id: str) -> Message:
    """Who somebody is, by what the tool knew of them."""
    plain = {str(name)[:100]: said for name, said in list(found.traits.items())[:TRAITS_MAX] if _is_fit(said)}
    traits = plain | {"email": found.address}
    parts = ("identify", msgspec.json.encode(traits, order="sorted").decode())
    return _message(tool, user_id, found.at, *parts, type="identify", traits=traits)


def _is_fit(said: object) -> bool:
    return said not in (None, "", [], {}) and len(str(said)) <= TRAIT_CHARACTERS_MAX


def words(tool: Tool, found: Said, user_id: str, purposes: Sequence[str], proof: Message) -> Iterator[Message]:
    """What somebody said, for each of these purposes."""
    basis = "consent" if found.is_proven else "consent, as the company confirmed"
    kept = evidence(found.evidence, proof, found.address if found.channel == "mail" else "")
    said = {"channel": found.channel, "status": found.status, "basis": f"{basis}, as {tool.label} had it",
            "source": "moving in", "evidence": kept}  # fmt: skip
    for one in purposes:
        yield _track(tool, user_id, found.at or LONG_AGO, EventName.CONSENT_CHANGED, {"purpose": one, **said})


def contact(tool: Tool, found: Contact, user_id: str) -> Message:
    """A message of the tool's, or what came of it. It had no holdout of ours: what followed is no effect."""
    said = {"sender": tool.label, "channel": found.channel, "campaign": found.campaign[:200], "note": NO_HOLDOUT}
    if found.outcome:
        return _track(tool, user_id, found.at, EventName.OUTCOME_REPORTED, said | {"outcome": found.outcome})
    return _track(tool, user_id, found.at, EventName.CONTACT_MADE, said | {"kind": "campaign"})


def evidence(kept: Mapping[str, str], proof: Message, address: str) -> Message:
    """The proof as it stood in the tool, and where it was read."""
    plain = {str(name)[:100]: str(said)[:EVIDENCE_CHARACTERS_MAX] for name, said in list(kept.items())[:40] if said}
    return {**proof, **plain, **({"address": address} if address else {})}
