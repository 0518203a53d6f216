"""Rules on their way: drafted, weighed by the worker, then made to hold or dropped; and what was before.

Rules hold from the moment they are applied. Those who are grouped by older ones still are reached by `regrouping`.
"""

import msgspec
from django.db import transaction

from ninefold.context import joining, people
from ninefold.context.regrouping import affected
from ninefold.context.regrouping.weighing import DROPPED, LOOKING, READY, WEIGHING, Weighed
from ninefold.context.rulebook import keeping, writing
from ninefold.context.rules import Rules
from ninefold.context.ruletables import Regrouped, RegroupingRow, RulesDraft, RulesRow
from ninefold.context.types import Drafted, Example, Regrouping, RulesVersion
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput

SHOWN = 50
_STAGES = {LOOKING: 0, WEIGHING: 1, READY: 2}


@transaction.atomic
def draft(*, actor: Actor, rules: Rules, reason: str, now: int) -> None:
    """Have the worker weigh what these rules would change. They take the place of what was drafted before."""
    actor.require(Permission.IDENTITY_EDIT)
    writing.check(rules)
    joining.lock()
    base, current = keeping.newest()
    _check_new(rules, current, reason)
    RulesDraft.objects.exclude(stage=DROPPED).update(stage=DROPPED)
    RulesDraft.objects.create(
        base=base,
        definition=writing.write(rules),
        reason=reason.strip()[:500],
        made_by=actor.key[:100],
        made_at=now,
        stage=LOOKING if rules.own_kinds - current.own_kinds else WEIGHING,
        told=msgspec.json.encode(Weighed()).decode(),
    )


def _check_new(rules: Rules, current: Rules, reason: str) -> None:
    if not reason.strip():
        raise BadInput("rules_reason", "Say why the rules change: it stands beside everybody whom it joins or splits.")
    if not writing.sentences(current, rules):
        raise BadInput("rules_same", "These are the rules that hold already.")
    for one in rules.own:
        if one.kind in current.own_kinds and current.of[one.kind].trait != one.trait:
            raise BadInput("rules_trait_kept", f"{one.label} is told by another trait: add that as a kind of its own.")


@transaction.atomic
def apply(*, actor: Actor, now: int) -> None:
    """Make the draft the rules that hold; the worker groups people anew. Raises BadInput before it is weighed."""
    actor.require(Permission.IDENTITY_EDIT)
    joining.lock()
    row = RulesDraft.objects.filter(stage=READY).first()
    base = keeping.newest()[0]
    if row is None or row.base != base or RegroupingRow.objects.filter(ended_at__isnull=True).exists():
        raise BadInput("rules_not_weighed", "Look at what the rules would change first; nothing is applied unseen.")
    version = RulesRow.objects.create(
        definition=row.definition, reason=row.reason, made_by=actor.key[:100], made_at=now
    )
    RegroupingRow.objects.create(rules=version, base=base)
    row.delete()


@transaction.atomic
def drop(*, actor: Actor) -> None:
    """Drop the draft; the rules stay as they are."""
    actor.require(Permission.IDENTITY_EDIT)
    RulesDraft.objects.exclude(stage=DROPPED).update(stage=DROPPED)


def drafted() -> Drafted | None:
    """What is drafted, and what it would change as far as that is known."""
    row = RulesDraft.objects.exclude(stage=DROPPED).first()
    if row is None:
        return None
    told = msgspec.json.decode(row.told, type=Weighed)
    rules, last = writing.read(row.definition), max(1, affected.last_profile())
    parts = 2 if rules.own_kinds - keeping.of_version(row.base).own_kinds else 1
    done = 2 if row.stage == READY else _STAGES[row.stage] + min(1.0, row.up_to / last) - (2 - parts)
    return Drafted(
        changes=tuple(writing.sentences(keeping.of_version(row.base), rules)),
        reason=row.reason,
        made_by=row.made_by,
        made_at=clock.to_us(row.made_at),
        is_ready=row.stage == READY,
        share=1.0 if row.stage == READY else max(0.0, done / parts),
        joining=told.joining,
        joined_into=told.joined_into,
        splitting=told.splitting,
        split_into=told.split_into,
        joins=_examples(told.joins, rules),
        splits=_examples(told.splits, rules),
    )


def _examples(told: list[tuple[list[int], str]], rules: Rules) -> tuple[Example, ...]:
    known = people.persons({profile for profiles, _ in told for profile in profiles})
    names = {**keeping.current().of, **rules.of}
    found = []
    for profiles, why in told:
        kind, _, address = why.partition("\0")
        label = names[kind].label if kind in names else kind.replace("_", " ")
        own = tuple((known[each].id, known[each].name) for each in profiles if each in known)
        found.append(Example(own, f"{label} {address}".strip() if address else ""))
    return tuple(found)


def rules_of(number: int) -> Rules:
    """The rules of a version, 0 for what Ninefold comes with. Raises BadInput where there is none."""
    if number and not RulesRow.objects.filter(pk=number).exists():
        raise BadInput("rules_version", "There is no such version of the rules.")
    return keeping.of_version(number)


def versions() -> list[RulesVersion]:
    """What held when, the newest first: who changed what, and how people were grouped by it."""
    rows = list(RulesRow.objects.order_by("-pk")[: SHOWN + 1])
    groupings = {row.rules_id: row for row in RegroupingRow.objects.filter(rules__in=rows)}
    last = max(1, affected.last_profile())
    found = []
    for row in rows[:SHOWN]:
        grouping = groupings[row.pk]
        is_under_way = grouping.ended_at is None
        found.append(
            RulesVersion(
                number=row.pk,
                changes=tuple(writing.sentences(keeping.of_version(grouping.base), writing.read(row.definition))),
                reason=row.reason,
                made_by=row.made_by,
                made_at=clock.to_us(row.made_at),
                moved=grouping.moved,
                share=min(1.0, grouping.up_to / last) if is_under_way else 1.0,
                is_under_way=is_under_way,
                base=grouping.base,
            )
        )
    return found


def regroupings(person_id: int) -> list[Regrouping]:
    """How changes of the rules moved the profiles of this person, the newest first."""
    own = people.profiles_of([person_id]).get(person_id, ())
    rows = Regrouped.objects.filter(profile_id__in=own).select_related("rules").order_by("-pk")[:SHOWN]
    return [
        Regrouping(row.profile_id, row.person_before, row.person_after, row.rules.reason, row.rules.made_by,
                   clock.to_us(row.rules.made_at))
        for row in rows
    ]  # fmt: skip
