"""Letters with living blocks on their way: everyone's own thing, looked up for all at once, gone things replaced."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ninefold.catalyst import actions as catalyst
from ninefold.catalyst import rows
from ninefold.catalyst.types import Intent
from ninefold.channel import jobs, leasing, linking, preparing, queries
from ninefold.channel.mailbox import queries as mailbox_queries
from ninefold.channel.models import Delivery
from ninefold.channel.types import DeliveryStatus
from ninefold.collect import actions as collect
from ninefold.collect.types import EventName
from ninefold.community import actions as community
from ninefold.community import queries as community_queries
from ninefold.content import actions as content
from ninefold.content import queries as content_queries
from ninefold.content.types import Block, BlockKind, Priority, Product, VariantContent
from ninefold.culture.types import Channel, Purpose
from ninefold.currency import actions as currency
from ninefold.currency.types import Currency, Transfer
from ninefold.kernel import settings
from ninefold.kernel.ids import derived_id
from ninefold.kernel.settings import Settings
from tests.channel import stage
from tests.channel.stage import ACTOR, NOW
from tests.content.scene import installed

BLOCKS = (
    Block("h", BlockKind.HEADING, Priority.ESSENTIAL, "For you"),
    Block("q", BlockKind.OPEN_QUESTION, Priority.ESSENTIAL, "", alternate="It was answered."),
    Block("p", BlockKind.PRODUCT, Priority.ESSENTIAL, "", thing="blue", alternate="Sold out."),
    Block("b", BlockKind.BALANCE, Priority.ESSENTIAL, "", thing="points", alternate="You hold none yet."),
)
BLUE = Product("blue", "Kind of <Blue>", 2490, "EUR", "https://shop.example/blue")


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    jobs.close()


def an_item() -> int:
    made = content.create_item(actor=ACTOR, title="Living", purpose=Purpose.NEWS)
    with installed():
        words = VariantContent("en", "", "For you", "", BLOCKS)
        content.publish(actor=ACTOR, variant_id=content.create_variant(actor=ACTOR, item_id=made.id, content=words))
    return made.id


def ask(title: str, asker: int = 1) -> str:
    return community_queries.question(community.ask(profile_id=asker, title=title, body="", topic="", now=NOW - 9)).key


def intend(campaign_id: int, profile_ids: list[int], item_id: int, abouts: list[str]) -> None:
    """Intents as a campaign that routes questions makes them, each about its own."""
    rows.insert_intents(
        Intent(
            derived_id("campaign", campaign_id, profile, 1), campaign_id, profile, "letter", item_id, Channel.MAIL,
            Purpose.NEWS, NOW, NOW + stage.DAY, NOW, occurrence=1, about=about,
        )
        for profile, about in zip(profile_ids, abouts, strict=True)
    )  # fmt: skip


@pytest.mark.django_db
def test_everyone_reads_their_own_and_links_lead_there(mailbox: Settings) -> None:
    content.save_products(actor=ACTOR, given=[BLUE])
    people, item_id, running = stage.people(3), an_item(), stage.campaign()
    keys = [ask("Which <needle>?"), ask("Which sleeve?")]
    currency.define_currency(actor=ACTOR, currency=Currency("points", "Points", True, 0))
    currency.transfer(
        transfers=[Transfer("t1", "points", "company:issued", f"profile:{people[0]}", 1250, "Bought.", NOW)]
    )
    intend(running.pk, people, item_id, [*keys, ""])
    content.save_products(actor=ACTOR, given=[replace(BLUE, price=1990)])
    jobs.hand_over(now=NOW)
    sent = {each.profile_id: each for each in queries.deliveries(people)}
    assert {each.status for each in sent.values()} == {DeliveryStatus.DELIVERED}
    [went_out] = content_queries.item(item_id).variants
    versions = {(each.variant_id, each.revision_id) for each in Delivery.objects.all()}
    assert versions == {(went_out.id, went_out.revision_id)}, "what was said can be read again"
    first, second, third = (
        next(m for m in mailbox_queries.messages() if m.recipient == sent[profile].address) for profile in people
    )
    texts = [mailbox_queries.message(each.id) for each in (first, second, third)]
    assert "Which <needle>?" in texts[0].text
    assert "Which &lt;needle&gt;?" in texts[0].html
    assert "Kind of &lt;Blue&gt;" in texts[0].html
    assert "€19.90" in texts[0].text, "as it is when it goes out"
    assert "1,250 Points" in texts[0].text
    assert "Which sleeve?" in texts[1].text
    assert "You hold none yet." in texts[1].text
    assert "It was answered." in texts[2].text
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM channel_link WHERE url = 'ninefold:question'")
        assert cursor.fetchall() == [(1,)], "one stored link for all questions; the edge asks the delivery"
        cursor.execute("SELECT profile_id, about FROM channel_delivery")
        assert dict(cursor.fetchall()) == dict(zip(people, [*keys, ""], strict=True))
    with transaction.atomic():
        told = {each.profile_id: each.properties for each in collect.take(limit=100).events
                if each.name == EventName.MESSAGE_DELIVERED}  # fmt: skip
    assert [told[each].get("currencies") for each in people] == [["points"], None, None], "who holds none is shown none"


@pytest.mark.django_db
def test_what_is_asked_of_the_database_does_not_grow_with_the_people() -> None:
    content.save_products(actor=ACTOR, given=[BLUE])
    currency.define_currency(actor=ACTOR, currency=Currency("points", "Points", True, 0))
    item_id, running, counts = an_item(), stage.campaign(), []
    linking.forget()
    for number in (2, 9):
        people = stage.people(number)
        intend(running.pk, people, item_id, [ask(f"Question {each}?", each) for each in people])
        with transaction.atomic():
            leased = leasing.insert_leased(take(number), holder="test", now=NOW)
        preparing.prepare(leased, preparing.look(leased, now=NOW), now=NOW, install=settings.current())  # compiled now
        with CaptureQueriesContext(connection) as asked:
            ready, ended = preparing.prepare(
                leased, preparing.look(leased, now=NOW), now=NOW, install=settings.current()
            )
        assert (len(ready), ended) == (number, [])
        counts.append(len(asked))
    assert counts[0] == counts[1]


def take(number: int) -> list[Intent]:
    return catalyst.take_intents(now=NOW, limit=number)


@pytest.mark.django_db
def test_nobody_is_asked_about_a_question_that_was_answered_meanwhile(mailbox: Settings) -> None:
    content.save_products(actor=ACTOR, given=[BLUE])
    people, item_id, running = stage.people(2), an_item(), stage.campaign()
    keys = [ask("Answered?"), ask("Open?")]
    intend(running.pk, people, item_id, keys)
    community.answer(
        profile_id=people[1], question_id=community_queries.question_by_key(keys[0]).id, body="Yes.", now=NOW
    )
    jobs.hand_over(now=NOW)
    sent = {each.profile_id: each for each in queries.deliveries(people)}
    assert sent[people[0]].status is DeliveryStatus.REFUSED
    assert sent[people[0]].reason == "Somebody answered the question that it is about."
    assert sent[people[1]].status is DeliveryStatus.DELIVERED
