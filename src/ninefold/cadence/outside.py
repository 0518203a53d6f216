"""Contacts that outside senders made (billing, sales, another tool): they spend the same attention as ours.

Each is spent at its own time, so one that is told late counts as if it had been told at once: what has flowed back
since then has flowed back. Pure.
"""

from collections.abc import Sequence

from ninefold.cadence.ledger import SpendRow
from ninefold.cadence.prices import PRICES
from ninefold.cadence.types import Spend
from ninefold.collect.types import Event, EventKind, EventName, Trust
from ninefold.culture.types import Channel
from ninefold.kernel import ids
from ninefold.kernel.errors import BadInput

OLD_DAYS = 90  # what was that long ago when it was told has flowed back under any charter worth the name
_OLD_US = OLD_DAYS * 86_400_000_000
WORD_CHARACTERS_MAX = 100


def is_one(event: Event) -> bool:
    """Whether an event tells of such a contact."""
    return event.kind is EventKind.TRACK and event.name == EventName.CONTACT_MADE


def check(event: Event) -> None:
    """Raise BadInput where it says no channel, or none that there is."""
    said = event.properties.get("channel")
    if is_one(event) and said not in list(Channel):
        raise BadInput("contact_channel", f"A contact needs its `channel`: one of {', '.join(Channel)}.")


def spends(events: Sequence[Event]) -> list[SpendRow]:
    """What these events spend. Nothing for the word of a browser, of a machine, or of long ago."""
    return [_spend(event) for event in events if is_one(event) and _counts(event)]


def _counts(event: Event) -> bool:
    return event.trust > Trust.BROWSER and not event.is_bot and event.received_at - event.occurred_at < _OLD_US


def _spend(event: Event) -> SpendRow:
    channel = Channel(event.properties["channel"])
    sender, kind = (_word(event.properties.get(name)) for name in ("sender", "kind"))
    key = ids.derived_id("contact", event.message_id)
    at = event.occurred_at
    return (key, event.profile_id, channel.value, PRICES[channel].micro, at, at, sender or "Somebody else", kind)


def _word(said: object) -> str:
    return " ".join(said.replace("\0", "").split())[:WORD_CHARACTERS_MAX] if isinstance(said, str) else ""


def newest(others: Sequence[Spend], *, since: int, until: int) -> Spend | None:
    """The last of these contacts between two instants (us)."""
    lately = [one for one in others if since <= one.contact_at <= until]
    return max(lately, key=lambda one: (one.contact_at, one.key), default=None)
