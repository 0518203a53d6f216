"""Turns stored events into what is known of people: activity, addresses, traits, consents. Batched throughout."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from django.db import transaction

from ninefold.collect.types import Event, Trust
from ninefold.context import current, people, words
from ninefold.context.identity import ProfileKind, is_verified
from ninefold.context.words import Said
from ninefold.kernel.database import bulk
from ninefold.kernel.errors import NotFound

ACTIVITY_COLUMNS = {
    "profile_id": "int", "person_id": "int", "name": "text", "count": "int", "sum_minor": "int", "first_at": "int",
    "last_at": "int",
}  # fmt: skip
IDENTIFIER_COLUMNS = {
    "profile_id": "int", "kind": "text", "value": "text", "is_verified": "bool", "first_seen_at": "int",
    "last_seen_at": "int",
}  # fmt: skip
TRAIT_COLUMNS = {
    "profile_id": "int", "person_id": "int", "name": "text", "is_verified": "bool", "value": "text", "word": "text",
    "number": "float", "occurred_at": "int", "message_id": "text", "source_id": "int", "is_current": "bool",
}  # fmt: skip
CONSENT_COLUMNS = {
    "profile_id": "int", "purpose": "text", "channel": "text", "status": "text", "basis": "text", "evidence": "text",
    "address": "text", "source": "text", "trust": "int", "occurred_at": "int", "message_id": "text",
}  # fmt: skip
CONSENT_ONCE = "(message_id, trust) DO NOTHING"


class _Place(NamedTuple):
    """A profile's person, whether they are known, and whether it is their only profile and an account.

    The newest trait of such an account holds; for all others `current.settle` has the last word.
    """

    person_id: int
    is_known: bool
    is_alone: bool


def check_consent(event: Event) -> None:
    """Raise BadInput, in words for who sent it, when a word on consent cannot be counted."""
    words.consent(event)


@transaction.atomic
def project(*, events: Sequence[Event]) -> None:
    """Take in events that are stored for the first time. Each event must come here exactly once.

    Raises NotFound for a profile that does not exist, BadInput for a word on consent that is not well formed.
    """
    about = [event for event in events if event.profile_id]
    if not about:
        return
    places = _places({event.profile_id for event in about})
    _count(about, places)
    _note_addresses(about)
    _note_traits(about, places)
    _note_consents(about)


def _places(profile_ids: set[int]) -> dict[int, _Place]:
    person_of = people.person_ids(profile_ids)
    if len(person_of) < len(profile_ids):
        raise NotFound("profile_unknown", "The event names a person that is not known here, or no longer.")
    kinds = people.kinds_of(person_of.values())
    places = {}
    for profile, person in person_of.items():
        is_known = ProfileKind.ACCOUNT in kinds[person]
        places[profile] = _Place(person, is_known, is_alone=is_known and len(kinds[person]) == 1)
    return places


class _Tally(msgspec.Struct):
    """What a batch adds to one count of one profile."""

    count: int
    sum_minor: int
    first_at: int
    last_at: int

    def add(self, minor: int, at: int) -> None:
        self.count += 1
        self.sum_minor += minor
        self.first_at, self.last_at = min(self.first_at, at), max(self.last_at, at)


def _count(events: Sequence[Event], places: dict[int, _Place]) -> None:
    tallies: dict[tuple[int, str], _Tally] = {}
    for event in events:
        if not event.is_bot:
            key = (event.profile_id, words.activity_name(event))
            minor = words.revenue_minor(event) if is_verified(event.trust) else 0
            if key not in tallies:
                tallies[key] = _Tally(0, 0, event.occurred_at, event.occurred_at)
            tallies[key].add(minor, event.occurred_at)
    bulk.insert(
        "context_activity",
        ACTIVITY_COLUMNS,
        [
            (profile, places[profile].person_id, name, t.count, t.sum_minor, t.first_at, t.last_at)
            for (profile, name), t in sorted(tallies.items())
        ],
        on_conflict="(profile_id, name) DO UPDATE SET count = t.count + excluded.count,"
        " sum_minor = t.sum_minor + excluded.sum_minor,"
        " first_at = CASE WHEN excluded.first_at < t.first_at THEN excluded.first_at ELSE t.first_at END,"
        " last_at = CASE WHEN excluded.last_at > t.last_at THEN excluded.last_at ELSE t.last_at END",
    )


def _note_addresses(events: Sequence[Event]) -> None:
    seen: dict[tuple[int, str, str, bool], tuple[int, int]] = {}
    for event in events:
        for kind, value in words.addresses(event):
            key = (event.profile_id, kind, value, is_verified(event.trust))
            first, last = seen.get(key, (event.occurred_at, event.occurred_at))
            seen[key] = (min(first, event.occurred_at), max(last, event.occurred_at))
    bulk.insert(
        "context_identifier",
        IDENTIFIER_COLUMNS,
        [(*key, *span) for key, span in sorted(seen.items())],
        on_conflict="(profile_id, kind, value, is_verified) DO UPDATE SET"
        " first_seen_at = CASE WHEN excluded.first_seen_at < t.first_seen_at"
        " THEN excluded.first_seen_at ELSE t.first_seen_at END,"
        " last_seen_at = CASE WHEN excluded.last_seen_at > t.last_seen_at"
        " THEN excluded.last_seen_at ELSE t.last_seen_at END",
    )


def _note_traits(events: Sequence[Event], places: dict[int, _Place]) -> None:
    newest: dict[tuple[int, str, bool], tuple[tuple[int, str, str], Said, int]] = {}
    for event in events:
        for said in words.traits(event):
            key = (event.profile_id, said.name, is_verified(event.trust))
            order = (event.occurred_at, event.message_id, said.value)
            if key not in newest or order > newest[key][0]:
                newest[key] = (order, said, event.source_id)
    later = f"({current.exact('excluded.message_id')}, {current.exact('excluded.value')}) > (t.message_id, t.value)"
    bulk.insert(
        "context_trait",
        TRAIT_COLUMNS,
        [
            (profile, places[profile].person_id, name, verified, said.value, said.word, said.number, order[0],
             order[1], source_id, verified or not places[profile].is_known)
            for (profile, name, verified), (order, said, source_id) in sorted(newest.items(), key=lambda item: item[0])
        ],
        on_conflict="(profile_id, name, is_verified) DO UPDATE SET value = excluded.value, word = excluded.word,"
        " number = excluded.number, occurred_at = excluded.occurred_at, message_id = excluded.message_id,"
        " source_id = excluded.source_id WHERE excluded.occurred_at > t.occurred_at"
        f" OR (excluded.occurred_at = t.occurred_at AND {later})",
    )  # fmt: skip
    mixed = [(places[profile].person_id, name) for profile, name, _ in newest if not places[profile].is_alone]
    current.settle({person for person, _ in mixed}, {name for _, name in mixed})


def _note_consents(events: Sequence[Event]) -> None:
    rows = []
    for event in events:
        if word := words.consent(event):
            evidence = msgspec.json.encode(word.evidence).decode()
            rows.append(
                (event.profile_id, word.purpose, word.channel, word.status, word.basis, evidence, word.address,
                 _source(event), int(event.trust), event.occurred_at, event.message_id)
            )  # fmt: skip
    bulk.insert("context_consent", CONSENT_COLUMNS, rows, on_conflict=CONSENT_ONCE)


def _source(event: Event) -> str:
    """Where a word was given, as the event says, else how it came."""
    return str(event.properties.get("source") or Trust(event.trust).name.lower())[:100].replace("\x00", "")
