"""The coverage map: who gets which version of what, what to write next, what is asked on the way to the goals."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from ninefold.adapt import fit
from ninefold.community import actions as forum
from ninefold.content import actions, queries
from ninefold.context import actions as context
from ninefold.culture import actions as culture
from ninefold.culture.types import Community, Goal
from ninefold.kernel import actors, clock
from ninefold.measure import questions
from ninefold.web.studio.content import mapping
from ninefold.web.studio.content.mapping import LANGUAGE, NOTHING, OWN, WORDS, Audience
from tests.content.scene import installed
from tests.web.people import DAY_US, someone
from tests.web.test_content import LONG, words

OWNER = actors.system("test")
VINYL = Community("vinyl", "Vinyl collectors", "en-x-vinyl")


@pytest.fixture(autouse=True)
def _fit_port(db: None) -> Iterator[None]:
    cache.delete("people-by-tag")
    with installed(fit.report):
        yield
    cache.delete("people-by-tag")


def an_item(*tags: str) -> int:
    item = actions.create_item(actor=OWNER, title="Autumn box", topic="care", form_factors=("mail",))
    for tag in tags:
        number = actions.create_variant(actor=OWNER, item_id=item.id, content=words(tag))
        actions.publish(actor=OWNER, variant_id=number)
    return item.id


@pytest.mark.parametrize(
    ("tag", "state", "reads"),
    [
        ("en", OWN, "en"),
        ("en-US", OWN, "en"),
        ("", OWN, "en"),
        ("en-x-vinyl", OWN, "en-x-vinyl"),
        ("en-x-newcomer", WORDS, "en"),
        ("fr-CA-x-vinyl", LANGUAGE, "en"),
        ("de", LANGUAGE, "en"),
    ],
)
def test_what_an_audience_gets_of_an_item(tag: str, state: str, reads: str) -> None:
    item = queries.item(an_item("en", "en-x-vinyl"))
    (cell,) = mapping.row(item, [Audience(tag, tag, 1)], "mail").cells
    assert (cell.state, cell.reads) == (state, reads)


def test_a_form_that_nothing_fits_gives_nothing() -> None:
    item = actions.create_item(actor=OWNER, title="Long", form_factors=("mail",))
    number = actions.create_variant(actor=OWNER, item_id=item.id, content=words(text=LONG))
    actions.publish(actor=OWNER, variant_id=number)
    found = queries.item(item.id)
    assert mapping.row(found, [Audience("en", "English", 1)], "sms").cells[0].state == NOTHING
    assert mapping.row(found, [Audience("en", "English", 1)], "mail").cells[0].state == OWN


def test_what_touches_most_people_is_to_be_written_first() -> None:
    people = [Audience("en", "English", 90), Audience("de", "German", 7), Audience("en-x-vinyl", "Vinyl", 40)]
    rows = [mapping.row(queries.item(an_item("en")), people, "mail")]
    assert [(gap.audience.tag, gap.state) for gap in mapping.gaps(rows, people)] == [
        ("en-x-vinyl", WORDS), ("de", LANGUAGE),
    ]  # fmt: skip


def test_only_those_count_who_agreed_to_the_item_s_purpose() -> None:
    people = [Audience("en", "English", 90), Audience("de", "German", 7), Audience("fr", "French", 40)]
    rows = [mapping.row(queries.item(an_item("en")), people, "mail", (80, 6, 0))]
    assert [(gap.audience.tag, gap.people) for gap in mapping.gaps(rows, people)] == [("de", 6)]


def test_the_page_draws_the_map_and_leads_to_what_is_missing(studio: Client) -> None:
    culture.save_community(actor=OWNER, community=VINYL)
    person = someone()
    context.tell(profile_id=person, traits={"community": "vinyl"}, source="test", now=clock.now_us())
    item_id = an_item("en")
    assert "Counting who reads what" in studio.get("/content/coverage/").content.decode()
    drawn = studio.get("/content/coverage/map/?form=mail").content.decode()
    assert "Vinyl collectors" in drawn
    assert f"/lexicons/vinyl/draft/{item_id}/" in drawn
    assert studio.get("/content/coverage/map/?form=nonsense").status_code == 200


def test_a_topic_that_no_item_answers_stands_first_with_who_reached_the_goal_after() -> None:
    goal = Goal("buy", "Buys", "Order Completed", {}, 100, 30)
    culture.define_goal(actor=OWNER, goal=goal)
    buyer, other, third = someone(1, orders=1), someone(2, orders=0), someone(3, orders=0)
    an_item("en")  # about care
    asked = clock.now_us() - 10 * DAY_US
    for person, topic in ((buyer, "Needles"), (other, "needles"), (third, "care")):
        forum.ask(profile_id=person, title=f"How do I, {person}?", body="", topic=topic, now=asked)
    found, goals = questions.asked(now=clock.now_us())
    assert [one.key for one in goals] == ["buy"]
    assert [(one.topic.lower(), one.is_unanswered) for one in found] == [("needles", True), ("care", False)]
    needles, care = found
    assert (needles.askers, needles.questions, needles.reached["buy"].estimate) == (2, 2, 0.5)
    assert (care.askers, care.reached["buy"].estimate, list(care.items.values())) == (1, 0.0, ["Autumn box"])
