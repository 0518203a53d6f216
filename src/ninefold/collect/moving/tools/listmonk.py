"""listmonk: subscribers as CSV, or as its API gives them with their lists; campaigns and templates as its API has them.

A blocklisted subscriber gets nothing. The CSV does not say to which lists somebody subscribed, nor whether they
confirmed; the API does. An unconfirmed subscription counts on a list with single opt-in, as it does there.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ninefold.collect.moving.tables import address, instant
from ninefold.collect.moving.types import Found, Known, Member, Reader, Row, Said, Sent, Suppressed, Template


def _subscriber(row: Row, member: Member) -> Iterator[Found]:
    mail, changed = address(row.get("email")), instant(row.get("updatedat"))
    lists = [one for one in row.raw.get("lists") or () if isinstance(one, dict)]
    kept = {f"list {one.get('name')}": str(one.get("subscription_status")) for one in lists}
    kept |= {"uuid": row.get("uuid"), "status": row.get("status")}
    is_gone = bool(lists) and all(one.get("subscription_status") == "unsubscribed" for one in lists)
    if row.get("status") == "blocklisted" or is_gone:
        why = "unsubscribed from every list" if is_gone and row.get("status") != "blocklisted" else "blocklisted"
        yield Suppressed(mail, why, changed, evidence=kept)
    yield Known(mail, traits=_traits(row), at=changed)
    if row.get("status") == "enabled" and not is_gone:
        yield _said(mail, lists, row, kept)


def _said(mail: str, lists: list[dict[str, Any]], row: Row, kept: Mapping[str, str]) -> Said:
    holding = [one for one in lists if _holds(one)]
    times = [instant(one.get("subscription_updated_at") or one.get("subscription_created_at")) for one in holding]
    at = min((time for time in times if time), default=instant(row.get("createdat")))
    return Said(mail, at=at, is_proven=bool(holding), is_mixed=len(holding) < len(lists), evidence=kept)


def _holds(one: Mapping[str, Any]) -> bool:
    status = one.get("subscription_status")
    return status == "confirmed" or (status == "unconfirmed" and one.get("optin") == "single")


def _traits(row: Row) -> dict[str, Any]:
    own = row.raw.get("attribs")
    if not isinstance(own, dict):
        try:
            own = json.loads(row.get("attributes") or "{}")
        except ValueError:
            own = {"attributes": row.get("attributes")}
    named = {"name": row.get("name")} if row.get("name") else {}
    return named | (own if isinstance(own, dict) else {})


def _campaign(row: Row, member: Member) -> Iterator[Found]:
    counts = [row.raw.get(name) for name in ("sent", "views", "clicks")]
    if counts[0]:
        numbers = [count if isinstance(count, int) else None for count in counts]
        yield Sent(row.get("name"), row.get("subject"), instant(row.get("startedat", "createdat")), *numbers)
    if row.get("body"):
        yield Template(row.get("name"), str(row.raw["body"]), row.get("subject"))


READERS = (
    Reader("campaigns", frozenset({"name", "subject", "sent", "views"}), _campaign),
    Reader("templates", frozenset({"name", "body", "type"}), _campaign),
    Reader("subscribers with their lists", frozenset({"email", "status", "lists"}), _subscriber, suppresses=True),
    Reader("subscribers", frozenset({"email", "status", "uuid"}), _subscriber, suppresses=True),
)
