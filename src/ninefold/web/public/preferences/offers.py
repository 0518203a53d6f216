"""What the preference page offers to choose from, and what a posted form asks for. Pure."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from ninefold.cadence.days import CHANNELS
from ninefold.cadence.types import Pace
from ninefold.context.types import Consent, ConsentStatus, Person
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.errors import BadInput
from ninefold.web.public import languages as naming

PURPOSES = (
    (Purpose.NEWS, "News", "what is new, and stories"),
    (Purpose.OFFERS, "Offers", "prices and early access"),
    (Purpose.COMMUNITY, "Community", "questions and answers of people like you"),
)
ADDRESS_KINDS = (
    (Channel.MAIL, "email", "By mail"),
    (Channel.SMS, "phone", "By SMS"),
    (Channel.PUSH, "push", "On screen"),
)
PER_WEEK_MAX = 20.0
PACES = ((0.0, "Pause: nothing until I choose again"), (0.25, "One a month"), (0.5, "One in two weeks"),
         (1.0, "One a week"), (2.0, "Two a week"), (3.0, "Three a week"), (7.0, "One a day"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """One tick: a purpose by a channel, and whether it is agreed to now."""

    purpose: Purpose
    channel: Channel
    is_granted: bool

    @property
    def name(self) -> str:
        return f"{self.purpose.value}.{self.channel.value}"


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    meaning: str
    boxes: tuple[Box, ...]


def channels(person: Person) -> list[tuple[Channel, str]]:
    """The channels that a person can be reached by; mail when none is known, since the link came by one."""
    found = [(channel, name) for channel, kind, name in ADDRESS_KINDS if person.address(kind)]
    return found or [(Channel.MAIL, "By mail")]


def rows(person: Person, consents: Iterable[Consent]) -> list[Row]:
    """The table of ticks as it stands."""
    granted = {(one.purpose, one.channel) for one in consents if one.status is ConsentStatus.GRANTED}
    return [
        Row(name, meaning, tuple(Box(p, channel, (p, channel) in granted) for channel, _ in channels(person)))
        for p, name, meaning in PURPOSES
    ]


def changes(table: Iterable[Row], shown: Container[str], ticked: Container[str]) -> list[Box]:
    """The boxes that a posted form changes, as they shall be. A box that it did not show stays as it is."""
    return [
        Box(box.purpose, box.channel, box.name in ticked)
        for row in table
        for box in row.boxes
        if box.name in shown and (box.name in ticked) != box.is_granted
    ]


def per_week(text: str) -> float | None:
    """A pace as posted, None for as often as the charter promises; raise BadInput for what is no pace."""
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= PER_WEEK_MAX:
        raise BadInput("pace_bounds", f"A pace is a number from 0 to {PER_WEEK_MAX:.0f} a week.")
    return value


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def by_channel(pace: Pace | None) -> dict[Channel, tuple[int, ...]]:
    """The days that hold for each channel that comes uninvited; () for any."""
    return {channel: pace.days_by(channel) if pace else () for channel in CHANNELS}


def days_of(person: Person, pace: Pace | None) -> list[tuple[Channel, str, tuple[int, ...]]]:
    """The channels that a person may choose days for, each with its name and the days that hold."""
    held = by_channel(pace)
    return [(channel, name, held[channel]) for channel, name in channels(person) if channel in held]


def on_days(texts: Iterable[str]) -> tuple[int, ...]:
    """The days of the week as posted, Monday 0; () for any: all seven, or none."""
    chosen = sorted({int(text) for text in texts if text in set("0123456")})
    return () if len(chosen) == 7 else tuple(chosen)


def languages(person: Person, known: Iterable[str]) -> list[tuple[str, str]]:
    """The languages to choose from, by tags that are `known` here: those, English, and the one that holds."""
    own = str(person.traits.get("language") or "")
    return [(tag, naming.name(tag)) for tag in sorted({"en", *known, own} - {"", "x"})]
