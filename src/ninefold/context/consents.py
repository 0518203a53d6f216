"""What people said to being contacted: the newest word of the whole person by event time holds; ties are withdrawn.

- A browser's word does not count once the person is known; it stays in the history as refused.
- A withdrawal for mail or SMS also holds for everyone else who is reached at that address, as people expect of an
  unsubscribe, until they themselves say yes later. It is for the address its evidence names, else for all addresses
  of the one who withdrew.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import connection

from ninefold.collect.types import Trust
from ninefold.context import current, people
from ninefold.context.identity import ProfileKind
from ninefold.context.types import Consent, ConsentStatus, Person
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.database import bulk

ADDRESS_KIND = {Channel.MAIL: "email", Channel.SMS: "phone"}
REFUSED = "It came with a public write key, which changes no known person's consent."
_COLUMNS = "c.purpose, c.channel, c.status, c.basis, c.evidence, c.occurred_at, c.source"
_OWNING = (
    "JOIN context_profile p ON p.id = c.profile_id JOIN context_profile q ON q.person_id = p.person_id"
    " JOIN context_identifier i ON i.profile_id = q.id AND i.is_verified"
)
_KNOWN = "EXISTS (SELECT 1 FROM context_profile k WHERE k.person_id = p.person_id AND k.kind = 'account')"


@dataclass(frozen=True, slots=True)
class _Word:
    person_id: int
    consent: Consent


def consent_states(profile_ids: Collection[int], purpose: Purpose, channel: Channel) -> dict[int, ConsentStatus]:
    """What holds for the person of each profile on this purpose and channel."""
    person_of = people.person_ids(profile_ids)
    ids = set(person_of.values())
    states = _states(ids, _addresses(ids, channel), purpose, channel)
    return {profile: states[person] for profile, person in person_of.items()}


def consents_of(persons: Collection[Person], purpose: Purpose, channel: Channel) -> dict[int, ConsentStatus]:
    """The same for people just read, by person id, without reading them again."""
    kind = ADDRESS_KIND.get(channel)
    found = {person.id: person.address(kind) for person in persons} if kind else {}
    at = {person_id: address for person_id, address in found.items() if address}
    return _states({person.id for person in persons}, at, purpose, channel)


def _addresses(person_ids: Collection[int], channel: Channel) -> dict[int, str]:
    kind = ADDRESS_KIND.get(channel)
    return people.addresses(person_ids, kind) if kind else {}


def _states(
    person_ids: Collection[int], addresses: Mapping[int, str], purpose: Purpose, channel: Channel
) -> dict[int, ConsentStatus]:
    newest: dict[int, Consent] = {}
    for word in _words(person_ids, addresses, purpose, channel):
        newest[word.person_id] = _newer(newest.get(word.person_id), word.consent)
    return {person: newest[person].status if person in newest else ConsentStatus.NONE for person in person_ids}


def consents(person_id: int) -> list[Consent]:
    """The word that holds on each purpose and channel that this person, or an address of theirs, has one on."""
    newest: dict[tuple[Purpose, Channel], Consent] = {}
    for channel in Channel:
        for word in _words({person_id}, _addresses({person_id}, channel), None, channel):
            key = (word.consent.purpose, word.consent.channel)
            newest[key] = _newer(newest.get(key), word.consent)
    return [newest[key] for key in sorted(newest)]


def consent_history(person_id: int) -> list[Consent]:
    """Every word the person's profiles gave, newest first, with those that do not count."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS}, c.trust, {_KNOWN} FROM context_consent c"
            " JOIN context_profile p ON p.id = c.profile_id WHERE p.person_id = %s"
            " ORDER BY c.occurred_at DESC, c.id DESC",
            [person_id],
        )
        return [
            _consent(row, refused=REFUSED if row[-1] and row[-2] == Trust.BROWSER else "") for row in cursor.fetchall()
        ]


def _newer(one: Consent | None, two: Consent) -> Consent:
    if one is None:
        return two
    return max(one, two, key=lambda c: (c.occurred_at, c.status is ConsentStatus.WITHDRAWN))


def _words(
    person_ids: Collection[int], addresses: Mapping[int, str], purpose: Purpose | None, channel: Channel
) -> Iterable[_Word]:
    """The words that count for these people: their own, and withdrawals of others for the address they are reached at.

    `addresses` are those of the channel, by person id.
    """
    where, parameters = "c.channel = %s", [channel.value]
    if purpose:
        where, parameters = f"{where} AND c.purpose = %s", [*parameters, purpose.value]
    yield from _own_words(person_ids, where, parameters)
    if kind := ADDRESS_KIND.get(channel):
        yield from _words_for_addresses(addresses, kind, where, parameters)


