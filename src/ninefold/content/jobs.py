"""The step of content in the cycle: what was scheduled goes live, what has run its time is taken down."""

import structlog
from django.db import transaction
from wagtail.models import Revision

from ninefold.content.errors import PicturesAwaited
from ninefold.content.models import Variant
from ninefold.kernel import clock
from ninefold.kernel.errors import NinefoldError

log = structlog.get_logger(__name__)


def publish_due(*, now: int, limit: int = 20) -> int:
    """Publish scheduled revisions that are due and take down what has expired at `now` (us); how many were changed.

    One whose images are not made ready yet waits. One that may not be published (it does not fit any more) is taken
    off the schedule and stays a draft: its reason is logged, and the editor shows it.
    """
    instant = clock.from_us(now)
    kind = Variant.get_content_type()
    due = Revision.objects.filter(content_type=kind, approved_go_live_at__lte=instant).order_by("approved_go_live_at")
    changed = sum(_publish(Revision.objects.get(pk=number)) for number in due.values_list("pk", flat=True)[:limit])
    expired = Variant.objects.filter(live=True, expire_at__lte=instant).values_list("pk", flat=True)
    for variant in [Variant.objects.select_related("item").get(pk=number) for number in expired[:limit]]:
        variant.unpublish(set_expired=True)
        changed += 1
    return changed


def _publish(revision: Revision) -> int:
    try:
        with transaction.atomic():
            revision.publish()
    except PicturesAwaited:
        return 0
    except NinefoldError as error:
        log.warning("scheduled variant not published", variant_id=revision.object_id, reason=error.message)
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        return 0
    return 1
