"""Reads what came back about a mail: whether it ended, with which status, and whether the address is dead. Pure.

RFC 3464 and 3463 where the far side keeps to them, RFC 5965 for complaints, the words of the program where it does
not. What the far side's words say weighs more than its status: some refuse spam with 5.1.1 and an unknown user
with 5.0.0.
"""

import re
from dataclasses import dataclass
from email.message import EmailMessage, Message
from enum import StrEnum

PARTS_MAX = 100
TEXT_CHARACTERS_MAX = 20_000
WORDS_CHARACTERS_MAX = 300
FIELD_CHARACTERS_MAX = 2_000


class Kind(StrEnum):
    """What a mail to a return address is. Only a failure ends a delivery, only a complaint ends a consent."""

    FAILURE = "failure"
    DELAY = "delay"
    COMPLAINT = "complaint"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Bounce:
    """`status` as in RFC 3463 ("" for none); `words` of the far side; whether the address will never take mail."""

    kind: Kind
    status: str
    words: str
    is_address_dead: bool


_STATUS = re.compile(r"(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.:/-])([45]\d\d)[ -](?=\S)")
_ORIGINAL = re.compile(
    r"^[^\w\n]{0,40}(?:this is a copy of (?:the|your) message|original message"
    r"|(?:below this line is|here is|below is) a copy"
    r"|returned message|(?:your )?(?:original )?message (?:headers? )?follows|return-path:|received: (?:from|by|\())",
    re.IGNORECASE | re.MULTILINE,
)
_DELAYED = re.compile(
    r"delay(?:ed)?\b|warning message only|will be retried|still trying|do not need to resend|not yet been delivered",
    re.IGNORECASE,
)
_MAILER = re.compile(r"mailer.?daemon|postmaster|mail delivery|administrator", re.IGNORECASE)
_COMPLAINTS = frozenset({"abuse", "opt-out", "opt-out-list", "fraud"})
_WHO = r"(?:user|userid|recipient|mailbox|account|address|person|addressee|name|alias|local.?part|customer|email)"
_DEAD = re.compile(
    rf"unknown (?:local.?part|{_WHO})"
    rf"|{_WHO}s?\b.{{0,60}}?\b(?:unknown|not (?:found|exist|known|valid|listed|recogni[sz]ed)"
    rf"|(?:does|did|do)(?:n['’]?t| not) (?:exist|have)|invalid|has moved|no longer (?:valid|exists?))"
    r"|(?:no|not a|invalid|bad|non-?existent) (?:such |valid |known |local |final |destination |delivery )*"
    rf"{_WHO}"
    r"|no mailbox|host unknown|unknown host|(?:host|domain)\b.{0,40}?\b(?:not found|not exist|unknown|does not exist)"
    r"|(?:no such|invalid) (?:host|domain)|name (?:service|server) error|nxdomain|does not accept mail|null ?mx"
    r"|not accepting mail|couldn't find any host|(?:account|domain)s? may not exist|all relevant mx"
    r"|doesn't have an? .{1,60} account|destinataire invalide|does not exist",
    re.IGNORECASE | re.DOTALL,
)
# What says that there is somebody, whatever else is said of them.
_ALIVE = re.compile(
    r"\bfull\b|quota|spam|junk|black.?list|\brbl\b|\bdnsbl\b|reputation|polic|relay(?:ing)? (?:denied|not)|\bspf\b|dkim"
    r"|dmarc|reverse dns|\bptr\b|virus|malware|preferences|sender|redundant|to end of data|after data"
    r"|too (?:large|big|many|much)|exceed",
    re.IGNORECASE,
)
# What makes a bare status of a dead address doubtful.
_DOUBTFUL = re.compile(
    r"block|authenticat|disabled|suspend|timed? ?out|time-out|expired|temporar|try again|rate limit|denied|prohibited"
    r"|forbidden|banned|refused",
    re.IGNORECASE,
)
_AFTER_DATA = re.compile(r"reply to (?:end of )?DATA|>>>\s*\.\s*\n\s*<<<\s*5|after end of data", re.IGNORECASE)
_DEAD_STATUS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.4.4"})
# A fault of the sender, of the mail, or of what the far side permits: there is somebody.
_LIVING_STATUS = re.compile(r"5\.(?:1\.[78]|2\.[0234]|3\.\d+|6\.\d+|7\.\d+)|4\..*")


