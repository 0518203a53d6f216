"""Mailchimp: the export of an audience (one table each of subscribed, unsubscribed, cleaned and other contacts), and
that of the account, which adds campaigns, who opened and clicked them, and templates.

A cleaned contact bounced for good; a transactional one bought something and never agreed to anything.
"""

import re
from collections.abc import Iterator
from pathlib import PurePath

from ninefold.collect.moving.tables import address, instant
from ninefold.collect.moving.types import Contact, Found, Known, Member, Reader, Row, Said, Sent, Suppressed

_EMAIL = ("emailaddress", "email", "subscriberemail")
_OWN = {
    "memberrating", "optintime", "optinip", "confirmtime", "confirmip", "latitude", "longitude", "gmtoff", "dstoff",
    "lastchanged", "leid", "euid", "unsubtime", "unsubcampaigntitle", "unsubcampaignid", "unsubreason",
    "unsubreasonother", "cleantime", "cleancampaigntitle", "cleancampaignid", *_EMAIL,
}  # fmt: skip
_TRAITS = {"firstname": "first_name", "lastname": "last_name", "phonenumber": "phone", "cc": "country"}
_PROOF = ("optintime", "optinip", "confirmtime", "confirmip", "source")
_LEFT = ("unsubtime", "unsubcampaigntitle", "unsubcampaignid", "unsubreason", "unsubreasonother", "cleantime",
         "cleancampaigntitle", "cleancampaignid")  # fmt: skip
_ID = re.compile(r"^\d+_")


def _kept(row: Row, names: tuple[str, ...]) -> dict[str, str]:
    """What the tool has of these columns, under its own names."""
    return {row.names[name]: row.cells[name] for name in names if row.cells.get(name)}


def _known(row: Row) -> Known:
    traits = {
        _TRAITS.get(name, row.names[name].strip().lower().replace(" ", "_")): cell
        for name, cell in row.cells.items()
        if cell and name not in _OWN
    }
    return Known(address(row.get(*_EMAIL)), traits=traits, at=instant(row.get("lastchanged")))


def _subscribed(row: Row, member: Member) -> Iterator[Found]:
    yield _known(row)
    at = instant(row.get("confirmtime", "optintime"))
    yield Said(address(row.get(*_EMAIL)), at=at, evidence=_kept(row, _PROOF))


def _unsubscribed(row: Row, member: Member) -> Iterator[Found]:
    at = instant(row.get("unsubtime", "lastchanged"))
    yield Suppressed(address(row.get(*_EMAIL)), "unsubscribed", at, evidence=_kept(row, _LEFT))
    yield _known(row)
    said = instant(row.get("confirmtime", "optintime"))
    if said and at and said < at:  # what they agreed to before is part of the record
        yield Said(address(row.get(*_EMAIL)), at=said, evidence=_kept(row, _PROOF))


def _cleaned(row: Row, member: Member) -> Iterator[Found]:
    at = instant(row.get("cleantime", "lastchanged"))
    yield Suppressed(address(row.get(*_EMAIL)), "cleaned: mail to it bounced", at, evidence=_kept(row, _LEFT))
    yield _known(row)


def _other(row: Row, member: Member) -> Iterator[Found]:
    yield _known(row)


def _number(text: str) -> int | None:
    digits = text.replace(",", "").strip()
    return int(digits) if digits.isdigit() else None


def _campaign(row: Row, member: Member) -> Iterator[Found]:
    yield Sent(
        row.get("title") or row.get("subject"), row.get("subject"), instant(row.get("senddate")),
        _number(row.get("successfuldeliveries")), _number(row.get("uniqueopens")), _number(row.get("uniqueclicks")),
        _number(row.get("unsubscribes")),
    )  # fmt: skip


def _title(member: Member) -> str:
    """The campaign that a file of activity is about: its name is `<number>_<title>.csv`."""
    return _ID.sub("", PurePath(member.name).stem).replace("-", " ").replace("_", " ").strip()


def _activity(outcome: str) -> Reader:
    def read(row: Row, member: Member) -> Iterator[Found]:
        at = instant(row.get("timestamp"))
        yield Contact(address(row.get(*_EMAIL)), _title(member), at, outcome)

    words = "who opened a campaign" if outcome == "opened" else "who clicked in a campaign"
    folder = "opens" if outcome == "opened" else "clicks"
    return Reader(words, frozenset({"timestamp", "email"}), read, named=f"granular_activity/{folder}/")


_CONTACT = frozenset({"emailaddress"})
READERS = (
    _activity("opened"),
    _activity("clicked"),
    Reader("campaigns", frozenset({"title", "subject", "senddate"}), _campaign),
    Reader("unsubscribed contacts", frozenset({"emailaddress", "unsubtime"}), _unsubscribed, suppresses=True),
    Reader("cleaned contacts", frozenset({"emailaddress", "cleantime"}), _cleaned, suppresses=True),
    Reader("unsubscribed contacts", _CONTACT, _unsubscribed, named=r"(^|[/_-])unsubscribed", suppresses=True),
    Reader("cleaned contacts", _CONTACT, _cleaned, named=r"(^|[/_-])cleaned", suppresses=True),
    Reader("contacts that never agreed", _CONTACT, _other, named=r"(^|[/_-])(non_?subscribed|transactional)"),
    Reader("subscribed contacts", _CONTACT, _subscribed, named=r"(^|[/_-])(subscribed|members)"),
)
