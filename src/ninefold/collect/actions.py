"""What can be done with events: take what waits, store it, record one's own; sources, quarantine, imports, the lake."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from django.db import connection, transaction
from msgspec import structs

from ninefold.collect import (
    aside,
    claims,
    cursors,
    dedupe,
    gathering,
    holding,
    keptout,
    lakekeeping,
    lakewriter,
    mending,
    quarantining,
    replay,
    replays,
    retaining,
    sources,
    writing,
)
from ninefold.collect.drafts import Draft, from_new
from ninefold.collect.errors import ImportRefused
from ninefold.collect.holding import Hold
from ninefold.collect.importing import mapping as mappings
from ninefold.collect.importing import run as importing
from ninefold.collect.importing import uploads
from ninefold.collect.intake.rows import TABLES, Lane
from ninefold.collect.masking import Learn
from ninefold.collect.models import Import, Quarantine
from ninefold.collect.parsing import Parser
from ninefold.collect.plan import drift, judging, learning
from ninefold.collect.replay import Check, Readers
from ninefold.collect.sifting import Sift, sifted
from ninefold.collect.types import (
    Batch,
    ErasedEvents,
    Event,
    EventKind,
    Fault,
    ImportReport,
    NewEvent,
    Position,
    Replay,
    Source,
    Trust,
    UploadState,
)
from ninefold.kernel import actors, clock, settings
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.database import bulk, leases
from ninefold.kernel.errors import BadInput
from ninefold.kernel.mentions import Mentions

BATCH_EVENTS = 500
RECORD_EVENTS_MAX = 10_000
REPLAY_EVENTS_MAX = 1_000
NO_READERS = Readers()
UPLOADS_LEASE, UPLOADS_LEASE_SECONDS = "imports", 60.0


def take(
    *,
    limit: int = BATCH_EVENTS,
    consent_only: bool = False,
    parsers: Mapping[str, Parser] | None = None,
    checks: Mapping[str, Check] | None = None,
    sift: Sift | None = None,
    hold: Hold | None = None,
) -> Batch:
    """Read, check and number the next batch, consent lane first. Nothing is written until `store`.

    Runs in the projecting transaction, which it makes exclusive. `parsers` read rows of other kinds, by path ("mail").
    `checks` say of events, by name, what their room cannot count: such go to quarantine and are not numbered.
    What `sift` points at is dropped, and nothing of it kept. What `hold` names is judged a moment later.
    """
    positions = cursors.lock()
    lanes = (Lane.CONSENT,) if consent_only else (Lane.CONSENT, Lane.NORMAL)
    found = gathering.gather(positions=positions, limit=limit, lanes=lanes, parsers=parsers or {}, hold=hold)
    wanted, faults = sifted(found.drafts, found.faults, sift)
    sound, refused = _checked(wanted, checks or {})
    judged = judging.judge(sound)
    drafts, seen = dedupe.fresh(judged.drafts)
    last = positions[cursors.LOG].value if cursors.LOG in positions else 0
    events = tuple(draft.numbered(number) for number, draft in enumerate(drafts, start=last + 1))
    return Batch(
        events=events,
        size=found.taken,
        duplicates=len(judged.drafts) - len(events),
        faults=(*faults, *refused, *judged.faults),
        positions=(*found.positions, Position(cursors.LOG, last + len(events))),
        rows_done=tuple(found.rows_done),
        pending_done=tuple(found.pending_done),
        seen=tuple(seen),
        kept_out=found.kept_out,
        held=tuple(found.held),
        held_done=tuple(found.held_done),
        verdicts=tuple(found.verdicts),
        deviations=judged.deviations,
        deviated=judged.deviated,
    )


def _checked(drafts: Sequence[Draft], checks: Mapping[str, Check]) -> tuple[list[Draft], list[Fault]]:
    """The drafts that pass, and the others as faults; these are not remembered as seen, so they can be replayed."""
    sound: list[Draft] = []
    refused: list[Fault] = []
    for draft in drafts:
        check = checks.get(draft.name)
        try:
            if check:
                check(draft.numbered(0))
            sound.append(draft)
        except BadInput as error:
            refused.append(aside.fault(draft.numbered(0), code=error.code, reason=error.message))
    return sound, refused


def store(*, batch: Batch, profile_ids: Sequence[int]) -> list[Event]:
    """Write a batch down, `profile_ids` in the order of its events (0 for a machine that is nobody), in the transaction
    that took it."""
    assert connection.in_atomic_block
    assert len(profile_ids) == len(batch.events)
    assert all(profile or event.is_bot for profile, event in zip(profile_ids, batch.events, strict=True))
    events = [
        event if event.profile_id == profile_id else structs.replace(event, profile_id=profile_id)
        for event, profile_id in zip(batch.events, profile_ids, strict=True)
    ]
    writing.insert_events(events)
    dedupe.remember(batch.seen)
    learning.learn(events)
    _settle(batch, batch.faults, batch.positions)
    return events


def set_aside(*, batch: Batch, code: str, reason: str) -> None:
    """Put a batch that a room cannot learn from into quarantine, in a transaction that took it anew.

    Its events get no number and are not remembered as seen: once mended, they are replayed like any other.
    """
    assert connection.in_atomic_block
    faults = (*batch.faults, *(aside.fault(event, code=code, reason=reason) for event in batch.events))
    _settle(batch, faults, tuple(p for p in batch.positions if p.name != cursors.LOG))


def _settle(batch: Batch, faults: Sequence[Fault], positions: Sequence[Position]) -> None:
    """What every batch leaves behind: its faults, what it used up, how far it went."""
    now = clock.now_us()
    writing.insert_faults(faults, now=now)
    drift.note(batch.deviations, deviated=batch.deviated, now=now)
    keptout.note(batch.kept_out, now=now)
    holding.keep(batch.held, batch.verdicts)
    claims.delete("collect_held", batch.held_done)
    claims.delete("collect_pending", batch.pending_done)
    if connection.vendor == "postgresql":
        for lane, table in TABLES.items():
            claims.delete(table, [row_id for of, row_id in batch.rows_done if of == lane])
    cursors.move(positions)


def clear(batch: Batch) -> None:
    """Delete the intake rows that a committed batch used up, where they live in a file of their own."""
    if connection.vendor != "sqlite":
        return
    for lane in Lane:
        ids = [row_id for of, row_id in batch.rows_done if of == lane]
        if ids:
            claims.intake_file().clear_before(lane, max(ids) + 1)


def clear_projected() -> None:
    """Delete the intake rows that are projected and whose deletion a crash or a full disk prevented."""
    if connection.vendor != "sqlite":
        return
    for lane in Lane:
        claims.intake_file().clear_before(lane, claims.next_row(cursors.read(claims.cursor_name(lane))))


def record(*, events: Sequence[NewEvent]) -> None:
    """Record what a room did, in the caller's transaction; the leader gives the numbers. Consent has its own lane."""
    if len(events) > RECORD_EVENTS_MAX:
        raise BadInput("too_many_events", f"Record at most {RECORD_EVENTS_MAX} events at once.")
    assert all(event.message_id and event.name and event.occurred_at > 0 for event in events)
    assert all(event.profile_id or event.user_id or event.anonymous_id for event in events)
    now = clock.now_us()
    with transaction.atomic(savepoint=False):  # outside one, every row would be committed, and synced, by itself
        writing.insert_pending((from_new(event, received_at=now) for event in events), now=now)


