"""Judges drafts by what of the plan is locked, before they are numbered.

Of one shape (name, properties, types) all drafts of a batch have one verdict, so a batch is judged shape by shape.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from ninefold.collect import aside
from ninefold.collect.drafts import Draft
from ninefold.collect.plan import shapes
from ninefold.collect.plan.types import Planned, Rule
from ninefold.collect.types import Deviation, Fault, What
from ninefold.kernel.database import bulk

SENTENCES_MAX = 5
NOTE = "planFaults"  # where an event that is taken in with a warning says so in its context
_Found = tuple[Rule, tuple[Deviation, ...]]
_FINE: _Found = (Rule.ALLOW, ())


@dataclass(slots=True)
class Judged:
    """Which drafts go on, which are set aside, and how often what deviated."""

    drafts: list[Draft]
    faults: list[Fault] = field(default_factory=list)
    deviations: dict[Deviation, int] = field(default_factory=dict)
    deviated: int = 0


@dataclass(frozen=True, slots=True)
class _Locked:
    """What of the plan is locked, as far as a batch needs it."""

    rule: Rule | None
    known: frozenset[str]
    rules: Mapping[str, Rule]
    properties: Mapping[str, Mapping[str, Planned]]

    def verdict(self, name: str, properties: Sequence[str], kinds: shapes.Kinds) -> _Found:
        if (rule := self.rules.get(name)) is not None:
            said = {each: shapes.type_of(kind) for each, kind in zip(properties, kinds, strict=True)}
            return rule, tuple(_deviations(name, said, self.properties.get(name, {})))
        if self.rule is None or name in self.known or name in shapes.KNOWN:
            return _FINE
        return self.rule, (Deviation(What.UNKNOWN_EVENT, name),)


def judge(drafts: Sequence[Draft]) -> Judged:
    """The drafts by their rules: what is only warned of gets a note in its context. Imports go by their mapping."""
    named = [shapes.name_of(draft) if draft.source_id else "" for draft in drafts]
    locked = _locked(set(named) - {""} - shapes.NEVER_HELD)
    if locked is None:
        return Judged(list(drafts))
    judged, verdicts = Judged([]), dict[tuple[str, tuple[str, ...], shapes.Kinds], _Found]()
    for name, draft in zip(named, drafts, strict=True):
        found = _FINE
        if name and name not in shapes.NEVER_HELD:
            said = shapes.said(draft)
            shape = (name, tuple(said), shapes.kinds_of(said))
            found = verdicts.get(shape) or verdicts.setdefault(shape, locked.verdict(*shape))
        _settle(judged, draft, *found)
    return judged


def _settle(judged: Judged, draft: Draft, rule: Rule, deviations: Sequence[Deviation]) -> None:
    for deviation in deviations:
        judged.deviations[deviation] = judged.deviations.get(deviation, 0) + 1
    judged.deviated += bool(deviations)
    if deviations and rule is Rule.QUARANTINE:
        judged.faults.append(aside.fault(draft.numbered(0), code=deviations[0].what.value, reason=reason(deviations)))
        return
    if deviations and rule is Rule.WARN:
        draft.context[NOTE] = [_note(each) for each in deviations[:SENTENCES_MAX]]
    judged.drafts.append(draft)


def _note(deviation: Deviation) -> str:
    return f"{deviation.what.value}: {deviation.property or deviation.event}"


def _deviations(name: str, said: Mapping[str, str], planned: Mapping[str, Planned]) -> list[Deviation]:
    """What is not as planned. A null says that there is nothing, so it is of every type."""
    found: list[Deviation] = []
    for each, type_ in said.items():
        if each not in planned:
            found.append(Deviation(What.UNKNOWN_PROPERTY, name, each[: shapes.PROPERTY_CHARACTERS_MAX], type_))
        elif type_ != "null" and type_ not in planned[each].types:
            found.append(Deviation(What.WRONG_TYPE, name, each, type_))
    for each, wanted in planned.items():
        if wanted.is_required and said.get(each, "null") == "null":
            found.append(Deviation(What.MISSING, name, each))
    return found


def reason(deviations: Sequence[Deviation]) -> str:
    """What is wrong, for who mends it."""
    said = " ".join(_sentence(each) for each in deviations[:SENTENCES_MAX])
    return f"By the tracking plan: {said}"


def _sentence(deviation: Deviation) -> str:
    match deviation.what:
        case What.UNKNOWN_EVENT:
            return f"There is no event “{deviation.event}”."
        case What.UNKNOWN_PROPERTY:
            return f"“{deviation.event}” has no `{deviation.property}`."
        case What.WRONG_TYPE:
            return f"`{deviation.property}` of “{deviation.event}” is never of the type {deviation.type}."
        case What.MISSING:
            return f"“{deviation.event}” needs `{deviation.property}`."


def _locked(names: set[str]) -> _Locked | None:
    """None where nothing is locked that these names could deviate from."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, rule, is_planned FROM collect_planevent WHERE rule <> '' OR is_planned"
            " UNION ALL SELECT '', rule, TRUE FROM collect_plan WHERE rule <> ''"
        )
        rows = cursor.fetchall()
        rules = {name: Rule(rule) for name, rule, _ in rows if rule and name in names}
        whole = next((Rule(rule) for name, rule, _ in rows if not name), None)
        if not names or (not rules and whole is None):
            return None
        among, given = bulk.among("event", sorted(rules), "text")
        cursor.execute(f"SELECT event, property, types, is_required FROM collect_planproperty WHERE {among}", [given])
        properties: dict[str, dict[str, Planned]] = {}
        for event, name, types, is_required in cursor.fetchall():
            properties.setdefault(event, {})[name] = Planned(frozenset(types.split()), bool(is_required))
    return _Locked(whole, frozenset(name for name, _, planned in rows if planned), rules, properties)
