"""What goes back: an event that a rule names undoes what the rule gave for the same order or answer. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from ninefold.collect.types import Event, EventName
from ninefold.currency import earning, owners
from ninefold.currency.earning import People
from ninefold.currency.ledger import Entry
from ninefold.currency.types import Rule, Transfer

REASON_CHARACTERS_MAX = 300


@dataclass(frozen=True, slots=True)
class Undoing:
    """That a gift is to go back: the first of `gift_keys` that stands and belongs to one of the profiles `own`.

    `asked` 0 is all that is left of it. `may_wait`: the gift may come later than what undoes it.
    """

    key: str
    gift_keys: tuple[str, ...]
    currency: str
    asked: int
    profile_id: int
    reason: str
    made_at: int
    own: frozenset[int]
    may_wait: bool = False


def matched(events: Iterable[Event], rules: Sequence[Rule]) -> list[tuple[Event, Rule]]:
    """The events that can be believed, each with every rule that names it, on or off: what it gave stands."""
    by_name: dict[str, list[Rule]] = {}
    for rule in rules:
        for name in rule.taken_back_by:
            by_name.setdefault(name, []).append(rule)
    if not by_name:
        return []
    return [(event, rule) for event in events if earning.is_believed(event) for rule in by_name.get(event.name, ())]


def undoing(event: Event, rule: Rule, people: People) -> Undoing | None:
    """What an event takes back of what a rule gave; None where it names no order or answer, or none of a rule's."""
    is_order = rule.event_name == EventName.ORDER_COMPLETED
    answer = "" if is_order else answer_of(event)
    parties = people.parties.get(answer)
    cause = earning.order_cause(event) if is_order else earning.answer_cause(rule.event_name, answer, people)
    if not (cause if is_order else parties):
        return None
    asked = earning.earned(rule, event) if rule.property and rule.property in event.properties else 0
    if rule.property in event.properties and not asked:
        return None
    whose = parties.author if parties else event.profile_id
    own = people.profiles_of.get(people.person(whose), (whose,))
    gift = f"rule:{rule.key}:{cause}"
    told = event.properties.get("refund_id") or event.message_id
    return Undoing(
        key=key_of(gift, str(told)), gift_keys=(gift, *(f"{gift}{earning.BY}{each}" for each in own)),
        currency=rule.currency, asked=asked, profile_id=event.profile_id,
        reason=words(rule.reason or rule.key, event.name), made_at=event.occurred_at, own=frozenset(own),
        may_wait=is_order and event.occurred_at >= rule.valid_from,  # of an earlier order nothing will be given
    )  # fmt: skip


def answer_of(event: Event) -> str:
    """The key of the answer that an event names, "" for none."""
    given = event.properties.get("answer", "")
    return given.strip() if isinstance(given, str) else ""


def key_of(gift_key: str, cause: str) -> str:
    """The key of what takes a gift back for a cause: once each."""
    text = f"{gift_key}\0{cause}"
    return f"back:{blake2b(text.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"


def words(gift: str, why: str) -> str:
    """What the statement says."""
    return f"Taken back: {gift} ({why})"


def back(one: Undoing, given: Mapping[str, Entry], asked_before: Mapping[str, int]) -> tuple[str, Transfer] | None:
    """The gift that is undone and the transfer that asks for what is left of it; None where nothing is."""
    for gift_key in one.gift_keys:
        if gift_key not in given:
            continue
        currency, _, owner, amount = given[gift_key]
        left = amount - asked_before.get(gift_key, 0)
        if left > 0 and owners.is_person(owner) and owners.profile_of(owner) in one.own:
            asked = min(one.asked or left, left)
            return gift_key, Transfer(one.key, currency, owner, owners.ISSUED, asked, one.reason, one.made_at)
    return None
