"""What can be done with the tracking plan: lock and unlock it, or an event of it, and say what an event may hold."""

from collections.abc import Callable, Mapping

from django.db import transaction

from ninefold.collect.models import Plan as PlanRow
from ninefold.collect.models import PlanDrift, PlanEvent, PlanProperty, PlanSeen
from ninefold.collect.plan import learning, shapes
from ninefold.collect.plan.types import TYPES, Planned, Rule
from ninefold.collect.types import Deviation, EventName, What
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotFound

KEEP_DAYS_MAX = 36_500
KEPT_FOR_EVER = shapes.NEVER_HELD | {"$identify", "$alias", "$group", EventName.RELATIONSHIP_DELETED.value}
_CALLS = frozenset(call for call in shapes.CALLS.values() if call)


@transaction.atomic
def lock_plan(*, actor: Actor, rule: Rule) -> None:
    """Lock every event as it stands, and the list: from now on what becomes of all that deviates is `rule`.

    Events that are locked already keep their properties.
    """
    actor.require(Permission.SOURCE_EDIT)
    now = clock.now_us()
    PlanRow.objects.update_or_create(pk=1, defaults={"rule": rule.value, "locked_at": now})
    for name in PlanEvent.objects.filter(rule="").exclude(pk__in=shapes.NEVER_HELD).values_list("name", flat=True):
        _plan_what_came(name)
    PlanEvent.objects.filter(pk__in=shapes.NEVER_HELD).update(is_planned=True)
    PlanEvent.objects.exclude(pk__in=shapes.NEVER_HELD).update(rule=rule.value, is_planned=True, locked_at=now)


@transaction.atomic
def unlock_plan(*, actor: Actor) -> None:
    """Open the whole plan: nothing deviates any more. What was planned of each event is forgotten."""
    actor.require(Permission.SOURCE_EDIT)
    PlanRow.objects.all().delete()
    PlanProperty.objects.all().delete()
    PlanEvent.objects.update(rule="", is_planned=False, locked_at=None)


@transaction.atomic
def lock_event(*, actor: Actor, name: str, rule: Rule) -> None:
    """Lock one event with the properties and types that came so far; one that is locked changes its rule alone."""
    actor.require(Permission.SOURCE_EDIT)
    row = _row(name)
    if name in shapes.NEVER_HELD:
        raise BadInput("plan_never_held", f"“{name}” is never held back: a no counts, however it is said.")
    if not row.rule:
        _plan_what_came(name)
        row.locked_at = clock.from_us(clock.now_us())
    row.rule, row.is_planned = rule.value, True
    row.save(update_fields=["rule", "is_planned", "locked_at"])


@transaction.atomic
def unlock_event(*, actor: Actor, name: str) -> None:
    """Open one event: whatever it holds is as planned."""
    actor.require(Permission.SOURCE_EDIT)
    _row(name)
    PlanProperty.objects.filter(event=name).delete()
    PlanEvent.objects.filter(pk=name).update(rule="", is_planned=True, locked_at=None)


@transaction.atomic
def plan_event(*, actor: Actor, name: str, rule: Rule) -> None:
    """Take a track event into the plan by its name, before its first coming too, and lock it."""
    actor.require(Permission.SOURCE_EDIT)
    wanted = name.strip()
    if not wanted or len(wanted) > shapes.NAME_CHARACTERS_MAX or (wanted.startswith("$") and wanted not in _CALLS):
        raise BadInput("plan_event_name", f"Give the event a name of 1 to {shapes.NAME_CHARACTERS_MAX} characters.")
    if not PlanEvent.objects.filter(pk=wanted).exists() and PlanEvent.objects.count() >= learning.EVENTS_MAX:
        raise BadInput("plan_full", f"A plan holds {learning.EVENTS_MAX:,} events; forget one first.")
    now = clock.now_us()
    PlanEvent.objects.get_or_create(pk=wanted, defaults={"seen": 0, "first_at": now, "last_at": now})
    lock_event(actor=actor, name=wanted, rule=rule)


@transaction.atomic
def plan_properties(*, actor: Actor, name: str, properties: Mapping[str, Planned]) -> None:
    """Say what a locked event may hold, and must; what is not named deviates."""
    actor.require(Permission.SOURCE_EDIT)
    if not _row(name).rule:
        raise BadInput("plan_open", "Lock the event first; while it is open, it may hold anything.")
    if len(properties) > learning.PROPERTIES_MAX:
        raise BadInput("plan_full", f"An event of the plan has at most {learning.PROPERTIES_MAX} properties.")
    for each, planned in properties.items():
        _check(each, planned)
    PlanProperty.objects.filter(event=name).delete()
    PlanProperty.objects.bulk_create(_property(name, each, planned) for each, planned in sorted(properties.items()))


