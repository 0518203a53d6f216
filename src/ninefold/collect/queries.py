"""What can be asked of collect. Instants are microseconds."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Count, Q, QuerySet

from ninefold.collect import aside, claims, cursors, dedupe, exporting, keptout
from ninefold.collect import replays as known_replays
from ninefold.collect import sources as known_sources
from ninefold.collect.faults import Around
from ninefold.collect.importing import mapping as mappings
from ninefold.collect.importing import run as importing
from ninefold.collect.importing import uploads
from ninefold.collect.intake.rows import TABLES, Lane
from ninefold.collect.mending import is_mendable
from ninefold.collect.models import Event as EventRow
from ninefold.collect.models import Held, Import, Pending, Quarantine
from ninefold.collect.types import (
    Event,
    EventKind,
    Quarantined,
    Replay,
    Sheet,
    Source,
    Tried,
    TriedEvent,
    Trust,
    UploadState,
)
from ninefold.kernel import clock, settings
from ninefold.kernel.database import bulk
from ninefold.kernel.database.bulk import in_chunks
from ninefold.kernel.errors import NotFound

EVENT_COLUMNS = exporting.COLUMNS
_PAGE = 2_000
IDS_AT_ONCE = 100
SHOWN_REASONS = 5
_WEEK_US = 7 * 86_400_000_000
_FIELDS = (
    "id", "message_id", "kind", "name", "user_id", "anonymous_id", "other_id", "properties", "traits", "context",
    "occurred_at", "received_at", "source_id", "trust", "profile_id", "is_bot",
)  # fmt: skip
_decode = msgspec.json.decode


def timeline(
    profile_ids: Sequence[int],
    *,
    before_id: int | None = None,
    limit: int = 50,
    only: Collection[str] = (),
    without: Collection[str] = (),
) -> list[Event]:
    """Newest first by when it happened; `before_id` is the last event of the page before.

    `only` names the track events wanted, `without` those not wanted.
    """
    rows = EventRow.objects.filter(profile_id__in=list(profile_ids))
    if only:
        rows = rows.filter(kind=EventKind.TRACK.value, name__in=list(only))
    if without:
        rows = rows.exclude(kind=EventKind.TRACK.value, name__in=list(without))
    if before_id is not None:
        last = EventRow.objects.values_list("occurred_at", flat=True).get(pk=before_id)
        rows = rows.filter(Q(occurred_at__lt=last) | Q(occurred_at=last, pk__lt=before_id))
    return _events(rows.order_by("-occurred_at", "-id")[:limit])


def event_count() -> int:
    """Events in the log. Exact while none was erased."""
    return cursors.read(cursors.LOG).value


def event(event_id: int) -> Event | None:
    """One event by its number."""
    found = _events(EventRow.objects.filter(pk=event_id))
    return found[0] if found else None


def events_between(first_id: int, last_id: int) -> list[Event]:
    """The events of a range of numbers, both ends included."""
    return _events(EventRow.objects.filter(pk__gte=first_id, pk__lte=last_id).order_by("id"))


def events_named(
    names: Sequence[str], *, since: int, until: int, profile_ids: Sequence[int] | None = None, at_once: int = _PAGE
) -> Iterator[Event]:
    """Track events of these names with since <= occurred_at < until, oldest first, read `at_once` at a time."""
    rows = EventRow.objects.filter(name__in=list(names), kind=EventKind.TRACK.value, occurred_at__lt=until)
    if profile_ids is not None:
        rows = rows.filter(profile_id__in=list(profile_ids))
    instant, number = since, 0
    while True:
        page = rows.filter(Q(occurred_at__gt=instant) | Q(occurred_at=instant, pk__gt=number), occurred_at__gte=instant)
        found = _events(page.order_by("occurred_at", "id")[:at_once])
        yield from found
        if len(found) < at_once:
            return
        instant, number = found[-1].occurred_at, found[-1].id


def group_calls(*, of: Sequence[int] = (), about: Collection[str] = ()) -> Iterator[list[Event]]:
    """The `group` calls of these profiles, or about these groups, in the order of their numbers, a page at a time."""
    calls = EventRow.objects.filter(kind=EventKind.GROUP.value)
    calls = calls.filter(profile_id__in=list(of)) if of else calls.filter(other_id__in=list(about))
    after = 0
    while found := _events(calls.filter(pk__gt=after).order_by("id")[:_PAGE]):
        yield found
        after = found[-1].id


def seen_as(profile_ids: Collection[int]) -> tuple[set[int], set[int]]:
    """Which of these profiles have events of machines, and which of others."""
    condition, values = bulk.among("profile_id", profile_ids)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT profile_id, is_bot FROM collect_event WHERE {condition}", [values])
        rows = cursor.fetchall()
    return {profile for profile, is_bot in rows if is_bot}, {profile for profile, is_bot in rows if not is_bot}


def weekly_counts(name: str, *, until: int, weeks: int) -> list[int]:
    """How many track events of this name fell into each of the last `weeks` weeks before `until`, bots out."""
    since = until - weeks * _WEEK_US
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (occurred_at - %s) / %s AS week, COUNT(*) FROM collect_event WHERE kind = %s AND name = %s"
            " AND occurred_at >= %s AND occurred_at < %s AND NOT is_bot GROUP BY week",
            [since, _WEEK_US, EventKind.TRACK.value, str(name), since, until],
        )
        found = dict(cursor.fetchall())
    return [int(found.get(week, 0)) for week in range(weeks)]


def event_names() -> list[str]:
    """The names of all track events in order, by loose index scan: as fast with many events as with few."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE names(name) AS (SELECT min(name) FROM collect_event UNION ALL"
            " SELECT (SELECT min(e.name) FROM collect_event e WHERE e.name > names.name) FROM names"
            " WHERE names.name IS NOT NULL) SELECT name FROM names WHERE name <> '' AND name IS NOT NULL AND EXISTS"
            " (SELECT 1 FROM collect_event e WHERE e.name = names.name AND e.kind = 'track')"
        )
        return sorted(name for (name,) in cursor.fetchall())


