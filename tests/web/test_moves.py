"""A person's page: what moves them, counted, and an item as they would get it."""

import pytest
from django.test import Client

from ninefold.adapt import fit
from ninefold.channel import tokens
from ninefold.channel.models import Delivery
from ninefold.content import actions as content
from ninefold.content.types import Item
from ninefold.context import actions as context
from ninefold.context import queries as contexts
from ninefold.context.models import Contact
from ninefold.context.types import ConsentStatus
from ninefold.culture import actions as culture
from ninefold.culture.types import Channel, Goal, Purpose
from ninefold.kernel import clock
from ninefold.kernel.actors import system
from ninefold.pipeline.person.moving import GoalMoves, reached_around
from tests.content.scene import installed, letter
from tests.web.people import DAY_US, learn, someone

TEAM = system("test")
GOAL = Goal("order", "Buys", "Order Completed", {}, 1, 7)


@pytest.fixture
def item(db: None) -> Item:
    with installed(fit.report):
        made = content.create_item(actor=TEAM, title="Autumn box", form_factors=("mail", "sms"))
        content.publish(actor=TEAM, variant_id=content.create_variant(actor=TEAM, item_id=made.id, content=letter()))
    return made


def test_a_goal_counts_as_after_a_contact_within_its_days_alone() -> None:
    contacts = [10 * DAY_US, 30 * DAY_US]
    reached = [9 * DAY_US, 10 * DAY_US, 16 * DAY_US, 17 * DAY_US, 36 * DAY_US, 99 * DAY_US]
    assert reached_around(GOAL, reached, contacts) == GoalMoves("Buys", 7, after=3, without=3)
    assert reached_around(GOAL, [5], []) == GoalMoves("Buys", 7, after=0, without=1)


def test_what_moves_someone_is_told_in_counts_and_as_too_few(studio: Client) -> None:
    culture.define_goal(actor=TEAM, goal=GOAL)
    person = someone(orders=3)
    at = clock.now_us() - int(2.5 * DAY_US)
    Delivery.objects.create(
        intent_id=1, campaign_id=1, profile_id=person, arm="letter", item_id=1, channel="mail", purpose="news",
        tag="en", expires_at=at, status="delivered", created_at=at, ended_at=at, clicked_at=at + 1,
    )  # fmt: skip
    html = studio.get(f"/people/{person}/").content.decode()
    assert "What moves Ana" in html
    assert "1 contact: too few to tell. Counts only." in html
    told = html.split("What moves Ana")[1].split("<h2>Consents")[0]
    assert '<td class="figures">2</td><td class="figures">1</td>' in told  # two orders after the contact, one before
    assert "by mail" in told


def test_what_someone_responded_to_stands_with_its_bounds_and_they_may_say_it_is_not_so(
    studio: Client, public: Client
) -> None:
    person = someone()
    at = clock.now_us() - DAY_US
    rows = [("jazz", n, n < 4) for n in range(9)] + [("tape", n, True) for n in range(10, 12)]
    Contact.objects.bulk_create(
        Contact(profile_id=person, delivery_id=n + 1, topic=topic, currencies="", sent_at=at, is_answered=answered)
        for topic, n, answered in rows
    )
    told = _moves(studio, person)
    assert "jazz: 4 of 9" in told
    assert "19 to 73 %" in told
    assert "2 of 2" in told
    assert "too few to tell" in told
    page = f"/preferences/{tokens.preferences_token(0, person)}"
    html = public.get(page).content.decode()
    assert "you responded to 4 of 9 messages" in html
    assert "tape" not in html
    public.post(page, {"moved_shown": "topic:jazz", "not_moved": ["topic:jazz", "topic:made up"]})
    learn([])
    assert contexts.person(person).traits["not_moved_by"] == ["topic:jazz"]
    assert "they said so, and it counts for nothing" in _moves(studio, person)
    public.post(page, {"moved_shown": "topic:jazz"})
    learn([])
    assert "jazz: 4 of 9" in _moves(studio, person)


def _moves(studio: Client, person: int) -> str:
    return studio.get(f"/people/{person}/").content.decode().split("What moves Ana")[1].split("<h2>Consents")[0]


def test_an_item_is_shown_as_this_person_would_get_it_or_why_not(studio: Client, item: Item) -> None:
    person = someone()
    address = f"/people/{person}/preview/?item={item.id}"
    html = studio.get(address).content.decode()
    assert "Twelve records for 19.90." in html
    assert "No address for sms is known." in html
    assert "is not meant for it" in html
    assert "consent to news by mail" not in html
    context.set_consent(
        actor=TEAM, profile_id=person, purpose=Purpose.NEWS, channel=Channel.MAIL, status=ConsentStatus.WITHDRAWN,
        basis="phone", evidence={}, now=clock.now_us(),
    )  # fmt: skip
    assert "They withdrew consent to news by mail." in studio.get(address).content.decode()
    assert studio.get("/people/999999/preview/").status_code == 404


def test_without_published_content_the_preview_says_what_to_do(studio: Client) -> None:
    assert "Nothing is published yet" in studio.get(f"/people/{someone()}/preview/").content.decode()
