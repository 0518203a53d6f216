"""What can be asked of the tracking plan. Instants are microseconds."""

from collections.abc import Collection, Sequence

from django.db import connection
from django.db.models import Sum

from ninefold.collect import retaining
from ninefold.collect.models import Plan as PlanRow
from ninefold.collect.models import PlanEvent, PlanProperty, PlanSeen, PlanSource
from ninefold.collect.plan import drift
from ninefold.collect.plan.types import Drift, EventPlan, Plan, Planned, PlannedEvent, Property, Rule
from ninefold.kernel import clock
from ninefold.kernel.errors import NotFound

DAYS = 30
NAMES_MAX = 500


def plan() -> Plan:
    """The plan as a whole."""
    row = PlanRow.objects.first()
    return Plan(Rule(row.rule), clock.to_us(row.locked_at)) if row else Plan(None, 0)


def kept_days() -> dict[str, int]:
    """By event, for how many days it is kept; those that are kept for ever are not in it."""
    return retaining.kept_days()


def lost_traits() -> set[str]:
    """The events of which some went that told traits."""
    return retaining.with_traits()


def heard_from(source_ids: Collection[int]) -> int:
    """How many events have come from these sources."""
    return PlanSource.objects.filter(source_id__in=list(source_ids)).aggregate(seen=Sum("seen"))["seen"] or 0


def events() -> list[PlannedEvent]:
    """All events of the plan: new ones first, then the most frequent."""
    properties = dict(_counts("SELECT event, COUNT(DISTINCT property) FROM collect_planseen GROUP BY event"))
    planned = dict(_counts("SELECT event, COUNT(*) FROM collect_planproperty GROUP BY event"))
    deviated: dict[str, int] = {}
    for each in drifts(limit=drift.ROWS_A_DAY_MAX):
        deviated[each.deviation.event] = deviated.get(each.deviation.event, 0) + each.count
    is_closed = plan().rule is not None
    found = [
        _event(row, max(properties.get(row.name, 0), planned.get(row.name, 0)), deviated.get(row.name, 0), is_closed)
        for row in PlanEvent.objects.all()
    ]
    return sorted(found, key=lambda one: (not one.is_new, -one.seen, one.name))


def _counts(statement: str) -> Sequence[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _event(row: PlanEvent, properties: int, deviated: int, is_closed: bool) -> PlannedEvent:
    return PlannedEvent(
        row.name, row.seen, clock.to_us(row.first_at), clock.to_us(row.last_at), properties,
        Rule(row.rule) if row.rule else None, is_closed and not row.is_planned, deviated,
        row.keep_days,
    )  # fmt: skip


def event(name: str) -> EventPlan:
    """One event of the plan. Raises NotFound."""
    row = PlanEvent.objects.filter(pk=name).first()
    if row is None:
        raise NotFound("plan_event_missing", "The tracking plan has no such event.")
    deviated = sum(each.count for each in drifts(event=name))
    properties = _properties(name, row.seen)
    sources = dict(PlanSource.objects.filter(event=name).order_by("-seen").values_list("source_id", "seen"))
    locked_at = clock.to_us(row.locked_at) if row.locked_at else 0
    return EventPlan(
        _event(row, len(properties), deviated, plan().rule is not None), sources, tuple(properties), locked_at
    )


def _properties(name: str, seen: int) -> list[Property]:
    came: dict[str, list[PlanSeen]] = {}
    for row in PlanSeen.objects.filter(event=name).order_by("-seen", "type"):
        came.setdefault(row.property, []).append(row)
    planned = {
        row.property: Planned(frozenset(row.types.split()), row.is_required)
        for row in PlanProperty.objects.filter(event=name)
    }
    found = []
    for each in sorted({*came, *planned}):
        rows = came.get(each, [])
        present = sum(row.seen for row in rows if row.type != "null")
        first = min((clock.to_us(row.first_at) for row in rows), default=0)
        last = max((clock.to_us(row.last_at) for row in rows), default=0)
        share = min(present / seen, 1.0) if seen else 0.0
        found.append(Property(each, {row.type: row.seen for row in rows}, share, first, last, planned.get(each)))
    return sorted(found, key=lambda one: (-one.share, one.name))


def number_names() -> list[str]:
    """The properties that came with a number, whatever the event, by name."""
    found = PlanSeen.objects.filter(type="number").order_by("property").values_list("property", flat=True)
    return list(found.distinct()[:NAMES_MAX])


def drifts(*, event: str | None = None, limit: int = 50) -> list[Drift]:
    """What deviated in the last DAYS days, the most frequent first."""
    return drift.deviations(now=clock.now_us(), days=DAYS, event=event, limit=limit)


def drift_by_day() -> list[int]:
    """How many events deviated on each of the last DAYS days, today last."""
    return drift.by_day(now=clock.now_us(), days=DAYS)


def seen_count() -> int:
    """How many events the plan was learnt from."""
    return PlanEvent.objects.aggregate(Sum("seen"))["seen__sum"] or 0
