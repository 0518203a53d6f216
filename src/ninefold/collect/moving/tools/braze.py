"""Braze: the export of a segment's users (JSON, one a line), the lists of hard bounces and unsubscribes, the states of
subscription groups, and e-mail templates as JSON.

`email_subscribe` is opted_in (they said yes), subscribed (nobody asked) or unsubscribed.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ninefold.collect.errors import Faulty
from ninefold.collect.moving.tables import address, instant
from ninefold.collect.moving.types import Contact, Found, Known, Member, Reader, Row, Said, Suppressed, Template

_PLAIN = {
    "first_name": "first_name", "last_name": "last_name", "phone": "phone", "country": "country",
    "home_city": "city", "language": "language", "time_zone": "timezone", "dob": "birthday",
}  # fmt: skip
_ENGAGED = {
    "opened_email": ("mail", "opened"), "clicked_email": ("mail", "clicked"), "opened_push": ("push", "opened"),
}  # fmt: skip


def _user(row: Row, member: Member) -> Iterator[Found]:
    user, mail = row.get("externalid"), address(row.raw.get("email"))
    yield from _states(row, user, mail)
    own = row.raw.get("custom_attributes")
    traits = {ours: row.raw[name] for name, ours in _PLAIN.items() if row.raw.get(name)}
    traits |= {str(name): said for name, said in own.items()} if isinstance(own, dict) else {}
    yield Known(mail, user, traits, instant(row.raw.get("created_at")))
    for one in row.raw.get("campaigns_received") or ():
        if isinstance(one, dict):
            yield from _received(one, user, mail)


def _states(row: Row, user: str, mail: str) -> Iterator[Found]:
    state, push = row.get("emailsubscribe"), row.get("pushsubscribe")
    kept = {name: str(row.raw[name]) for name in row.raw if name.startswith("email_") and row.raw[name]}
    if state == "unsubscribed":
        yield Suppressed(mail, "unsubscribed", instant(row.raw.get("email_unsubscribed_at")), evidence=kept)
    elif state in ("opted_in", "subscribed"):
        at = instant(row.raw.get("email_opted_in_at"))
        yield Said(mail, at=at, is_proven=state == "opted_in", user_id=user, evidence=kept)
    if row.raw.get("email_hard_bounced") or row.raw.get("email_hard_bounced_at"):
        yield Suppressed(mail, "hard bounce", instant(row.raw.get("email_hard_bounced_at")), evidence=kept)
    if push in ("opted_in", "unsubscribed"):
        at = instant(row.raw.get("push_opted_in_at" if push == "opted_in" else "push_unsubscribed_at"))
        status = "granted" if push == "opted_in" else "withdrawn"
        yield Said(mail, status, at, "push", user_id=user, evidence={"push_subscribe": push})


def _received(one: Mapping[str, Any], user: str, mail: str) -> Iterator[Found]:
    """What they got lately (Braze keeps 90 days), each campaign once; its channel shows in what they did with it."""
    engaged = one.get("engaged") if isinstance(one.get("engaged"), dict) else {}
    assert isinstance(engaged, dict)
    at, name = instant(one.get("last_received")), str(one.get("name") or one.get("api_campaign_id"))
    channels = {channel for key, (channel, _) in _ENGAGED.items() if key in engaged}
    if at and channels:
        yield Contact(mail, name, at, channel=min(channels), user_id=user)
    for key, (channel, outcome) in _ENGAGED.items():
        if at and engaged.get(key):
            yield Contact(mail, name, at, outcome, channel, user)


def _listed(row: Row, member: Member) -> Iterator[Found]:
    bounced = row.get("hardbouncedat")
    why = "hard bounce" if bounced else "unsubscribed"
    yield Suppressed(address(row.get("email")), why, instant(bounced or row.get("unsubscribedat")))


def _groups(row: Row, member: Member) -> Iterator[Found]:
    """The states of subscription groups: out of every group of mail there is, one is out of all."""
    groups = [one for one in row.raw.get("subscription_groups") or () if isinstance(one, dict)]
    mailed = [one for one in groups if str(one.get("channel")).lower() == "email"]
    kept = {f"group {one.get('name')}": str(one.get("status")) for one in mailed}
    states = {str(one.get("status")).lower() for one in mailed}
    if not mailed:
        raise Faulty("groups_missing", "The row names no subscription group of e-mail.")
    mail = address(row.raw.get("email"))
    if states == {"unsubscribed"}:
        yield Suppressed(mail, "unsubscribed from every subscription group", evidence=kept)
    elif "subscribed" in states:
        mixed = "unsubscribed" in states
        yield Said(mail, is_proven=False, is_mixed=mixed, user_id=row.get("externalid"), evidence=kept)


def _template(row: Row, member: Member) -> Iterator[Found]:
    yield Template(row.get("templatename"), str(row.raw["body"]), row.get("subject"))


READERS = (
    Reader("subscription groups", frozenset({"email", "subscriptiongroups"}), _groups, suppresses=True),
    Reader("hard bounces", frozenset({"email", "hardbouncedat"}), _listed, suppresses=True),
    Reader("unsubscribes", frozenset({"email", "unsubscribedat"}), _listed, suppresses=True),
    Reader("templates", frozenset({"templatename", "body"}), _template),
    Reader("users", frozenset({"email", "emailsubscribe"}), _user, suppresses=True),
    Reader("users", frozenset({"externalid"}), _user),
)
