"""What crosses community's door. Instants in microseconds, 0 for not yet."""

from dataclasses import dataclass
from enum import StrEnum


class PostKind(StrEnum):
    QUESTION = "question"
    ANSWER = "answer"


class PostState(StrEnum):
    """Who sees a post: everyone; nobody but its author, until someone has looked; nobody."""

    SHOWN = "shown"
    HELD = "held"
    HIDDEN = "hidden"


class Rating(StrEnum):
    """Whether an answer helped."""

    YES = "yes"
    SOMEWHAT = "somewhat"
    NO = "no"

    @property
    def worth(self) -> float:
        """1, 0.5 or 0: what scores are made from."""
        return {"yes": 1.0, "somewhat": 0.5, "no": 0.0}[self.value]


class VoteReason(StrEnum):
    """Why an answer helped, or did not; few enough to be read at a glance."""

    WORKED = "it worked"
    CLEAR = "clear"
    THOROUGH = "thorough"
    WRONG = "wrong"
    UNCLEAR = "unclear"
    OUTDATED = "out of date"
    ASIDE = "beside the question"


class FlagReason(StrEnum):
    """Why moderators should look at a post."""

    SPAM = "spam"
    UNKIND = "unkind"
    PRIVATE = "private"
    UNSAFE = "unsafe"
    OTHER = "other"


class Verdict(StrEnum):
    """What a moderator decided: on a post, or on whether someone may post."""

    KEEP = "keep"
    HIDE = "hide"
    BAR = "bar"
    ALLOW = "allow"


class Order(StrEnum):
    """How a list of questions is ordered, and of which it is."""

    NEWEST = "newest"
    UNANSWERED = "unanswered"
    HELPFUL = "helpful"


@dataclass(frozen=True, slots=True)
class Parties:
    """The profiles on either side of an answer, and the key of the question."""

    author: int
    asker: int
    question: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question. `standing` is what the best answer to it is held to be worth, 0 to 1; `held_for` why it waits.

    `let_through_at` is when moderators kept it who had to look before anybody saw it, 0 where nobody had to.
    """

    id: int
    profile_id: int
    title: str
    body: str
    topic: str
    asked_at: int
    accepted_answer_id: int
    key: str = ""
    edited_at: int = 0
    state: PostState = PostState.SHOWN
    held_for: str = ""
    answer_count: int = 0
    standing: float = 0.0
    let_through_at: int = 0

    @property
    def shown_at(self) -> int:
        """When others could first see it."""
        return self.let_through_at or self.asked_at


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. `profile_id` 0 is the company; `by` is then the key of who of the team wrote it.

    `approved_at` and `approved_by` say when and who of the team let it go into letters; `let_through_at` is as a
    question's.
    """

    id: int
    question_id: int
    profile_id: int
    body: str
    answered_at: int
    key: str = ""
    by: str = ""
    edited_at: int = 0
    state: PostState = PostState.SHOWN
    held_for: str = ""
    approved_at: int = 0
    approved_by: str = ""
    let_through_at: int = 0

    @property
    def shown_at(self) -> int:
        """When others could first see it."""
        return self.let_through_at or self.answered_at


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody wrote, in one text, and its topic."""

    profile_id: int
    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a person, named by one of their profiles, said last of an answer, and when."""

    person_id: int
    answer_id: int
    rating: Rating
    voted_at: int


@dataclass(frozen=True, slots=True)
class Member:
    """Someone who joined: `name` is what others see, `address` what they proved to read.

    `sign_outs` counts how often they signed out: a session is good for one count.
    """

    profile_id: int
    name: str
    address: str
    sign_outs: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """That a member's question, by key and title, has so many new answers; told to the address that they proved."""

    profile_id: int
    address: str
    question: str
    title: str
    answers: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link as asked for: for whom, and where it leads. `name` is "" where they gave none."""

    id: int
    address: str
    name: str
    next: str
    is_used: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that someone of the team should look at, with why: what it was held for, and the flags on it."""

    kind: PostKind
    question: Question
    answer: Answer | None
    flags: tuple[tuple[FlagReason, int], ...]

    @property
    def key(self) -> str:
        return self.answer.key if self.answer else self.question.key

    @property
    def profile_id(self) -> int:
        return self.answer.profile_id if self.answer else self.question.profile_id

    @property
    def state(self) -> PostState:
        return self.answer.state if self.answer else self.question.state

    @property
    def held_for(self) -> str:
        return self.answer.held_for if self.answer else self.question.held_for

    @property
    def edited_at(self) -> int:
        return self.answer.edited_at if self.answer else self.question.edited_at


@dataclass(frozen=True, slots=True)
class Decided:
    """One line of the moderators' log."""

    id: int
    verdict: Verdict
    kind: str
    key: str
    profile_id: int
    reason: str
    decided_by: str
    decided_at: int
