"""Mautic: contacts as CSV or JSON, the rows of do-not-contact (`lead_donotcontact`), and e-mails as JSON.

Mautic keeps no yes: a contact is somebody that may be written to unless a row of do-not-contact says otherwise. Its
reasons are 1 (unsubscribed), 2 (bounced) and 3 (by hand).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ninefold.collect.errors import Faulty
from ninefold.collect.moving.tables import address, instant
from ninefold.collect.moving.types import Found, Known, Member, Reader, Row, Said, Sent, Suppressed, Template

_REASONS = {"1": "unsubscribed", "2": "bounced", "3": "do not contact, by hand"}
_CHANNELS = {"email": "mail", "sms": "sms"}
_OWN = {"id", "email", "donotcontact", "dnc", "dateadded", "datemodified", "dateidentified", "lastactive", "points"}
_TRAITS = {"firstname": "first_name", "lastname": "last_name", "mobile": "phone", "preferredlocale": "language"}
_NO = {"", "0", "no", "false", "n"}


def _contact(row: Row, member: Member) -> Iterator[Found]:
    cells = dict(row.cells)
    if isinstance(fields := row.raw.get("fields"), dict) and isinstance(all_of := fields.get("all"), dict):
        cells |= {name.casefold().replace("_", ""): str(said) for name, said in all_of.items() if said is not None}
    at = instant(cells.get("datemodified") or cells.get("dateadded"))
    mail = address(cells.get("email"))
    yield from _suppressions(row, mail)
    named = {_TRAITS.get(name, row.names.get(name, name)): said for name, said in cells.items()
             if said and name not in _OWN}  # fmt: skip
    yield Known(mail, traits=named, at=at, number=cells.get("id", ""))
    yield Said(mail, at=instant(cells.get("dateadded")), is_proven=False, evidence={"contact": cells.get("id", "")})


def _suppressions(row: Row, mail: str) -> Iterator[Suppressed]:
    for one in row.raw.get("doNotContact") or ():
        if isinstance(one, dict) and _CHANNELS.get(str(one.get("channel"))) == "mail":
            yield _suppressed(mail, {str(name).lower(): said for name, said in one.items()})
    said = row.get("donotcontact", "dnc").lower()
    if row.cells and said not in _NO:
        yield Suppressed(mail, "do not contact", evidence={"do not contact": said})


def _suppressed(mail: str, one: Mapping[str, Any]) -> Suppressed:
    why = _REASONS.get(str(one.get("reason")), "do not contact")
    kept = {name: str(one[name]) for name in ("reason", "comments", "channel", "channelid") if one.get(name)}
    return Suppressed(mail, why, instant(one.get("dateadded")), evidence=kept)


def _do_not_contact(row: Row, member: Member) -> Iterator[Found]:
    channel = _CHANNELS.get(row.get("channel").lower() or "email")
    if channel is None:
        raise Faulty("channel_unknown", f"“{row.get('channel')}” is no channel of ours, so nothing goes out by it.")
    who = address(row.get("email")) if row.get("email") else f"#{row.get('leadid', 'contactid')}"
    one = _suppressed(who, {name: said for name, said in row.cells.items() if said})
    yield one if channel == "mail" else Said(who, "withdrawn", one.at, channel, evidence=one.evidence)


def _email(row: Row, member: Member) -> Iterator[Found]:
    sent, read = row.raw.get("sentCount"), row.raw.get("readCount")
    name = row.get("name", "subject")
    if sent:
        counts = [count if isinstance(count, int) else None for count in (sent, read)]
        yield Sent(name, row.get("subject"), instant(row.get("publishup", "dateadded")), *counts)
    if row.get("customhtml"):
        yield Template(name, str(row.raw["customHtml"]), row.get("subject"))


READERS = (
    Reader("do not contact", frozenset({"email", "reason", "channel"}), _do_not_contact, suppresses=True),
    Reader("do not contact", frozenset({"leadid", "reason", "channel"}), _do_not_contact, suppresses=True),
    Reader("contacts with do not contact", frozenset({"donotcontact"}), _contact, suppresses=True),
    Reader("e-mails", frozenset({"customhtml", "name"}), _email),
    Reader("contacts", frozenset({"email"}), _contact),
)
