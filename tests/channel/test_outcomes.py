"""What comes back from messages, in whatever order and however often, and what may not be believed."""

import itertools
from typing import Any

import pytest

from ninefold.adapt.types import Link
from ninefold.channel import actions, leasing, linking, persondata, queries
from ninefold.channel.links import LinkStore
from ninefold.channel.models import Delivery as DeliveryRow
from ninefold.channel.models import Link as LinkRow
from ninefold.channel.types import DeliveryStatus
from ninefold.collect.types import Event, EventName, Trust
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import clock, settings
from tests import databases
from tests.channel.stage import DAY, NOW
from tests.context.events import event


def delivery(number: int = 1, **given: Any) -> DeliveryRow:
    plain: dict[str, Any] = {
        "intent_id": number, "campaign_id": 5, "profile_id": number, "arm": "letter", "item_id": 1, "channel": "mail",
        "purpose": "news", "expires_at": NOW + DAY, "status": "delivered", "address": f"p{number}@example.org",
        "created_at": NOW, "ended_at": NOW,
    }  # fmt: skip
    return DeliveryRow.objects.create(**(plain | given))


def outcome(name: EventName, row: DeliveryRow, at: int, trust: Trust = Trust.LINK, **given: Any) -> Event:
    said = {"delivery_id": row.pk} | given.pop("said", {})
    return event(name=name, at=at, trust=trust, profile_id=row.profile_id, properties=said, **given)


@pytest.mark.django_db
def test_the_first_open_and_click_of_a_person_hold_in_any_order() -> None:
    rows = []
    for order in itertools.permutations((3, 1, 2)):
        row = delivery(len(rows) + 1)
        rows.append(row)
        for at in order:
            events = [outcome(EventName.MESSAGE_OPENED, row, NOW + at), outcome(EventName.LINK_CLICKED, row, NOW + at)]
            actions.project(events=events)
            actions.project(events=events)

    found = {(each.opened_at, each.clicked_at) for each in queries.deliveries([row.profile_id for row in rows])}
    assert found == {(NOW + 1, NOW + 1)}


@pytest.mark.django_db
def test_machines_that_fetch_are_told_apart_from_people() -> None:
    row = delivery()
    actions.project(events=[outcome(EventName.MESSAGE_OPENED, row, NOW + 1, is_bot=True)])
    assert queries.delivery(row.pk).opened_at == 0
    (before,) = queries.counts(5)
    actions.project(events=[outcome(EventName.MESSAGE_OPENED, row, NOW + 9)])
    (after,) = queries.counts(5)

    assert (queries.delivery(row.pk).opened_at, queries.delivery(row.pk).opened_by_bot_at) == (NOW + 9, NOW + 1)
    assert (before.opened, before.opened_by_bots_alone) == (0, 1)
    assert (after.opened, after.opened_by_bots_alone) == (1, 0)


@pytest.mark.django_db
def test_what_a_public_key_or_a_server_claims_of_a_delivery_is_not_believed() -> None:
    row = delivery()
    for trust in (Trust.BROWSER, Trust.SERVER, Trust.IMPORT):
        actions.project(
            events=[
                outcome(EventName.LINK_CLICKED, row, NOW, trust),
                outcome(EventName.MESSAGE_REFUSED, row, NOW, trust, said={"by": "bounce", "status": "5.1.1"}),
                outcome(EventName.MESSAGE_REPLIED, row, NOW, trust, said={"text": "x"}),
            ]
        )

    assert queries.delivery(row.pk).clicked_at == 0
    assert queries.delivery(row.pk).status is DeliveryStatus.DELIVERED
    assert queries.replies() == []


@pytest.mark.django_db
def test_a_reply_is_kept_once_and_an_absence_note_is_no_reply() -> None:
    row, other = delivery(1), delivery(2)
    said = outcome(EventName.MESSAGE_REPLIED, row, NOW + 5, said={"subject": "Re: x", "text": "Yes\0!"})
    note = outcome(EventName.MESSAGE_REPLIED, other, NOW + 5, said={"text": "Away", "is_automatic": True})
    for _ in range(2):
        actions.project(events=[said, note])

    assert [(each.text, each.is_automatic) for each in queries.replies()] == [("Away", True), ("Yes\ufffd!", False)]
    assert queries.replies(profile_ids=[1])[0].delivery_id == row.pk
    assert (queries.delivery(row.pk).replied_at, queries.delivery(other.pk).replied_at) == (NOW + 5, 0)


