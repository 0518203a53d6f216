"""Reads a condition in English, the way a person would say who is meant. Pure."""

from collections.abc import Sequence

from ninefold.context.sayings import BELONGS_TO
from ninefold.context.segments.parts import (
    All,
    AnyOf,
    Began,
    Condition,
    ConsentIs,
    Ended,
    Followed,
    Happened,
    InCommunity,
    InGroup,
    InSegment,
    Not,
    Sampled,
    Scalar,
    Summed,
    TraitBetween,
    TraitExists,
    TraitIs,
)
from ninefold.context.types import ConsentStatus

_DEEDS = {  # past and participle
    "Order Completed": ("bought", "bought"),
    "Poll Answered": ("answered a poll", "answered a poll"),
    "Question Asked": ("asked a question", "asked a question"),
    "Answer Given": ("gave an answer", "given an answer"),
    "Message Opened": ("opened a message", "opened a message"),
    "Link Clicked": ("clicked a link", "clicked a link"),
    "$page": ("looked at a page", "looked at a page"),
    "$screen": ("looked at a screen", "looked at a screen"),
    "$identify": ("told us about themselves", "told us about themselves"),
    "$group": ("were named with a group", "been named with a group"),
    "$alias": ("came under another name", "come under another name"),
}
_TIMES = {1: "once", 2: "twice"}


def explain(condition: Condition) -> str:
    """One sentence: `People who bought at least twice, not in the last 90 days.`"""
    return f"People who {_phrase(condition, inside=False)}."


def _phrase(condition: Condition, *, inside: bool) -> str:
    match condition:
        case All(parts):
            return _joined(parts, "and", inside=inside)
        case AnyOf(parts):
            return _joined(parts, "or", inside=inside)
        case Not(part):
            return _negated(part)
        case Happened() | Summed() | Began() | Ended() | Followed():
            return _did(condition)
    return _is(condition)


def _is(condition: Condition) -> str:  # noqa: PLR0911  # one for each kind of part
    match condition:
        case ConsentIs(purpose, channel, status):
            return f"{_SAID[status]} {purpose.value} by {_channel(channel.value)}"
        case InCommunity(key, name):
            return f"say that they belong to the community “{name or key}”"
        case InGroup():
            return f"belong to {_group(condition)}"
        case InSegment(key, name):
            return f"are in the segment “{name or key}”"
        case Sampled(millionths, seed):
            return f"are in the sample “{seed}” of {millionths / 10_000:g} %"
        case TraitBetween(name, float() | int() as sure, None) if name.startswith(BELONGS_TO):
            return f"belong, {sure:.0%} sure or more, to the community “{condition.community}”"
        case TraitIs() | TraitBetween():
            return f"have {_trait(condition)}"
        case TraitExists(name):
            return f"have a {name}"
    raise AssertionError(condition)


def _trait(condition: TraitIs | TraitBetween) -> str:
    said = _or(condition.values) if isinstance(condition, TraitIs) else _range(condition)
    return f"{condition.name} {said}"


def _group(condition: InGroup) -> str:
    """`a company with plan “pro”`; `a group` for any kind."""
    kind, trait = condition.kind or "group", condition.trait
    called = f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    if trait is None:
        return called
    if isinstance(trait, TraitExists):
        return f"{called} {'without' if condition.is_lacking else 'with'} a {trait.name}"
    return f"{called} with {_trait(trait)}"


def _did(condition: Happened | Summed | Began | Ended | Followed) -> str:
    match condition:
        case Happened():
            return _happened(condition)
        case Summed():
            return _summed(condition)
        case Began(event, days):
            return f"{_deed(event)[0]} for the first time in the last {_days(days)}"
        case Ended():
            return _ended(condition)
        case Followed():
            return _followed(condition)


_SAID = {
    ConsentStatus.GRANTED: "agreed to",
    ConsentStatus.WITHDRAWN: "withdrew their consent to",
    ConsentStatus.NONE: "never said yes or no to",
}


def _joined(parts: Sequence[Condition], word: str, *, inside: bool) -> str:
    phrases = [_phrase(part, inside=len(parts) > 1) for part in parts]
    if word == "and" and len(parts) == 2 and (short := _lapsed(parts[0], parts[1])):
        return short
    if len(phrases) == 1:
        return phrases[0]
    text = f"{', '.join(phrases[:-1])} {word} {phrases[-1]}" if len(phrases) == 2 else _list(phrases, word)
    return f"({text})" if inside else text