def create_source(
    *,
    actor: Actor,
    name: str,
    trust: Trust,
    calls: Collection[EventKind] = (),
    events_per_second: int | None = None,
) -> Source:
    """A source with a new random write key. `trust` is BROWSER (the key is public) or SERVER.

    Events a second: 0 for as they come, None for what is usual for its trust.
    """
    actor.require(Permission.SOURCE_EDIT)
    if events_per_second is None:
        events_per_second = sources.BROWSER_EVENTS_PER_SECOND if trust is Trust.BROWSER else 0
    return sources.create(name, trust, calls=calls, events_per_second=events_per_second)


def create_hook(*, actor: Actor, name: str, secret: str = "", person_field: str = "") -> Source:
    """A source of signed webhooks, with the secret of who sends them or, without one, a new one of ours."""
    actor.require(Permission.SOURCE_EDIT)
    return sources.create_hook(name, secret=secret, person_field=person_field)


def limit_source(*, actor: Actor, source_id: int, calls: Collection[EventKind], events_per_second: int) -> None:
    """Say anew what a source may send (none: all) and how fast (0: as it comes). Raises NotFound."""
    actor.require(Permission.SOURCE_EDIT)
    sources.limit(source_id, calls=calls, events_per_second=events_per_second)


def protect_source(*, actor: Actor, source_id: int, keeps_ip: bool, consent_categories: str) -> None:
    """Say whether a source's events may keep the address in `context.ip`, and which consent categories, separated by
    commas (none: those that mean measuring), keep an event out where they are refused. Raises NotFound, BadInput."""
    actor.require(Permission.SOURCE_EDIT)
    sources.protect(source_id, keeps_ip=keeps_ip, categories=consent_categories)


