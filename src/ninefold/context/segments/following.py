"""Keeps memberships right as events come in: the worker's step.

It goes along the log of events and asks a segment again only about people of whom something it reads is new. That a
window of time lapses the log tells as well: by an event that has just grown older than a segment looks back. A segment
whose condition is new or changed is gone through once, some thousand people at a time, while all others go on.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import msgspec
from django.db import connection, transaction
from django.db.models import Max

from ninefold.collect import queries as collect
from ninefold.context import joining, people
from ninefold.context.models import Profile, SegmentRow, Touched
from ninefold.context.segments import conditions, nesting, news, progress, settling
from ninefold.context.segments.news import News
from ninefold.context.segments.parts import Condition
from ninefold.context.segments.progress import Place
from ninefold.context.segments.reads import CONSENT, Reads, reads
from ninefold.context.segments.settling import Change
from ninefold.kernel.database import leases

LEASE, LEASE_SECONDS = "segments", 30.0
EVENTS_AT_ONCE = 2_000
TOUCHED_AT_ONCE = 5_000
PEOPLE_AT_ONCE = 5_000
SWEEP_US = 400_000
TURN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class _Live:
    """A segment as it is followed. `rebuilt_to` as in its row."""

    id: int
    key: str
    name: str
    condition: Condition
    reads: Reads
    rebuilt_to: int | None
    changed_at: int


def follow(now: int) -> int:
    """Bring memberships up to what is projected and to `now` (us), for half a second at most; how much there was."""
    live = _live()
    if not live or not leases.acquire(LEASE, seconds=LEASE_SECONDS):
        return 0
    begun, done = time.monotonic(), 0
    while live and time.monotonic() - begun < TURN_SECONDS:
        did = _follow_once(live, now) or _rebuild_once(live, now)
        done += did
        live = _live() if did else []
    return done


def _live() -> list[_Live]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, key, name, condition, rebuilt_to, changed_at FROM context_segment ORDER BY id")
        rows = cursor.fetchall()
    texts = tuple((key, name, condition) for _, key, name, condition, _, _ in rows)
    return [
        _Live(number, key, name, *read, rebuilt_to, changed_at)
        for (number, key, name, _, rebuilt_to, changed_at), read in zip(rows, _read(texts), strict=True)
    ]


@lru_cache(maxsize=2)
def _read(segments: tuple[tuple[str, str, str], ...]) -> list[tuple[Condition, Reads]]:
    """The condition of each (key, name, condition), and what it reads: worked out again only when one changes."""
    parsed = {key: (name, conditions.parse(msgspec.json.decode(text))) for key, name, text in segments}
    meant = [nesting.filled(condition, nesting.Named(parsed.get), (key,)) for key, (_, condition) in parsed.items()]
    return [(condition, reads(condition)) for condition in meant]


def _follow_once(live: Sequence[_Live], now: int) -> int:
    """Look at the next events, people and lapses; how many there were."""
    place = _place(live, now)
    ahead = replace(
        place,
        event_id=min(place.event_id + EVENTS_AT_ONCE, collect.event_count()),
        profile_id=min(place.profile_id + PEOPLE_AT_ONCE, _newest_profile()),
        swept_at=now if now - place.swept_at >= SWEEP_US else place.swept_at,
    )
    touched = list(Touched.objects.order_by("id").values_list("id", "profile_id", "name")[:TOUCHED_AT_ONCE])
    if ahead == place and not touched:
        return 0
    begun = [segment for segment in live if segment.rebuilt_to != 0]
    told = _news(begun, place, ahead, [(profile, name) for _, profile, name in touched])
    changes = _changes(begun, told, now)
    _write(live, changes, ahead, [number for number, *_ in touched], now)
    return ahead.event_id - place.event_id + ahead.profile_id - place.profile_id + len(touched) + len(changes)


def _place(live: Sequence[_Live], now: int) -> Place:
    """How far memberships follow; they begin here and now where no segment has been gone through yet."""
    place = progress.place()
    if place is not None and not all(segment.rebuilt_to == 0 for segment in live):
        return place
    with transaction.atomic():
        return progress.begin(Place(collect.event_count(), _newest_profile(), now, 0))


def _newest_profile() -> int:
    return Profile.objects.aggregate(newest=Max("id"))["newest"] or 0


def _news(begun: Sequence[_Live], place: Place, ahead: Place, touched: Sequence[tuple[int, str]]) -> News:
    wanted = {each for segment in begun for each in segment.reads.news}
    found = news.of_events(place.event_id, ahead.event_id, wanted)
    in_groups = news.of_groups(place.event_id, ahead.event_id, wanted)
    windows = {each for segment in begun for each in segment.reads.windows}
    lapsed = news.of_windows(windows, place.swept_at, ahead.swept_at) if ahead.swept_at > place.swept_at else {}
    noted: dict[tuple[str, str], set[int]] = {}
    for profile, name in touched:
        noted.setdefault(("trait", name), set()).add(profile)
    told = News(about=news.by_person(found, in_groups, lapsed, noted))
    told.all = told.about.pop(("trait", ""), set())
    told.new = people.ids_between(place.profile_id, ahead.profile_id)
    if CONSENT in wanted:
        spoke = told.about.get(CONSENT, set())
        told.about[CONSENT] = spoke | news.neighbours(spoke | told.all)
    return told


def _changes(segments: Sequence[_Live], told: News, now: int) -> list[Change]:
    asked = [(segment.id, segment.condition, told.concerned(segment.reads)) for segment in segments]
    silent_above = {segment.id: segment.rebuilt_to for segment in segments}
    found = settling.changes([each for each in asked if each[-1]], now)
    return [replace(change, silent_above=silent_above[change.segment_id]) for change in found]


def _write(live: Sequence[_Live], changes: Sequence[Change], ahead: Place, touched: Sequence[int], now: int) -> None:
    if not changes and not touched and not progress.is_worth_writing(ahead):
        progress.remember(ahead)
        return
    with transaction.atomic():
        joining.hold()
        if progress.move(ahead, touched):
            settling.write(changes, _names(live), now)


def _names(live: Sequence[_Live]) -> dict[int, tuple[str, str]]:
    return {segment.id: (segment.key, segment.name) for segment in live}


def _rebuild_once(live: Sequence[_Live], now: int) -> int:
    """Go through the next people for the first segment whose members do not all follow its condition; how many."""
    segment = next((segment for segment in live if segment.rebuilt_to is not None), None)
    if segment is None:
        return 0
    assert segment.rebuilt_to is not None
    scope = people.next_ids(segment.rebuilt_to, PEOPLE_AT_ONCE)
    found = settling.changes([(segment.id, segment.condition, scope)], now)
    same = SegmentRow.objects.filter(pk=segment.id, rebuilt_to=segment.rebuilt_to, changed_at=segment.changed_at)
    with transaction.atomic():
        joining.hold()
        if same.update(rebuilt_to=scope[-1] if len(scope) == PEOPLE_AT_ONCE else None):
            settling.write([replace(change, silent_above=0) for change in found], _names(live), now)
    return len(scope) or 1
