"""The square of nine: every figure with its interval, kind and next step, and "too few" where there are too few."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import escape

from ninefold.channel.models import Delivery
from ninefold.collect import queries as collect
from ninefold.collect.types import EventName
from ninefold.community.models import Question
from ninefold.content import actions as content
from ninefold.content import queries as content_queries
from ninefold.currency import actions as currency
from ninefold.currency.types import Reward, RewardKind
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import system
from ninefold.measure import jobs
from ninefold.measure.scorecard import queries
from ninefold.measure.scorecard.definitions import DEFINITIONS, of
from ninefold.measure.types import C, Next, Reading, Step
from ninefold.pipeline import demo_note
from ninefold.pipeline.demo_note import DemoNote
from ninefold.web import warming
from ninefold.web.studio.home import steps, tiles, views
from tests.content.scene import installed, letter
from tests.web.people import DAY_US, someone

TEAM = system("test")
ASKING = {Step.READ_CAMPAIGN, Step.NAME_PEOPLE, Step.WRITE_VARIANT}  # these look up a name
NINE = ["Culture", "Community", "Credibility", "Channel", "Content", "Cadence", "Context", "Catalyst", "Currency"]


def test_an_empty_install_shows_nine_measures_that_say_too_few(studio: Client) -> None:
    html = studio.get("/").content.decode() + studio.get("/square/").content.decode()
    assert "counting the nine" in html
    assert re.findall(r'<div class="top"><h2>(\w+)</h2>', html) == NINE
    assert html.count("too few") == len(NINE)
    assert "Nothing. What wants your word" in html
    assert "What is real here" not in html


@pytest.mark.usefixtures("database")
def test_after_a_start_the_square_is_made_ready_before_anyone_asks() -> None:
    warming.warm()
    assert cache.get(views.KEPT) is not None


def test_every_measure_has_a_page_with_its_definition_and_its_reads(studio: Client) -> None:
    for defined in DEFINITIONS:
        html = studio.get(f"/square/{defined.c}/").content.decode()
        for words in (defined.words, defined.numerator, defined.window, defined.queries[0].function):
            assert escape(words) in html, defined.c
    assert studio.get("/square/colour/").status_code == 404


def test_every_next_step_leads_somewhere(studio: Client) -> None:
    for number in range(5):
        someone(number)
    for tile in (tile for row in tiles.square(clock.now_us()) for tile in row.tiles):
        assert studio.get(tile.next_url).status_code == 200, tile.next_url
        assert tile.interval, tile.c


def test_every_step_has_words() -> None:
    worded = {step: steps.worded(C.CULTURE, Next(step, 0, "A name", "en", 3)) for step in Step if step not in ASKING}
    assert all(words and address.startswith("/") for words, address in worded.values())


def test_a_share_shows_once_the_sample_carries_it(studio: Client) -> None:
    for number in range(of(C.CHANNEL).least):
        someone(number)
    cache.clear()
    found = {tile.name: tile for row in tiles.square(clock.now_us()) for tile in row.tiles}
    assert found["Channel"].value == "100 %"
    assert found["Channel"].interval.startswith("84 to 100 %, 20 active people")
    assert [c for c in NINE if found[c].mark == "simulated"] == ["Channel", "Currency"]
    assert found["Context"].mark == "partly simulated"
    assert found["Catalyst"].value == "too few"
    assert found["Currency"].interval.startswith("0 of 560 points, 20 wallets; 560 held")
    assert 'class="num">100 %<' in studio.get("/square/").content.decode()


def test_a_campaign_with_too_few_says_how_many_and_how_many_are_needed() -> None:
    few = Reading(C.CATALYST, 3, 12, 0, None, (), Next(Step.READ_CAMPAIGN, 1), "“Autumn”", campaign_id=1, behind=5)
    assert tiles.sample(few, of(C.CATALYST)) == "12 people treated, 5 on the smaller side; 30 are needed on each"


def test_a_broken_promise_is_listed_on_the_page_of_culture(studio: Client) -> None:
    person = someone()
    at = queries.weeks_to(clock.now_us()).until - 2 * DAY_US
    Delivery.objects.create(
        intent_id=5, campaign_id=1, profile_id=person, arm="letter", item_id=1, channel="mail", purpose="news",
        expires_at=at, status="delivered", created_at=at, ended_at=at,
    )  # fmt: skip
    while jobs.judge(now=clock.now_us()):
        pass
    html = studio.get("/square/culture/").content.decode()
    assert "No decision with a reason is on record." in html
    assert f'href="/people/{person}/"' in html


def test_the_demo_says_what_is_real_and_what_is_not(studio: Client) -> None:
    note = DemoNote(state="done", seed=9, parameters={"opens": 0.5}, people=3, purchases=4)
    demo_note.write(settings.current().data, note)
    try:
        html = studio.get("/").content.decode()
    finally:
        (settings.current().data / demo_note.FILE).unlink()
    for words in ("purchases are real", "What is real here", note.simulated, "seed 9; opens 0.5"):
        assert words in html


def test_who_comes_before_the_demo_is_built_is_told_where_its_login_will_be(db: None) -> None:
    told = "The demo is being built."
    visitor = Client(SERVER_NAME="localhost")
    assert told not in visitor.get("/login/").content.decode()
    demo_note.write(settings.current().data, DemoNote(state="building", seed=9))
    try:
        assert told in visitor.get("/login/").content.decode()
    finally:
        (settings.current().data / demo_note.FILE).unlink()


def test_weeks_are_counted_without_bots_and_bounds(db: None) -> None:
    someone(orders=10)
    now = clock.now_us()
    counts = collect.weekly_counts(EventName.ORDER_COMPLETED, until=now + DAY_US, weeks=3)
    assert sum(counts) == 10
    assert len(counts) == 3
    assert collect.weekly_counts(EventName.ORDER_COMPLETED, until=now - 20 * DAY_US, weeks=3) == [0, 0, 0]


def test_what_waits_names_the_question_the_claim_and_the_reward(studio: Client) -> None:
    person = someone()
    asked = clock.now_us() - 3 * DAY_US
    question = Question.objects.create(key="q", profile_id=person, title="Which needle?", asked_at=asked)
    with installed():
        item = content.create_item(actor=TEAM, title="Box")
        variant = content.create_variant(actor=TEAM, item_id=item.id, content=letter())
        content.publish(actor=TEAM, variant_id=variant)
    at = queries.weeks_to(clock.now_us()).until - DAY_US
    Delivery.objects.create(
        intent_id=6, campaign_id=1, profile_id=person, arm="letter", item_id=item.id, variant_id=variant,
        channel="mail", purpose="news", expires_at=at, status="delivered", created_at=at, ended_at=at,
    )  # fmt: skip
    currency.save_reward(
        actor=TEAM, reward=Reward("sleeve", "Sleeve", "A sleeve.", RewardKind.CODE, "points", 5, stock_max=2)
    )
    html = studio.get("/").content.decode()
    assert "“Which needle?” has no answer yet" in html
    assert f'href="/community/{question.pk}/"' in html
    assert "“Twelve records for 19.90.” went out once without a source" in html
    typed = {f"text-{n}": one.text for n, one in enumerate(content_queries.claims_of(item.id))}
    sources = {name.replace("text", "source"): "The price list" for name in typed}
    studio.post(f"/content/{item.id}/claims/", typed | sources)
    assert "without a source" not in studio.get("/").content.decode()
    assert "“Sleeve” has run out" in html or "“Sleeve” runs out" in html
    assert studio.get(f"/community/{question.pk}/").status_code == 200


def test_each_delivered_claim_shows_its_sentence_its_item_what_backs_it_and_its_weight(studio: Client) -> None:
    with installed():
        item = content.create_item(actor=TEAM, title="Autumn box")
        variant = content.create_variant(actor=TEAM, item_id=item.id, content=letter(text="It is new. It costs 19.90."))
        content.publish(actor=TEAM, variant_id=variant)
    at = queries.weeks_to(clock.now_us()).until - DAY_US
    Delivery.objects.create(
        intent_id=5, campaign_id=1, profile_id=1, arm="letter", item_id=item.id, variant_id=variant, channel="mail",
        purpose="news", expires_at=at, status="delivered", created_at=at, ended_at=at,
    )  # fmt: skip
    bare = studio.get("/square/credibility/").content.decode()
    assert all(words in bare for words in ("“It costs 19.90.”", "“Autumn box”", "no source, not verified", "weighs 1"))
    back = {"actor": TEAM, "item_id": item.id, "text": "19.90", "now": clock.now_us()}
    content.back_claim(**back, source="Price list", is_verified=False)
    assert "source: Price list" in studio.get("/square/credibility/").content.decode()