def rotate_key(*, actor: Actor, source_id: int, keep_seconds: int = 0) -> None:
    """Give a source a new write key, or a new secret where it takes webhooks. Raises NotFound.

    The old one is good for `keep_seconds` more, so that every sender can change; then the edge refuses it in 2 s.
    """
    actor.require(Permission.SOURCE_EDIT)
    sources.rotate(source_id, keep_seconds=keep_seconds)


def revoke_source(*, actor: Actor, source_id: int) -> None:
    """End a source: its keys are refused by the edge within two seconds; its events stay. Raises NotFound."""
    actor.require(Permission.SOURCE_EDIT)
    sources.revoke(source_id)


def replay_quarantined(*, actor: Actor, ids: Sequence[int], readers: Readers = NO_READERS) -> int:
    """Read quarantined events again; how many are now recorded. The others stay, with the reason of today.

    `readers` are as for `take`; what needs a parser that is not given stays as it is.
    """
    actor.require(Permission.SOURCE_EDIT)
    if len(ids) > REPLAY_EVENTS_MAX:
        raise BadInput("too_many_events", f"Replay at most {REPLAY_EVENTS_MAX} events at once.")
    with transaction.atomic():
        rows = Quarantine.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk")
        return replay.replay(list(rows), readers)


def replay_all(*, actor: Actor, code: str = "") -> Replay:
    """Have all that is in quarantine for this reason ("" for any) replayed by the worker, step by step."""
    actor.require(Permission.SOURCE_EDIT)
    with transaction.atomic():
        return replays.ask(code=code, asked_by=actor.key)


def replay_due(*, readers: Readers) -> int:
    """Go on with the replays that were asked for, for a moment; how many rows were read."""
    return replays.step(readers)


def mend_quarantined(*, actor: Actor, quarantined_id: int, body: str, readers: Readers = NO_READERS) -> int:
    """Record a quarantined event with this JSON in place of its own; its id, instant and receipt stay as they are.

    How many events were recorded: 0 where it was counted before. Raises BadInput with what is still wrong, NotFound.
    """
    actor.require(Permission.SOURCE_EDIT)
    with transaction.atomic():
        return mending.mend(quarantined_id, body, readers, by=actor.key)


def import_file(
    *,
    actor: Actor,
    path: Path,
    mapping: str | Path,
    progress: Callable[[int, int], None] | None = None,
    seconds_max: float | None = None,
    now: int,
) -> ImportReport:
    """Record the rows of a file as events (`mapping`: a path, or the name of one that ships, such as "cdnow").

    Goes on where an earlier run was interrupted; a file that is wholly imported is left alone. Rows that cannot be
    used stand in `<file>.refused.csv` (of JSON and Parquet `.refused.jsonl`) with their reason; mended, that file is
    imported like this one. `progress` gets (lines done, lines); after `seconds_max` it stops
    at a batch's end, to be called again. Raises ImportRefused.
    """
    actor.require(Permission.IMPORT)
    return importing.run(path=path, mapping=mappings.load(mapping), progress=progress, now=now, seconds_max=seconds_max)


def write_lake(*, now: int, force: bool = False) -> int:
    """Append new events to the lake if it is time (30 seconds or 100,000 events; at once with `force`); how many.

    Leased: one process at a time. `now` is the install's instant; the pace goes by the machine's time.
    """
    return lakewriter.write(force=force)


def keep_upload(*, actor: Actor, sent: Iterable[bytes], called: str = "", are_events: bool = False) -> str:
    """Keep a file of people, or of events, as it was sent, whatever its encoding; its key. Raises ImportRefused.

    `called` is its name where it was sent from.
    """
    actor.require(Permission.IMPORT)
    install = settings.current()
    kept = uploads.folder(install)
    return uploads.keep(kept, sent, install.upload_bytes_max, clock.now().date(), called=called, are_events=are_events)


def remember_columns(*, actor: Actor, key: str, said: Mapping[str, str]) -> None:
    """Keep what was said of a kept file's columns for the next file with the same ones."""
    actor.require(Permission.IMPORT)
    uploads.remember(uploads.folder(settings.current()), key, said)


