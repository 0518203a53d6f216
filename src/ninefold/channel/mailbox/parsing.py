"""Reads a raw message as a mail program would: headers, text, HTML, links, ways to leave. Pure."""

import re
from email import message_from_bytes, policy
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.utils import parseaddr
from functools import lru_cache
from html.parser import HTMLParser

from ninefold.channel.mailbox.types import Anchor, Leaving, Line, Message

LINKS_MAX = 500
# The standard parser reads a part's type anew each time it asks for it, some twenty times a mail.
_POLICY = policy.default.clone(header_factory=lru_cache(maxsize=64)(HeaderRegistry()))
_ANGLES = re.compile(r"<([^<>\s]+)>")


def read(line: Line, raw: bytes) -> Message:
    """The message of a list's line, opened."""
    try:
        mail = message_from_bytes(raw, policy=_POLICY)
        headers = tuple((name, _words(mail, name, words)) for name, words in mail.raw_items())
        text, html = _part(mail, "plain"), _part(mail, "html")
    except RecursionError:  # parts in parts in parts, made to break what reads them
        headers, text, html = (), "This message cannot be shown. Its source can.", ""
    return Message(
        line.id, line.received_at, line.sender, line.recipient, line.subject, headers=headers, text=text, html=html
    )


def _words(mail: EmailMessage, name: str, text: str) -> str:
    """One header in words. Each is parsed once: asking the message for its values would parse all of them each time."""
    try:
        return " ".join(str(mail.policy.header_fetch_parse(name, text)).split())
    except (ValueError, IndexError, AttributeError):  # the standard parser trips over some hostile headers
        return f"(unreadable {name})"


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, ValueError, KeyError, AttributeError):  # a charset nobody knows
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def leaving(message: Message) -> Leaving:
    """The ways to leave that the headers offer (RFC 2369, 8058); empty where there is none."""
    offered = _ANGLES.findall(message.header("List-Unsubscribe"))
    return Leaving(
        url=next((url for url in offered if url.lower().startswith(("https://", "http://"))), ""),
        mailto=next(
            (url[len("mailto:") :].partition("?")[0] for url in offered if url.lower().startswith("mailto:")), ""
        ),
        is_one_click=message.header("List-Unsubscribe-Post").strip().lower() == "list-unsubscribe=one-click",
    )


def reply_address(message: Message) -> str:
    """Where an answer goes: Reply-To, else From, else ""."""
    return parseaddr(message.header("Reply-To") or message.header("From"))[1]


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Anchor] = []
        self.pictures: list[str] = []
        self._url = ""
        self._label: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "a":
            self._url, self._label = named.get("href") or "", []
        elif tag == "img":
            self.pictures.append(named.get("src") or "")
            self._label.append(named.get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._url:
            if len(self.found) < LINKS_MAX:
                self.found.append(Anchor(self._url, " ".join("".join(self._label).split())))
            self._url = ""

    def handle_data(self, data: str) -> None:
        self._label.append(data)


@lru_cache(maxsize=1)  # what asks for a message's links asks for its picture next
def _parsed(html: str) -> _Anchors:
    parser = _Anchors()
    parser.feed(html)
    return parser


def links(message: Message) -> list[Anchor]:
    """The links of the HTML part in their order."""
    return list(_parsed(message.html).found)


def open_picture(message: Message) -> str:
    """The address of the picture that tells of an open (`…/o/<token>`), or ""."""
    return next((url for url in _parsed(message.html).pictures if "/o/" in url), "")
