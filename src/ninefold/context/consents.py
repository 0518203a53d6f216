"""What people said to being contacted: the newest word of the whole person by event time holds; ties are withdrawn.

- A browser's word does not count once the person is known; it stays in the history as refused.
- A yes that was confirmed over a mailed link for an address counts while that is the address they are reached at.
- A withdrawal on a device is that of who alone had signed in on it when it was said, though others do so later.
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
from ninefold.context import current, people, sayings
from ninefold.context.identity import ProfileKind
from ninefold.context.sayings import ADDRESS_KIND
from ninefold.context.types import Consent, ConsentStatus, Person
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.database import bulk

REFUSED = "It came with a public write key, which changes no known person's consent."
ELSEWHERE = "It was confirmed for another address than the one they have now."
_COLUMNS = "c.purpose, c.channel, c.status, c.basis, c.evidence, c.occurred_at, c.source"
# `c` is a withdrawal on a device that is nobody's now, and `p` the account which alone was signed in there by then.
_ON_SHARED_DEVICE = (
    "p.kind = 'account' AND (e.left_id = p.id OR e.right_id = p.id) AND e.refused = 'shared_device' AND e.is_verified"
    " AND c.profile_id = e.left_id + e.right_id - p.id AND c.status = 'withdrawn' AND c.trust > 0"
    " AND NOT EXISTS (SELECT 1 FROM context_evidence o CROSS JOIN context_profile a"
    " WHERE (o.left_id = c.profile_id OR o.right_id = c.profile_id) AND o.is_verified AND o.address = ''"
    " AND a.id = o.left_id + o.right_id - c.profile_id AND a.kind = 'account' AND a.person_id <> p.person_id"
    " AND (o.occurred_at <= c.occurred_at OR o.occurred_at <= e.occurred_at))"
)
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
            f"SELECT {_COLUMNS}, c.address, c.trust, {_KNOWN.replace('p.', 'c.')} FROM context_consent c"
            " WHERE c.person_id = %s ORDER BY c.occurred_at DESC, c.id DESC",
            [person_id],
        )
        rows = cursor.fetchall()
    present = {channel: _addresses({person_id}, channel).get(person_id, "") for channel in ADDRESS_KIND}
    return [_consent(row, refused=_refusal(row, present.get(Channel(row[1]), ""))) for row in rows]


def _refusal(row: tuple[Any, ...], present: str) -> str:
    """Why a word (ending in address, trust, whether the person is known) does not count, "" where it does."""
    if row[-1] and row[-2] == Trust.BROWSER:
        return REFUSED
    return ELSEWHERE if _is_elsewhere(row, present) else ""


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
    yield from _own_words(person_ids, addresses, where, parameters)
    yield from _words_on_shared_devices(person_ids, where, parameters)
    if kind := ADDRESS_KIND.get(channel):
        yield from _words_for_addresses(addresses, kind, where, parameters)


def _own_words(
    person_ids: Collection[int], addresses: Mapping[int, str], where: str, parameters: list[Any]
) -> list[_Word]:
    person, values = bulk.among("c.person_id", person_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS}, c.address, c.trust, c.person_id FROM context_consent c WHERE {where} AND {person}",
            [*parameters, values],
        )
        rows = [row for row in cursor.fetchall() if not _is_elsewhere(row, addresses.get(row[-1], ""))]
    kinds = people.kinds_of({row[-1] for row in rows if row[-2] == Trust.BROWSER})
    known = {person_id for person_id, own in kinds.items() if ProfileKind.ACCOUNT in own}
    return [_Word(row[-1], _consent(row)) for row in rows if row[-2] > Trust.BROWSER or row[-1] not in known]


def _is_elsewhere(row: tuple[Any, ...], present: str) -> bool:
    """Whether a word (ending in address, trust, person) is a yes that was confirmed for another address."""
    status, (address, trust, _) = row[2], row[-3:]
    is_confirmed = status == ConsentStatus.GRANTED and trust == Trust.LINK and bool(address)
    return is_confirmed and present != "" and address != sayings.folded(present)


def _words_on_shared_devices(person_ids: Collection[int], where: str, parameters: list[Any]) -> list[_Word]:
    person, values = bulk.among("p.person_id", person_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS}, p.person_id FROM context_profile p CROSS JOIN context_evidence e"
            f" CROSS JOIN context_consent c WHERE {person} AND {_ON_SHARED_DEVICE} AND {where}",
            [values, *parameters],
        )
        return [_Word(row[-1], _consent(row)) for row in cursor.fetchall()]


def _words_for_addresses(addresses: Mapping[int, str], kind: str, where: str, parameters: list[Any]) -> list[_Word]:
    at: dict[str, list[int]] = {}
    for person_id, address in addresses.items():
        at.setdefault(sayings.folded(address), []).append(person_id)
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


# Words for an address that several have: named by the word, or given without one by somebody who has it. CROSS JOIN
# keeps SQLite to this order; left to itself it scans all identifiers once for each.
_GONE = "c.status = 'withdrawn' AND c.trust > 0 AND c.purpose = %s AND c.channel = %s"
_WITHDRAWN_FOR_OTHERS = (
    "SELECT p.person_id, g.occurred_at * 2 + 1 AS word FROM ("
    f"SELECT c.person_id, c.address AS value, c.occurred_at FROM context_consent c WHERE {_GONE} AND c.address <> ''"
    " UNION ALL SELECT c.person_id, s.value, c.occurred_at"
    " FROM context_identifier s CROSS JOIN context_profile q CROSS JOIN context_consent c"
    " WHERE s.is_shared AND s.kind = %s AND s.is_verified AND q.id = s.profile_id"
    f" AND c.person_id = q.person_id AND {_GONE} AND c.address = ''"
    ") AS g CROSS JOIN context_identifier i CROSS JOIN context_profile p"
    " WHERE i.kind = %s AND i.value = g.value AND p.id = i.profile_id AND p.person_id <> g.person_id"
    f" AND (i.is_verified OR NOT {_KNOWN}) AND NOT EXISTS (SELECT 1 FROM context_profile q"
    " CROSS JOIN context_identifier n WHERE n.profile_id = q.id AND q.person_id = p.person_id AND n.kind = i.kind"
    f" AND (n.is_verified OR NOT {_KNOWN}) AND (n.last_seen_at, {{newer}}) > (i.last_seen_at, i.value))"
)


_WITHDRAWN_ON_DEVICES = (
    "SELECT p.person_id, c.occurred_at * 2 + 1 AS word FROM context_evidence e CROSS JOIN context_profile p"
    f" CROSS JOIN context_consent c WHERE {_ON_SHARED_DEVICE} AND c.purpose = %s AND c.channel = %s"
)
# What `_is_elsewhere` says.
_ELSEWHERE = (
    f"c.status = 'granted' AND c.trust = {int(Trust.LINK)} AND c.address <> '' AND c.address <> COALESCE(("
    "SELECT n.value FROM context_profile q CROSS JOIN context_identifier n"
    " WHERE q.person_id = c.person_id AND n.profile_id = q.id AND n.kind = %s"
    f" AND (n.is_verified OR NOT {_KNOWN.replace('p.', 'c.')}) ORDER BY n.last_seen_at DESC,"
    " {newer} DESC LIMIT 1), c.address)"
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Two SELECTs for everyone at once, with their parameters: what people said, and what others said for them.

    `own` has person_id and their newest `word`, a person once; `others` the person_id of those for whom the newest
    word is somebody else's withdrawal, or one on a device that was theirs. `elsewhere` has the ids of the words that
    were confirmed for another address, or is "". A word is twice the moment, plus one for a withdrawal, so the greatest
    is the newest and ties are withdrawn. The rules are those of `consent_states`.
    """

    own: str
    own_parameters: tuple[Any, ...]
    others: str
    others_parameters: tuple[Any, ...]
    elsewhere: str = ""
    elsewhere_parameters: tuple[Any, ...] = ()


