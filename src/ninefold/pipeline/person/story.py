"""An event as a line of someone's story: what happened, in words, in the colour of its row. Pure.

Wherever an event is told to people it is worded here: a person's page and story, the events that arrive, commands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from ninefold.channel.outcomes import ONE_CLICK
from ninefold.collect.plan.judging import NOTE
from ninefold.collect.types import Event, EventKind, EventName, Trust

PROPERTIES_MAX = 4
VALUE_CHARACTERS_MAX = 80


@dataclass(frozen=True, slots=True)
class Moment:
    """One line. `row` is its colour, `theme` the filter that it belongs to, `notes` are chips, `parts` the details of
    what it holds together.
    """

    event_id: int
    at: int
    title: str
    detail: str
    row: str
    theme: str
    notes: tuple[str, ...]
    message_id: str
    parts: tuple[str, ...] = ()


REST = "site"  # the theme of what belongs to no other
THEMES = (("", "All"), ("bought", "Purchases"), ("messages", "Messages"), ("consent", "Consent and pace"),
          ("community", "Community"), (REST, "Everything else"))  # fmt: skip


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= VALUE_CHARACTERS_MAX else text[: VALUE_CHARACTERS_MAX - 1] + "…"


def _listed(properties: Mapping[str, Any]) -> str:
    plain = [(key, value) for key, value in properties.items() if isinstance(value, str | int | float)]
    return " · ".join(f"{key.replace('_', ' ')} {_shown(value)}" for key, value in plain[:PROPERTIES_MAX])


def _bought(event: Event) -> str:
    quantity, revenue = event.properties.get("quantity"), event.properties.get("revenue")
    parts = []
    if isinstance(quantity, int | float):
        parts.append(f"{quantity:g} {'item' if quantity == 1 else 'items'}")
    if revenue is not None:
        parts.append(f"{_amount(revenue)} {event.properties.get('currency', '')}".strip())
    return ", ".join(parts)


def _amount(revenue: object) -> str:
    """Money with two decimals; what is no number stands as it came."""
    try:
        return f"{Decimal(str(revenue)):.2f}"
    except InvalidOperation:
        return str(revenue)


BASES = {
    "consent": "",  # the legal ground, which a yes names anyway
    ONE_CLICK: "with one click in their mail program",
    "mail": "by writing to the unsubscribe address",
    "preference page": "on the preference page",
}


def basis_words(basis: str) -> str:
    """How a yes or no was given, in words; what a source wrote itself stands as it came."""
    return BASES.get(basis, basis)


def _consent(event: Event) -> str:
    said = event.properties
    answer = {"granted": "said yes to", "withdrawn": "wants no more"}.get(str(said.get("status")), "spoke on")
    told = f"{answer} {said.get('purpose', '?')} by {said.get('channel', '?')}"
    basis = basis_words(str(said.get("basis", "")))
    return f"{told}, {_shown(basis)}" if basis else told


def _form(event: Event) -> str:
    said = event.properties
    on_site = f", on {said['site']}" if said.get("site") else ""
    return f"{said.get('form', '')}, version {said.get('version', '')}{on_site}"


def _pace(event: Event) -> str:
    per_week = event.properties.get("per_week")
    often = f"at most {per_week:g} a week" if isinstance(per_week, int | float) else "as often as we promise everyone"
    own = event.properties.get("days_by_channel") or {}
    told = [often, *_on_days("", event.properties.get("days"))]
    return ", ".join([*told, *(words for channel, given in own.items() for words in _on_days(f"by {channel} ", given))])


def _on_days(by: str, given: list[str] | None) -> list[str]:
    return [f"{by}on {' and '.join(str(day).capitalize() for day in given)} only"] if given else []


def _poll(event: Event) -> str:
    said = event.properties
    chosen = said.get("option_text") or said.get("option")
    return "" if chosen is None else f"chose “{_shown(chosen)}”"


def _vote(event: Event) -> str:
    rating = str(event.properties.get("rating", ""))
    told = {"yes": "it helped", "somewhat": "it helped somewhat", "no": "it did not help"}.get(rating)
    if told:
        reasons = event.properties.get("reasons")
        return f"{told}: {', '.join(map(str, reasons))}" if isinstance(reasons, list) and reasons else told
    helpful = event.properties.get("helpful")
    return {True: "it helped", False: "it did not help"}.get(helpful, "") if isinstance(helpful, bool) else ""


def _redeemed(event: Event) -> str:
    said = event.properties
    told = _reward(event)
    amount = said.get("amount")
    return f"{told} for {amount:,} {said.get('currency', '')}" if isinstance(amount, int) and amount else told


def _revoked(event: Event) -> str:
    amount = event.properties.get("amount")
    back = f"{amount:,} {event.properties.get('currency', '')} given back" if isinstance(amount, int) and amount else ""
    return ", ".join(filter(None, (_reward(event), back)))


def _reward(event: Event) -> str:
    """The reward by its name; by its key where an event does not say it."""
    return f"“{_shown(event.properties.get('reward_name') or event.properties.get('reward', ''))}”"


def _segment(event: Event) -> str:
    return f"“{_shown(event.properties.get('name', ''))}”"


def _joined(event: Event) -> str:
    """The name that they joined the members under, or which of the communities it is, and where they said so."""
    said = event.properties
    if not said.get("community"):
        return f"as “{_shown(said.get('name', ''))}”"
    return f"“{_shown(said['community'])}”" + (f", on the {_shown(said['source'])}" if said.get("source") else "")


def _left(event: Event) -> str:
    return _shown(event.properties.get("objectId", ""))


def _flag(event: Event) -> str:
    return _shown(event.properties.get("reason", ""))


def _handed_out(event: Event) -> str:
    return f"by {_shown(event.properties['by'])}" if event.properties.get("by") else ""


def _looked(event: Event) -> str:
    return f"“{_shown(event.properties.get('item', ''))}”, {_shown(event.properties.get('by', ''))}"


def _nothing(event: Event) -> str:
    return ""


def _subject(event: Event) -> str:
    for key in ("subject", "label", "url", "title", "body", "text"):
        if event.properties.get(key):
            return f"“{_shown(event.properties[key])}”"
    return _listed({key: value for key, value in event.properties.items() if not key.endswith("_id")})


def _message(event: Event) -> str:
    said = event.properties
    told = f"“{_shown(said['subject'])}”" if said.get("subject") else ""
    way = f"by {said['channel']}" if said.get("channel") else ""
    return " ".join(filter(None, (told, way, str(said.get("text", "")) if said.get("by") else "")))


def _outside(event: Event) -> str:
    said = event.properties
    told = f"“{_shown(said['campaign'])}”" if said.get("campaign") else _shown(said.get("kind", ""))
    way = f"by {said['channel']}" if said.get("channel") else ""
    return " ".join(filter(None, (_shown(said.get("sender", "")), way, told)))


def _reported(event: Event) -> str:
    said = event.properties
    campaign = f"“{_shown(said['campaign'])}” " if said.get("campaign") else ""
    return f"{_shown(said.get('sender', ''))}: {campaign}{said.get('outcome', '')} (no holdout: association)"


# By event name: the words, the row's colour, the theme, and how the detail is told.
KNOWN: dict[str, tuple[str, str, str, Callable[[Event], str]]] = {
    EventName.ORDER_COMPLETED: ("Bought", "moment", "bought", _bought),
    EventName.REWARD_REDEEMED: ("Redeemed", "moment", "bought", _redeemed),
    EventName.REWARD_REVOKED: ("Reward taken back", "moment", "bought", _revoked),
    EventName.CONSENT_CHANGED: ("Consent", "values", "consent", _consent),
    EventName.DATA_EXPORTED: ("All that is known was handed out", "values", "consent", _handed_out),
    EventName.PERSON_PREVIEWED: ("The team looked at content as this person", "values", "consent", _looked),
    EventName.FORM_SUBMITTED: ("Signed up by a form", "values", "consent", _form),
    EventName.PACE_CHOSEN: ("Chose a pace", "values", "consent", _pace),
    EventName.MESSAGE_DELIVERED: ("Message delivered", "delivery", "messages", _message),
    EventName.MESSAGE_REFUSED: ("Message refused", "delivery", "messages", _message),
    EventName.MESSAGE_OPENED: ("Opened a message", "delivery", "messages", _message),
    EventName.LINK_CLICKED: ("Clicked a link", "delivery", "messages", _subject),
    EventName.MESSAGE_REPLIED: ("Replied", "delivery", "messages", _subject),
    EventName.CONTACT_MADE: ("Contacted by others", "delivery", "messages", _outside),
    EventName.OUTCOME_REPORTED: ("Reported by others", "delivery", "messages", _reported),
    EventName.POLL_ANSWERED: ("Answered a poll", "values", "community", _poll),
    EventName.QUESTION_ASKED: ("Asked", "values", "community", _subject),
    EventName.QUESTION_ROUTED: ("Their question was put to who may know", "values", "community", _nothing),
    EventName.ANSWER_GIVEN: ("Answered", "values", "community", _subject),
    EventName.ANSWER_ACCEPTED: ("Accepted an answer", "values", "community", _nothing),
    EventName.ANSWER_VOTED: ("Voted on an answer", "values", "community", _vote),
    EventName.COMMUNITY_JOINED: ("Joined the community", "values", "community", _joined),
    EventName.COMMUNITY_LEFT: ("Left the community", "values", "community", _joined),
    EventName.RELATIONSHIP_DELETED: ("Left a group", "values", REST, _left),
    EventName.ACCEPTANCE_WITHDRAWN: ("Took another answer as the one that helped", "values", "community", _nothing),
    EventName.ANSWER_HIDDEN: ("An answer of theirs was hidden by moderators", "values", "community", _nothing),
    EventName.ORDER_REFUNDED: ("Gave back what they bought", "moment", "bought", _nothing),
    EventName.ORDER_CANCELLED: ("Cancelled an order", "moment", "bought", _nothing),
    EventName.ANSWER_FOUND_HELPFUL: ("Gave an answer that helped many", "values", "community", _nothing),
    EventName.EXPERT_REPLIED: ("Answered as an expert", "values", "community", _nothing),
    EventName.EXPERTISE_GIVEN: ("What they said as an expert was published", "values", "community", _nothing),
    EventName.POST_FLAGGED: ("Flagged a post", "values", "community", _flag),
    EventName.POINTS_EARNED: ("Earned points", "moment", "bought", _subject),
    EventName.GOAL_REACHED: ("Reached a goal", "moment", "bought", _subject),
    EventName.SEGMENT_ENTERED: ("Came into a segment", "values", REST, _segment),
    EventName.SEGMENT_LEFT: ("Left a segment", "values", REST, _segment),
}
CALLS = {
    EventKind.IDENTIFY: "Told us about themselves", EventKind.PAGE: "Viewed a page",
    EventKind.SCREEN: "Viewed a screen",
    EventKind.GROUP: "Joined a group", EventKind.ALIAS: "Became known under another id",
}  # fmt: skip


# Titles that stand before a detail, as they are called without one.
ALONE: dict[str, str] = {
    EventName.REWARD_REDEEMED: "Redeemed a reward", EventName.CONSENT_CHANGED: "Said yes or no",
    EventName.MESSAGE_REPLIED: "Replied to a message", EventName.QUESTION_ASKED: "Asked a question",
    EventName.ANSWER_GIVEN: "Answered a question",
}  # fmt: skip


def names_of(theme: str) -> tuple[str, ...]:
    """The events of a theme; for REST all those that it has not; none for "", which is every theme."""
    if not theme:
        return ()
    return tuple(name for name, (_, _, own, _) in KNOWN.items() if (own != REST if theme == REST else own == theme))


def activity_name(name: str) -> str:
    """What a counted activity is called: context counts the calls that are no track events as "$" and their kind."""
    calls = {f"${kind.value}": words for kind, words in CALLS.items()}
    known = {event: words for event, (words, *_) in KNOWN.items()}
    return (calls | known | ALONE).get(name, name)


def _says_simulated(event: Event) -> bool:
    """Whether an event says itself that a simulator made it, or the evidence or the traits that it carries."""
    evidence = event.properties.get("evidence")
    told = (event.properties, event.traits, evidence if isinstance(evidence, dict) else {})
    return any(one.get("simulated") for one in told) or "simulated" in str(event.context.get("userAgent", ""))


def _notes(event: Event, *, is_of_simulated: bool) -> tuple[str, ...]:
    """The chips of an event. A mail program that unsubscribes does so for its reader (RFC 8058): no machine's doing."""
    notes = [
        ("simulated", _says_simulated(event) or (is_of_simulated and event.trust == Trust.LINK)),
        ("by a machine", event.is_bot and event.properties.get("basis") != ONE_CLICK),
        ("unverified", event.trust == Trust.BROWSER),
        ("signed in", event.trust == Trust.SIGNED),
        ("not as planned", NOTE in event.context),
        ("imported", event.trust == Trust.IMPORT),
    ]
    return tuple(word for word, holds in notes if holds)


def moment(event: Event, *, is_of_simulated: bool = False) -> Moment:
    """The line that tells one event; what a simulated person did through a mailed link is simulated too."""
    if event.kind == EventKind.TRACK and event.name in KNOWN:
        title, row, theme, detail = KNOWN[event.name]
        told = detail(event)
    elif event.kind == EventKind.TRACK:
        title, row, theme, told = event.name, "ink", REST, _listed(event.properties)
    else:
        title, row, theme = CALLS[event.kind], "moment", REST
        said = event.traits if event.kind == EventKind.IDENTIFY else event.properties
        named = "" if event.name == event.kind.value else event.name
        told = named or _listed({key: value for key, value in said.items() if key != "simulated"})
    notes = _notes(event, is_of_simulated=is_of_simulated)
    return Moment(event.id, event.occurred_at, title, told, row, theme, notes, event.message_id)
