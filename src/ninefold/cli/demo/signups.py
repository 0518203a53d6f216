"""The demo's sign-up form, and simulated people who fill it in: most press the button in the mail, some never do."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ninefold.channel.mailbox import parsing
from ninefold.channel.mailbox.types import Message
from ninefold.cli.demo.client import visit
from ninefold.cli.demo.people import SimulatedPerson
from ninefold.context import actions as context
from ninefold.context.types import Ask, Asked, FormText
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor

KEY = "record-news"
NEWS = Ask(Purpose.NEWS, Channel.MAIL, "Yes, write me about new records. (simulated)")
TEXT = FormText(
    title="Record news (demo)",
    words="At most a letter a week on what came in. (A demo form: what is typed here stays in this install.)",
    asks=(NEWS,),
    traits=(Asked("plays_on", "What do you play them on?"),),
)
PLAYERS = ("a record player", "a CD player", "both")
SIGN_UPS, CONFIRM_SHARE = 12, 0.75


@dataclass(frozen=True, slots=True)
class SignUp:
    """One person who fills the form in."""

    at: datetime
    person: SimulatedPerson
    plays_on: str
    confirms: bool


def lay_out(actor: Actor) -> None:
    """Open the form."""
    context.save_form(actor=actor, key=KEY, text=TEXT, is_open=True, now=clock.now_us())


class SignUps:
    """Fills the form in when it is due, and opens the links that are mailed for it."""

    def __init__(
        self, *, people: Sequence[SimulatedPerson], public_url: str, started: datetime, ends: datetime, seed: int
    ) -> None:
        self._url = public_url
        self._due = sorted(_planned(people, started, ends, seed), key=lambda one: one.at)
        self._confirming = {one.person.email for one in self._due if one.confirms}
        self._done = 0

    def step(self, now: datetime) -> int:
        """Do what is due up to `now`; returns how many things were done."""
        before = self._done
        while self._done < len(self._due) and self._due[self._done].at <= now:
            one = self._due[self._done]
            visit(
                f"{self._url}/forms/{KEY}",
                form=[("email", one.person.email), (NEWS.name, "1"), ("plays_on", one.plays_on)],
            )
            self._done += 1
        return self._done - before

    def may_open(self, address: str) -> bool:
        """Whether a mail to this address may be a link to confirm that somebody will follow."""
        return address in self._confirming

    def open_link(self, message: Message) -> bool:
        """Press the button behind the link of a mail, if it is one to confirm."""
        link = next((one.url for one in parsing.links(message) if one.url.startswith(f"{self._url}/confirm/")), "")
        if link:
            visit(link, form=[])
        return bool(link)


def _planned(people: Sequence[SimulatedPerson], started: datetime, ends: datetime, seed: int) -> Iterator[SignUp]:
    """Some of those who have not said yes to news, at any time of the weeks."""
    lot = random.Random(f"{seed}:sign-ups")  # noqa: S311  # a simulator, not a secret
    asked = [one for one in people if NEWS.purpose.value not in one.consents]
    for person in lot.sample(asked, min(SIGN_UPS, len(asked))):
        at = started + (ends - started) * lot.uniform(0.1, 0.95)
        yield SignUp(at, person, f"{lot.choice(PLAYERS)} (simulated)", lot.random() < CONFIRM_SHARE)
