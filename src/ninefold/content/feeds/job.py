"""The step of feeds in the cycle: begins readings that are due, in processes beside, and takes in what they found.

Whoever holds the lease does it. What was found lies on disk and how far it is taken stands in the database, in the
transaction that took it: killed anywhere, it goes on where it was, and nothing is taken twice.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import msgspec
import structlog
from django.db import transaction
from django.db.models import Q

from ninefold.content.feeds import cataloguing, gathering, places, taking, versions
from ninefold.content.feeds.types import FeedKind, Job, Line, Reading, Refused
from ninefold.content.models import Feed, FeedDocument
from ninefold.kernel import clock, settings
from ninefold.kernel.database import leases
from ninefold.kernel.errors import BadInput

LEASE = "feeds"
LEASE_SECONDS = 60.0
TURN_SECONDS = 0.4
LOCK_SECONDS = 0.04  # of one transaction: other writers wait for it
AT_ONCE = 100
READINGS_MAX = 2
GRACE_SECONDS = 10.0
MINUTE_US = 60_000_000
BACK_OFF_MINUTES_MAX = 1_440
FIRST_BACK_OFF_MINUTES = 2
TRIES_MAX = 8  # of a feed that is read only when somebody asks for it
PROBLEM_CHARACTERS_MAX = 500
EMPTY = "There is nothing in it, so nothing was changed here."
ENDED = "Reading it took more time or memory than it may, and was ended."
log = structlog.get_logger(__name__)
_beside: dict[str, tuple["subprocess.Popen[bytes]", float]] = {}


def advance(*, now: int) -> int:
    """Bring every feed on that is due or under way; how much was done, 0 while all that is left is to wait."""
    under_way = ~Q(run="") | Q(is_stopped=False, next_at__lte=clock.from_us(now))
    feeds = list(Feed.objects.filter(under_way).order_by("next_at", "id"))
    if not feeds and not _beside:
        return 0
    if not leases.acquire(LEASE, seconds=LEASE_SECONDS):
        _end_readings(set())
        return 0
    _end_readings({feed.run for feed in feeds if not feed.is_stopped})
    done = sum(_one(feed, TURN_SECONDS / len(feeds), now) for feed in feeds)
    if not Feed.objects.exclude(run="").exists():
        leases.release(LEASE)
    return done


def close() -> None:
    """End what runs beside, at the end of a process."""
    _end_readings(set())


def _end_readings(kept: set[str]) -> None:
    """End the processes of readings that nobody waits for."""
    for run in _beside.keys() - kept:
        process, _ = _beside.pop(run)
        process.kill()
        process.wait()


def _one(feed: Feed, seconds: float, now: int) -> int:
    if feed.is_stopped:
        _leave(feed)
        return 1
    if feed.lines:
        return _take(feed, seconds, now)
    if feed.run in _beside:
        return _look(feed, now)
    return _begin(feed, now) if len(_beside) < READINGS_MAX else 0


def _leave(feed: Feed) -> None:
    places.end(feed.pk, feed.run)
    feed.run, feed.lines, feed.taken, feed.place = "", 0, 0, 0
    feed.save(update_fields=["run", "lines", "taken", "place"])


def _begin(feed: Feed, now: int) -> int:
    """Start reading a feed beside."""
    if feed.run:  # whoever read it is gone
        places.end(feed.pk, feed.run)
    feed.run = uuid4().hex
    feed.save(update_fields=["run"])
    folder = places.folder(feed.pk, feed.run)
    try:
        job = _job(feed, folder, now)
    except BadInput as error:
        _failed(feed, Reading(error.message), now)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / gathering.JOB
    path.write_bytes(msgspec.json.encode(job))
    command = [sys.executable, "-m", gathering.__name__, str(path)]
    _beside[feed.run] = (started(command), time.monotonic() + job.seconds_max + GRACE_SECONDS)
    return 1


def started(command: list[str]) -> "subprocess.Popen[bytes]":
    """A process beside this one; what goes wrong in it stands in this one's log."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def _job(feed: Feed, folder: Path, now: int) -> Job:
    install = settings.current()
    is_known = feed.kind != FeedKind.PRODUCTS or not cataloguing.has_ended(feed, now)
    return Job(
        kind=FeedKind(feed.kind), place=places.source(feed.pk, feed.address), folder=str(folder), now=now,
        agent=f"Ninefold (+{install.public_url})", etag=feed.etag * is_known, modified=feed.modified * is_known,
        networks=tuple(map(str, install.fetch_networks)),
    )  # fmt: skip


def _look(feed: Feed, now: int) -> int:
    """Look whether a reading has ended; its outcome, if so."""
    process, deadline = _beside[feed.run]
    if process.poll() is None:
        if time.monotonic() < deadline:
            return 0
        process.kill()
        process.wait()
    del _beside[feed.run]
    reading = _reading(feed)
    if reading.problem:
        _failed(feed, reading, now)
    elif reading.is_unchanged:
        with transaction.atomic():
            cataloguing.hold_on(feed, now)
            _well(feed, reading, now)
    elif not reading.lines:
        _failed(feed, Reading(EMPTY), now)
    else:
        feed.lines = reading.lines
        feed.save(update_fields=["lines"])
    return 1


def _reading(feed: Feed) -> Reading:
    try:
        raw = (places.folder(feed.pk, feed.run) / gathering.READING).read_bytes()
        return msgspec.json.decode(raw, type=Reading)
    except (OSError, msgspec.DecodeError):
        return Reading(ENDED)


