"""Promises judged in the worker, so many people at a time, and kept as one row until the next judgement stands.

The rule of what comes late: every day all twelve weeks are judged anew, from everyone, by what is known by then, and
again when the charter's hours or its attention change, each contact by what held when it was made. A withdrawal, a
pace, a zone or a join that arrives late counts from the next judgement on; nothing of an old one is reused, so that
what is kept is always a judgement from scratch. Who is joined to somebody else while a judgement is under way may be
missed by it or judged twice, until the next day.
"""

import hashlib
from collections.abc import Collection

import msgspec
from django.db import transaction

from ninefold.cadence import tallies as cadence
from ninefold.catalyst import tallies as catalyst
from ninefold.channel import tallies as channel
from ninefold.context import queries as people
from ninefold.context import tallies as context
from ninefold.culture.types import Promised
from ninefold.kernel import clock
from ninefold.kernel.weeks import Weeks
from ninefold.measure.models import JudgementRow
from ninefold.measure.scorecard import promises
from ninefold.measure.scorecard.promises import BACK_WEEKS, World
from ninefold.measure.types import Judgement, PromiseRead

PEOPLE_AT_ONCE = 500
Promises = tuple[Promised, ...]  # by the charter, oldest first


def latest() -> Judgement | None:
    """The newest judgement that is complete; None before the first."""
    row = JudgementRow.objects.filter(is_finished=True).first()
    if row is None:
        return None
    return Judgement(clock.to_us(row.until), clock.to_us(row.finished_at), _found(row))


def is_due(weeks: Weeks, promised: Promises) -> bool:
    """Whether these weeks have not been judged to the end by what was promised."""
    kept = JudgementRow.objects.filter(until=weeks.until, rules=_rules(promised), is_finished=True)
    return not kept.exists()


def judge(weeks: Weeks, promised: Promises, *, now: int, limit: int = PEOPLE_AT_ONCE) -> int:
    """Judge the next `limit` people; how many. With 0 everyone has been judged, and the judgement stands."""
    row = _under_way(weeks, promised)
    persons = context.persons_after(row.cursor, limit)
    if not persons:
        return _finish(row, now)
    found = promises.added(_found(row), promises.judged(look(weeks, promised, persons)))
    # Nothing was locked while this was read: should someone else have come as far by now, their word stands.
    kept = msgspec.json.encode(found).decode()
    JudgementRow.objects.filter(pk=row.pk, cursor=row.cursor).update(cursor=persons[-1], found=kept)
    return len(persons)


def look(weeks: Weeks, promised: Promises, person_ids: Collection[int]) -> World:
    """Ask the rooms for all that promises to these people are judged from, in a fixed number of statements."""
    profiles = [profile for of_one in people.profiles_of(person_ids).values() for profile in of_one]
    contacts = channel.contacts_made(Weeks(weeks.until, weeks.count + BACK_WEEKS), profiles)
    return World(
        weeks=weeks,
        promised=promised,
        contacts=tuple(contacts),
        of_profile=context.whereabouts(one.profile_id for one in contacts),
        choices=tuple(cadence.choices_of(profiles)) if contacts else (),
        words=tuple(context.words_of(context.withdrew(weeks, person_ids))),
        explained=frozenset(catalyst.explained(one.intent_id for one in contacts)),
    )


def _under_way(weeks: Weeks, promised: Promises) -> JudgementRow:
    """The row that is worked on: begun anew where the weeks or the promises are not those that it was begun with."""
    rules, under_way = _rules(promised), JudgementRow.objects.filter(is_finished=False)
    row = under_way.filter(until=weeks.until, rules=rules).first()
    if row is not None:
        return row
    with transaction.atomic():
        under_way.delete()
        return JudgementRow.objects.create(until=weeks.until, rules=rules)


@transaction.atomic
def _finish(row: JudgementRow, now: int) -> int:
    """The judgement stands in the place of the one before."""
    JudgementRow.objects.filter(is_finished=True).exclude(pk=row.pk).delete()
    JudgementRow.objects.filter(pk=row.pk).update(is_finished=True, finished_at=now, found=row.found or "[]")
    return 0


def _rules(promised: Promises) -> str:
    """By what it is judged, as a hash."""
    return hashlib.blake2b(repr(promised).encode(), digest_size=16).hexdigest()


def _found(row: JudgementRow) -> tuple[PromiseRead, ...]:
    return msgspec.json.decode(row.found, type=tuple[PromiseRead, ...]) if row.found else ()
