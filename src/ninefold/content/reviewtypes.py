"""What crosses the door of reviews: subjects with those who are asked, and what waits for whom."""

from dataclasses import dataclass
from enum import StrEnum


class Sign(StrEnum):
    """What a text may hold that makes somebody's eyes wanted, whatever its topic."""

    PRICE = "price"
    LEGAL = "legal"
    UNSOURCED = "unsourced"

    @property
    def words(self) -> str:
        """As people read it."""
        return {
            Sign.PRICE: "states a price",
            Sign.LEGAL: "has a legal line",
            Sign.UNSOURCED: "claims something without a source",
        }[self]


@dataclass(frozen=True, slots=True)
class ReviewSubject:
    """A subject that somebody reviews: drafts whose item has one of `topics`, or that show one of `signs`; all drafts
    where both are empty. `members` are ids of accounts; where nobody of them is left, who may publish is asked."""

    name: str
    topics: tuple[str, ...] = ()
    signs: tuple[Sign, ...] = ()
    members: tuple[int, ...] = ()
    days: int = 3
    id: int = 0

    def concerns(self, topic: str, shown: frozenset[Sign]) -> bool:
        """Whether a draft of an item of `topic` that shows these signs is theirs to read."""
        if not self.topics and not self.signs:
            return True
        return topic.strip().casefold() in {one.casefold() for one in self.topics} or bool(shown & set(self.signs))


@dataclass(frozen=True, slots=True)
class Review:
    """One draft that waits for one group's word. Instants in microseconds, 0 for none.

    `subject` is "" for the last step, which is anybody's who may publish. `asked` are the accounts that are asked,
    `taken_by` the one who said that it is theirs (0: nobody).
    """

    id: int
    subject: str
    variant_id: int
    item_id: int
    title: str
    tag: str
    asked_at: int
    due_at: int
    asked_by: int
    asked: frozenset[int]
    taken_by: int
    for_publishers: bool
    members: tuple[int, ...] = ()

    def is_overdue(self, now: int) -> bool:
        """Whether it should have been read by `now` (us)."""
        return bool(self.due_at) and now > self.due_at


@dataclass(frozen=True, slots=True)
class SentDraft:
    """What somebody sent to review and what became of it: waits, changes wanted (with the `note`), or published."""

    variant_id: int
    item_id: int
    title: str
    tag: str
    sent_at: int
    with_whom: str
    is_returned: bool
    note: str
    returned_by: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a draft that somebody (`sent_by`, an account) sent: published, or changes are wanted (`note`)."""

    review_id: int
    variant_id: int
    title: str
    tag: str
    sent_by: int
    decided_by: int
    is_published: bool
    note: str