def _list(phrases: Sequence[str], word: str) -> str:
    return f"{', '.join(phrases[:-1])}, {word} {phrases[-1]}"


def _lapsed(one: Condition, two: Condition) -> str:
    """`bought at least twice, not in the last 90 days`: the same deed, and then no more."""
    if not isinstance(one, Happened):
        one, two = two, one
    match one, two:
        case Happened(event, _, _, 0), Not(Happened(again, 1, None, days)) if event == again and days:
            return f"{_happened(one)}, not in the last {_days(days)}"
    return ""


def _negated(part: Condition) -> str:  # noqa: PLR0911  # one for each kind of part
    match part:
        case Happened(event, 1, None, 0):
            return f"never {_deed(event)[0]}"
        case Happened(event, 1, None, days):
            return f"have not {_deed(event)[1]} in the last {_days(days)}"
        case TraitExists(name):
            return f"have no {name}"
        case TraitIs(name, values):
            return f"do not have {name} {_or(values)}"
        case TraitBetween(name, float() | int(), None) if name.startswith(BELONGS_TO):
            return f"do not seem to belong to the community “{part.community}”"
        case InCommunity(key, name):
            return f"do not say that they belong to the community “{name or key}”"
        case InGroup():
            return f"do not belong to {_group(part)}"
        case InSegment(key, name):
            return f"are not in the segment “{name or key}”"
    return f"are not among those who {_phrase(part, inside=True)}"


def _deed(event: str) -> tuple[str, str]:
    """What people who did this did, and have done."""
    return _DEEDS.get(event, (f"did “{event}”", f"done “{event}”"))


def _happened(condition: Happened) -> str:
    return f"{_deed(condition.event)[0]} {_count(condition.low, condition.high)}{_lately(condition.within_days)}"


def _lately(days: int) -> str:
    return f" in the last {_days(days)}" if days else ""


def _summed(condition: Summed) -> str:
    low, high = (None if bound is None else f"{bound / 1_000_000:,.6f}".rstrip("0").rstrip(".")
                 for bound in (condition.low, condition.high))  # fmt: skip
    bounds = f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}"
    unit = f" {condition.currency}" if condition.currency else ""
    return f"{_deed(condition.event)[0]} with {condition.of} of {bounds}{unit} in all{_lately(condition.within_days)}"


def _ended(condition: Ended) -> str:
    ago, within = condition.ago_days, condition.within_days
    when = f"{ago} to {_days_long(within)} ago" if ago and within else ""
    when = when or (f"at least {_days_long(ago)} ago" if ago else f"within the last {_days(within)}")
    return f"{_deed(condition.event)[0]} for the last time {when}"


def _days_long(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _followed(condition: Followed) -> str:
    """`did A, then B within 7 days, and not C after it, all in the last 90 days`"""
    first, *rest = condition.steps
    text = _deed(first.event)[0]
    for step in rest:
        text += f", then {_deed(step.event)[0]}{_within(step.within_days)}"
    if last := condition.then_not:
        text += f", and have not {_deed(last.event)[1]}{_within(last.within_days)} after that"
    return f"{text}, all{_lately(condition.within_days)}" if condition.within_days else text


def _within(days: int) -> str:
    return f" within {_days_long(days)}" if days else ""


def _count(low: int, high: int | None) -> str:
    if high is None:
        return f"at least {_times(low)}"
    if low == high:
        return f"exactly {_times(low)}"
    return f"at most {_times(high)}" if low == 0 else f"{low} to {high} times"


def _times(count: int) -> str:
    return _TIMES.get(count, f"{count} times")


def _days(days: int) -> str:
    return "day" if days == 1 else f"{days} days"


def _channel(channel: str) -> str:
    return {"sms": "SMS", "web": "cards on the web", "social": "social posts"}.get(channel, channel)


def _or(values: Sequence[Scalar]) -> str:
    shown = [_value(value) for value in values]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def _value(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"“{value}”" if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)


def _range(between: TraitBetween) -> str:
    low, high = between.low, between.high
    if low is not None and high is not None and not (between.is_above or between.is_below):
        return f"from {_value(low)} to {_value(high)}"
    lower = [f"more than {_value(low)}" if between.is_above else f"{_value(low)} or more"] if low is not None else []
    upper = [f"less than {_value(high)}" if between.is_below else f"{_value(high)} or less"] if high is not None else []
    return " and ".join(lower + upper)
