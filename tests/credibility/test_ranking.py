"""Who stands where and why: accepted first, then what helped; badges with a reason; found helpful is told once."""

import pytest
from django.db import transaction

from ninefold.collect import actions as collect
from ninefold.collect.types import EventName
from ninefold.community import actions as community
from ninefold.community import queries as community_queries
from ninefold.community import tallies
from ninefold.community.errors import PostRefused
from ninefold.community.persondata import CommunityData
from ninefold.community.types import Order, PostKind, Rating, Verdict
from ninefold.credibility import actions, jobs, queries
from ninefold.credibility.errors import BadgeRefused
from ninefold.credibility.persondata import CredibilityData
from ninefold.credibility.types import Ranked
from ninefold.kernel.actors import Actor, Role, system
from ninefold.kernel.errors import NotAllowed, NotFound
from ninefold.kernel.weeks import Weeks
from tests.experiments.people import join, profiles

NOW = 1_750_000_000_000_000
DAY = 86_400_000_000
TEAM = system("test")
pytestmark = pytest.mark.django_db


def a_thread(answers: int = 3) -> tuple[int, str, list[int], list[int], list[int]]:
    """A question in shellac: its id and key, the authors of its answers, the answers, ten readers."""
    asker, *rest = profiles(11 + answers)
    question = community.ask(profile_id=asker, title="Which needle?", body="", topic="shellac", now=NOW)
    authors, readers = [asker, *rest[:answers]], rest[answers:]
    given = [
        community.answer(profile_id=author, question_id=question, body=f"Answer {n}", now=NOW + n)
        for n, author in enumerate(authors[1:])
    ]
    return question, community_queries.question(question).key, authors, given, readers


def best_answer(key: str, now: int = NOW + DAY + 9) -> Ranked | None:
    found = queries.best_answers(community_queries.questions_by_keys([key]).values(), now=now)
    return next(iter(found.values()), None)


def vote(answer: int, readers: list[int], rating: Rating = Rating.YES, at: int = 0) -> None:
    at = at or NOW + 8 + (rating is not Rating.YES)  # who changes their mind does so later
    for reader in readers:
        community.vote(profile_id=reader, answer_id=answer, rating=rating, now=at)


def score() -> None:
    while jobs.score_due(now=NOW + 10):
        pass


def test_every_rank_has_its_reason_and_the_accepted_answer_is_first() -> None:
    question, key, authors, (first, second, third), readers = a_thread()
    assert best_answer(key) is None, "nothing speaks for any of them yet"
    vote(second, readers[:9])
    vote(second, readers[9:], Rating.SOMEWHAT)
    vote(third, readers[:2])
    score()
    actions.give_badge(actor=TEAM, profile_id=authors[3], topic="shellac", reason="Restores 78s.", now=NOW)
    assert [(one.answer.id, one.reason) for one in queries.rank(question)] == [
        (second, "Helped 9.5 of 10 (somewhat counts half)"), (third, "Helped 2 of 2; by an expert in shellac"),
        (first, "Nobody has said yet whether it helped"),
    ]  # fmt: skip
    community.accept(profile_id=authors[0], answer_id=first, now=NOW + 9)
    best = queries.rank(question)[0]
    assert (best.answer.id, best.is_accepted, best.is_expert) == (first, True, False)
    assert best.reason == "Accepted by the person who asked; nobody has said yet whether it helped"
    carried = best_answer(key)
    assert carried
    assert carried.answer.id == second, "a letter carries no words on the asker's word alone"
    assert [one.id for one in community_queries.page(order=Order.HELPFUL)] == [question]


