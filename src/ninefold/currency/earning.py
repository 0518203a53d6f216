"""What events earn: rules as data, applied without I/O."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, DecimalException

from ninefold.collect.types import Event, EventKind, Trust
from ninefold.currency import owners
from ninefold.currency.types import Rule, Transfer

# Browser keys are public and mailed links set preferences only, so neither earns anything.
TRUST_LEAST = Trust.IMPORT
_AMOUNT_MAX = 10**12


def transfers_of(events: Iterable[Event], rules: Sequence[Rule]) -> list[Transfer]:
    """The transfers that these events earn; the key derives from rule and message, so an event earns once for ever."""
    by_name: dict[str, list[Rule]] = {}
    for rule in rules:
        by_name.setdefault(rule.event_name, []).append(rule)
    return [
        Transfer(
            key=f"rule:{rule.key}:{event.message_id}", currency=rule.currency, debit=owners.ISSUED,
            credit=owners.of_profile(event.profile_id), amount=amount, reason=f"{event.name}, rule {rule.key}",
            made_at=event.occurred_at,
        )
        for event in events
        if event.kind is EventKind.TRACK and event.trust >= TRUST_LEAST and not event.is_bot
        for rule in by_name.get(event.name, ())
        if (amount := earned(rule, event)) > 0
    ]  # fmt: skip


def earned(rule: Rule, event: Event) -> int:
    """How much an event earns by a rule; 0 when its number is missing, not a number, or not positive."""
    if not rule.property:
        return rule.per_unit
    try:
        number = Decimal(str(event.properties.get(rule.property, 0)))
    except DecimalException:
        return 0
    if not number.is_finite() or not 0 < number <= _AMOUNT_MAX:
        return 0
    return int(number) * rule.per_unit
