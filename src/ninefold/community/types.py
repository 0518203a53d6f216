"""What crosses community's door. Instants in microseconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parties:
    """The profiles on either side of an answer."""

    author: int
    asker: int


@dataclass(frozen=True, slots=True)
class Question:
    id: int
    profile_id: int
    title: str
    body: str
    topic: str
    asked_at: int
    accepted_answer_id: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its votes: `helpful` of `votes` said yes."""

    id: int
    question_id: int
    profile_id: int
    body: str
    answered_at: int
    helpful: int
    votes: int


@dataclass(frozen=True, slots=True)
class Member:
    """Someone who joined: `name` is what others see, `address` what they proved to read."""

    profile_id: int
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link as asked for: for whom, and where it leads. `name` is "" where they gave none."""

    id: int
    address: str
    name: str
    next: str
    is_used: bool
