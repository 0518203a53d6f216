"""Judges what came over mailed links by when the letters were delivered."""

from collections.abc import Sequence

from ninefold.channel import machines
from ninefold.channel.models import Delivery
from ninefold.channel.types import DeliveryStatus
from ninefold.collect.holding import Hold
from ninefold.collect.types import Event
from ninefold.kernel import clock


def judge(events: Sequence[Event]) -> dict[int, str]:
    """Which of these opens and clicks (by place) a machine did, and why."""
    ids = {event.properties["delivery_id"] for event in events}
    rows = Delivery.objects.filter(pk__in=ids, status=DeliveryStatus.DELIVERED.value)
    return machines.of_letters(events, {row.pk: clock.us_or_0(row.ended_at) for row in rows.only("pk", "ended_at")})


HOLD = Hold(machines.letter_of, judge)