@transaction.atomic
def accept(*, actor: Actor, deviation: Deviation) -> None:
    """Change the plan so that this does not deviate any more. Raises NotFound for an event that the plan forgot."""
    actor.require(Permission.SOURCE_EDIT)
    if deviation.what is What.UNKNOWN_EVENT:
        whole = PlanRow.objects.first()
        plan_event(actor=actor, name=deviation.event, rule=Rule(whole.rule) if whole else Rule.ALLOW)
        return
    _row(deviation.event)
    row = PlanProperty.objects.filter(event=deviation.event, property=deviation.property).first()
    planned = Planned(frozenset(row.types.split()), row.is_required) if row else Planned(frozenset())
    if deviation.what is What.MISSING:
        planned = Planned(planned.types, is_required=False)
    else:
        planned = Planned(planned.types | {deviation.type}, planned.is_required)
    _check(deviation.property, planned)
    PlanProperty.objects.update_or_create(
        event=deviation.event, property=deviation.property,
        defaults={"types": _words(planned), "is_required": planned.is_required},
    )  # fmt: skip


@transaction.atomic
def keep_event(*, actor: Actor, name: str, days: int) -> None:
    """Say for how many days the events of this name are kept, 0 for ever. What was counted of them stays counted."""
    actor.require(Permission.SOURCE_EDIT)
    row = _row(name)
    if name in KEPT_FOR_EVER and days:
        raise BadInput("plan_kept", f"“{name}” is kept: what people agreed to and who they are rests on it.")
    if not 0 <= days <= KEEP_DAYS_MAX:
        raise BadInput("plan_days", f"Events are kept for 1 to {KEEP_DAYS_MAX:,} days, or for ever.")
    row.keep_days = days
    row.save(update_fields=["keep_days"])


@transaction.atomic
def forget_event(*, actor: Actor, name: str) -> None:
    """Take an event out of the plan with all that was learnt of it. Its events stay; if one comes, it is new."""
    actor.require(Permission.SOURCE_EDIT)
    _row(name)
    learning.forget([name])


def erase_plan(*, mentions: Callable[[str], bool]) -> int:
    """Take out what was learnt from events that made names of somebody's data; how many names."""
    with transaction.atomic():
        known = set(PlanEvent.objects.values_list("name", flat=True))
        known |= set(PlanDrift.objects.values_list("event", flat=True).distinct())
        names = [name for name in known if mentions(name)]
        learning.forget(names)
        PlanDrift.objects.filter(event__in=names).delete()
        said = set(PlanSeen.objects.values_list("property", flat=True).distinct())
        said |= set(PlanProperty.objects.values_list("property", flat=True).distinct())
        said |= set(PlanDrift.objects.values_list("property", flat=True).distinct())
        mentioned = [each for each in said if mentions(each)]
        for table in (PlanSeen, PlanProperty, PlanDrift):
            table.objects.filter(property__in=mentioned).delete()
    return len(names) + len(mentioned)


def _row(name: str) -> PlanEvent:
    row = PlanEvent.objects.select_for_update().filter(pk=name).first()
    if row is None:
        raise NotFound("plan_event_missing", "The tracking plan has no such event.")
    return row


def _plan_what_came(name: str) -> None:
    """What came so far is the plan. A property that only ever came as null may be anything."""
    came: dict[str, set[str]] = {}
    for each, type_ in PlanSeen.objects.filter(event=name).values_list("property", "type"):
        came.setdefault(each, set()).add(type_)
    planned = {each: Planned(frozenset(types - {"null"} or TYPES)) for each, types in came.items()}
    PlanProperty.objects.filter(event=name).delete()
    PlanProperty.objects.bulk_create(_property(name, each, one) for each, one in sorted(planned.items()))


def _check(name: str, planned: Planned) -> None:
    if not name.strip() or len(name) > shapes.PROPERTY_CHARACTERS_MAX or "\0" in name:
        longest = shapes.PROPERTY_CHARACTERS_MAX
        raise BadInput("plan_property_name", f"A property has a name of 1 to {longest} characters.")
    if not planned.types or not planned.types <= set(TYPES):
        raise BadInput("plan_property_types", f"“{name}” needs at least one type: {', '.join(TYPES)}.")


def _property(event: str, name: str, planned: Planned) -> PlanProperty:
    return PlanProperty(event=event, property=name, types=_words(planned), is_required=planned.is_required)


def _words(planned: Planned) -> str:
    return " ".join(sorted(planned.types))
