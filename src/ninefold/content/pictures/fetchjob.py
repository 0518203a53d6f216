"""The step that brings pictures of products in from where they stand, each address once, in a process beside.

What cannot be fetched is asked for again, each time twice as late, and keeps nothing else waiting.
"""

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import structlog
from django.core.files import File
from django.db import transaction

from ninefold.content.imaging import fetching
from ninefold.content.imaging.types import Came, FetchJob
from ninefold.content.models import MediaImage, Product
from ninefold.content.picturetables import URL_CHARACTERS_MAX, FetchedRow
from ninefold.kernel import clock, settings
from ninefold.kernel.database import leases

LEASE = "fetched pictures"
LEASE_SECONDS = 60.0
AT_ONCE = 10
LOOK_SECONDS = 15.0  # how often products are looked through for addresses that nobody asked for yet
WANTED_AT_ONCE = 500
GRACE_SECONDS = 10.0
HOUR_US = 3_600_000_000
BACK_OFF_HOURS_MAX = 168
TRIES_MAX = 12
ENDED = "Fetching it took more time than it may."
log = structlog.get_logger(__name__)


@dataclass
class _Beside:
    """What this process has running, and when it looked for new addresses last, on the machine's time."""

    process: "subprocess.Popen[bytes] | None" = None
    urls: tuple[str, ...] = ()
    folder: Path = Path()
    until: float = 0.0
    looked_at: float = -LOOK_SECONDS


_now = _Beside()


def advance(*, now: int) -> int:
    """Ask for what is due at `now` (us), or take in what came; how much was done, 0 while there is only to wait."""
    if clock.is_driven():
        return 0
    if _now.process is not None:
        leases.acquire(LEASE, seconds=LEASE_SECONDS)
        return _look(now)
    if time.monotonic() - _now.looked_at >= LOOK_SECONDS:
        _now.looked_at = time.monotonic()
        _want_new(now)
    due = FetchedRow.objects.filter(next_at__lte=clock.from_us(now)).order_by("next_at", "id")
    urls = tuple(due.values_list("url", flat=True)[:AT_ONCE])
    if not urls or not leases.acquire(LEASE, seconds=LEASE_SECONDS):
        return 0
    _begin(urls, now)
    return 1


def close() -> None:
    """End what runs beside, at the end of a process."""
    if _now.process is not None:
        _now.process.kill()
        _now.process.wait()
        _forget()


def _want_new(now: int) -> None:
    """Note the addresses of products on sale that nobody asked for yet."""
    known = FetchedRow.objects.values("url")
    there = Product.objects.filter(is_available=True).exclude(image_url="").exclude(image_url__in=known)
    found = dict(there.order_by("id").values_list("image_url", "name")[:WANTED_AT_ONCE])
    rows = [FetchedRow(url=url, title=name, next_at=_instant(now)) for url, name in found.items()]
    FetchedRow.objects.bulk_create((row for row in rows if len(row.url) <= URL_CHARACTERS_MAX), ignore_conflicts=True)


def _begin(urls: tuple[str, ...], now: int) -> None:
    install = settings.current()
    folder = install.data / "pictures" / uuid4().hex
    folder.mkdir(parents=True)
    allowed = tuple(map(str, install.fetch_networks))
    job = FetchJob(urls, str(folder), f"Ninefold (+{install.public_url})", allowed, now)
    path = folder / fetching.JOB
    path.write_bytes(msgspec.json.encode(job))
    _now.urls, _now.folder, _now.until = urls, folder, time.monotonic() + job.seconds_max + GRACE_SECONDS
    command = [sys.executable, "-m", fetching.__name__, str(path)]
    _now.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def _look(now: int) -> int:
    """Look whether the process has ended; take in what came."""
    assert _now.process is not None
    if _now.process.poll() is None:
        if time.monotonic() < _now.until:
            return 0
        _now.process.kill()
        _now.process.wait()
    try:
        for came in _outcome():
            take(came, _now.folder, now)
    finally:
        _forget()
    return 1


def _outcome() -> list[Came]:
    try:
        return msgspec.json.decode((_now.folder / fetching.OUTCOME).read_bytes(), type=list[Came])
    except (OSError, msgspec.DecodeError):
        return [Came(url, problem=ENDED) for url in _now.urls]


def _forget() -> None:
    shutil.rmtree(_now.folder, ignore_errors=True)
    _now.process, _now.urls = None, ()


@transaction.atomic
def take(came: Came, folder: Path, now: int) -> None:
    """Put what came of an address into the media library, once for the same bytes; or note why nothing did."""
    row = FetchedRow.objects.select_for_update().filter(url=came.url).first()
    if row is None or row.image_id:
        return
    if came.problem:
        row.failures, row.problem = row.failures + 1, came.problem[:500]
        hours = min(2 ** min(row.failures - 1, 10), BACK_OFF_HOURS_MAX)
        wait = max(hours * HOUR_US, came.retry_after_seconds * 1_000_000)
        is_over = came.is_final or row.failures >= TRIES_MAX
        row.next_at = None if is_over else clock.from_us(now + wait)
        log.info("a picture cannot be fetched", failures=row.failures)
    else:
        row.image = _same(came.sha1) or _kept(row, came, folder)
        row.problem, row.next_at = "", None
        row.fetched_at = clock.from_us(now)
    row.save()


def _same(sha1: str) -> MediaImage | None:
    """An image that was fetched elsewhere and has the same bytes."""
    found: MediaImage | None = MediaImage.objects.filter(file_hash=sha1, sources__isnull=False).first()
    return found


def _kept(row: FetchedRow, came: Came, folder: Path) -> MediaImage:
    path = folder / came.name
    with path.open("rb") as file:
        made = MediaImage(
            title=row.title or "Picture", description=row.title, file=File(file, name=f"fetched-{came.name}"),
            file_size=path.stat().st_size, file_hash=came.sha1, is_for_all=False,
        )  # fmt: skip
        made.save()
    return made


def _instant(us: int) -> Any:
    """The instant as the model field takes it; its stubs know only its column's integer."""
    return clock.from_us(us)
