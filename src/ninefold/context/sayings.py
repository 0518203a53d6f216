"""What an event says about a person: traits, addresses, consents, activity. Pure."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from ninefold.collect.types import Event, EventKind, EventName, Trust
from ninefold.context.rules import EXTERNAL
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.errors import BadInput, raise_together

TRAITS_MAX = 200
EXTERNAL_IDS_MAX = 20
IDENTIFIER_CHARACTERS_MAX = 320
NAME_CHARACTERS_MAX = 100
WORD_CHARACTERS_MAX = 200
VALUE_CHARACTERS_MAX = 8_192
ACTIVITY_CHARACTERS_MAX = 200
EMAIL_CHARACTERS_MAX = 320
# What is told about a person, by us or by machines of theirs, is no deed of their own.
TOLD = (
    EventName.MESSAGE_DELIVERED, EventName.MESSAGE_REFUSED, EventName.MESSAGE_OPENED, EventName.POINTS_EARNED,
    EventName.GOAL_REACHED, EventName.SEGMENT_ENTERED, EventName.SEGMENT_LEFT, EventName.ANSWER_FOUND_HELPFUL,
    EventName.QUESTION_ROUTED, EventName.REWARD_REVOKED, EventName.DATA_EXPORTED, EventName.CONTACT_MADE,
    EventName.OUTCOME_REPORTED, EventName.ANSWER_HIDDEN, EventName.RELATIONSHIP_DELETED,
    EventName.EXPERTISE_GIVEN, EventName.PERSON_PREVIEWED,
)  # fmt: skip
ADDRESS_KIND = {Channel.MAIL: "email", Channel.SMS: "phone"}  # of an address that a word on consent may be for
COMPUTED = "computed."  # how the names of computed traits begin: nobody says these
BELONGS_TO = f"{COMPUTED}belongs."  # and a community: how sure it is that they belong to it
CONTEXT_ZONE, CONTEXT_LOCALE = "$timezone", "$locale"
_CONSENT_WORDS: dict[str, Sequence[str]] = {
    "purpose": list(Purpose), "channel": list(Channel), "status": ("granted", "withdrawn"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One trait as an event says it: `value` is JSON, `word` and `number` are what searches compare."""

    name: str
    value: str
    word: str | None
    number: float | None


@dataclass(frozen=True, slots=True)
class ConsentWord:
    """A word on consent as an event says it."""

    purpose: str
    channel: str
    status: str
    basis: str
    evidence: dict[str, Any]
    address: str


def activity_name(event: Event) -> str:
    """The name an event is counted under: a track's own name, else its kind with a `$`, such as `$page`."""
    name = event.name if event.kind is EventKind.TRACK else f"${event.kind}"
    return name.replace("\x00", "")[:ACTIVITY_CHARACTERS_MAX]


def traits(event: Event) -> Iterator[Said]:
    """The traits of an event about the person themselves; a group's traits are the group's."""
    if event.kind is not EventKind.GROUP:
        yield from _told(event)
    if not event.context:
        return
    zone, locale = event.context.get("timezone"), event.context.get("locale")
    for name, value in ((CONTEXT_ZONE, zone), (CONTEXT_LOCALE, locale)):
        if isinstance(value, str) and value and (said := _said(name, value)):
            yield said
    if event.context.get("externalIds"):
        yield from _external_ids(event.context["externalIds"])


def _external_ids(told: Any) -> Iterator[Said]:
    """Ids of other systems, as Segment's `context.externalIds`: a trait each, which a rule of identity may name."""
    for one in told[:EXTERNAL_IDS_MAX] if isinstance(told, list) else ():
        if isinstance(one, dict) and isinstance(kind := one.get("type"), str) and kind:
            about_users = one.get("collection", "users") == "users" and one.get("encoding", "none") == "none"
            if (
                about_users
                and isinstance(value := one.get("id"), str | int)
                and (said := _said(EXTERNAL + kind, value))
            ):
                yield said


def identifier(value: str) -> str:
    """What a trait's value (JSON) says as an identifier of a company's own kind: a text or a whole number, else ""."""
    said = msgspec.json.decode(value)
    if isinstance(said, bool) or not isinstance(said, str | int):
        return ""
    text = str(said).strip()
    return text if len(text) <= IDENTIFIER_CHARACTERS_MAX and "\x00" not in text else ""


def group_traits(event: Event) -> Iterator[Said]:
    """What a `group` call tells of the group."""
    if event.kind is EventKind.GROUP:
        yield from _told(event)


