"""Turns stored events into what is known of people: activity, addresses, traits, consents. Batched throughout."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from django.db import transaction

from ninefold.collect.types import SAID_BY, USER_TOKEN, Event, Trust
from ninefold.context import current, joining, mailboxes, money, naming, people, sayings
from ninefold.context.groups import keeping as groups
from ninefold.context.identity import ProfileKind, is_verified
from ninefold.context.linkage import following as linkage
from ninefold.context.rulebook import keeping as rulebook
from ninefold.context.rulebook import own
from ninefold.context.rulebook.own import IDENTIFIER_COLUMNS
from ninefold.context.rules import Rules
from ninefold.context.sayings import ConsentWord, Said
from ninefold.culture.types import Channel
from ninefold.kernel.database import bulk
from ninefold.kernel.errors import BadInput, NotFound

ACTIVITY_COLUMNS = {
    "profile_id": "int", "person_id": "int", "name": "text", "count": "int", "first_at": "int", "last_at": "int",
}  # fmt: skip
REVENUE_COLUMNS = {"profile_id": "int", "name": "text", "currency": "text", "sum_minor": "int"}
ACTIVITY_ADDED = (
    "(profile_id, name) DO UPDATE SET count = t.count + excluded.count,"
    " first_at = CASE WHEN excluded.first_at < t.first_at THEN excluded.first_at ELSE t.first_at END,"
    " last_at = CASE WHEN excluded.last_at > t.last_at THEN excluded.last_at ELSE t.last_at END"
)
REVENUE_ADDED = "(profile_id, name, currency) DO UPDATE SET sum_minor = t.sum_minor + excluded.sum_minor"
# What is counted by the names of events: table, columns, and how rows of one name are added.
DEEDS = (
    ("context_activity", ACTIVITY_COLUMNS, ACTIVITY_ADDED),
    ("context_revenue", REVENUE_COLUMNS, REVENUE_ADDED),
)
TRAIT_COLUMNS = {
    "profile_id": "int", "person_id": "int", "name": "text", "is_verified": "bool", "value": "text", "word": "text",
    "number": "float", "occurred_at": "int", "message_id": "text", "source_id": "int", "is_current": "bool",
}  # fmt: skip
CONSENT_COLUMNS = {
    "profile_id": "int", "person_id": "int", "purpose": "text", "channel": "text", "status": "text", "basis": "text",
    "evidence": "text", "address": "text", "source": "text", "trust": "int", "occurred_at": "int", "message_id": "text",
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
    sayings.consent(event)


@transaction.atomic(savepoint=False)  # the batch is given up as a whole
def project(*, events: Sequence[Event]) -> None:
    """Take in events that are stored for the first time. Each event must come here exactly once.

    Raises NotFound for a profile that does not exist, BadInput for a word on consent that is not well formed.
    """
    about = [event for event in events if event.profile_id]
    if not about:
        return
    places = _places({event.profile_id for event in about})
    rules = rulebook.current()  # they hold until this transaction ends, as `_places` holds who is one person
    _count(about, places)
    _add_revenue(about)
    proved = _note_addresses(about, rules)
    told = note_traits(about, places)
    _note_consents(about, places)
    groups.note(about)
    identified = {profile for profile, name in told if name in rules.own_traits} if rules.own else set()
    lost = own.follow(identified, rules)
    linkage.follow(
        identified | {event.profile_id for event in about if next(sayings.addresses(event), None)}, rules, lost
    )
    if proved:
        joining.lock()
        joining.rejoin(proved)


def _places(profile_ids: set[int]) -> dict[int, _Place]:
    joining.hold()
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
    first_at: int
    last_at: int

    def add(self, at: int) -> None:
        self.count += 1
        self.first_at, self.last_at = min(self.first_at, at), max(self.last_at, at)


def _count(events: Sequence[Event], places: dict[int, _Place]) -> None:
    tallies: dict[tuple[int, str], _Tally] = {}
    for event in events:
        if not event.is_bot:
            key = (event.profile_id, sayings.activity_name(event))
            if key not in tallies:
                tallies[key] = _Tally(0, event.occurred_at, event.occurred_at)
            tallies[key].add(event.occurred_at)
    bulk.insert(
        "context_activity",
        ACTIVITY_COLUMNS,
        [
            (profile, places[profile].person_id, name, t.count, t.first_at, t.last_at)
            for (profile, name), t in sorted(tallies.items())
        ],
        on_conflict=ACTIVITY_ADDED,
    )


def _add_revenue(events: Sequence[Event]) -> None:
    """Sum what verified sources say deeds were worth, each currency by itself."""
    sums: dict[tuple[int, str, str], int] = {}
    for event in events:
        if is_verified(event.trust) and not event.is_bot and (worth := _revenue(event)):
            key = (event.profile_id, sayings.activity_name(event), worth[0])
            sums[key] = sums.get(key, 0) + worth[1]
    bulk.insert(
        "context_revenue",
        REVENUE_COLUMNS,
        [(*key, minor) for key, minor in sorted(sums.items()) if minor],
        on_conflict=REVENUE_ADDED,
    )


def _revenue(event: Event) -> tuple[str, int] | None:
    """What an event was worth; nothing where that cannot be read: only of orders is it the sender's fault."""
    try:
        return money.revenue(event)
    except BadInput:
        return None


