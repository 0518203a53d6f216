"""Finds the profile of each event, makes those that are new, stores evidence and joins people. Batched throughout."""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from ninefold.collect.types import Event
from ninefold.context import current, identity, joining, mailboxes
from ninefold.context.identity import Identity, Naming
from ninefold.kernel.database import bulk

PROFILE_COLUMNS = {"id": "int", "kind": "text", "value": "text", "person_id": "int", "created_at": "int"}
EVIDENCE_COLUMNS = {
    "left_id": "int", "right_id": "int", "kind": "text", "is_verified": "bool", "occurred_at": "int",
    "message_id": "text", "refused": "text", "address": "text",
}  # fmt: skip

_Pair = tuple[int, int, str, bool]  # smaller profile id, greater, kind of evidence, whether it is verified
_First = tuple[int, str]  # when, message id


@transaction.atomic(savepoint=False)  # the batch is given up as a whole
def resolve(*, events: Sequence[Event]) -> list[int]:
    """The profile id of each event, in their order: 0 for an event about nobody, kept where it is set, but for a word
    on consent that a message brought back: that is whose address it was sent to.

    What the events say about who is one person is stored and people are joined. Twice is as once. A machine that nobody
    vouches for makes nobody and joins nobody: crawlers would be counted among people.
    """
    namings = [None if event.profile_id else identity.naming(event) for event in events]
    ids = _profiles(events, namings)
    first = _first_evidence(events, namings, ids)
    if first:
        _store(first)
    answered = mailboxes.answered(events)
    return [
        answered.get(place) or event.profile_id or (ids.get(naming.own, 0) if naming else 0)
        for place, (event, naming) in enumerate(zip(events, namings, strict=True))
    ]


def _is_machine(event: Event) -> bool:
    return event.is_bot and not identity.is_proven(event.trust)


def _profiles(events: Sequence[Event], namings: Sequence[Naming | None]) -> dict[Identity, int]:
    """The profile id of every identity named, new ones made; those that machines name are looked up only."""
    received: dict[Identity, int] = {}
    of_machines: set[Identity] = set()
    for event, naming in zip(events, namings, strict=True):
        if naming and _is_machine(event):
            of_machines.add(naming.own)
        elif naming:
            for named in (naming.own, *(naming.pair or ())):
                received.setdefault(named, event.received_at)
    ids = look_up(of_machines | received.keys())
    if not received.keys() <= ids.keys():
        joining.lock()
        ids |= look_up(named for named in received if named not in ids)  # another may have made them meanwhile
        missing = [named for named in received if named not in ids]
        fresh = dict(zip(missing, _new_ids(len(missing)), strict=True))
        rows = [(profile, *named, profile, received[named]) for named, profile in fresh.items()]
        bulk.insert("context_profile", PROFILE_COLUMNS, rows)
        ids |= fresh
    return ids


def look_up(identities: Iterable[Identity]) -> dict[Identity, int]:
    """The profile ids of those identities that have one."""
    by_kind: dict[str, list[str]] = {}
    for kind, value in identities:
        by_kind.setdefault(kind, []).append(value)
    found: dict[Identity, int] = {}
    with connection.cursor() as cursor:
        for kind, values in by_kind.items():
            condition, parameter = bulk.among("value", values, "text")
            cursor.execute(f"SELECT value, id FROM context_profile WHERE kind = %s AND {condition}", [kind, parameter])
            found.update({(kind, value): profile for value, profile in cursor.fetchall()})
    return found


def _new_ids(count: int) -> list[int]:
    """Ids for `count` new profiles, taken before the rows so that each can name itself as its person."""
    if not count:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'context_profile'")
            row = cursor.fetchone()
            last = row[0] if row else 0
            return list(range(last + 1, last + 1 + count))
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('context_profile', 'id')) FROM generate_series(1, %s)", [count]
        )
        return sorted(row[0] for row in cursor.fetchall())


def _first_evidence(
    events: Sequence[Event], namings: Sequence[Naming | None], ids: dict[Identity, int]
) -> dict[_Pair, _First]:
    """Of each pair, kind and trust the earliest event of the batch."""
    first: dict[_Pair, _First] = {}
    for event, naming in zip(events, namings, strict=True):
        if naming and naming.pair and not _is_machine(event):
            left, right = sorted(ids[named] for named in naming.pair)
            key = (left, right, naming.evidence, identity.is_proven(event.trust))
            said = (event.occurred_at, event.message_id)
            first[key] = min(first.get(key, said), said)
    return first


def _store(first: dict[_Pair, _First]) -> None:
    """Store evidence that is new or earlier than what is known, and join people again around it."""
    known = _known({left for left, *_ in first})
    changed = _bounded({pair: said for pair, said in first.items() if pair not in known or said < known[pair]}, known)
    if not changed:
        return
    joining.lock()
    bulk.insert(
        "context_evidence",
        EVIDENCE_COLUMNS,
        [(*pair, *said, "", "") for pair, said in changed.items()],
        on_conflict="(left_id, right_id, kind, is_verified, address) DO UPDATE"
        " SET occurred_at = excluded.occurred_at, message_id = excluded.message_id"
        " WHERE excluded.occurred_at < t.occurred_at"
        f" OR (excluded.occurred_at = t.occurred_at AND {current.exact('excluded.message_id')} < t.message_id)",
    )
    joining.rejoin({profile for left, right, *_ in changed for profile in (left, right)})


def _bounded(changed: dict[_Pair, _First], known: dict[_Pair, _First]) -> dict[_Pair, _First]:
    """Without the new unverified evidence that would add to what hangs together beyond all bounds."""
    doubtful = {pair[:2] for pair in changed if not pair[3] and pair not in known}
    if not doubtful or not joining.is_too_far({profile for ends in doubtful for profile in ends}):
        return changed
    refused = {ends for ends in doubtful if joining.is_too_far(ends)}
    return {pair: said for pair, said in changed.items() if pair[3] or pair in known or pair[:2] not in refused}


def _known(left_ids: Iterable[int]) -> dict[_Pair, _First]:
    condition, values = bulk.among("left_id", left_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT left_id, right_id, kind, is_verified, occurred_at, message_id"
            f" FROM context_evidence WHERE {condition}",
            [values],
        )
        return {(row[0], row[1], row[2], bool(row[3])): (row[4], row[5]) for row in cursor.fetchall()}
