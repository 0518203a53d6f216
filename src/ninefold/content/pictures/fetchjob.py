"""The step that brings pictures of products in from where they stand, each address once, in a process beside.

What cannot be fetched is asked for again, each time twice as late, and keeps nothing else waiting. What came is looked
for again once a month, and where its product changed; only what is new is fetched, and takes the place of the old.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

import structlog
from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet

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
DAY_US = 24 * HOUR_US
MONTH_US = 30 * DAY_US
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
    rows = list(due[:AT_ONCE]) or list(_known().filter(look_again_at__lte=clock.from_us(now))[:AT_ONCE])
    if not rows or not leases.acquire(LEASE, seconds=LEASE_SECONDS):
        return 0
    _begin(rows, now)
    return 1


def look_again(urls: Collection[str], *, now: int) -> None:
    """Look for these pictures of products again, each at most once a day: their products changed."""
    rows = _known().filter(url__in=list(urls), fetched_at__lte=clock.from_us(now - DAY_US))
    rows.update(look_again_at=clock.from_us(now))


def _known() -> QuerySet[FetchedRow]:
    """Pictures that came, and that a product on sale shows."""
    there = Product.objects.filter(is_available=True).exclude(image_url="")
    return FetchedRow.objects.filter(image__isnull=False, url__in=there.values("image_url")).order_by(
        "look_again_at", "id"
    )


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


def _begin(rows: list[FetchedRow], now: int) -> None:
    install, urls = settings.current(), tuple(row.url for row in rows)
    known = {row.url: (row.etag, row.modified) for row in rows if row.image_id}
    folder, allowed = str(_now.child.new_folder()), tuple(map(str, install.fetch_networks))
    job = FetchJob(urls, folder, f"Ninefold (+{install.public_url})", allowed, now, known)
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
    if row is None:
        return
    if row.image is not None:
        _look_at(row, row.image, came, folder, now)
    elif came.problem:
        row.failures, row.problem = row.failures + 1, came.problem[:500]
        hours = min(2 ** min(row.failures - 1, 10), BACK_OFF_HOURS_MAX)
        wait = max(hours * HOUR_US, came.retry_after_seconds * 1_000_000)
        is_over = came.is_final or row.failures >= TRIES_MAX
        row.next_at = None if is_over else clock.from_us(now + wait)
        log.info("a picture cannot be fetched", failures=row.failures)
    else:
        row.image = _same(came.sha1) or _kept(row, came, folder)
        row.problem, row.next_at = "", None
        _note(row, came, now)
    row.save()


def _note(row: FetchedRow, came: Came, now: int) -> None:
    """What was told of the picture that came, and when it is looked for again."""
    row.etag, row.modified = came.etag, came.modified
    row.fetched_at, row.look_again_at = clock.from_us(now), clock.from_us(now + MONTH_US)


def _look_at(row: FetchedRow, image: MediaImage, came: Came, folder: Path, now: int) -> None:
    """Put a new picture in the place of the one that is there, which stays where nothing came."""
    if came.problem:
        wait = max(DAY_US, came.retry_after_seconds * 1_000_000)
        row.look_again_at = clock.from_us(now + wait)
        log.info("a picture cannot be looked for again")
        return
    if came.is_unchanged or came.sha1 == image.file_hash:
        _note(row, replace(came, etag=came.etag or row.etag, modified=came.modified or row.modified), now)
        return
    if same := _same(came.sha1):
        row.image = same
    elif image.is_for_all or image.sources.count() > 1:  # it is shown for itself, too
        row.image = _kept(row, came, folder)
    else:
        _exchange(image, came, folder)
    _note(row, came, now)


def _exchange(image: MediaImage, came: Came, folder: Path) -> None:
    """Give an image another file. What was cut of the old one is shown until the new one is cut."""
    old, path = image.file.name, folder / came.name
    with path.open("rb") as file:
        image.file = File(file, name=f"fetched-{came.name}")  # type: ignore[assignment]  # Wagtail ships no types
        image.file_size, image.file_hash = path.stat().st_size, came.sha1
        image.focal_point_x = image.focal_point_y = image.focal_point_width = image.focal_point_height = None
        image.save()
    transaction.on_commit(lambda: image.file.storage.delete(old))


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