def _own_words(person_ids: Collection[int], where: str, parameters: list[Any]) -> list[_Word]:
    person, values = bulk.among("p.person_id", person_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS}, c.trust, p.person_id FROM context_consent c"
            f" JOIN context_profile p ON p.id = c.profile_id WHERE {where} AND {person}",
            [*parameters, values],
        )
        rows = cursor.fetchall()
    kinds = people.kinds_of({row[-1] for row in rows if row[-2] == Trust.BROWSER})
    known = {person_id for person_id, own in kinds.items() if ProfileKind.ACCOUNT in own}
    return [_Word(row[-1], _consent(row)) for row in rows if row[-2] > Trust.BROWSER or row[-1] not in known]


def _words_for_addresses(addresses: Mapping[int, str], kind: str, where: str, parameters: list[Any]) -> list[_Word]:
    at: dict[str, list[int]] = {}
    for person_id, address in addresses.items():
        at.setdefault(address, []).append(person_id)
    if not at:
        return []
    given, values = bulk.among("c.address", at, "text")
    owned, _ = bulk.among("i.value", at, "text")
    select = f"FROM context_consent c {{join}} WHERE c.status = 'withdrawn' AND c.trust > 0 AND {where}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS}, c.address {select.format(join='')} AND {given}"
            f" UNION ALL SELECT {_COLUMNS}, i.value"
            f" {select.format(join=_OWNING)}"
            f" AND c.address = '' AND i.kind = %s AND {owned}",
            [*parameters, values, *parameters, kind, values],
        )
        return [_Word(person, _consent(row)) for row in cursor.fetchall() for person in at[row[-1]]]


def _consent(row: tuple[Any, ...], refused: str = "") -> Consent:
    purpose, channel, status, basis, evidence, occurred_at, source = row[:7]
    return Consent(
        Purpose(purpose),
        Channel(channel),
        ConsentStatus(status),
        basis,
        msgspec.json.decode(evidence),
        occurred_at,
        source,
        refused,
    )


def people_with_words(purpose: Purpose, channel: Channel) -> tuple[str, tuple[Any, ...]]:
    """A SELECT of person_id and word for everyone at once, with its parameters, for `selection`.

    `word` is twice the moment, plus one for a withdrawal, so the greatest is the newest and ties are withdrawn.
    The rules are those of `consent_states`.
    """
    said = (purpose.value, channel.value)
    own = (
        "SELECT p.person_id, c.occurred_at * 2 + CASE c.status WHEN 'withdrawn' THEN 1 ELSE 0 END AS word"
        " FROM context_consent c JOIN context_profile p ON p.id = c.profile_id"
        f" WHERE c.purpose = %s AND c.channel = %s AND (c.trust > 0 OR NOT {_KNOWN})"
    )
    kind = ADDRESS_KIND.get(channel)
    if kind is None:
        return own, said
    where = "c.status = 'withdrawn' AND c.trust > 0 AND c.purpose = %s AND c.channel = %s"
    gone = (
        "SELECT p.person_id, c.address AS value, c.occurred_at FROM context_consent c"
        f" JOIN context_profile p ON p.id = c.profile_id WHERE {where} AND c.address <> ''"
        f" UNION ALL SELECT p.person_id, i.value, c.occurred_at FROM context_consent c {_OWNING}"
        f" WHERE {where} AND c.address = '' AND i.kind = %s"
    )
    # CROSS JOIN keeps SQLite to this order; left to itself it scans all identifiers once for each.
    newer = f"(n.last_seen_at, {current.exact('n.value')}) > (i.last_seen_at, i.value)"
    others = (
        f"SELECT p.person_id, g.occurred_at * 2 + 1 AS word FROM ({gone}) AS g"
        " CROSS JOIN context_identifier i CROSS JOIN context_profile p"
        " WHERE i.kind = %s AND i.value = g.value AND p.id = i.profile_id AND p.person_id <> g.person_id"
        f" AND (i.is_verified OR NOT {_KNOWN}) AND NOT EXISTS (SELECT 1 FROM context_profile q"
        " CROSS JOIN context_identifier n WHERE n.profile_id = q.id AND q.person_id = p.person_id AND n.kind = i.kind"
        f" AND (n.is_verified OR NOT {_KNOWN}) AND {newer})"
    )
    return f"{own} UNION ALL {others}", (*said, *said, *said, kind, kind)
