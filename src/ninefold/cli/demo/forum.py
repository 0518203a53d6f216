"""What simulated members say to each other: a seeded plan of questions, answers, votes and acceptances. Pure.

The words stand in forum.toml and were written for the demo; who says them, when, and how readers vote is drawn by lot.
"""

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from itertools import count

from ninefold.kernel import ids

HELPERS = 9
READERS = 26
VOTERS_MIN, VOTERS_MAX = 2, 7
ANSWER_HOURS_MEAN, VOTE_HOURS_MEAN, ACCEPT_HOURS_MEAN = 15.0, 50.0, 20.0
ACCEPTS = 0.75
ACCEPTED_HELPS_MIN = 0.55  # the chance of a yes from which on an answer may be taken as the one that helped
JOIN_HOURS = 4.0  # before the first thing they do
SESSION_DAYS = 28  # then a member signs in again, before the site forgets them
REDEEMS = 0.6
OPEN_DAYS = 4  # what nobody has answered was asked within these last days


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of the file: its words, and the chance that a reader's vote is yes."""

    text: str
    helps: float


@dataclass(frozen=True, slots=True)
class Topic:
    """One question of the file with its answers."""

    title: str
    body: str
    topic: str
    answers: tuple[Said, ...]


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """One thing that one member does at an instant: join, ask, answer, vote, accept or redeem.

    `question` and `answer` count from 0 in the file's order. `rating` of a vote is yes, somewhat or no.
    """

    at: datetime
    order: int
    what: str = field(compare=False)
    member: str = field(compare=False)
    question: int = field(compare=False, default=-1)
    answer: int = field(compare=False, default=-1)
    rating: str = field(compare=False, default="")


def topics() -> tuple[Topic, ...]:
    """The questions of forum.toml, in its order."""
    read = tomllib.loads(files("ninefold.cli.demo").joinpath("forum.toml").read_text(encoding="utf-8"))
    return tuple(
        Topic(
            one["title"], one["body"], one["topic"], tuple(Said(said["text"], said["helps"]) for said in one["answers"])
        )
        for one in read["question"]
    )


def plan(members: Sequence[str], *, started: datetime, ends: datetime, seed: int) -> list[Act]:
    """Everything that will be done between two instants, in order of time; the same for the same seed.

    `members` are the keys of those who may take part; nobody answers or votes on what is their own.
    """
    lot = random.Random(ids.derived_id("forum", seed))  # noqa: S311  # a simulator, not a secret
    taking_part = lot.sample(list(members), min(len(members), HELPERS + READERS))
    draw = _Draw(lot, taking_part[:HELPERS], taking_part[HELPERS:] or taking_part, count())
    acts: list[Act] = []
    for number, topic in enumerate(topics()):
        acts += draw.thread(number, topic, started, ends)
    acts = sorted(act for act in [*acts, *draw.redemptions(ends)] if act.at < ends)
    return sorted([*draw.joins(acts), *acts])


@dataclass(frozen=True, slots=True)
class _Draw:
    lot: random.Random
    helpers: list[str]
    readers: list[str]
    order: "count[int]"

    def thread(self, number: int, topic: Topic, started: datetime, ends: datetime) -> list[Act]:
        """A question with all that follows on it."""
        earliest = started + timedelta(days=1) if topic.answers else ends - timedelta(days=OPEN_DAYS)
        latest = ends - timedelta(days=OPEN_DAYS) if topic.answers else ends - timedelta(hours=6)
        asked = earliest + max(latest - earliest, timedelta(0)) * self.lot.random()
        asker = self.readers[number % len(self.readers)]  # nobody asks much: new members may not
        acts = [self._act(asked, "ask", asker, number)]
        authors = self._others(self.helpers, {asker}, len(topic.answers))
        for index, (said, author) in enumerate(zip(topic.answers, authors, strict=False)):
            answered = self._after(asked, ANSWER_HOURS_MEAN)
            acts.append(self._act(answered, "answer", author, number, index))
            acts += self._votes(number, index, said, answered, {asker, author})
            if said.helps >= ACCEPTED_HELPS_MIN and self.lot.random() < ACCEPTS:
                acts.append(self._act(self._after(answered, ACCEPT_HOURS_MEAN), "accept", asker, number, index))
        return acts

    def redemptions(self, ends: datetime) -> list[Act]:
        """Some look at last what they can have for what they hold."""
        takers = [member for member in [*self.helpers, *self.readers] if self.lot.random() < REDEEMS]
        return [self._act(ends - timedelta(days=OPEN_DAYS * self.lot.random()), "redeem", member) for member in takers]

    def joins(self, acts: Sequence[Act]) -> list[Act]:
        """Whoever does something has joined some hours before, and signs in again when that is long ago."""
        joined: dict[str, datetime] = {}
        found = []
        for act in acts:
            if act.at - joined.get(act.member, datetime.min.replace(tzinfo=act.at.tzinfo)) > timedelta(
                days=SESSION_DAYS
            ):
                joined[act.member] = act.at - timedelta(hours=JOIN_HOURS)
                found.append(self._act(joined[act.member], "join", act.member))
        return found

    def _votes(self, number: int, index: int, said: Said, answered: datetime, own: set[str]) -> list[Act]:
        voters = self._others(self.readers, own, self.lot.randint(VOTERS_MIN, VOTERS_MAX))
        return [
            self._act(
                self._after(answered, VOTE_HOURS_MEAN), "vote", voter, number, index, rating=self._rating(said.helps)
            )
            for voter in voters
        ]

    def _rating(self, helps: float) -> str:
        if self.lot.random() < helps:
            return "yes"
        return self.lot.choice(("somewhat", "no"))

    def _others(self, among: list[str], without: set[str], most: int) -> list[str]:
        possible = [member for member in among if member not in without]
        return self.lot.sample(possible, min(most, len(possible)))

    def _after(self, at: datetime, hours_mean: float) -> datetime:
        return at + timedelta(hours=self.lot.expovariate(1 / hours_mean))

    def _act(self, at: datetime, what: str, member: str, *place: int, rating: str = "") -> Act:
        """`place` is the question, and the answer, that it is about."""
        question, answer = (*place, -1, -1)[:2]
        return Act(at, next(self.order), what, member, question, answer, rating)