def test_what_is_hidden_is_nowhere() -> None:
    question, key, authors, (answer, other), readers = a_thread(2)
    vote(answer, readers)
    community.accept(profile_id=authors[0], answer_id=answer, now=NOW + 9)
    score()
    hidden = community_queries.answers_by_ids([answer])[answer][0].key
    community.moderate(
        actor=TEAM, kind=PostKind.ANSWER, key=hidden, verdict=Verdict.HIDE, reason="Unsafe.", now=NOW + 9
    )
    assert [one.answer.id for one in queries.rank(question)] == [other]
    assert best_answer(key) is None
    score()
    assert community_queries.page(order=Order.HELPFUL) == []
    assert [one.profile_id for one in queries.experts("shellac")] == [authors[2]]
    community.moderate(actor=TEAM, kind=PostKind.QUESTION, key=key, verdict=Verdict.HIDE, reason="Spam.", now=NOW + 9)
    assert best_answer(key) is None
    with pytest.raises(NotFound):
        queries.rank(question)


def test_readers_refute_the_companys_word_and_what_is_refuted_stands_nowhere() -> None:
    question, key, authors, (experts, other), readers = a_thread(2)
    community.accept(profile_id=authors[0], answer_id=experts, now=NOW + 5)
    actions.give_badge(actor=TEAM, profile_id=authors[1], topic="shellac", reason="Restores 78s.", now=NOW)
    score()
    best = best_answer(key, NOW + 10)
    assert best
    assert best.answer.id == experts
    assert community_queries.question(question).standing == pytest.approx(best.score, abs=1e-6)
    vote(experts, readers, Rating.NO)
    score()
    assert [one.answer.id for one in queries.rank(question)] == [other, experts]
    assert best_answer(key) is None
    assert community_queries.question(question).standing == 0


def test_strangers_words_go_into_letters_by_the_teams_word_or_by_votes_older_than_a_day() -> None:
    _, key, authors, (voted, approved), readers = a_thread(2)
    community.accept(profile_id=authors[0], answer_id=voted, now=NOW + 5)
    vote(voted, readers[:2])
    assert best_answer(key) is None, "two are too few"
    vote(voted, readers[:3])
    assert best_answer(key, NOW + DAY) is None, "minutes old"
    best = best_answer(key)
    assert best
    assert best.answer.id == voted
    vote(voted, readers, Rating.NO)
    own = community_queries.answers_by_ids([approved])[approved][0].key
    with pytest.raises(PostRefused):
        community.approve(actor=TEAM, key=own, read_edit=NOW, now=NOW + 9)
    community.approve(actor=TEAM, key=own, read_edit=0, now=NOW + 9)
    score()
    best = best_answer(key, NOW + 10)
    assert best
    assert (best.answer.id, best.reason) == (approved, "Nobody has said yet whether it helped; approved by the company")
    community.disapprove(actor=TEAM, key=own)
    assert best_answer(key) is None


def told() -> list[tuple[int, dict[str, object]]]:
    with transaction.atomic():
        events = collect.take(limit=200).events
    return [(one.profile_id, one.properties) for one in events if one.name == EventName.ANSWER_FOUND_HELPFUL]


def test_found_helpful_is_told_once_and_by_people_who_are_not_the_author() -> None:
    _, key, authors, (answer,), readers = a_thread(1)
    (alias,) = profiles(1)
    vote(answer, [alias, *readers[:4]])
    join(alias, authors[1])
    score()
    assert told() == [], "four others and the author's own second profile are too few"
    vote(answer, [readers[4]])
    score()
    given = community_queries.answers_by_ids([answer])[answer][0].key
    assert told() == [(authors[1], {"answer": given, "question": key})]
    vote(answer, readers[:6], Rating.NO)
    score()
    vote(answer, readers, Rating.YES, at=NOW + 20)
    score()
    assert len(told()) == 1


def test_a_vote_of_ones_own_falls_out_when_its_voter_turns_out_to_be_the_author() -> None:
    question, _, authors, (answer,), readers = a_thread(1)
    (alias,) = profiles(1)
    vote(answer, readers[:5])
    score()
    honest = community_queries.question(question).standing
    vote(answer, [alias])
    score()
    assert community_queries.question(question).standing > honest
    join(alias, authors[1])
    score()
    assert community_queries.question(question).standing == honest


