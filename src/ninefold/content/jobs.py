"""The step of content in the cycle: what was scheduled goes live, what has run its time is taken down."""

from datetime import datetime

import structlog
from django.db import transaction
from wagtail.models import ModelLogEntry, Revision

from ninefold.content.comments import actions as comments
from ninefold.content.errors import PicturesAwaited
from ninefold.content.models import Variant
from ninefold.kernel import clock
from ninefold.kernel.errors import NinefoldError

log = structlog.get_logger(__name__)


def publish_due(*, now: int, limit: int = 20) -> int:
    """Publish scheduled revisions that are due and take down what has expired at `now` (us); how many were changed.

    One whose images are not made ready yet waits. One that may not be published (it does not fit any more) is taken
    off the schedule and stays a draft: who scheduled it and who wrote it are told why. Each is done once, however many
    workers try.
    """
    instant = clock.from_us(now)
    kind = Variant.get_content_type()
    due = Revision.objects.filter(content_type=kind, approved_go_live_at__lte=instant).order_by("approved_go_live_at")
    changed = sum(_publish(number, instant) for number in due.values_list("pk", flat=True)[:limit])
    expired = Variant.objects.filter(live=True, expire_at__lte=instant).values_list("pk", flat=True)
    return changed + sum(_take_down(number, instant) for number in expired[:limit])


def _publish(number: int, instant: datetime) -> int:
    """Another worker may have published it, or somebody put it off, since it was found."""
    with transaction.atomic():
        row = Revision.objects.select_for_update().filter(pk=number, approved_go_live_at__lte=instant).first()
        if row is None:
            return 0
        try:
            with transaction.atomic():
                row.publish()
        except PicturesAwaited:
            return 0
        except NinefoldError as error:
            log.warning("scheduled variant not published", variant_id=row.object_id, reason=error.message)
            Revision.objects.filter(pk=number).update(approved_go_live_at=None)
            _tell(row, error.message, instant)
            return 0
    return 1


def _take_down(number: int, instant: datetime) -> int:
    with transaction.atomic():
        rows = Variant.objects.select_for_update(of=("self",)).select_related("item")
        row = rows.filter(pk=number, live=True, expire_at__lte=instant).first()
        if row is None:
            return 0
        row.unpublish(set_expired=True)
    return 1


def _tell(row: Revision, reason: str, instant: datetime) -> None:
    """Beside the draft, to who wrote it and who scheduled it."""
    planned = ModelLogEntry.objects.filter(object_id=row.object_id, action="wagtail.publish.schedule")
    who = {row.user_id, *planned.filter(content_type_id=row.base_content_type_id).values_list("user_id", flat=True)}
    words = f"This was to go out by itself, and did not. {reason}"
    members = [one for one in who if one]
    comments.notify(variant_id=int(row.object_id), text=words, user_ids=members, now=clock.to_us(instant))
