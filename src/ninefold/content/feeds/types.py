"""What crosses the door of feeds: what they are, how they stand, and what their readers find."""

from dataclasses import dataclass
from enum import StrEnum

from ninefold.content.types import Block, Product


class FeedKind(StrEnum):
    """What is read, and so how."""

    SYNDICATION = "syndication"
    MARKDOWN = "markdown"
    GIT = "git"
    PAGE = "page"
    WORDPRESS = "wordpress"
    TABLE = "table"
    PRODUCTS = "products"

    @property
    def label(self) -> str:
        """The kind as people call it."""
        return _LABELS[self]


_LABELS = {
    FeedKind.SYNDICATION: "RSS or Atom",
    FeedKind.MARKDOWN: "Folder of Markdown",
    FeedKind.GIT: "Git repository of Markdown",
    FeedKind.PAGE: "Page",
    FeedKind.WORDPRESS: "WordPress export",
    FeedKind.TABLE: "Table of articles (CSV)",
    FeedKind.PRODUCTS: "Products",
}


class Arrival(StrEnum):
    """What becomes of what comes in: a draft, a draft that asks for a review, or published where it can be."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Document:
    """One article as its feed has it. `key` is its own there: a guid, a path, an address.

    Instants in microseconds, 0 where it does not say; `tag` "" where it says no language; `left` tells in words what of
    it no block holds.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]
    url: str = ""
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    tag: str = ""
    summary: str = ""
    published_at: int = 0
    changed_at: int = 0
    is_draft: bool = False
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """What of a feed could not be read: where it stands, and why."""

    key: str
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what a reading wrote down: one of the three."""

    document: Document | None = None
    product: Product | None = None
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What the process beside is asked for. `folder` is where it writes; `state` is what the last reading left
    (`etag`, `modified`, as Reading gives them). `place` is an address, or a path on this machine."""

    kind: FeedKind
    place: str
    folder: str
    agent: str
    now: int
    etag: str = ""
    modified: str = ""
    networks: tuple[str, ...] = ()
    seconds_max: float = 300.0
    bytes_max: int = 100_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of it. `problem` "" where all went well; `is_unchanged` where nothing is new, and no line is written.

    `is_whole`: what it does not name is gone over there; a feed of news shows its newest alone.
    """

    problem: str = ""
    retry_after_seconds: int = 0
    is_unchanged: bool = False
    is_whole: bool = True
    lines: int = 0
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it stands. Instants in microseconds, 0 for never. `arrival` says what becomes of what comes in.

    `price_hours` of a feed of products: how long a price holds after a reading. `lines` of the reading under way are
    taken up to `taken`; both are 0 where none is.
    """

    id: int
    name: str
    kind: FeedKind
    address: str
    every_minutes: int
    arrival: Arrival
    tag: str
    topic: str
    purpose: str
    price_hours: int
    is_stopped: bool
    is_reading: bool
    lines: int
    taken: int
    next_at: int
    read_at: int
    changed_at: int
    failures: int
    problem: str
    made_by: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many documents of a feed there are, and how many of these ask for a look."""

    documents: int = 0
    gone: int = 0
    refused: int = 0
    waiting: int = 0
    alike: int = 0


@dataclass(frozen=True, slots=True)
class Twin:
    """A document that says almost the same: its feed, its title, its item (0 for none)."""

    feed: str
    title: str
    item_id: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an item comes from: a document of a feed, as it was last seen there.

    `problem` says why it is not taken as it stands; `is_waiting`: a newer version lies beside what the team changed.
    """

    id: int
    feed_id: int
    feed: str
    key: str
    title: str
    url: str
    authors: tuple[str, ...]
    item_id: int
    variant_id: int
    seen_at: int
    published_at: int
    gone_at: int
    problem: str
    left: tuple[str, ...]
    is_waiting: bool
    twins: tuple[Twin, ...] = ()
