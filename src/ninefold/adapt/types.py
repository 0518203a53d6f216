"""What crosses adapt's door."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ninefold.content.imaging.types import Slot
from ninefold.content.saidto import SaidTo
from ninefold.culture.types import Channel

_READ_BY_ALL = {Channel.SOCIAL, Channel.WEB}


class Layout(StrEnum):
    """How a form factor is built: a letter with subject and HTML, one text, or a title with a text and one link."""

    LETTER = "letter"
    TEXT = "text"
    TITLED = "titled"


@dataclass(frozen=True, slots=True)
class FormFactor:
    """A form factor, as data (`formfactors.toml`). `unit` names how length is counted (see adapt.units).

    `limit` holds for the text, in that unit (for a letter: its HTML). `title_limit` and `preheader_limit` are in
    graphemes, `bytes_max` in UTF-8, 0 for none; of it `payload_bytes` go to the braces and names around what is said.
    `link_characters` is the most that a tracked link takes; `link_weight` what any link counts as, 0 for its length.
    Where `mentions_by_name`, `@name@host` counts as `@name`. `frame` is how previews draw it, "" for as its channel is
    drawn: mail, sms, post, chat, push, card or hero. `image` are its places for pictures. `said_to` is whom it speaks
    to, None for as its channel does: posts and the web to all, the others to one person.
    """

    key: str
    name: str
    channel: Channel
    unit: str
    limit: int
    layout: Layout = Layout.TEXT
    title_limit: int = 0
    preheader_limit: int = 0
    bytes_max: int = 0
    payload_bytes: int = 0
    link_characters: int = 0
    link_weight: int = 0
    mentions_by_name: bool = False
    frame: str = ""
    image: tuple[Slot, ...] = ()
    said_to: SaidTo | None = None

    @property
    def is_for_all(self) -> bool:
        """Whether it speaks to nobody in particular (see adapt.listeners)."""
        own = SaidTo.ALL if self.channel in _READ_BY_ALL else SaidTo.PERSON
        return (self.said_to or own) is SaidTo.ALL


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a rendition: where it leads, and the text it stands under."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in the smallest unit of a currency (ISO 4217)."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of something."""

    count: int


@dataclass(frozen=True, slots=True)
class Priced:
    """A number of a currency that is none of money, by its name: 500 points."""

    count: int
    unit: str


Said = str | Money | Amount | Priced


@dataclass(frozen=True, slots=True)
class Thing:
    """What a living block shows: its parts by name (content.living), where it leads, and a picture or "".

    `currency` is the key of the currency that a balance or an offer is in, "" for anything else.
    """

    parts: Mapping[str, Said]
    url: str
    picture: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Rendition:
    """Content in one form factor for one person (or persona). It never exceeds the limit and keeps every fact.

    Mail has subject, preheader, html and text; posts, SMS and push have text (push also a title in `subject`).
    `used` and `limit` are in the form factor's unit; `note` says it in words ("GSM-7 · 1 part · 141/160").
    `shortened` and `dropped` name block ids; `alternated` those whose thing is gone, so that their alternate is said.
    """

    form_factor: str
    variant_id: int
    tag: str
    subject: str
    preheader: str
    html: str
    text: str
    links: tuple[Link, ...]
    used: int
    limit: int
    note: str
    shortened: tuple[str, ...]
    dropped: tuple[str, ...]
    alternated: tuple[str, ...] = ()
