"""What events earn: rules as data, applied without I/O.

What an answer earns is keyed by the rule and the answer, so that voting again earns nothing more; what is earned by
its being accepted, by the question, which is settled once; what joining earns, by the profile. An order is keyed by its
number where it has one, so that shop and import may both tell it, under any profile of the person. Who accepts or votes
for an answer of their own earns nothing, under whichever of their profiles.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from hashlib import blake2b

from ninefold.collect.types import Event, EventKind, EventName, Trust
from ninefold.community.types import Parties
from ninefold.currency import owners
from ninefold.currency.types import Beneficiary, Rule, Transfer

# Browser keys are public and mailed links set preferences only, so neither earns anything.
TRUST_LEAST = Trust.IMPORT
_AMOUNT_MAX = 10**12
_CAUSE_CHARACTERS_MAX = 80  # a longer key of a company's own forum or shop is hashed: a transfer's key has its bounds
BY = ":by:"  # before the profile, in the key of what who did something earns
JUDGEMENTS = frozenset({EventName.ANSWER_VOTED, EventName.ANSWER_ACCEPTED})
ABOUT_ANSWERS = JUDGEMENTS | {EventName.ANSWER_GIVEN, EventName.ANSWER_FOUND_HELPFUL}


@dataclass(frozen=True, slots=True)
class People:
    """Who stands behind what events name: the parties of answers, the person of a profile, the profiles of a person."""

    parties: Mapping[str, Parties]
    person_of: Mapping[int, int]
    profiles_of: Mapping[int, Sequence[int]]

    def person(self, profile_id: int) -> int:
        return self.person_of.get(profile_id, profile_id)


@dataclass(frozen=True, slots=True)
class Earning:
    """What a rule gives to a person for one event. Whichever of `twins` stands already, it has been earned."""

    rule: Rule
    transfer: Transfer
    person: int
    twins: tuple[str, ...]


def matched(events: Iterable[Event], rules: Sequence[Rule]) -> list[tuple[Event, Rule]]:
    """The events that can be believed, each with every rule that is on, speaks of it and held when it happened."""
    by_name: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.is_on:
            by_name.setdefault(rule.event_name, []).append(rule)
    return [
        (event, rule)
        for event in events
        if is_believed(event)
        for rule in by_name.get(event.name, ())
        if event.occurred_at >= rule.valid_from
    ]


def is_believed(event: Event) -> bool:
    """Whether an event may move anything in the ledger."""
    return event.kind is EventKind.TRACK and event.trust >= TRUST_LEAST and not event.is_bot and event.profile_id != 0


def answer_of(event: Event, rule: Rule) -> str:
    """The key of the answer that decides what a rule gives for an event; "" where none does."""
    if event.name not in ABOUT_ANSWERS and rule.beneficiary is not Beneficiary.AUTHOR:
        return ""
    given = event.properties.get("answer", "")
    return given.strip() if isinstance(given, str) else str(given) if type(given) is int else ""


def earning(event: Event, rule: Rule, people: People) -> Earning | None:
    """What a rule gives for an event; None where it gives nothing."""
    amount = earned(rule, event)
    answer = answer_of(event, rule)
    profile_id = _beneficiary(event, rule, answer, people)
    if amount <= 0 or not profile_id:
        return None
    person = people.person(profile_id)
    cause = _cause(event, answer, people)
    key = _key(event, rule, cause, profile_id)
    own = people.profiles_of.get(person, ()) if is_once(event, rule) else ()
    twins = tuple(_key(event, rule, cause, each) for each in own)
    given = Transfer(
        key=key, currency=rule.currency, debit=owners.ISSUED, credit=owners.of_profile(profile_id), amount=amount,
        reason=rule.reason or f"{event.name}, rule {rule.key}", made_at=event.occurred_at,
    )  # fmt: skip
    return Earning(rule, given, person, (key, *twins))


def _beneficiary(event: Event, rule: Rule, answer: str, people: People) -> int:
    """The profile that earns, 0 for nobody."""
    parties = people.parties.get(answer)
    is_authors = rule.beneficiary is Beneficiary.AUTHOR or event.name == EventName.ANSWER_FOUND_HELPFUL
    if event.name not in JUDGEMENTS and not is_authors:
        return event.profile_id
    if parties is None:
        return 0
    actor, author = people.person(event.profile_id), people.person(parties.author)
    if event.name == EventName.ANSWER_FOUND_HELPFUL:
        return parties.author if actor == author else 0
    if actor == author or (event.name == EventName.ANSWER_ACCEPTED and actor != people.person(parties.asker)):
        return 0
    return parties.author if is_authors else event.profile_id


def is_once(event: Event, rule: Rule) -> bool:
    """Whether a rule gives to a person once for what this event tells, under whichever of their profiles."""
    return is_joining(rule) or bool(answer_of(event, rule) or _order(event))


def _cause(event: Event, answer: str, people: People) -> str:
    """What is paid for once: the question that is settled, the answer, the order; "" where each event is its own."""
    if answer:
        return answer_cause(event.name, answer, people)
    return _order(event)


def _order(event: Event) -> str:
    return order_cause(event) if event.name == EventName.ORDER_COMPLETED else ""


def answer_cause(event_name: str, answer: str, people: People) -> str:
    """What is paid for by such an event about an answer: the question that it settled, or the answer."""
    if event_name == EventName.ANSWER_ACCEPTED and answer in people.parties:
        return f"question:{_short(people.parties[answer].question)}"
    return f"answer:{_short(answer)}"


def order_cause(event: Event) -> str:
    """The order that an event names, as a cause; "" for none."""
    order = event.properties.get("order_id")
    return f"order:{_short(str(order))}" if isinstance(order, str | int) and str(order) else ""


def _short(key: str) -> str:
    return key if len(key) <= _CAUSE_CHARACTERS_MAX else f"#{blake2b(key.encode(), digest_size=16).hexdigest()}"


def _key(event: Event, rule: Rule, cause: str, profile_id: int) -> str:
    """The rule and what caused it, and who did something about it where they earn; else the message."""
    if is_joining(rule):
        return joined_key(rule.key, profile_id)
    if not cause:
        return f"rule:{rule.key}:{event.message_id}"
    is_authors = rule.beneficiary is Beneficiary.AUTHOR or event.name == EventName.ANSWER_FOUND_HELPFUL
    return f"rule:{rule.key}:{cause}" + ("" if is_authors else f"{BY}{profile_id}")


def is_joining(rule: Rule) -> bool:
    """Whether a rule gives for joining, which a person does once."""
    return rule.event_name == EventName.COMMUNITY_JOINED


def joined_key(rule: str, profile_id: int) -> str:
    """The key of what a rule gives for joining."""
    return f"rule:{rule}:community-joined:{profile_id}"


def earned(rule: Rule, event: Event) -> int:
    """How much an event earns by a rule; 0 when its number is missing, not positive, or in another money."""
    if not rule.property:
        return rule.per_unit
    if rule.money and _money(event) not in ("", rule.money):
        return 0
    try:
        number = Decimal(str(event.properties.get(rule.property, 0)))
    except DecimalException:
        return 0
    if not number.is_finite() or not 0 < number <= _AMOUNT_MAX:
        return 0
    return int(number) // rule.step * rule.per_unit


def _money(event: Event) -> str:
    """The money that an event names, "" for none; what cannot be read names another."""
    given = event.properties.get("currency")
    if given is None:
        return ""
    return given.strip().upper() if isinstance(given, str) else "?"