def read(mail: EmailMessage) -> Bounce:
    """What a mail says of the mail that it came back for."""
    if "feedback-type" in (fields := _fields(mail, ("Feedback-Type",))):
        kind = Kind.COMPLAINT if fields["feedback-type"].lower() in _COMPLAINTS else Kind.OTHER
        return Bounce(kind, "", "", is_address_dead=False)
    fields = _fields(mail, ("Action", "Status"))
    text = _own_text(mail)
    diagnosis = fields.get("diagnostic-code", "")
    words = diagnosis or _essence(text)
    status = _status(fields.get("status", ""), diagnosis, text)
    # An unknown user after the whole mail is how some filters refuse it.
    is_address_dead = is_dead(status, words) and not _AFTER_DATA.search(text)
    return Bounce(_kind(mail, fields, status, text), status, _short(words), is_address_dead)


def _kind(mail: EmailMessage, fields: dict[str, str], status: str, text: str) -> Kind:
    action = fields.get("action", "").lower()
    if action:
        return {"failed": Kind.FAILURE, "delayed": Kind.DELAY}.get(action.split()[0], Kind.OTHER)
    if _DELAYED.search(f"{mail.get('Subject', '')}\n{text}"):
        return Kind.DELAY
    is_told = bool(status or _REPLY.search(text) or _MAILER.search(str(mail.get("From", ""))))
    return Kind.FAILURE if is_told else Kind.OTHER


def _status(given: str, diagnosis: str, text: str) -> str:
    """The most exact status: the innermost of the far side's words beats the field, a detail beats a bare class."""
    found = [*_STATUS.findall(diagnosis)[::-1], *_STATUS.findall(given), *_STATUS.findall(text)]
    exact = [one for one in found if one[1:] != ("0", "0")] or found
    return ".".join(exact[0]) if exact else ""


def is_dead(status: str, words: str) -> bool:
    """Whether an address that is refused with this status ("" for none) and these words will never take mail."""
    if _LIVING_STATUS.fullmatch(status) or _ALIVE.search(words):
        return False
    return bool(_DEAD.search(words)) or (status in _DEAD_STATUS and not _DOUBTFUL.search(words))


def _essence(text: str) -> str:
    """Of a program's own words the lines that carry a code, else all of them."""
    lines = [line for line in text.splitlines() if _STATUS.search(line) or _REPLY.search(line) or "<<<" in line]
    return lines[0] if lines else text


def _short(words: str) -> str:
    return " ".join(words.split())[:WORDS_CHARACTERS_MAX]


def _fields(mail: EmailMessage, wanted: tuple[str, ...]) -> dict[str, str]:
    """The first group of fields of a report that holds one of `wanted` (RFC 3464, 2.3; RFC 5965, 3)."""
    for number, part in enumerate(mail.walk()):
        if number > PARTS_MAX:
            break
        if part.get_content_type() not in ("message/delivery-status", "message/feedback-report"):
            continue
        payload = part.get_payload()
        for group in payload if isinstance(payload, list) else []:
            if isinstance(group, Message) and any(name in group for name in wanted):
                # Raw: to parse a header that was made long to hurt takes seconds.
                return {
                    name.lower(): " ".join(str(value)[:FIELD_CHARACTERS_MAX].split())
                    for name, value in group.raw_items()
                }
    return {}


def _own_text(mail: EmailMessage) -> str:
    """The words of the program that wrote the bounce, without the mail that it returns."""
    text = ""
    for number, part in enumerate(mail.walk()):
        if number > PARTS_MAX or part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            break
        if part.get_content_maintype() == "text":
            text += _decoded(part)[:TEXT_CHARACTERS_MAX]
    if not text and isinstance(mail.get_payload(), str):  # parts are promised and not there
        text = str(mail.get_payload())[:TEXT_CHARACTERS_MAX]
    cut = _ORIGINAL.search(text := text[:TEXT_CHARACTERS_MAX])
    return text[: cut.start()] if cut and cut.start() > 0 else text


def _decoded(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError, KeyError, AttributeError):  # a charset that nobody knows
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
