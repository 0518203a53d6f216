"""The step that brings pictures of products in from where they stand, each address once, in a process beside.

What cannot be fetched is asked for again, each time twice as late, and keeps nothing else waiting.
"""

import time
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from django.core.files import File
from django.db import transaction

from ninefold.content.imaging import fetching
from ninefold.content.imaging.types import Came, FetchJob
from ninefold.content.models import MediaImage, Product
from ninefold.content.pictures.child import Child
from ninefold.content.picturetables import URL_CHARACTERS_MAX, FetchedRow
from ninefold.kernel import clock, settings
from ninefold.kernel.database import leases
from ninefold.kernel.database.fields import instant

LEASE = "fetched pictures"
LEASE_SECONDS = 60.0
AT_ONCE = 10
LOOK_SECONDS = 15.0  # how often products are looked through for addresses that nobody asked for yet
WANTED_AT_ONCE = 500
HOUR_US = 3_600_000_000
BACK_OFF_HOURS_MAX = 168
TRIES_MAX = 12
ENDED = "Fetching it took more time than it may."
log = structlog.get_logger(__name__)


@dataclass
class _Beside:
    """What this process has running, and when it looked for new addresses last, on the machine's time."""

    child: Child = field(default_factory=Child)
    urls: tuple[str, ...] = ()
    looked_at: float = -LOOK_SECONDS


_now = _Beside()


def advance(*, now: int) -> int:
    """Ask for what is due at `now` (us), or take in what came; how much was done, 0 while there is only to wait."""
    if clock.is_driven():
        return 0
    if _now.child.is_there:
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
    _now.child.close()


def _want_new(now: int) -> None:
    """Note the addresses of products on sale that nobody asked for yet."""
    known = FetchedRow.objects.values("url")
    there = Product.objects.filter(is_available=True).exclude(image_url="").exclude(image_url__in=known)
    found = dict(there.order_by("id").values_list("image_url", "name")[:WANTED_AT_ONCE])
    rows = [FetchedRow(url=url, title=name, next_at=instant(now)) for url, name in found.items()]
    FetchedRow.objects.bulk_create((row for row in rows if len(row.url) <= URL_CHARACTERS_MAX), ignore_conflicts=True)


def _begin(urls: tuple[str, ...], now: int) -> None:
    install = settings.current()
    folder, allowed = str(_now.child.new_folder()), tuple(map(str, install.fetch_networks))
    job = FetchJob(urls, folder, f"Ninefold (+{install.public_url})", allowed, now)
    _now.urls = urls
    _now.child.begin(fetching.__name__, job)


def _look(now: int) -> int:
    """Look whether the process has ended; take in what came."""
    if not _now.child.has_ended():
        return 0
    try:
        for came in _now.child.outcome(list[Came]) or [Came(url, problem=ENDED) for url in _now.urls]:
            take(came, _now.child.folder, now)
    finally:
        _now.child.forget()
    return 1


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