def spoken(purpose: Purpose, channel: Channel) -> Spoken:
    """The words of everyone on this purpose and channel."""
    kind, newer = ADDRESS_KIND.get(channel), current.exact("n.value")
    said: tuple[str, ...] = (purpose.value, channel.value)
    about = "c.purpose = %s AND c.channel = %s"
    elsewhere = f"{about} AND {_ELSEWHERE.format(newer=newer)}" if kind else ""
    gone, told = _WITHDRAWN_ON_DEVICES, said
    counts, counted = f"{about} AND (c.trust > 0 OR NOT {_KNOWN.replace('p.', 'c.')})", said
    if kind:
        gone = f"{gone} UNION ALL {_WITHDRAWN_FOR_OTHERS.format(newer=newer)}"
        told = (*told, *said, kind, *said, kind)
        counts, counted = f"{counts} AND NOT ({_ELSEWHERE.format(newer=newer)})", (*said, kind)
    newest = "MAX(c.occurred_at * 2 + CASE c.status WHEN 'withdrawn' THEN 1 ELSE 0 END)"
    return Spoken(
        own=f"SELECT c.person_id, {newest} AS word FROM context_consent c WHERE {counts} GROUP BY c.person_id",
        own_parameters=counted,
        others=f"SELECT w.person_id FROM ({gone}) AS w WHERE w.word > COALESCE((SELECT {newest}"
        f" FROM context_consent c WHERE {counts} AND c.person_id = w.person_id), 0)",
        others_parameters=(*told, *counted),
        elsewhere=f"SELECT c.id FROM context_consent c WHERE {elsewhere}" if kind else "",
        elsewhere_parameters=(*said, kind) if kind else (),
    )