def event_rows(*, name: str = "", since: int = 0, until: int = 0) -> Iterator[tuple[Any, ...]]:
    """Every event as a row of EVENT_COLUMNS: of one name, or that happened in a time (us), where asked so."""
    return exporting.events(name=name, since=since, until=until)


def consent_lane_is_clear(*, up_to: int) -> bool:
    """Whether no word on consent received at or before `up_to` still waits for its projection."""
    if Pending.objects.filter(is_consent=True, recorded_at__lte=up_to).exists():
        return False
    return not _has_waiting(Lane.CONSENT, up_to)


def is_all_projected(*, up_to: int) -> bool:
    """Whether nothing received at or before `up_to` (us) still waits, in any lane."""
    if Pending.objects.filter(recorded_at__lte=up_to).exists() or Held.objects.filter(received_at__lte=up_to).exists():
        return False
    return not any(_has_waiting(lane, up_to) for lane in Lane)


def _has_waiting(lane: Lane, up_to: int) -> bool:
    if connection.vendor == "sqlite":
        position = cursors.read(claims.cursor_name(lane))
        return claims.intake_file().has_waiting(lane, claims.next_row(position), up_to=up_to)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {TABLES[lane]} WHERE received_at <= %s)", [up_to])
        return bool(cursor.fetchone()[0])


def kept_out(*, days: int) -> dict[int, int]:
    """How many events of each source were kept out of the log in the last `days` days, for privacy's sake."""
    return keptout.counts(now=clock.now_us(), days=days)


def sources() -> list[Source]:
    """All sources that may send, by name."""
    return known_sources.all_sources()


def quarantine(*, before_id: int | None = None, limit: int = 50, code: str = "") -> list[Quarantined]:
    """Events in quarantine, newest first; `code` asks for those of one reason."""
    rows = Quarantine.objects.order_by("-id")
    if code:
        rows = rows.filter(code=code)
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    return _quarantined(rows[:limit])


def quarantined(quarantined_id: int) -> Quarantined:
    """One event in quarantine. Raises NotFound."""
    found = _quarantined(Quarantine.objects.filter(pk=quarantined_id))
    if not found:
        raise NotFound("quarantined_gone", "This event is not in quarantine any more.")
    return found[0]


def quarantine_codes() -> list[tuple[str, int]]:
    """How many events are in quarantine for each reason, the most frequent first."""
    counts = Quarantine.objects.order_by().values_list("code").annotate(count=Count("pk"))
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))


def replays(*, limit: int = 5) -> list[Replay]:
    """The newest replays, with how far they are."""
    return known_replays.newest(limit=limit)


def quarantined_of(profile_ids: Sequence[int], *, limit: int = 50) -> list[Quarantined]:
    """Events in quarantine that name these profiles, or an id that events of theirs came with; newest first."""
    newest = quarantine_ids(profile_ids)[-limit:]
    return _quarantined(Quarantine.objects.filter(pk__in=newest).order_by("-id"))


def quarantine_ids(profile_ids: Sequence[int]) -> list[int]:
    """All rows in quarantine that name these profiles, or an id that events of theirs came with; the oldest first."""
    names = EventRow.objects.filter(profile_id__in=list(profile_ids)).values_list("user_id", "anonymous_id").distinct()
    ids, numbers = {value for pair in names for value in pair if value}, set(profile_ids)
    found: set[int] = set()
    for some in in_chunks([*sorted(ids), *sorted(numbers)], IDS_AT_ONCE):
        mentioned = reduce(or_, (Q(body__contains=msgspec.json.encode(value).decode()) for value in some))
        rows = Quarantine.objects.filter(mentioned).values_list("pk", "body").iterator(chunk_size=_PAGE)
        found |= {number for number, body in rows if _names(body, ids, numbers)}
    return sorted(found)


