"""Reads mail that comes back: replies, bounces, complaints and unsubscriptions by mail. Pure, without Django.

In: a raw mail and the address it came to. Out: bodies of Segment's track call, mostly one, none when the mail
says nothing (a delay notice, for one). The address carries a token, so no body is searched for an id.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import blake2b
from html.parser import HTMLParser

from ninefold.channel import bounces, outcomes, tokens
from ninefold.channel.bounces import Bounce, Kind
from ninefold.kernel.errors import BadInput
from ninefold.kernel.tokens import TokenRefused

TEXT_CHARACTERS_MAX = 6_000  # at most 24 KB, so that its event stays under the 32 KB of the API
SUBJECT_CHARACTERS_MAX = 300
MAIL_BYTES_MAX = 5_000_000
_QUOTE_STARTS = re.compile(
    r"^(?:>|-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|message d'origine)\b"
    r"|_{10,}\s*$|(?:on|am|le|el|il|op)\b.{4,200}\b(?:wrote|schrieb|écrit|escribió|scritto|schreef)\s*:\s*$|-- $)",
    re.IGNORECASE,
)


class MailUnreadable(BadInput):
    """The mail is so broken that nothing can be said about it."""


def parse(raw: bytes, facts: Mapping[str, str]) -> tuple[outcomes.Body, ...]:
    """`events` as collect asks for it: a raw mail, and beside it the "recipient" it came to."""
    return events(raw, recipient=facts.get("recipient", ""))


def events(raw: bytes, *, recipient: str) -> tuple[outcomes.Body, ...]:
    """The events that a mail to `recipient` stands for. Raises TokenRefused where the address is none
    of ours, MailUnreadable."""
    word, token = tokens.from_address(recipient)
    if word == tokens.SERVICE:
        return _of_service(raw[:MAIL_BYTES_MAX], *tokens.read_service(token))
    if word == tokens.EXPERT:
        return _of_expert(raw[:MAIL_BYTES_MAX], *tokens.read_service(token))
    if word not in ("leave", "reply", "bounce"):
        raise TokenRefused("address_refused", f"Nothing is read that comes to {word!r} addresses.")
    sent = tokens.read_unsubscribe(token)
    cause = blake2b(raw[:MAIL_BYTES_MAX], digest_size=16).hexdigest()
    if word == "leave":
        return (outcomes.unsubscribed(sent, message_id=f"mail-{cause}", basis="mail"),)
    with _readable():
        return _read(message_from_bytes(raw[:MAIL_BYTES_MAX], policy=policy.default), word, sent, cause)


@contextmanager
def _readable() -> Iterator[None]:
    """The standard parser trips over some hostile mails in ways of its own; one mail must not stop the others."""
    try:
        yield
    except (RecursionError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise MailUnreadable("mail_unreadable", f"The mail cannot be read ({type(error).__name__}).") from error


def _of_service(raw: bytes, service_id: int, profile_id: int) -> tuple[outcomes.Body, ...]:
    """What came back about a service message: only that it failed says something, nobody answers one."""
    with _readable():
        mail = message_from_bytes(raw, policy=policy.default)
        bounce = bounces.read(mail)
        if bounce.kind is not Kind.FAILURE:
            return ()
        body = outcomes.service_refused(
            service_id, profile_id, status=bounce.status or "5.0.0",
            text=_clean(bounce.words) or _header(mail, "Subject"), is_address_dead=bounce.is_address_dead,
            message_id=f"service-{service_id}-refused",
        )  # fmt: skip
        return (body,)


def _of_expert(raw: bytes, service_id: int, profile_id: int) -> tuple[outcomes.Body, ...]:
    """What an expert wrote back to the mail that asked them; absence notes and reports say nothing."""
    with _readable():
        mail = message_from_bytes(raw, policy=policy.default)
        text = own_words(_text(mail))[:TEXT_CHARACTERS_MAX]
        if not text or is_automatic(mail) or mail.get_content_type() == "multipart/report":
            return ()
    cause = blake2b(raw, digest_size=16).hexdigest()
    return (outcomes.expert_replied(service_id, profile_id, text=text, message_id=f"mail-{cause}"),)


def _read(mail: EmailMessage, word: str, sent: tokens.Leave, cause: str) -> tuple[outcomes.Body, ...]:
    is_report = mail.get_content_type() == "multipart/report"
    if word == "bounce" or is_report:
        bounce = bounces.read(mail)
        if bounce.kind is Kind.FAILURE:
            return (_refused(bounce, mail, sent),)
        if bounce.kind is Kind.COMPLAINT and word == "bounce":
            return (outcomes.unsubscribed(sent, message_id=f"mail-{cause}", basis="complaint"),)
        if bounce.kind is not Kind.OTHER or is_report:
            return ()
    return (_reply(mail, sent, cause, is_automatic=word == "bounce" or is_automatic(mail)),)


def _refused(bounce: Bounce, mail: EmailMessage, sent: tokens.Leave) -> outcomes.Body:
    return outcomes.refused(
        sent,
        status=bounce.status or "5.0.0",
        text=_clean(bounce.words) or _header(mail, "Subject"),
        is_address_dead=bounce.is_address_dead,
        message_id=f"delivery-{sent.delivery_id}-refused",
    )


def _reply(mail: EmailMessage, sent: tokens.Leave, cause: str, *, is_automatic: bool) -> outcomes.Body:
    return outcomes.replied(
        sent,
        subject=_header(mail, "Subject")[:SUBJECT_CHARACTERS_MAX],
        text=own_words(_text(mail))[:TEXT_CHARACTERS_MAX],
        is_automatic=is_automatic,
        message_id=f"mail-{cause}",
    )


def is_automatic(mail: EmailMessage) -> bool:
    """Whether a machine wrote it (RFC 3834, and what was in use before it)."""
    submitted = _header(mail, "Auto-Submitted").strip().lower()
    precedence = _header(mail, "Precedence").strip().lower()
    return (submitted not in ("", "no")) or precedence in ("auto_reply", "bulk", "junk") or "X-Autoreply" in mail


def own_words(text: str) -> str:
    """The text without what it quotes: everything from the first quoted line, rule or signature on is cut."""
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if _QUOTE_STARTS.match(line.rstrip("\r")):
            break
        kept.append(line.rstrip())
    return "\n".join(kept).strip()


def _header(mail: EmailMessage, name: str) -> str:
    try:
        value = mail.get(name, "")
    except (ValueError, IndexError, AttributeError):  # the standard parser trips over some hostile headers
        return ""
    return _clean(" ".join(str(value).split()))


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        text = part.get_content()
    except (LookupError, ValueError, KeyError, AttributeError):  # a charset that nobody knows
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    text = text if isinstance(text, str) else ""
    return _clean(plain(text) if part.get_content_type() == "text/html" else text)


def _clean(text: str) -> str:
    """Without the lone surrogates that the standard parser makes of bytes that are no text."""
    return text.encode("utf-8", "replace").decode()


class _Text(HTMLParser):
    BREAKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "blockquote"})
    SILENT = frozenset({"style", "script", "head", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in self.SILENT
        if tag == "blockquote":
            self.pieces.append("\n> ")
        elif tag in self.BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.SILENT and self.silent > 0

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data)


def plain(html: str) -> str:
    """The words of an HTML mail; a quoted block begins a line with ">"."""
    parser = _Text()
    parser.feed(html[: TEXT_CHARACTERS_MAX * 20])
    lines = (" ".join(line.split()) for line in "".join(parser.pieces).split("\n"))
    return "\n".join(lines).strip()