def _note_addresses(events: Sequence[Event], rules: Rules) -> set[int]:
    """Keep the addresses that events tell; the profiles that share one which is proved from now on to be theirs."""
    proved = {(event.profile_id, value) for event in events if (value := sayings.proved(event))}
    fresh = proved - joining.proved({profile for profile, _ in proved}) if proved else set()
    seen: dict[tuple[int, str, str, bool], tuple[int, tuple[int, str]]] = {}
    for event in events:
        for kind, value, written in sayings.typed(event):
            key, at = (event.profile_id, kind, value, is_verified(event.trust)), event.occurred_at
            first, last = seen.get(key, (at, (at, written)))
            seen[key] = (min(first, at), max(last, (at, written)))
    later = f"(excluded.last_seen_at, {current.exact('excluded.written')}) > (t.last_seen_at, t.written)"
    bulk.insert(
        "context_identifier",
        IDENTIFIER_COLUMNS | {"written": "text", "is_proved": "bool"},
        [
            (*key, first, *last, key[1] == "email" and key[3] and (key[0], key[2]) in proved)
            for key, (first, last) in sorted(seen.items())
        ],
        on_conflict="(profile_id, kind, value, is_verified) DO UPDATE SET"
        " is_proved = (t.is_proved OR excluded.is_proved),"
        f" written = CASE WHEN {later} THEN excluded.written ELSE t.written END,"
        " first_seen_at = CASE WHEN excluded.first_seen_at < t.first_seen_at"
        " THEN excluded.first_seen_at ELSE t.first_seen_at END,"
        " last_seen_at = CASE WHEN excluded.last_seen_at > t.last_seen_at"
        " THEN excluded.last_seen_at ELSE t.last_seen_at END",
    )
    own.mark_shared({value for _, _, value, _ in seen}, rules)
    return {profile for profile, _ in fresh.intersection(joining.proved({one for one, _ in fresh}, is_shared=True))}


def note_traits(events: Sequence[Event], places: dict[int, _Place] | None = None) -> set[tuple[int, str]]:
    """Keep the newest word on each trait, in the caller's transaction: twice is as once. The profiles and names that
    something was told of."""
    places = places or _places({event.profile_id for event in events})
    newest: dict[tuple[int, str, bool], tuple[tuple[int, str, str], Said, int]] = {}
    for event in events:
        for said in sayings.traits(event):
            key = (event.profile_id, said.name, is_verified(event.trust))
            order = (event.occurred_at, event.message_id, said.value)
            if key not in newest or order > newest[key][0]:
                newest[key] = (order, said, event.source_id)
    renamed = naming.changed({key: said for key, (_, said, _) in newest.items()})
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
    naming.index(renamed)
    mixed = [(places[profile].person_id, name) for profile, name, _ in newest if not places[profile].is_alone]
    current.settle({person for person, _ in mixed}, {name for _, name in mixed})
    return {(profile, name) for profile, name, _ in newest}


def _note_consents(events: Sequence[Event], places: dict[int, _Place]) -> None:
    words = [(event, word) for event in events if (word := sayings.consent(event))]
    foreign = _foreign(words)
    rows = []
    for event, word in words:
        evidence = msgspec.json.encode(word.evidence).decode()
        address = "" if (event.profile_id, word.channel, word.address) in foreign else word.address
        rows.append(
            (event.profile_id, places[event.profile_id].person_id, word.purpose, word.channel, word.status,
             word.basis, evidence, address, _source(event), _word_of(event), event.occurred_at, event.message_id)
        )  # fmt: skip
    bulk.insert("context_consent", CONSENT_COLUMNS, rows, on_conflict=CONSENT_ONCE)


def _foreign(words: Sequence[tuple[Event, ConsentWord]]) -> set[tuple[int, str, str]]:
    """Addresses, by profile and channel, that a browser with a user's token named and that are none of the user's.

    The token proves who speaks, not that any address they name is theirs.
    """
    named = {
        (event.profile_id, word.channel, word.address): (event.profile_id, kind, word.address)
        for event, word in words
        if word.address and word.evidence.get(SAID_BY) == USER_TOKEN
        for kind in (sayings.ADDRESS_KIND[Channel(word.channel)],)
    }
    held = mailboxes.held(set(named.values()))
    return {asked for asked, sent in named.items() if sent not in held}


def _word_of(event: Event) -> int:
    """The trust of a word on consent: a token proves who gave it to a browser, not that they gave it."""
    return int(max(event.trust, Trust.BROWSER))


def _source(event: Event) -> str:
    """Where a word was given, as the event says, else how it came."""
    return str(event.properties.get("source") or Trust(event.trust).name.lower())[:100].replace("\x00", "")