def _names(body: str, ids: set[str], profile_ids: set[int]) -> bool:
    """Whether an event as it came says that it is about one of these."""
    try:
        call = _decode(body)
    except msgspec.DecodeError:
        return False
    return isinstance(call, dict) and (
        call.get("userId") in ids or call.get("anonymousId") in ids or call.get("profileId") in profile_ids
    )


def _quarantined(rows: Iterable[Quarantine]) -> list[Quarantined]:
    return [
        Quarantined(
            row.pk, row.code, row.reason, row.path, row.body, row.source_id, clock.to_us(row.received_at),
            clock.to_us(row.quarantined_at), is_mendable(row.path, _decode(row.shell, type=Around)),
        )
        for row in rows
    ]  # fmt: skip


def quarantine_count() -> int:
    """Events in quarantine."""
    return Quarantine.objects.count()


def set_aside_count(*, since: int) -> int:
    """How many events rooms failed at since an instant (us); those that a room refused with a reason do not count."""
    return Quarantine.objects.filter(code=aside.ROOM_FAILED, quarantined_at__gte=since).count()


def own_refused_count(*, since: int) -> int:
    """How many events that rooms themselves recorded went to quarantine since an instant (us)."""
    return Quarantine.objects.filter(trust=int(Trust.SYSTEM), quarantined_at__gte=since).count()


def upload(key: str) -> Sheet:
    """A kept file of people with its first rows. Raises ImportRefused where it is gone."""
    return uploads.sheet(uploads.folder(settings.current()), key)


def remembered_columns(key: str) -> dict[str, str]:
    """What was said of the last file with the columns of this one; empty where none came."""
    return uploads.remembered(uploads.folder(settings.current()), key)


def upload_state(key: str) -> UploadState | None:
    """How far the import of a kept file has come, or what became of it; None before it begins."""
    return uploads.state(uploads.folder(settings.current()), key)


def is_upload_asked(key: str) -> bool:
    """Whether a kept file waits to be imported, or is being imported."""
    return uploads.is_asked(uploads.folder(settings.current()), key)


def try_upload(key: str, mapping: dict[str, object], *, now: int) -> Tried:
    """How the first lines of a kept file would be read by a mapping. Records nothing. Raises ImportRefused."""
    kept = uploads.folder(settings.current())
    meant = mappings.load(uploads.write_mapping(kept, key, mapping))
    lines, drafts, refusals = importing.try_out(uploads.path_of(kept, key), meant, now=now)
    shown = [
        TriedEvent(
            one.name or one.kind.value, one.user_id or one.anonymous_id, one.occurred_at, one.properties | one.traits
        )
        for one in drafts[: uploads.SHOWN_ROWS]
    ]
    return Tried(lines, tuple(shown), tuple(Counter(one.reason for one in refusals).most_common(SHOWN_REASONS)))


def waiting_up_to(last_id: int) -> int:
    """About how many records up to this one the worker has not learnt yet; exact where it is 0."""
    oldest: int | None = Pending.objects.order_by("id").values_list("id", flat=True).first()
    return max(last_id - oldest + 1, 0) if oldest else 0


def upload_held(key: str) -> int:
    """How many events of a kept file wait in quarantine: those that were received while it was read."""
    file_hash = key.removeprefix(uploads.EVENTS)
    read = Import.objects.filter(file_hash__startswith=file_hash).order_by("-started_at").first()
    if read is None:
        return 0
    held = Quarantine.objects.filter(trust=int(Trust.IMPORT), received_at__gte=read.started_at)
    return (held.filter(received_at__lte=read.finished_at) if read.finished_at else held).count()


def upload_to_mend(key: str) -> tuple[str, bytes]:
    """The lines that could not be used, with their reasons: the file's name and what it holds. Raises NotFound."""
    place = uploads.folder(settings.current()) / key
    for name in (uploads.MEND_MESSAGES, uploads.MEND):
        if (place / name).exists():
            return name, (place / name).read_bytes()
    raise NotFound("upload_not_found", "There is nothing to mend of this file, or it is not kept any more.")


def _events(rows: QuerySet[EventRow]) -> list[Event]:
    return [_event(values) for values in rows.values_list(*_FIELDS)]


def _event(values: tuple[Any, ...]) -> Event:
    (number, message_id, kind, name, user_id, anonymous_id, other_id, properties, traits, context, occurred_at,
     received_at, source_id, trust, profile_id, is_bot) = values  # fmt: skip
    return Event(
        number, message_id, EventKind(kind), name, user_id, anonymous_id, other_id, _decode(properties),
        _decode(traits), _decode(context), clock.to_us(occurred_at), clock.to_us(received_at), source_id, Trust(trust),
        profile_id, is_bot,
    )  # fmt: skip


def counted_before(message_ids: Sequence[str]) -> set[str]:
    """Those of these message ids that were counted in the last 30 days, from any sender but browsers."""
    return dedupe.counted(message_ids)


def last_pending() -> int:
    """The newest record that waits for the worker; once all up to it are gone, what was recorded is learnt."""
    return claims.last_pending()