def test_experts_are_those_whose_answers_helped_and_those_with_a_badge() -> None:
    _, _, authors, (one, two, _), readers = a_thread()
    vote(one, readers[:3])
    vote(two, readers)
    score()
    newcomer, second_profile = profiles(2)
    join(authors[1], second_profile)
    badge = actions.give_badge(actor=TEAM, profile_id=newcomer, topic="shellac", reason="Wrote a book.", now=NOW)
    actions.give_badge(actor=TEAM, profile_id=second_profile, topic="shellac", reason="Restores 78s.", now=NOW)
    found = queries.experts("shellac", limit=4)
    assert [(each.profile_id, each.reason) for each in found] == [
        (authors[2], "Their answers in shellac helped 10 of 10"),
        (authors[1], "Expert in shellac; their answers in shellac helped 3 of 3"),
        (newcomer, "Expert in shellac"),
        (authors[3], "Answered 1 in shellac"),
    ]
    assert queries.experts("jazz") == []
    actions.take_badge(actor=TEAM, badge_id=badge.id, now=NOW + 1)
    assert newcomer not in [each.profile_id for each in queries.experts("shellac")]
    exported = CredibilityData().export([newcomer])["credibility_badge"]
    assert [(row["topic"], row["taken_at"] is not None) for row in exported] == [("shellac", True)]


def test_a_badge_is_the_companys_word_given_once_with_its_reason() -> None:
    (person,) = profiles(1)
    actions.give_badge(actor=TEAM, profile_id=person, topic="shellac", reason="Restores 78s.", now=NOW)
    for topic, reason in (("shellac", "Again."), ("", "No topic."), ("jazz", " ")):
        with pytest.raises(BadgeRefused):
            actions.give_badge(actor=TEAM, profile_id=person, topic=topic, reason=reason, now=NOW)
    analyst = Actor("user:2", "Al", frozenset({Role.ANALYST}))
    with pytest.raises(NotAllowed):
        actions.give_badge(actor=analyst, profile_id=person, topic="jazz", reason="No.", now=NOW)


def test_the_votes_of_the_erased_count_no_more() -> None:
    question, _, _, (answer,), readers = a_thread(1)
    vote(answer, readers[:5])
    score()
    assert community_queries.question(question).standing > 0
    CommunityData().erase(readers[:5])
    score()
    assert community_queries.question(question).standing == 0, "who comes again would speak twice"


def test_who_answers_themselves_under_another_profile_has_not_been_answered() -> None:
    _, _, authors, _, _ = a_thread(1)
    weeks, later = Weeks(NOW + 7 * DAY, 1), NOW + 3 * DAY
    score()
    assert [(one.count, one.of) for one in tallies.answered_in_a_day(weeks, later)] == [(1, 1)]
    join(authors[0], authors[1])
    score()
    assert [(one.count, one.of) for one in tallies.answered_in_a_day(weeks, later)] == [(0, 1)]
    assert tallies.open_questions(weeks).count == 1


def test_what_is_hidden_answers_nothing_and_asks_nothing() -> None:
    _, key, _, (answer,), _ = a_thread(1)
    weeks, later = Weeks(NOW + 7 * DAY, 1), NOW + 3 * DAY
    given = community_queries.answers_by_ids([answer])[answer][0].key
    hidden = {"actor": TEAM, "verdict": Verdict.HIDE, "reason": "Unsafe.", "now": NOW + 9}
    community.moderate(kind=PostKind.ANSWER, key=given, **hidden)
    assert [(one.count, one.of) for one in tallies.answered_in_a_day(weeks, later)] == [(0, 1)]
    assert tallies.open_questions(weeks).count == 1
    community.moderate(kind=PostKind.QUESTION, key=key, **hidden)
    assert [(one.count, one.of) for one in tallies.answered_in_a_day(weeks, later)] == [(0, 0)]
    assert tallies.open_questions(weeks).count == 0
