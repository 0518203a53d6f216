"""Reads of channel. Instants in microseconds."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import connection
from django.db.models import Q, QuerySet

from ninefold.channel import jobs, silences, smtp
from ninefold.channel.models import Delivery as DeliveryRow
from ninefold.channel.models import Reply as ReplyRow
from ninefold.channel.service import messages as service_messages
from ninefold.channel.types import Counts, Delivery, DeliveryStatus, Reply, Silence
from ninefold.culture.types import Channel
from ninefold.kernel import clock, settings
from ninefold.kernel.errors import NotFound

__all__ = [
    "campaigns_received",
    "counts",
    "delivered_by_tag",
    "deliveries",
    "deliveries_of",
    "delivery",
    "readers",
    "replies",
    "sent_to",
    "service_messages",
    "silence",
    "status_counts",
]

LIMIT_MAX = 1_000


def deliveries(profile_ids: Sequence[int], limit: int = 50) -> list[Delivery]:
    """What was sent, or was not, to a person given by all their profiles; newest first."""
    return _deliveries(DeliveryRow.objects.filter(profile_id__in=list(profile_ids)), limit)


def campaigns_received(profile_ids: Sequence[int]) -> set[int]:
    """The campaigns of which a message has reached a person, given by all their profiles."""
    reached = DeliveryRow.objects.filter(profile_id__in=list(profile_ids), status=DeliveryStatus.DELIVERED.value)
    return set(reached.values_list("campaign_id", flat=True).distinct())


def deliveries_of(
    campaign_id: int, *, status: DeliveryStatus | None = None, before: int = 0, limit: int = 50
) -> list[Delivery]:
    """Deliveries of a campaign, newest first, with an id below `before` where given."""
    rows = DeliveryRow.objects.filter(campaign_id=campaign_id)
    if status is not None:
        rows = rows.filter(status=status.value)
    if before:
        rows = rows.filter(pk__lt=before)
    return _deliveries(rows, limit)


def delivery(delivery_id: int) -> Delivery:
    """One delivery; raises NotFound."""
    found = _deliveries(DeliveryRow.objects.filter(pk=delivery_id), 1)
    if not found:
        raise NotFound("delivery_unknown", f"There is no delivery {delivery_id}.")
    return found[0]


def sent_to(delivery_ids: Collection[int]) -> dict[int, tuple[Channel, str]]:
    """Channel and address of each delivery that was sent to one and is remembered."""
    rows = DeliveryRow.objects.filter(pk__in=list(delivery_ids)).exclude(address="")
    return {
        number: (Channel(channel), address) for number, channel, address in rows.values_list("pk", "channel", "address")
    }


def counts(campaign_id: int) -> list[Counts]:
    """Deliveries of a campaign by arm."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT arm, status, COUNT(*), COUNT(opened_at), COUNT(clicked_at), COUNT(replied_at),"
            " SUM(CASE WHEN opened_at IS NULL AND opened_by_bot_at IS NOT NULL THEN 1 ELSE 0 END),"
            " SUM(CASE WHEN clicked_at IS NULL AND clicked_by_bot_at IS NOT NULL THEN 1 ELSE 0 END)"
            " FROM channel_delivery WHERE campaign_id = %s GROUP BY arm, status ORDER BY arm, status",
            [campaign_id],
        )
        arms: dict[str, list[tuple[str, list[int]]]] = defaultdict(list)
        for arm, status, *figures in cursor.fetchall():
            arms[arm].append((status, [int(figure) for figure in figures]))
    return [_counts(arm, rows) for arm, rows in arms.items()]


def _counts(arm: str, rows: Sequence[tuple[str, Sequence[int]]]) -> Counts:
    _, *sums = [sum(column) for column in zip(*(figures for _, figures in rows), strict=True)]
    by_status = {DeliveryStatus(status): figures[0] for status, figures in rows}
    return Counts(arm, by_status, *sums)


def status_counts() -> dict[DeliveryStatus, int]:
    """All deliveries of the install by status."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, COUNT(*) FROM channel_delivery GROUP BY status ORDER BY status")
        return {DeliveryStatus(status): count for status, count in cursor.fetchall()}


def silence() -> Silence | None:
    """How the relay that mail goes to keeps silent; None where it answered when it was last tried."""
    return silences.silence(smtp.relay_of(jobs.relay_url(settings.current())))


def delivered_by_tag() -> dict[str, int]:
    """How many deliveries arrived in each variant's tag."""
    arrived = [DeliveryStatus.DELIVERED.value]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tag, COUNT(*) FROM channel_delivery WHERE status = %s GROUP BY tag", arrived)
        return dict(cursor.fetchall())


def readers(campaign_ids: Collection[int], item_ids: Collection[int]) -> int:
    """How many people, by their profiles, opened or clicked a message of these campaigns made of these items."""
    sent = DeliveryRow.objects.filter(campaign_id__in=list(campaign_ids), item_id__in=list(item_ids))
    read = sent.filter(Q(opened_at__isnull=False) | Q(clicked_at__isnull=False))
    return read.values("profile_id").distinct().count()


def replies(*, profile_ids: Sequence[int] | None = None, before: int = 0, limit: int = 50) -> list[Reply]:
    """What people wrote back, newest first, with an id below `before` where given."""
    rows = ReplyRow.objects.all()
    if profile_ids is not None:
        rows = rows.filter(profile_id__in=list(profile_ids))
    if before:
        rows = rows.filter(pk__lt=before)
    return [
        Reply(
            id=row.pk,
            delivery_id=row.delivery_id,
            profile_id=row.profile_id,
            subject=row.subject,
            text=row.text,
            is_automatic=row.is_automatic,
            received_at=clock.to_us(row.received_at),
        )
        for row in rows.order_by("-pk")[: min(limit, LIMIT_MAX)]
    ]


def _deliveries(rows: QuerySet[DeliveryRow], limit: int) -> list[Delivery]:
    return [_delivery(row) for row in rows.order_by("-pk")[: min(limit, LIMIT_MAX)]]


def _delivery(row: DeliveryRow) -> Delivery:
    instants = {
        name: clock.us_or_0(getattr(row, name))
        for name in (
            "created_at", "ended_at", "opened_at", "clicked_at", "replied_at", "opened_by_bot_at", "clicked_by_bot_at",
        )
    }  # fmt: skip
    return Delivery(
        id=row.pk,
        intent_id=row.intent_id,
        campaign_id=row.campaign_id,
        profile_id=row.profile_id,
        channel=Channel(row.channel),
        address=row.address,
        status=DeliveryStatus(row.status),
        reason=row.reason,
        variant_id=row.variant_id,
        tag=row.tag,
        subject=row.subject,
        **instants,
    )
