"""The world outside: the till that sells, and people who read their mail and act through its links."""

from collections.abc import Sequence
from datetime import datetime

from ninefold.channel.mailbox import parsing, queries, replies
from ninefold.channel.mailbox.types import Message
from ninefold.cli.demo.client import Client, visit
from ninefold.cli.demo.forms import changed, form_with
from ninefold.cli.demo.history import sale
from ninefold.cli.demo.letters import letters
from ninefold.cli.demo.members import Members
from ninefold.cli.demo.purchases import Purchase
from ninefold.cli.demo.reactions import Mail, Reaction, Simulator
from ninefold.cli.demo.signups import SignUps

MAILS_MAX = 100_000
DULL_SUBJECTS = {variant.subject for name in ("old", "note", "deals") for variant in letters(name)}
OPTIONS = {option for variant in letters("old") for block in variant.blocks for option in block.options}
REPLY = "Thank you, that was a good read. (simulated)"


class World:
    """Steps from hour to hour; everything it does goes through public endpoints."""

    def __init__(
        self,
        *,
        client: Client,
        purchases: Sequence[Purchase],
        simulator: Simulator,
        members: Members,
        sign_ups: SignUps,
    ) -> None:
        self._client = client
        self._members = members
        self._sign_ups = sign_ups
        self._purchases = sorted(purchases, key=lambda p: (p.at, p.line))
        self._simulator = simulator
        self._sold = 0
        self._last_message = 0

    def step(self, now: datetime) -> int:
        """Do all that is due up to `now`; returns how many things were done."""
        return self._sell(now) + self._react(now) + self._members.step(now) + self._sign_ups.step(now)

    def read_mail(self, now: datetime) -> int:
        """Look into the mailbox; returns how many new mails lay there."""
        lines = queries.messages(after=self._last_message, limit=MAILS_MAX)
        for line in reversed(lines):
            self._last_message = line.id
            if any(one.may_open(line.recipient) and one.open_link(queries.message(line.id)) for one in self._asking):
                continue
            if self._simulator.will_open(line.recipient, line.subject):
                mail = _as_read(queries.message(line.id))
                if mail.pixel:  # else it is no letter of ours: anyone may send to the mailbox
                    self._simulator.read(mail, delivered=now)
        return len(lines)

    @property
    def _asking(self) -> tuple[Members, SignUps]:
        """Who is mailed links that they asked for."""
        return self._members, self._sign_ups

    def _sell(self, now: datetime) -> int:
        end = self._sold
        while end < len(self._purchases) and self._purchases[end].at <= now:
            end += 1
        sold = self._client.send(sale(purchase) for purchase in self._purchases[self._sold : end])
        self._sold = end
        return sold

    def _react(self, now: datetime) -> int:
        count = 0
        for reaction in self._simulator.due(now):
            act(reaction)
            count += 1
        return count


def _as_read(message: Message) -> Mail:
    """A message as its reader sees it."""
    anchors = parsing.links(message)
    return Mail(
        message_id=message.id,
        recipient=message.recipient,
        subject=message.subject,
        pixel=parsing.open_picture(message),
        links=tuple(a.url for a in anchors if "/c/" in a.url and a.label not in OPTIONS),
        poll_links=tuple(a.url for a in anchors if a.label in OPTIONS),
        unsubscribe=parsing.leaving(message).url,
        preferences=next((a.url for a in anchors if "/preferences/" in a.url), ""),
        is_better=message.subject not in DULL_SUBJECTS,
    )


def act(reaction: Reaction) -> None:
    """One simulated person does one thing, through the link that the mail gave them."""
    mail = reaction.mail
    if reaction.what == "open":
        visit(mail.pixel)
    elif reaction.what == "click":
        visit(mail.links[reaction.choice])
    elif reaction.what == "answer":
        page = visit(mail.poll_links[reaction.choice]).location
        visit(page or mail.poll_links[reaction.choice], form=[])
    elif reaction.what == "reply":
        replies.compose_reply(mail.message_id, REPLY)
    elif reaction.what == "unsubscribe":
        visit(mail.unsubscribe, form=[("List-Unsubscribe", "One-Click")])
    elif reaction.what == "pace":
        page = visit(mail.preferences).html
        visit(mail.preferences, form=changed(form_with(page, "per_week"), "per_week", str(reaction.choice)))
