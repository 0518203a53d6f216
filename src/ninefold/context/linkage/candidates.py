"""People who may be one: looked for among all, kept with their reasons, and decided by the team."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from django.db import connection, transaction

from ninefold.context import people, reviewing
from ninefold.context.linkage import records
from ninefold.context.linkage.records import FIELDS, FIELDS_MIN, Record
from ninefold.context.models import Candidate as CandidateRow
from ninefold.context.models import LinkageRun
from ninefold.context.types import Candidate, CandidateWord, Comparison, Linkage, LinkedField
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.database import bulk
from ninefold.kernel.errors import NotFound

AT_ONCE = 2_000
LATER_DAYS = 30
DAY_US = 86_400_000_000
_COLUMNS = {"left_id": "int", "right_id": "int", "weight": "float", "reasons": "text", "found_at": "int"}
_OPEN = (
    " FROM context_candidate c JOIN context_profile l ON l.id = c.left_id JOIN context_profile r ON r.id = c.right_id"
    " WHERE l.person_id <> r.person_id AND (c.put_off_until IS NULL OR c.put_off_until <= %s)"
)
Likenesses = Sequence[tuple[int, int, float, str]]  # smaller profile id, greater, weight, reasons as JSON


def told() -> Iterator[tuple[int, Record]]:
    """The record of everyone of whom enough is known, by more than a browser's word: person id and fields."""
    last = 0
    while ids := people.next_ids(last, AT_ONCE):
        found = _records(ids)
        yield from ((person, found[person]) for person in ids if len(found.get(person, ())) >= FIELDS_MIN)
        last = ids[-1]


def _records(ids: Sequence[int]) -> dict[int, Record]:
    who, values = bulk.among("person_id", ids)
    which, names = bulk.among("name", records.TRAITS, "text")
    traits: dict[int, dict[str, Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person_id, name, value FROM context_trait WHERE is_current AND is_verified AND {who} AND {which}",
            [values, names],
        )
        for person, name, value in cursor.fetchall():
            traits.setdefault(person, {})[name] = msgspec.json.decode(value)
    return {person: records.of(said) for person, said in traits.items()}


@transaction.atomic
def keep(*, likenesses: Likenesses, compared: int, begun_at: int, now: int) -> int:
    """Keep these pairs in place of those of before, without what the team has ruled on; how many are kept."""
    ruled = _ruled_apart()
    person_of = people.person_ids({end for left, right, *_ in likenesses for end in (left, right)})
    fresh = [
        (left, right, weight, reasons, now)
        for left, right, weight, reasons in likenesses
        if len({left, right} & person_of.keys()) == 2
        and person_of[left] != person_of[right]
        and frozenset((person_of[left], person_of[right])) not in ruled
    ]
    bulk.insert(
        "context_candidate",
        _COLUMNS,
        fresh,
        on_conflict="(left_id, right_id) DO UPDATE SET weight = excluded.weight, reasons = excluded.reasons,"
        " found_at = excluded.found_at",
    )
    CandidateRow.objects.filter(found_at__lt=now).delete()
    LinkageRun.objects.update_or_create(
        pk=1, defaults={"begun_at": begun_at, "finished_at": now, "people": compared, "found": len(fresh)}
    )
    return len(fresh)


def _ruled_apart() -> set[frozenset[int]]:
    """The people whom a ruling that holds keeps apart."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.person_id, r.person_id FROM context_ruling c JOIN context_profile l ON l.id = c.left_id"
            " JOIN context_profile r ON r.id = c.right_id WHERE c.verdict = 'deny' AND c.undone_at IS NULL"
        )
        return {frozenset(row) for row in cursor.fetchall()}


@transaction.atomic
def decide(*, actor: Actor, candidate_id: int, word: CandidateWord, now: int) -> None:
    """Join the two, remember that they are two, or ask again in a while."""
    actor.require(Permission.CONSENT_EDIT)
    row = CandidateRow.objects.filter(pk=candidate_id).first()
    if row is None:
        raise NotFound("candidate_not_found", "These two were decided, or changed, meanwhile. See the list again.")
    if word is CandidateWord.LATER:
        CandidateRow.objects.filter(pk=row.pk).update(put_off_until=now + LATER_DAYS * DAY_US)
        return
    alike = ", ".join(
        FIELDS[field][0].lower() for field, weight in msgspec.json.decode(row.reasons).items() if weight > 0
    )
    reviewing.review(
        actor=actor, profile_ids=(row.left_id, row.right_id), allowed=word is CandidateWord.SAME,
        reason=f"Looked at both: alike in {alike}.", now=now,
    )  # fmt: skip
    row.delete()


def candidates(*, limit: int, now: int) -> list[Candidate]:
    """The likeliest that wait for a decision."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.id, l.person_id, r.person_id, c.weight, c.reasons{_OPEN} ORDER BY c.weight DESC, c.id"
            f" LIMIT {limit:d}",
            [now],
        )
        rows = list(cursor.fetchall())
    found = people.persons({end for row in rows for end in row[1:3]})
    said = _records(sorted(found))
    return [
        Candidate(
            number, found[left], found[right], weight,
            _compared(msgspec.json.decode(reasons), said.get(left, {}), said.get(right, {})),
        )
        for number, left, right, weight, reasons in rows
    ]  # fmt: skip


def candidate_count(*, now: int) -> int:
    """How many wait for a decision."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*){_OPEN}", [now])
        return int(cursor.fetchone()[0])


def _compared(reasons: dict[str, float], left: Record, right: Record) -> tuple[Comparison, ...]:
    fields = [field for field in FIELDS if field in reasons or left.get(field) or right.get(field)]
    return tuple(
        Comparison(FIELDS[field][0], left.get(field, ""), right.get(field, ""), reasons.get(field, 0.0))
        for field in fields
    )


def linkage() -> Linkage | None:
    """When all people were last compared; None for never."""
    row = LinkageRun.objects.filter(finished_at__isnull=False).first()
    return Linkage(clock.us_or_0(row.finished_at), row.people, row.found) if row else None


def linked_fields() -> tuple[LinkedField, ...]:
    """What people are compared by, and the traits that tell it."""
    return tuple(LinkedField(label, names) for label, names in FIELDS.values())