def import_upload(*, actor: Actor, key: str, seconds_max: float, now: int) -> UploadState:
    """Import a kept file for `seconds_max` more; what has come of it so far. Raises ImportRefused."""
    kept = uploads.folder(settings.current())
    lines: list[int] = [0, 0]

    def count(done: int, total: int) -> None:
        lines[:] = [done, total]

    state = uploads.state(kept, key)
    if state is None or not state.is_done:  # else only to put away what is left of it
        report = import_file(
            actor=actor, path=uploads.path_of(kept, key), mapping=kept / key / uploads.MAPPING, progress=count,
            seconds_max=seconds_max, now=now,
        )  # fmt: skip
        state = UploadState(
            report.recorded, report.refused, lines[0], lines[1], report.is_done, claims.last_pending(), report.said_no
        )
    uploads.note(kept, key, state)
    return state


def import_uploads(*, seconds_max: float, now: int) -> int:
    """Go on with the file that has waited longest to be imported, for so long; how many files it was. Leased."""
    kept = uploads.folder(settings.current())
    key = uploads.asked(kept)
    if key is None or not leases.acquire(UPLOADS_LEASE, seconds=UPLOADS_LEASE_SECONDS):
        return 0
    try:
        import_upload(actor=actors.system("import"), key=key, seconds_max=seconds_max, now=now)
    except ImportRefused as refused:
        uploads.note(kept, key, UploadState(0, 0, 0, 0, is_done=False, problem=refused.message))
    return 1


def compact_lake() -> int:
    """Make few files of many in the lake, where it is time; how many went. Leased, beside no append."""
    if not lakekeeping.is_due() or not leases.acquire(lakewriter.LEASE, seconds=lakewriter.LEASE_SECONDS):
        return 0
    return lakekeeping.compact()


def let_go(*, now: int) -> int:
    """Let events go whose days are over by the tracking plan, where it is time; how many. Leased, beside no append."""
    if not retaining.is_due() or not leases.acquire(lakewriter.LEASE, seconds=lakewriter.LEASE_SECONDS):
        return 0
    try:
        return retaining.let_go(now)
    finally:
        leases.release(lakewriter.LEASE)


def hold_log() -> None:
    """Let nobody number events until the caller's transaction ends."""
    cursors.lock()


def disown(*, profile_ids: Sequence[int]) -> int:
    """Make the events of these profiles nobody's, in the caller's transaction; how many."""
    condition, values = bulk.among("profile_id", profile_ids)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE collect_event SET profile_id = 0 WHERE {condition}", [values])
        return int(cursor.rowcount)


def erase_events(
    *, profile_ids: Sequence[int], mentions: Mentions, learn: Learn, after: int, last: int
) -> ErasedEvents | None:
    """Take the events of erased profiles out of the lake, and mask them in events of others, database and lake alike.

    One piece: what follows the event number `after`, up to `last` at most (0 with the first: up to the newest of now).
    None while another holds the lake: ask again. `learn`: see `masking.mask_lake`.
    """
    if not leases.acquire(lakewriter.LEASE, seconds=lakewriter.LEASE_SECONDS):
        return None
    try:
        last = last or cursors.read(cursors.LOG).value
        return lakekeeping.erase(profile_ids, mentions, learn, after=after, last=last)
    finally:
        leases.release(lakewriter.LEASE)


def erase_quarantined(*, mentions: Callable[[str], bool]) -> int:
    """Drop what in quarantine mentions somebody erased; how many."""
    with transaction.atomic():
        return quarantining.erase(mentions)


def erase_uploads(*, mentions: Callable[[str], bool]) -> int | None:
    """Take somebody out of the kept files of people; how many rows. None while one of these is being imported."""

    def is_begun(file_hash: str) -> bool:
        return Import.objects.filter(file_hash=file_hash, recorded__gt=0, finished_at=None).exists()

    return uploads.erase(uploads.folder(settings.current()), mentions, is_begun)


def say_what_columns_mean(*, actor: Actor, key: str, mapping: dict[str, object]) -> None:
    """Keep the mapping of a kept file and have the worker import it. Raises ImportRefused where it makes no sense."""
    actor.require(Permission.IMPORT)
    kept = uploads.folder(settings.current())
    mappings.load(uploads.write_mapping(kept, key, mapping))
    uploads.ask(kept, key)
