"""What crosses culture's door."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum


class Channel(StrEnum):
    """The ways to a person. A form factor belongs to one channel."""

    MAIL = "mail"
    SMS = "sms"
    PUSH = "push"
    WEB = "web"
    SOCIAL = "social"


class Purpose(StrEnum):
    """What a person may say yes or no to. Service needs no consent and is logged."""

    NEWS = "news"
    OFFERS = "offers"
    COMMUNITY = "community"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Goal:
    """An action that the company wants people to take. Never an open, a hit or a page view.

    `event_name` is the track event that reaches it; `properties` must all be equal on the event;
    `value_minor` is what one reach is worth, in the smallest unit, entered by hand and so *stated*; of a built-in goal
    that nobody of the team has chosen (`is_chosen`) it is *assumed*.
    """

    key: str
    name: str
    event_name: str
    properties: dict[str, str]
    value_minor: int
    window_days: int
    is_chosen: bool = True


class CommunityKind(StrEnum):
    """What makes people a community. Those of the second half are never inferred, only stated or joined."""

    INTEREST = "interest"
    PROFESSION = "profession"
    EXPERIENCE = "experience"
    PLACE = "place"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    POLITICS = "politics"
    UNION = "union"
    HEALTH = "health"
    DISABILITY = "disability"
    SEXUALITY = "sexuality"
    GENDER = "gender"
    AGE = "age"


PROTECTED = frozenset(CommunityKind) - {
    CommunityKind.INTEREST, CommunityKind.PROFESSION, CommunityKind.EXPERIENCE, CommunityKind.PLACE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Community:
    """A community and its way of speaking: `tag` is a BCP 47 tag, mostly with a private-use register (`en-x-vinyl`).

    Who deals with `topics` is taken to belong to it, as far as that goes; without any it is never inferred, and one of
    a protected kind has none.
    """

    key: str
    name: str
    tag: str
    kind: CommunityKind = CommunityKind.INTEREST
    topics: tuple[str, ...] = ()

    @property
    def is_protected(self) -> bool:
        return self.kind in PROTECTED


class Corners(StrEnum):
    """How cards and buttons end."""

    SHIPPED = ""
    SQUARE = "square"
    ROUND = "round"


@dataclass(frozen=True, slots=True)
class Brand:
    """How the company looks wherever a customer meets it; "" for what Ninefold comes with.

    Colours are "#rrggbb": what text, ground and buttons have; all others follow (`palette`). Fonts are keys of
    `fonts.FONTS`. `footer` is one line above the postal address, `social` are addresses of the company's pages
    elsewhere, `dark_logo_id` an image for dark ground (0: the same as on light).
    """

    ink: str = ""
    paper: str = ""
    accent: str = ""
    heading_font: str = ""
    body_font: str = ""
    corners: Corners = Corners.SHIPPED
    footer: str = ""
    social: tuple[str, ...] = ()
    dark_logo_id: int = 0

    @property
    def is_drawn(self) -> bool:
        """Whether it looks other than what Ninefold comes with."""
        return any((self.ink, self.paper, self.accent, self.heading_font, self.body_font, self.corners))


SHIPPED_BRAND = Brand()


@dataclass(frozen=True, slots=True)
class Company:
    """Who writes: its name and logo (the id of an image, 0 for none), the sender of its mail, and its brand.

    `sender_name` "" stands for the company's name. `privacy_url` and `imprint_url` are pages of the company's own, ""
    for none: how it treats data, and who answers for what it publishes. `country` (ISO 3166) is where it is at home,
    "" where nobody said.
    """

    name: str
    sender_address: str
    sender_name: str = ""
    logo_id: int = 0
    privacy_url: str = ""
    imprint_url: str = ""
    country: str = ""
    brand: Brand = SHIPPED_BRAND

    @property
    def legal_links(self) -> tuple[tuple[str, str], ...]:
        """Those of its legal pages that are known, as `privacy` or `imprint` and the address."""
        pages = (("privacy", self.privacy_url), ("imprint", self.imprint_url))
        return tuple((name, url) for name, url in pages if url)

    @property
    def sender(self) -> str:
        """The name that readers see before the address."""
        return self.sender_name or self.name

    @property
    def domain(self) -> str:
        """The domain of the sender's address."""
        return self.sender_address.rpartition("@")[2].lower()


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise of the charter in a person's words."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Promised:
    """What of a charter contacts are judged by, as it stood until an instant (us), which is not in it."""

    until: int
    attention_per_week: float
    quiet_from: time
    quiet_until: time


@dataclass(frozen=True, slots=True)
class Charter:
    """What holds for every contact.

    `attention_per_week` refills evenly and is held up to `attention_max`; one mail costs 1.0 (costs are per channel).
    Quiet hours run from `quiet_from` to `quiet_until` in the person's zone, over midnight when from > until.
    `postal_address` is one line that stands with the company's name at the foot of every letter; "" while unwritten.
    `avoided` are words that the company never uses.
    """

    values: tuple[str, ...]
    voice: str
    promises: tuple[Promise, ...]
    attention_per_week: float
    attention_max: float
    quiet_from: time
    quiet_until: time
    postal_address: str = ""
    avoided: tuple[str, ...] = ()