def _failed(feed: Feed, reading: Reading, now: int) -> None:
    """Say what is wrong, and try again later, each time twice as late; what came before stays."""
    feed.failures += 1
    feed.problem = reading.problem[:PROBLEM_CHARACTERS_MAX]
    minutes = min(FIRST_BACK_OFF_MINUTES * 2 ** min(feed.failures - 1, 20), BACK_OFF_MINUTES_MAX)
    wait = max(minutes * MINUTE_US, reading.retry_after_seconds * 1_000_000)
    is_over = not feed.every_minutes and feed.failures >= TRIES_MAX
    feed.next_at = None if is_over else clock.from_us(now + wait)
    log.warning("a feed cannot be read", feed_id=feed.pk, failures=feed.failures)
    _end(feed)


def _well(feed: Feed, reading: Reading, now: int) -> None:
    feed.failures, feed.problem, feed.read_at = 0, "", clock.from_us(now)
    feed.etag, feed.modified = reading.etag, reading.modified
    feed.next_at = clock.from_us(now + feed.every_minutes * MINUTE_US) if feed.every_minutes else None
    _end(feed)


def _end(feed: Feed) -> None:
    run, feed.run, feed.lines, feed.taken, feed.place = feed.run, "", 0, 0, 0
    feed.save(update_fields=["failures", "problem", "next_at", "read_at", "changed_at", "etag", "modified", "run",
                             "lines", "taken", "place"])  # fmt: skip
    transaction.on_commit(lambda: places.end(feed.pk, run))


def _take(feed: Feed, seconds: float, now: int) -> int:
    """Take in what was found, piece by piece, for so many seconds; how many lines."""
    path = places.folder(feed.pk, feed.run) / gathering.LINES
    if not path.exists():  # the folder was not moved along with the database: read it anew
        feed.lines, feed.taken, feed.place = 0, 0, 0
        feed.save(update_fields=["lines", "taken", "place"])
        return _begin(feed, now)
    until, before = time.monotonic() + seconds, feed.taken
    near = taking.Neighbours.known()
    while feed.taken < feed.lines and time.monotonic() < until:
        _take_piece(feed, path, near, now)
    if feed.taken >= feed.lines:
        _finish(feed, now)
    return feed.taken - before + 1


@transaction.atomic
def _take_piece(feed: Feed, path: Path, near: taking.Neighbours, now: int) -> None:
    """One transaction's worth: as many lines as go into the time that a lock may be held, and how far that is."""
    until = time.monotonic() + LOCK_SECONDS
    some = list(_lines(path, feed.place))
    if feed.kind == FeedKind.PRODUCTS:
        feed.place += _take_products(feed, [line for line, _ in some], now) + sum(size for _, size in some)
        feed.taken += len(some)
    else:
        known = _known(feed, [line for line, _ in some])
        for line, size in some:
            _take_line(feed, line, known, near, now)
            feed.place += size
            feed.taken += 1
            if time.monotonic() > until:
                break
    feed.save(update_fields=["place", "taken", "changed_at"])


def _lines(path: Path, place: int) -> Iterator[tuple[Line, int]]:
    decoder = msgspec.json.Decoder(Line)
    with path.open("rb") as file:
        file.seek(place)
        for _, raw in zip(range(AT_ONCE), file, strict=False):
            yield decoder.decode(raw), len(raw)


def _known(feed: Feed, lines: list[Line]) -> dict[str, FeedDocument]:
    keys = [one.key[:500] for line in lines if (one := line.document or line.refused)]
    found = FeedDocument.objects.filter(feed=feed, key__in=keys).select_related("variant")
    return {row.key: row for row in found}


def _take_line(feed: Feed, line: Line, known: dict[str, FeedDocument], near: taking.Neighbours, now: int) -> None:
    if line.refused is not None:
        taking.take_refused(feed, known, line.refused, now)
    if line.document is None:
        return
    row = known.get(line.document.key[:500])
    if row is not None and row.seen_hash == versions.marks(line.document)[0]:
        FeedDocument.objects.filter(pk=row.pk).update(run=feed.run, seen_at=clock.from_us(now), gone_at=None)
        return
    feed.changed_at = clock.from_us(now)
    taking.take(feed, row, line.document, near, now)


def _take_products(feed: Feed, lines: list[Line], now: int) -> int:
    """Products in one piece; always 0."""
    feed.changed_at = clock.from_us(now)
    others = cataloguing.take(feed, [line.product for line in lines if line.product], now)
    words = "Another feed keeps a product of this key. Take it out of one of them."
    refused = [line.refused for line in lines if line.refused] + [Refused(one.key, words) for one in others]
    known = {row.key: row for row in FeedDocument.objects.filter(feed=feed, key__in=[one.key for one in refused])}
    for one in refused:
        taking.take_refused(feed, known, one, now)
    return 0


@transaction.atomic
def _finish(feed: Feed, now: int) -> None:
    """All is taken: what a whole reading did not name is gone over there. It stays here."""
    reading = _reading(feed)
    if reading.problem:  # its file is gone, so nobody knows whether it was whole
        reading = Reading(is_whole=False)
    if reading.is_whole:
        unseen = FeedDocument.objects.filter(feed=feed).exclude(run=feed.run)
        unseen.filter(content_hash="").delete()
        unseen.filter(gone_at=None).update(gone_at=clock.from_us(now))
        cataloguing.end(feed)
    _well(feed, reading, now)
