"""One message of the tracking API: typed, checked, turned into a draft of an event."""

from typing import Any, NamedTuple

import msgspec

from ninefold.collect.drafts import Draft
from ninefold.collect.errors import Faulty
from ninefold.collect.schema import instants, text
from ninefold.collect.schema.bodies import EVENT_BYTES_MAX, Shell
from ninefold.collect.schema.crawlers import is_crawler
from ninefold.collect.types import MACHINE, EventKind, Trust
from ninefold.kernel.errors import raise_together

MESSAGE_ID_CHARACTERS_MAX = 100
ID_CHARACTERS_MAX = 255
_Id = str | int | float | None
_Fields = dict[str, Any] | None


class Message(msgspec.Struct):
    """A message as SDKs send it. `profileId` counts only where Ninefold itself wrote it."""

    type: str | None = None
    messageId: _Id = None  # noqa: N815  # the API's own spelling, here and below
    userId: _Id = None  # noqa: N815
    anonymousId: _Id = None  # noqa: N815
    previousId: _Id = None  # noqa: N815
    groupId: _Id = None  # noqa: N815
    event: str | None = None
    name: str | None = None
    category: str | None = None
    properties: _Fields = None
    traits: _Fields = None
    context: _Fields = None
    integrations: _Fields = None
    timestamp: Any = None
    originalTimestamp: Any = None  # noqa: N815
    sentAt: Any = None  # noqa: N815
    profileId: int = 0  # noqa: N815


class Origin(msgspec.Struct, frozen=True):
    """Where a message came from: its path, source, trust, receipt (microseconds) and the request's user agent."""

    path: str
    source_id: int
    trust: Trust
    received_at: int
    user_agent: str = ""
    keeps_ip: bool = False

    @property
    def age_us_max(self) -> int:
        """How old an event may say it is: a company's history comes from its server or by import."""
        return instants.AGE_OF_BROWSERS_US_MAX if self.trust is Trust.BROWSER else instants.AGE_US_MAX


class _Ids(NamedTuple):
    """Who and what a message names, as texts; "" where it names nobody."""

    user: str
    anonymous: str
    previous: str
    group: str


_KINDS = {kind.value: kind for kind in EventKind}
PATHS = frozenset({"batch", "link", *_KINDS})  # whose rows hold messages; all others need a parser
_decoder = msgspec.json.Decoder(Message)


def read(raw: bytes, *, shell: Shell, origin: Origin, fallback_id: str) -> Draft:
    """The draft of one raw message. Raises Faulty with the reason why it cannot be counted.

    `fallback_id` serves where the sender gave no messageId; it must be the same at each reading.
    """
    message = _decoded(raw)
    kind = _kind(message, origin)
    ids = _Ids(*map(_text, (message.userId, message.anonymousId, message.previousId, message.groupId)))
    message_id = _text(message.messageId)
    faults = _faults(message, kind, ids, message_id)
    sent_at = shell.sentAt if message.sentAt is None else message.sentAt
    timestamp = message.timestamp if message.originalTimestamp is None else message.originalTimestamp
    try:
        at, clock_fault = instants.occurred(
            timestamp=timestamp, sent_at=sent_at, received_at=origin.received_at, age_us_max=origin.age_us_max
        )
    except Faulty as fault:
        faults.append(fault)
    raise_together(faults)
    context = _context(message, shell)
    if not origin.keeps_ip:
        context.pop("ip", None)
    if clock_fault:
        context["clockFault"] = clock_fault
    return Draft(
        message_id or fallback_id,
        kind,
        _name(message, kind),
        ids.user,
        ids.anonymous,
        ids.previous if kind is EventKind.ALIAS else ids.group if kind is EventKind.GROUP else "",
        _properties(message, kind),
        _traits(message, kind),
        context,
        at,
        origin.received_at,
        origin.source_id,
        origin.trust,
        message.profileId if origin.trust in (Trust.LINK, Trust.SYSTEM) else 0,
        _is_bot(context, origin),
    )


