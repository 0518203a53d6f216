"""What simulated people do with the mail they get: a seeded simulator that acts through mailed links alone.

Its parameters are written into the install's demo note and shown beside every result that they touch.
"""

import heapq
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from ninefold.kernel import ids


@dataclass(frozen=True)
class Parameters:
    """Chances per mail. The poll's result is made of `answers_old` and `answers_better`: nothing is learnt from it."""

    opens: float = 0.46
    clicks: float = 0.11
    answers_old: float = 0.035
    answers_better: float = 0.065
    replies: float = 0.006
    unsubscribes: float = 0.005
    chooses_pace: float = 0.012
    delay_hours_mean: float = 9.0

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


@dataclass(frozen=True)
class Mail:
    """A mail as its reader sees it: the links by what they do."""

    message_id: int
    recipient: str
    subject: str
    pixel: str
    links: tuple[str, ...]
    poll_links: tuple[str, ...]
    unsubscribe: str
    preferences: str
    is_better: bool


@dataclass(frozen=True, order=True)
class Reaction:
    """One thing that a simulated person will do at an instant."""

    at: datetime
    order: int
    what: str = field(compare=False)
    mail: Mail = field(compare=False)
    choice: int = field(compare=False, default=0)


class Simulator:
    """Decides who does what, when; `due` hands it out in order of time.

    Each mail has a lot of its own, so that it does not matter in which order a mailbox took them in.
    """

    def __init__(self, *, seed: int, parameters: Parameters) -> None:
        self._seed, self._parameters = seed, parameters
        self._queue: list[Reaction] = []
        self._count = 0

    def will_open(self, recipient: str, subject: str) -> bool:
        """A mail lies in someone's mailbox: draw whether they will open it."""
        return self._lot("open", recipient, subject).random() < self._parameters.opens

    def read(self, mail: Mail, *, delivered: datetime) -> None:
        """A mail will be opened: draw when, and what will come of it."""
        chances, lot = self._parameters, self._lot("read", mail.recipient, mail.subject)
        at = delivered + timedelta(hours=lot.expovariate(1 / chances.delay_hours_mean))
        self._plan(at, "open", mail)
        answers = chances.answers_better if mail.is_better else chances.answers_old
        if mail.links and lot.random() < chances.clicks / chances.opens:
            self._plan(at + timedelta(minutes=2), "click", mail, lot.randrange(len(mail.links)))
        if mail.poll_links and lot.random() < answers / chances.opens:
            self._plan(at + timedelta(minutes=4), "answer", mail, lot.randrange(len(mail.poll_links)))
        for what, chance in (
            ("reply", chances.replies),
            ("unsubscribe", chances.unsubscribes),
            ("pace", chances.chooses_pace),
        ):
            if lot.random() < chance / chances.opens:
                self._plan(at + timedelta(minutes=6), what, mail, lot.choice((1, 2)))

    def due(self, now: datetime) -> Iterator[Reaction]:
        """What is to be done up to `now`."""
        while self._queue and self._queue[0].at <= now:
            yield heapq.heappop(self._queue)

    def _lot(self, *parts: str) -> random.Random:
        return random.Random(ids.derived_id("reactions", self._seed, *parts))  # noqa: S311  # a simulator, not a secret

    def _plan(self, at: datetime, what: str, mail: Mail, choice: int = 0) -> None:
        self._count += 1
        heapq.heappush(self._queue, Reaction(at, self._count, what, mail, choice))