@pytest.mark.django_db
def test_a_late_bounce_turns_delivered_into_refused_and_the_address_dead() -> None:
    row, waiting = delivery(1), delivery(2, status="leased", ended_at=None)
    for each in (row, waiting):
        said = {"by": "bounce", "status": "5.1.1", "is_address_dead": True, "text": "no such user"}
        actions.project(events=[outcome(EventName.MESSAGE_REFUSED, each, NOW + 5, said=said)])

    assert (queries.delivery(row.pk).status, queries.delivery(row.pk).reason) == (
        DeliveryStatus.REFUSED,
        "It came back: no such user",
    )
    assert DeliveryRow.objects.get(pk=row.pk).is_address_dead
    assert queries.delivery(waiting.pk).status is DeliveryStatus.LEASED


@pytest.mark.django_db
def test_events_that_name_no_delivery_are_passed_over() -> None:
    for wrong in (None, "7", 2.5, [], 10**6):
        actions.project(
            events=[event(name=EventName.MESSAGE_OPENED, trust=Trust.LINK, properties={"delivery_id": wrong})]
        )
    assert queries.status_counts() == {}


def leased(number: int = 1) -> leasing.Leased:
    return leasing.Leased(number, number, 5, 9, "letter", 1, Channel.MAIL, Purpose.NEWS, NOW, 0)


def link(url: str, label: str) -> str:
    """The address of a link in one delivery of campaign 5, variant 3."""
    install = settings.current()
    return linking.tracked(Link(url, label), campaign_id=5, variant_id=3, install=install)(
        leased(), linking.ways(leased(), install, "letters@ninefold.example")
    )


def test_the_edge_finds_where_a_link_leads(database: databases.TestDatabase) -> None:
    linking.forget()
    install = settings.current()

    assert link("https://shop.example/a?b=c#d", "Box") == link("https://shop.example/a?b=c#d", "Box")
    assert link("mailto:shop@example.org", "Write") == "mailto:shop@example.org"
    assert link("ninefold:unsubscribe", "").startswith(f"{install.edge_url}/u/")
    assert link("ninefold:poll/b1/2", "Yes").startswith(f"{install.public_url}/poll/")
    assert link("ninefold:open", "").startswith(f"{install.edge_url}/o/")

    (row,) = LinkRow.objects.all()
    store = LinkStore(install)
    for _ in range(2):
        found = store.find(row.pk)
        assert found is not None
        assert (found.url, found.label, found.campaign_id) == ("https://shop.example/a?b=c#d", "Box", 5)
    assert store.find(row.pk + 1) is None
    store.close()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//shop.example", "https://", "ftp://x.example", "ninefold:x",
            "https://x.example/a b", "https://x.example/" + "a" * 2_000, "ninefold:poll/b1", "ninefold:poll/b1/x"]
)  # fmt: skip
def test_a_link_that_could_harm_is_refused(url: str) -> None:
    linking.forget()
    with pytest.raises(linking.LinkRefused):
        link(url, "Box")


@pytest.mark.django_db
def test_one_text_carries_only_so_many_links(monkeypatch: pytest.MonkeyPatch) -> None:
    linking.forget()
    monkeypatch.setattr(linking, "LINKS_PER_VARIANT_MAX", 3)
    for number in range(3):
        link(f"https://shop.example/{number}", "Box")
    with pytest.raises(linking.LinkRefused):
        link("https://shop.example/4", "Box")


@pytest.mark.django_db
def test_an_export_holds_all_that_is_kept_of_a_person() -> None:
    row = delivery()
    delivery(2)
    actions.project(events=[outcome(EventName.MESSAGE_REPLIED, row, NOW + 5, said={"text": "Yes"})])

    found = persondata.PERSON_DATA.export([1])

    assert [each["address"] for each in found["channel_delivery"]] == ["p1@example.org"]
    assert found["channel_delivery"][0]["created_at"] == clock.from_us(NOW).isoformat()
    assert [each["text"] for each in found["channel_reply"]] == ["Yes"]
    assert found["mailbox_message"] == []


@pytest.mark.django_db
def test_old_replies_are_forgotten_and_newer_ones_stay() -> None:
    rows = [delivery(1), delivery(2)]
    events = [
        outcome(EventName.MESSAGE_REPLIED, row, at, said={"text": "x"}, message_id=f"reply-{at}")
        for row, at in zip(rows, (NOW - 9 * DAY, NOW), strict=True)
    ]
    actions.project(events=events)
    assert actions.forget_replies(before=NOW - 8 * DAY) == 1
    assert [reply.received_at for reply in queries.replies()] == [NOW]
