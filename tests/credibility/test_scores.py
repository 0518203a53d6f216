"""From question to score: more and better votes rank higher, each score with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.community import actions as community
from ninefold.community import types as community_types
from ninefold.credibility import queries
from ninefold.credibility.scoring import LowerBound
from ninefold.credibility.types import Rating
from ninefold.kernel.proportions import wilson
from tests.experiments.people import profiles

YES, NO = community_types.Rating.YES, community_types.Rating.NO
NOW = 1_750_000_000_000_000


@pytest.mark.django_db
def test_answers_rank_by_what_people_say() -> None:
    asker, one, two, three, *readers = profiles(14)
    question = community.ask(profile_id=asker, title="Which needle?", body="", topic="shellac", now=NOW)
    many, single, none = (
        community.answer(profile_id=person, question_id=question, body="3 mil.", now=NOW + 1)
        for person in (one, two, three)
    )
    for number, reader in enumerate(readers):
        community.vote(profile_id=reader, answer_id=many, rating=YES if number else NO, now=NOW + 2)
    community.vote(profile_id=asker, answer_id=single, rating=YES, now=NOW + 2)

    scores = queries.scores(question)

    assert [score.subject_id for score in scores] == [many, single, none]
    assert scores[0].value == pytest.approx(wilson(9, 10)[0])
    assert scores[0].reason == "It helped 9 of 10 people who said so; among all readers at least 60 %, most likely."
    assert scores[2].reason == "Nobody has said yet whether this helped."


@given(st.integers(0, 300), st.integers(0, 300))
def test_one_more_yes_never_lowers_and_one_more_no_never_raises(yes: int, no: int) -> None:
    def value(helpful: int, votes: int) -> float:
        said = [Rating(rater, 1, float(rater < helpful)) for rater in range(votes)]
        return LowerBound().score([1], said)[0].value

    now = value(yes, yes + no)
    assert value(yes + 1, yes + no + 1) >= now
    assert value(yes, yes + no + 1) <= now