def _decoded(raw: bytes) -> Message:
    if len(raw) > EVENT_BYTES_MAX:
        raise Faulty("event_too_large", f"An event may have {EVENT_BYTES_MAX // 1024} KB; this one has {len(raw)} B.")
    try:
        message = _decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise Faulty("field_type", f"A field is not of the type that the API has: {error}.") from error
    except msgspec.DecodeError as error:
        raise Faulty("event_broken", f"The event cannot be read: {error}.") from error
    except RecursionError:
        raise Faulty("json_too_deep", f"The event is nested deeper than {text.DEPTH_MAX} levels.") from None
    if text.may_be_deep(raw):
        text.check_depth(msgspec.structs.asdict(message))
    if text.is_suspect(raw):
        text.check_storable(msgspec.structs.asdict(message))
    return message


def _kind(message: Message, origin: Origin) -> EventKind:
    wanted = message.type if origin.path in ("batch", "link") else origin.path
    kind = _KINDS.get(wanted or "")
    if kind is None:
        raise Faulty("type_unknown", f"No such type of event: {wanted or 'none given'}.")
    return kind


def _faults(message: Message, kind: EventKind, ids: _Ids, message_id: str) -> list[Faulty]:
    """All that keeps a message from being counted: who reads why mends it in one go."""
    found: list[Faulty] = []
    if kind is EventKind.TRACK and not message.event:
        found.append(Faulty("event_missing", "A track call needs the name of its event in `event`."))
    if not (ids.user or ids.anonymous or message.profileId):
        found.append(Faulty("id_missing", "An event needs a userId or an anonymousId."))
    if kind is EventKind.GROUP and not ids.group:
        found.append(Faulty("group_missing", "A group call needs a groupId."))
    if kind is EventKind.ALIAS and not (ids.user and ids.previous):
        found.append(Faulty("alias_incomplete", "An alias call needs a userId and a previousId."))
    if len(message_id) > MESSAGE_ID_CHARACTERS_MAX:
        words = f"A messageId has at most {MESSAGE_ID_CHARACTERS_MAX} characters."
        found.append(Faulty("message_id_too_long", words))
    if max(map(len, (*ids, message.event or "", message.name or ""))) > ID_CHARACTERS_MAX:
        found.append(Faulty("field_too_long", f"An id or a name has more than {ID_CHARACTERS_MAX} characters."))
    return found


def _text(value: _Id) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _name(message: Message, kind: EventKind) -> str:
    if kind is EventKind.TRACK:
        return message.event or ""
    return (message.name or "") if kind in (EventKind.PAGE, EventKind.SCREEN) else ""


def _properties(message: Message, kind: EventKind) -> dict[str, Any]:
    properties = message.properties or {}
    if message.category and kind in (EventKind.PAGE, EventKind.SCREEN):
        properties.setdefault("category", message.category)
    return properties


def _traits(message: Message, kind: EventKind) -> dict[str, Any]:
    """What an identify or group call says; RudderStack's SDK for Python says it in `context.traits`."""
    said = (message.context or {}).get("traits") if kind is EventKind.IDENTIFY else None
    return {**(said if isinstance(said, dict) else {}), **(message.traits or {})}


def _context(message: Message, shell: Shell) -> dict[str, Any]:
    """The message's context over the batch's; what the integrations say is kept beside it."""
    if shell.context or shell.integrations:
        text.check_depth([shell.context, shell.integrations])
        text.check_storable([shell.context, shell.integrations])
    around = shell.context if isinstance(shell.context, dict) else {}
    context = {**around, **(message.context or {})}
    asked = shell.integrations if isinstance(shell.integrations, dict) else {}
    integrations = {**asked, **(message.integrations or {})}
    if integrations:
        context["integrations"] = integrations
    return context


def _is_bot(context: dict[str, Any], origin: Origin) -> bool:
    """Servers speak for people with libraries of their own, so only pages and links are asked who they are."""
    if origin.trust is Trust.LINK and context.get(MACHINE):  # the edge writes what is in the log of links
        return True
    said = context.get("userAgent")
    if isinstance(said, str) and said:
        return is_crawler(said)
    return origin.trust in (Trust.BROWSER, Trust.LINK) and is_crawler(origin.user_agent)
