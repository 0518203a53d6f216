"""The step of pictures in the cycle: has each image cut in a process beside, and takes in what was made.

Whoever holds the lease does it. Files lie in their place, whole, before a row names them, under a name that says what
is in them: killed anywhere, the same is done again and nothing is left over.
"""

import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import msgspec
import structlog
from django.conf import settings as django_settings
from django.db import transaction

from ninefold.content.imaging import making
from ninefold.content.imaging.types import Job, Made, Outcome, Plan, Slot
from ninefold.content.models import MediaImage, MediaRendition
from ninefold.content.pictures.child import Child
from ninefold.kernel.database import leases

LEASE = "pictures"
LEASE_SECONDS = 60.0
SECONDS_MAX = 120
TRIES_MAX = 2
REST_SECONDS = 30.0
FOLDER = "renditions"
ENDED = "Making this picture ready took more time or memory than it may. Save it smaller and bring it in again."
log = structlog.get_logger(__name__)


@dataclass
class _Beside:
    """What this process has running, the plan that it saw last, and how often it tried an image."""

    child: Child = field(default_factory=Child)
    image_id: int = 0
    source: str = ""
    plan: str = ""
    seen: tuple[str, str] = ("", "")
    rests_until: float = 0.0
    tries: tuple[int, int] = (0, 0)


_now = _Beside()


def advance(plan: Plan) -> int:
    """Begin the next image, or take in what was made of the last; how much was done, 0 while there is only to wait."""
    names = (name_of(plan.every), name_of(plan.first))
    if _now.seen != names:  # other slots than before: all that was made for the old ones is made anew
        for is_for_all, name in zip((True, False), names, strict=True):
            MediaImage.objects.filter(is_for_all=is_for_all).exclude(settled__in=("", name)).update(settled="")
        _now.seen = names
    if _now.child.is_there:
        leases.acquire(LEASE, seconds=LEASE_SECONDS)
        return _look()
    if time.monotonic() < _now.rests_until:
        return 0
    row = MediaImage.objects.filter(settled="").order_by("-is_for_all", "id").first()
    if row is None:
        return 0
    if not leases.acquire(LEASE, seconds=LEASE_SECONDS):
        return 0
    _begin(row, plan)
    return 1


def close() -> None:
    """End what runs beside, at the end of a process."""
    _now.child.close()


def name_of(slots: object) -> str:
    """A short name of slots: others have another."""
    return blake2b(msgspec.json.encode(slots, order="deterministic"), digest_size=8).hexdigest()


def _begin(row: MediaImage, plan: Plan) -> None:
    job = job_of(row, plan, _now.child.new_folder())
    _now.image_id, _now.source, _now.plan = row.pk, row.source(), name_of(_slots(row, plan))
    _now.child.begin(making.__name__, job)


def job_of(row: MediaImage, plan: Plan, folder: Path) -> Job:
    """What is to be made of an image."""
    return Job(str(row.file.path), str(folder), dict(_slots(row, plan)), _focus(row), SECONDS_MAX)


def _slots(row: MediaImage, plan: Plan) -> Mapping[str, Slot]:
    return plan.every if row.is_for_all else plan.first


def _focus(row: MediaImage) -> tuple[float, float] | None:
    """The middle of the focal point in hundredths of the picture: so it holds however the file was turned."""
    if row.focal_point_x is None or row.focal_point_y is None:
        return None
    return row.focal_point_x / row.width, row.focal_point_y / row.height


def _look() -> int:
    """Look whether the process has ended; take in what it made."""
    if not _now.child.has_ended():
        return 0
    try:
        _took(_now.child.outcome(Outcome))
    finally:
        _now.child.forget()
    return 1


def _took(outcome: Outcome | None) -> None:
    outcome = outcome or _tried_in_vain()
    if outcome is not None and not keep(_now.image_id, _now.source, _now.plan, _now.child.folder, outcome):
        log.info("an image changed while it was cut", image_id=_now.image_id)


def keep(image_id: int, source: str, plan: str, folder: Path, outcome: Outcome) -> bool:
    """Put the files of an outcome in their place and let the image show them; False where it is gone, or another."""
    place = Path(django_settings.MEDIA_ROOT) / FOLDER / str(image_id)
    place.mkdir(parents=True, exist_ok=True)
    for made in outcome.made:
        (folder / made.name).replace(place / made.name)
    if not MediaImage.objects.filter(pk=image_id).exists():
        shutil.rmtree(place, ignore_errors=True)
        return False
    return take(image_id, source, plan, outcome)


def _tried_in_vain() -> Outcome | None:
    """It ended without a word: try it once more after a while, then say so."""
    number, tries = _now.tries
    tries = tries + 1 if number == _now.image_id else 1
    _now.tries = (_now.image_id, tries)
    log.warning("an image could not be cut", image_id=_now.image_id, tries=tries)
    if tries < TRIES_MAX:
        _now.rests_until = time.monotonic() + REST_SECONDS
        return None
    return Outcome(problem=ENDED)


@transaction.atomic
def take(image_id: int, source: str, plan: str, outcome: Outcome) -> bool:
    """Let an image show what was made of it; False where it is gone or another by now, so that it is made anew."""
    row = MediaImage.objects.select_for_update().filter(pk=image_id).first()
    if row is None or row.source() != source:
        return False
    made = [_row(image_id, source, plan, one) for one in outcome.made]
    MediaRendition.objects.bulk_create(made, ignore_conflicts=True)
    MediaRendition.objects.filter(image=row).update(is_current=False)
    specs = [one.filter_spec for one in made]
    MediaRendition.objects.filter(image=row, focal_point_key=source[:16], filter_spec__in=specs).update(is_current=True)
    problems = {"": outcome.problem} if outcome.problem else dict(outcome.problems or {})
    MediaImage.objects.filter(pk=image_id).update(settled=plan, made_of=source, problems=problems)
    return True


def _row(image_id: int, source: str, plan: str, one: Made) -> MediaRendition:
    return MediaRendition(
        image_id=image_id, filter_spec=f"{one.slot}@{one.density}.{one.format.value}:{plan}",
        focal_point_key=source[:16], file=f"{FOLDER}/{image_id}/{one.name}", width=one.width, height=one.height,
        slot=one.slot, density=one.density, format=one.format.value, size_bytes=one.size_bytes, quality=one.quality,
        is_current=False,
    )  # fmt: skip
