"""The square of nine: every figure with its interval, kind and next step, and "too few" where there are too few."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Result
from ninefold.collect import queries as collect
from ninefold.collect.types import EventName
from ninefold.community import actions
from ninefold.kernel import clock, settings
from ninefold.pipeline import demo_note
from ninefold.pipeline.demo_note import DemoNote
from ninefold.web import warming
from ninefold.web.studio.home import measures, views
from tests.experiments.people import profiles
from tests.web.people import DAY_US, someone

NINE = ["Culture", "Community", "Credibility", "Channel", "Content", "Cadence", "Context", "Catalyst", "Currency"]


def test_an_empty_install_shows_nine_measures_that_say_too_few(studio: Client) -> None:
    html = studio.get("/").content.decode() + studio.get("/square/").content.decode()
    assert "counting the nine" in html
    assert re.findall(r'<div class="top"><h2>(\w+)</h2>', html) == NINE
    assert html.count("too few") >= len(NINE)
    assert "Nothing. What wants your word" in html
    assert "What is real here" not in html


@pytest.mark.usefixtures("database")
def test_after_a_start_the_square_is_made_ready_before_anyone_asks() -> None:
    warming.warm()
    assert cache.get(views.KEPT) is not None


def test_every_measure_says_what_it_counts_and_what_to_do(db: None) -> None:
    for measure in measures.nine(measures.look(clock.now_us())):
        assert measure.definition.endswith("."), measure.c
        assert measure.interval, measure.c
        assert measure.next_step, measure.c
        assert measure.next_url.startswith("/"), measure.c
        assert measure.kind in ("observed", "randomised"), measure.c


def test_every_next_step_leads_somewhere(studio: Client) -> None:
    for measure in measures.nine(measures.look(clock.now_us())):
        assert studio.get(measure.next_url).status_code == 200, measure.next_url


def test_a_share_shows_once_the_sample_carries_it(studio: Client) -> None:
    for number in range(measures.FEW):
        someone(number)
    cache.clear()
    found = {measure.c: measure for measure in measures.nine(measures.look(clock.now_us()))}
    assert found["Channel"].value == "100 %"
    assert found["Channel"].interval.startswith("84 to 100 %")
    assert [c for c in NINE if found[c].mark == "simulated"] == ["Culture", "Channel", "Content"]
    assert found["Currency"].value != "too few"
    assert 'class="num">100 %<' in studio.get("/square/").content.decode()


def test_the_demo_says_what_is_real_and_what_is_not(studio: Client) -> None:
    note = DemoNote(state="done", seed=9, parameters={"opens": 0.5}, people=3, purchases=4)
    demo_note.write(settings.current().data, note)
    try:
        html = studio.get("/").content.decode()
    finally:
        (settings.current().data / demo_note.FILE).unlink()
    for words in ("purchases are real", "What is real here", note.simulated, "seed 9, opens 0.5"):
        assert words in html


def test_home_asks_for_the_answers_of_all_questions_at_once(db: None) -> None:
    people = profiles(2)
    now = clock.now_us()

    def thread(number: int) -> None:
        asked = now - 3 * DAY_US
        question = actions.ask(profile_id=people[0], title=f"Which? {number}", body="", topic="", now=asked)
        answer = actions.answer(profile_id=people[1], question_id=question, body="This.", now=asked + number * DAY_US)
        actions.vote(profile_id=people[0], answer_id=answer, is_helpful=number < 1, now=now)

    thread(0)
    with CaptureQueriesContext(connection) as one:
        measures.look(now)
    for number in (1, 2) * 10:
        thread(number)
    with CaptureQueriesContext(connection) as many:
        sight = measures.look(now)
    assert len(one) == len(many)
    assert measures.answered(sight).interval.endswith("21 questions")
    assert measures.answered(sight).value == "52 %"  # 11 of 21
    assert measures.helpful(sight).value == "5 %"  # 1 of 21


def test_weeks_are_counted_without_bots_and_bounds(db: None) -> None:
    someone(orders=10)
    now = clock.now_us()
    counts = collect.weekly_counts(EventName.ORDER_COMPLETED, until=now + DAY_US, weeks=3)
    assert sum(counts) == 10
    assert len(counts) == 3
    assert collect.weekly_counts(EventName.ORDER_COMPLETED, until=now - 20 * DAY_US, weeks=3) == [0, 0, 0]


def test_only_what_keeps_a_promise_counts_as_kept_back(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    counts = {
        ("a", Result.REFUSED, "no_consent"): 4,
        ("a", Result.HELD, "attention_low"): 3,
        ("a", Result.HELD, "own_pace"): 2,
        ("a", Result.REFUSED, "quiet_too_long"): 1,
        ("a", Result.REFUSED, "no_address"): 10,
        ("a", Result.REFUSED, "campaign_ended"): 10,
        ("a", Result.REFUSED, "expired"): 5,
        ("a", Result.INTENDED, "admitted"): 5,
        ("", Result.HELD_OUT, "by_lot"): 100,
    }
    monkeypatch.setattr(catalyst, "decision_counts", lambda _: counts)
    sight = replace(measures.look(clock.now_us()), campaigns=(SimpleNamespace(id=1),))  # type: ignore[arg-type]
    assert measures.promises(sight).value == "25 %"
    assert measures.promises(sight).interval.endswith("40 decisions")
