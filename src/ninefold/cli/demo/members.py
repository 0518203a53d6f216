"""Simulated members of the community: they join by a mailed link and post through the public pages, as anyone would.

Each name that others see says "(simulated)".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape, unescape
from urllib.parse import urlsplit

from ninefold.channel.mailbox import parsing
from ninefold.channel.mailbox.types import Message
from ninefold.cli.demo import forum, rewards
from ninefold.cli.demo.client import Answer, visit
from ninefold.cli.demo.forms import Fields, form_with
from ninefold.cli.demo.forum import Act
from ninefold.cli.demo.people import SimulatedPerson
from ninefold.culture.types import Channel, Purpose

TOKEN = "csrfmiddlewaretoken"  # noqa: S105  # the name of a form's field
LIKES_TO_HELP = f"{Purpose.COMMUNITY.value}.{Channel.MAIL.value}"
_ARTICLE = '<article class="answer'
_VOTE = re.compile(r'action="(/community/vote/[^"]+)"')
_ACCEPT = re.compile(r'action="(/community/accept/[^"]+)"')


@dataclass(frozen=True, slots=True)
class Member:
    """One simulated member and the cookies of their browser."""

    person: SimulatedPerson
    jar: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name that others see."""
        return f"{self.person.first_name} {self.person.name[len(self.person.first_name) + 1][:1]}. (simulated)"


class Members:
    """Does what the plan says, when it is due; whoever has asked for a link opens it when its mail lies there."""

    def __init__(
        self, *, people: Sequence[SimulatedPerson], public_url: str, started: datetime, ends: datetime, seed: int
    ) -> None:
        self._url = public_url
        self._topics = forum.topics()
        self._acts = forum.plan([one.user_id for one in people], started=started, ends=ends, seed=seed)
        taking_part = {act.member for act in self._acts}
        self._members = {one.user_id: Member(one) for one in people if one.user_id in taking_part}
        self._by_address = {one.person.email: one for one in self._members.values()}
        self._helpers = {act.member for act in self._acts if act.what == "answer"}
        self._questions: dict[int, str] = {}
        self._done = 0

    def step(self, now: datetime) -> int:
        """Do what is due up to `now`; returns how many things were done."""
        due = list(self._due(now))
        for act in due:
            self._do(act, self._members[act.member])
        return len(due)

    def _due(self, now: datetime) -> Iterator[Act]:
        while self._done < len(self._acts) and self._acts[self._done].at <= now:
            self._done += 1
            yield self._acts[self._done - 1]

    def may_open(self, address: str) -> bool:
        """Whether a mail to this address may be a link that one of them asked for."""
        return address in self._by_address

    def open_link(self, message: Message) -> bool:
        """Sign in by the link of a mail, if it is one; and say, once, who likes to be asked."""
        link = next((one.url for one in parsing.links(message) if one.url.startswith(f"{self._url}/join/")), "")
        if not link:
            return False
        member = self._by_address[message.recipient]
        self._post(member, link, [("name", member.name)])
        if member.person.user_id in self._helpers:
            self._ask_to_be_asked(member)
        return True

    def _ask_to_be_asked(self, member: Member) -> None:
        page = f"{self._url}/settings"
        fields = form_with(visit(page, jar=member.jar).html, "per_week")
        if (LIKES_TO_HELP, "1") not in fields:
            visit(page, form=[*fields, (LIKES_TO_HELP, "1")], jar=member.jar)

    def _do(self, act: Act, member: Member) -> None:
        if act.what == "join":
            member.jar.clear()
            self._post(member, f"{self._url}/join", [("address", member.person.email), ("name", member.name)])
        elif act.what == "redeem":
            self._redeem(member)
        elif act.what == "ask":
            topic = self._topics[act.question]
            asked = [("title", topic.title), ("body", topic.body), ("topic", topic.topic)]
            self._questions[act.question] = urlsplit(
                self._post(member, f"{self._url}/community/ask", asked).location
            ).path
        else:
            self._take_part(act, member)

    def _redeem(self, member: Member) -> None:
        """Take each reward that the shelf offers them."""
        for key in rewards.KEYS:
            address = f"{self._url}/redeem/{key}"
            page = visit(address, jar=member.jar)
            if '<input type="hidden" name="key"' in page.html:
                self._send(member, page, address, [one for one in form_with(page.html, "key") if one[0] != TOKEN])

    def _take_part(self, act: Act, member: Member) -> None:
        """Read the question's page, then answer it, vote or accept there."""
        address = self._url + self._questions[act.question]
        page = visit(address, jar=member.jar)
        said = self._topics[act.question].answers[act.answer]
        if act.what == "answer":
            self._send(member, page, address.replace("/community/q/", "/community/answer/"), [("body", said.text)])
        elif act.what == "vote":
            self._send(member, page, self._url + _action(_VOTE, page.html, said.text), [("rating", act.rating)])
        elif act.what == "accept":
            self._send(member, page, self._url + _action(_ACCEPT, page.html, said.text), [])

    def _post(self, member: Member, address: str, fields: Fields) -> Answer:
        """Fill in the form of a page and send it."""
        return self._send(member, visit(address, jar=member.jar), address, fields)

    def _send(self, member: Member, page: Answer, address: str, fields: Fields) -> Answer:
        token = next(value for name, value in form_with(page.html, TOKEN) if name == TOKEN)
        return visit(address, form=[(TOKEN, token), *fields], jar=member.jar)


def _action(pattern: re.Pattern[str], html: str, text: str) -> str:
    """The address of a form beside the answer that says `text`."""
    start = escape(text.partition(".")[0])
    article = next(part for part in html.split(_ARTICLE)[1:] if start in part)
    found = pattern.search(article)
    assert found is not None, "whoever votes or accepts may do so"
    return unescape(found[1])
