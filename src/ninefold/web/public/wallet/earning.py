"""How something is earned here, told from the rules that are on: what for, how much, and where it is done."""

from dataclasses import dataclass

from ninefold.collect.types import EventName
from ninefold.currency import queries
from ninefold.currency.types import Rule

COMMUNITY = frozenset({
    EventName.ANSWER_ACCEPTED, EventName.ANSWER_FOUND_HELPFUL, EventName.ANSWER_GIVEN, EventName.QUESTION_ASKED,
    EventName.ANSWER_VOTED,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """One way to earn: what for and how much in words, and where it is done, "" where that is not here."""

    reason: str
    much: str
    url: str


def ways(*, is_member: bool, now: int) -> dict[str, list[Way]]:
    """The ways of each currency by its key, those of now; joining is none for who has joined."""
    found: dict[str, list[Way]] = {}
    for rule in queries.rules():
        is_done = is_member and rule.event_name == EventName.COMMUNITY_JOINED
        if rule.is_on and rule.valid_from <= now and not is_done:
            found.setdefault(rule.currency, []).append(Way(rule.reason, _much(rule), _url(rule)))
    return found


def _much(rule: Rule) -> str:
    step = f"{rule.step:,} " if rule.step > 1 else ""
    each = f" for each {step}{rule.money or rule.property}" if rule.property else ""
    most = f", at most {rule.per_day_max:,} a day" if rule.per_day_max else ""
    return f"{rule.per_unit:,}{each}{most}"


def _url(rule: Rule) -> str:
    if rule.event_name == EventName.COMMUNITY_JOINED:
        return "/join"
    return "/community/" if rule.event_name in COMMUNITY else ""