def _told(event: Event) -> Iterator[Said]:
    for name, value in list(event.traits.items())[:TRAITS_MAX]:
        if not name.startswith(COMPUTED) and (said := _said(name, value)):
            yield said


def _said(name: str, value: Any) -> Said | None:
    text = msgspec.json.encode(value, order="sorted").decode()
    clean = name.replace("\x00", "")
    if not 0 < len(clean) <= NAME_CHARACTERS_MAX or len(text) > VALUE_CHARACTERS_MAX:
        return None
    return Said(clean, text, word(value), number(value))


def word(value: Any) -> str | None:
    """What a search compares of a string or a truth value; strings begin with `"`, so that "true" is not true."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}'.replace("\x00", "")[:WORD_CHARACTERS_MAX] if isinstance(value, str) else None


def number(value: Any) -> float | None:
    """What a search compares of a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def addresses(event: Event) -> Iterator[tuple[str, str]]:
    """Kind and normal form of each address among the traits: email, phone, push."""
    for kind, address, _ in typed(event):
        yield kind, address


def typed(event: Event) -> Iterator[tuple[str, str, str]]:
    """The same, each with the way it was written where that is another, else ""."""
    if not event.traits or event.kind is EventKind.GROUP:
        return
    for kind, name, normal in (("email", "email", email), ("phone", "phone", phone), ("push", "pushToken", push)):
        value = event.traits.get(name)
        if isinstance(value, str) and (address := normal(value)):
            written = as_written(value) if kind == "email" else address
            yield kind, address, "" if written == address else written


def proved(event: Event) -> str:
    """The mail address that a server says, with it, that it verified: `email_verified` of OpenID Connect Core, 5.1."""
    if event.trust is not Trust.SERVER or event.traits.get("email_verified") is not True:
        return ""
    return next((value for kind, value, _ in typed(event) if kind == "email"), "")


def email(text: str) -> str:
    """An address as all comparisons take it, in small letters, or "" when it is none.

    RFC 5321 lets a host tell `Ann@` from `ann@`; none does that people use, and a withdrawal must hold for both.
    """
    return folded(as_written(text))


def folded(address: str) -> str:
    """An address of a mailbox or a number as it is compared, however it is written."""
    return address.lower()


def as_written(text: str) -> str:
    """An address as mail is sent to it: as it was typed, its domain in small letters; "" when it is none."""
    local, mark, domain = text.strip().rpartition("@")
    is_bad = not mark or not local or not domain or max(len(text), len(folded(text))) > EMAIL_CHARACTERS_MAX
    if is_bad or any(c.isspace() or c < " " for c in text.strip()):
        return ""
    return f"{local}@{domain.lower()}"


def phone(text: str) -> str:
    """A number in digits, with `+` in front when it was given so; "" when it is none."""
    stripped = text.strip()
    digits = "".join(c for c in stripped if c in "0123456789")
    plus = "+" if stripped.startswith(("+", "00")) else ""
    digits = digits[2:] if stripped.startswith("00") else digits
    return f"{plus}{digits}" if 4 <= len(digits) <= 15 else ""


def push(text: str) -> str:
    """A push token as it is; longer ones than the column holds are none of ours."""
    return text if 0 < len(text) <= 320 and "\x00" not in text else ""


def consent(event: Event) -> ConsentWord | None:
    """The word of a `Consent Changed` event; None for all other events. Raises BadInput when it is not well formed."""
    if event.kind is not EventKind.TRACK or event.name != EventName.CONSENT_CHANGED:
        return None
    said = event.properties
    raise_together([_no_word(field, of) for field, of in _CONSENT_WORDS.items() if said.get(field) not in of])
    purpose, channel, status = (str(said[field]) for field in _CONSENT_WORDS)
    evidence = said.get("evidence") if isinstance(said.get("evidence"), dict) else {}
    assert isinstance(evidence, dict)
    return ConsentWord(purpose, channel, status, str(said.get("basis", ""))[:200], evidence, address(evidence, channel))


def _no_word(field: str, choices: Sequence[str]) -> BadInput:
    return BadInput(f"consent_{field}", f"A word on consent needs a `{field}`: one of {', '.join(choices)}.")


def address(evidence: dict[str, Any], channel: str) -> str:
    """The address that a word on consent was given for, from its evidence; "" when that names none."""
    given = evidence.get("address")
    if not isinstance(given, str):
        return ""
    if channel == Channel.MAIL:
        return email(given)
    return phone(given) if channel == Channel.SMS and "@" not in given else ""
