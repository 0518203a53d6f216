"""How a feed stands, in words."""

from dataclasses import dataclass

from ninefold.content.feeds.types import Counts, Feed, FeedKind
from ninefold.web.studio.feeds.forms import EVERY_WORDS


@dataclass(frozen=True, slots=True)
class Told:
    """A feed with how it stands: one word, the colour of its chip, and what it has."""

    feed: Feed
    counts: Counts
    standing: str
    colour: str
    has: str

    @property
    def every(self) -> str:
        """How often it is read."""
        return EVERY_WORDS.get(self.feed.every_minutes, "")

    @property
    def where(self) -> str:
        """Where it stands."""
        return self.feed.address or "a file that was handed in"


def told(feed: Feed, counts: Counts) -> Told:
    """A feed as its pages show it."""
    return Told(feed, counts, *_standing(feed), _has(feed, counts))


def _standing(feed: Feed) -> tuple[str, str]:
    if feed.is_stopped:
        return "stopped", "plain"
    if feed.is_reading:
        return ("taking in" if feed.lines else "reading"), "delivery"
    if feed.problem:
        return "fails", "bad"
    return ("in sync", "good") if feed.read_at else ("waits for the worker", "plain")


def _has(feed: Feed, counts: Counts) -> str:
    noun = "product" if feed.kind is FeedKind.PRODUCTS else "article"
    said = [f"{counts.documents:,} {noun}{'' if counts.documents == 1 else 's'}"]
    gone = "not for sale" if feed.kind is FeedKind.PRODUCTS else "gone there"
    for count, words in ((counts.gone, gone), (counts.refused, "with a problem"), (counts.waiting, "newer than yours"),
                         (counts.alike, "almost the same as another")):  # fmt: skip
        if count:
            said.append(f"{count:,} {words}")
    return " · ".join(said)
