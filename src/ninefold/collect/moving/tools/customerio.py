"""Customer.io: people as CSV, the suppression list, deliveries as CSV, templates of newsletters as JSON.

`unsubscribed` holds for all messages; topics stand in `cio_subscription_preferences`. Times are seconds since 1970.
"""

import json
from collections.abc import Iterator

from ninefold.collect.moving.tables import address, instant
from ninefold.collect.moving.types import Contact, Found, Known, Member, Reader, Row, Said, Suppressed, Template

_OWN = {"id", "email", "cioid", "unsubscribed", "createdat", "ciosubscriptionpreferences", "phone", "timezone"}
_OUTCOMES = ("opened", "clicked", "bounced", "unsubscribed", "spammed")
_CHANNELS = {"email": "mail", "sms": "sms", "push": "push", "twilio": "sms", "in_app": "web"}
_YES = {"true", "1", "yes", "t"}
_TOPICS = "ciosubscriptionpreferences"


def _person(row: Row, member: Member) -> Iterator[Found]:
    mail = address(row.get("email"))
    topics = _topics(row)
    is_out = bool(topics) and not any(topics.values())
    if row.get("unsubscribed").lower() in _YES:
        yield Suppressed(mail, "unsubscribed", instant(row.get("unsubscribedat")), evidence={"unsubscribed": "true"})
    elif is_out:
        yield Suppressed(mail, "unsubscribed from every topic", evidence=_evidence(topics))
    at = instant(row.get("createdat"))
    traits = {row.names[name]: said for name, said in row.cells.items() if said and name not in _OWN}
    for name, ours in (("phone", "phone"), ("timezone", "timezone")):
        traits |= {ours: row.cells[name]} if row.cells.get(name) else {}
    yield Known(mail, row.get("id"), traits, at)
    if row.get("unsubscribed").lower() not in _YES and not is_out:
        kept = {"created_at": row.get("createdat")} | _evidence(topics)
        mixed = not all(topics.values())
        yield Said(mail, at=at, is_proven=False, is_mixed=mixed, user_id=row.get("id"), evidence=kept)


def _topics(row: Row) -> dict[str, bool]:
    """Each topic that the person said a word on: a column of its own, or all of them as JSON in one."""
    said = {row.names[name].rsplit(".", 1)[-1]: cell.lower() in _YES
            for name, cell in row.cells.items() if cell and name.startswith(_TOPICS) and name != _TOPICS}  # fmt: skip
    try:
        whole = json.loads(row.get(_TOPICS) or "{}")
    except ValueError:
        return said
    own = whole.get("topics", whole) if isinstance(whole, dict) else {}
    return said | ({str(name): one is True for name, one in own.items()} if isinstance(own, dict) else {})


def _evidence(topics: dict[str, bool]) -> dict[str, str]:
    return {f"topic {name}": "subscribed" if said else "unsubscribed" for name, said in topics.items()}


def _suppression(row: Row, member: Member) -> Iterator[Found]:
    why = row.get("reason", "type", "category") or "suppressed"
    at = instant(row.get("suppressedat", "createdat", "created", "timestamp"))
    kept = {row.names[name]: said for name, said in row.cells.items() if said and name != "email"}
    yield Suppressed(address(row.get("email", "emailaddress", "recipient")), why, at, evidence=kept)


def _delivery(row: Row, member: Member) -> Iterator[Found]:
    mail, person = address(row.get("recipient", "email")), row.get("customerid", "internalcustomerid")
    channel = _CHANNELS.get(row.get("deliverytype", "type").lower() or "email", "mail")
    campaign = row.get("campaignname", "newslettername", "name", "subject", "campaignid", "newsletterid")
    if at := instant(row.get("delivered", "sent", "created")):
        yield Contact(mail, campaign, at, channel=channel, user_id=person)
    for outcome in _OUTCOMES:
        if when := instant(row.get(outcome)):
            yield Contact(mail, campaign, when, "complained" if outcome == "spammed" else outcome, channel, person)


def _newsletter(row: Row, member: Member) -> Iterator[Found]:
    yield Template(row.get("name", "subject"), str(row.raw["body"]), row.get("subject"))


READERS = (
    Reader("deliveries", frozenset({"deliveryid", "recipient"}), _delivery),
    Reader("deliveries", frozenset({"deliveryid", "email"}), _delivery),
    Reader("newsletters", frozenset({"body", "subject"}), _newsletter),
    Reader("suppressed people", frozenset({"email", "reason"}), _suppression, suppresses=True),
    Reader("suppressed people", frozenset({"email"}), _suppression, named="suppress|bounce|spam", suppresses=True),
    Reader("people", frozenset({"email", "unsubscribed"}), _person, suppresses=True),
    Reader("people", frozenset({"email", "cioid"}), _person),
)
