"""Question, answer, votes, acceptance: by actions and by events of the company's own forum, each once."""

import pytest
from django.db import transaction
from msgspec.structs import replace

from ninefold.collect import actions as collect
from ninefold.collect.types import Event, EventKind, EventName, NewEvent, Trust
from ninefold.community import actions, queries
from ninefold.community.errors import PostRefused
from ninefold.community.models import Orphan
from ninefold.community.persondata import CommunityData
from ninefold.community.types import FlagReason, Order, PostKind, Rating, Verdict
from ninefold.kernel import clock
from ninefold.kernel.actors import system
from ninefold.kernel.errors import NotFound
from tests.experiments.people import join, profiles

NOW = 1_750_000_000_000_000
pytestmark = pytest.mark.django_db


def a_thread() -> tuple[list[int], int, int]:
    """Three people, a question of the first, an answer of the second."""
    people = profiles(3)
    question = actions.ask(profile_id=people[0], title="Which needle?", body="For 78s.", topic="shellac", now=NOW)
    answer = actions.answer(profile_id=people[1], question_id=question, body="3 mil.", now=NOW + 1)
    return people, question, answer


def votes(question: int) -> tuple[int, int]:
    (answer,) = queries.answers(question)
    said = [ballot.rating for ballot in queries.ballots([answer.id])]
    return said.count(Rating.YES), len(said)


def key_of(answer_id: int) -> str:
    return queries.answers_by_ids([answer_id])[answer_id][0].key


def test_what_is_hidden_takes_no_place_among_the_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    people, question, first = a_thread()
    actions.moderate(
        actor=system("team"), kind=PostKind.ANSWER, key=key_of(first), verdict=Verdict.HIDE, reason="Spam.", now=NOW + 2
    )
    second = actions.answer(profile_id=people[2], question_id=question, body="3 mil, truncated.", now=NOW + 3)
    monkeypatch.setattr(queries, "ANSWERS_MAX", 1)
    assert [one.id for one in queries.answers(question)] == [second]
    assert [one.id for one in queries.answers(question, is_any=True)] == [first]


def test_a_person_votes_once_and_may_change_their_mind() -> None:
    people, question, answer = a_thread()
    actions.vote(profile_id=people[2], answer_id=answer, rating=Rating.YES, now=NOW + 2)
    actions.vote(profile_id=people[0], answer_id=answer, rating=Rating.YES, now=NOW + 2)
    assert votes(question) == (2, 2)
    actions.vote(profile_id=people[2], answer_id=answer, rating=Rating.NO, now=NOW + 3)
    assert votes(question) == (1, 2)


def test_two_profiles_of_one_person_have_one_vote_the_newest() -> None:
    people, question, answer = a_thread()
    (other,) = profiles(1)
    actions.vote(profile_id=other, answer_id=answer, rating=Rating.YES, now=NOW + 3)
    actions.vote(profile_id=people[2], answer_id=answer, rating=Rating.NO, now=NOW + 2)
    join(people[2], other)
    assert votes(question) == (1, 1)


def test_nobody_votes_on_their_own_answer() -> None:
    people, question, answer = a_thread()
    with pytest.raises(PostRefused, match="their own"):
        actions.vote(profile_id=people[1], answer_id=answer, rating=Rating.YES, now=NOW + 2)
    assert votes(question) == (0, 0)


def test_only_the_asker_accepts() -> None:
    people, question, answer = a_thread()
    with pytest.raises(PostRefused):
        actions.accept(profile_id=people[2], answer_id=answer, now=NOW + 2)
    actions.accept(profile_id=people[0], answer_id=answer, now=NOW + 2)
    assert queries.question(question).accepted_answer_id == answer


@pytest.mark.parametrize("word", ["vote", "accept"])
def test_words_that_others_spoke_for_stay_as_they_are(word: str) -> None:
    people, question, answer = a_thread()
    actions.edit_answer(profile_id=people[1], answer_id=answer, body="3 mil!", now=NOW + 2)

    def speak(**read: int) -> None:
        if word == "vote":
            actions.vote(profile_id=people[2], answer_id=answer, rating=Rating.YES, now=NOW + 3, **read)
        else:
            actions.accept(profile_id=people[0], answer_id=answer, now=NOW + 3, **read)

    with pytest.raises(PostRefused, match="since you read it"):
        speak()
    speak(read_edit=queries.answers(question)[0].edited_at)
    with pytest.raises(PostRefused, match="stays so"):
        actions.edit_answer(profile_id=people[1], answer_id=answer, body="Cheap pills", now=NOW + 4)
    with pytest.raises(PostRefused, match="stays so"):
        actions.edit_question(profile_id=people[0], question_id=question, title="Pills", body="", topic="", now=NOW)
    assert queries.answers(question)[0].body == "3 mil!"


def test_an_accepted_answer_that_is_hidden_leaves_its_question_open_until_it_is_shown_again() -> None:
    people, question, answer = a_thread()
    key = key_of(answer)
    actions.accept(profile_id=people[0], answer_id=answer, now=NOW + 3)
    for verdict, accepted in ((Verdict.HIDE, 0), (Verdict.KEEP, answer)):
        actions.moderate(
            actor=system("test"), kind=PostKind.ANSWER, key=key, verdict=verdict, reason="So.", now=NOW + 4
        )
        (listed,) = queries.page(order=Order.NEWEST)
        assert (listed.accepted_answer_id, listed.answer_count) == (accepted, int(bool(accepted)))
        assert queries.question(question).accepted_answer_id == accepted
        assert len(queries.page(order=Order.UNANSWERED)) == 1 - listed.answer_count


@pytest.mark.parametrize("words", ["at shop-refund.com", "to help@shop.example", "see Shop\u200b.Com.", "https://x.y"])
def test_first_posts_that_lead_somewhere_wait_for_a_look(words: str) -> None:
    people, question, _ = a_thread()
    actions.answer(profile_id=people[2], question_id=question, body=f"Log in {words} now", now=NOW + 2)
    assert len(queries.answers(question)) == 1
    actions.answer(profile_id=people[2], question_id=question, body="E.g. 0.7 mil, i.e. fine.", now=NOW + 2)
    assert len(queries.answers(question)) == 2


def test_what_cannot_stand_is_refused() -> None:
    (person,) = profiles(1)
    with pytest.raises(PostRefused):
        actions.ask(profile_id=person, title=" ", body="", topic="", now=NOW)
    with pytest.raises(PostRefused):
        actions.ask(profile_id=person, title="Long", body="x" * 20_001, topic="", now=NOW)
    with pytest.raises(NotFound):
        actions.answer(profile_id=person, question_id=1, body="?", now=NOW)
    with pytest.raises(NotFound):
        actions.vote(profile_id=person, answer_id=1, rating=Rating.YES, now=NOW)
    assert queries.questions() == []


def test_of_two_answers_accepted_the_later_stays_while_the_first_word_is_still_on_its_way() -> None:
    people, question, first = a_thread()
    second = actions.answer(profile_id=people[2], question_id=question, body="Or so.", now=NOW + 2)
    actions.accept(profile_id=people[0], answer_id=first, now=NOW + 3)
    actions.accept(profile_id=people[0], answer_id=second, now=NOW + 4)
    with transaction.atomic():
        events = collect.take(limit=50).events
    for told in (one for one in events if one.name == "Answer Accepted"):
        actions.project(events=[told])
        assert queries.question(question).accepted_answer_id == second


def test_every_action_records_its_event_and_its_own_event_changes_nothing() -> None:
    people, question, answer = a_thread()
    actions.vote(profile_id=people[2], answer_id=answer, rating=Rating.YES, now=NOW + 2)
    actions.accept(profile_id=people[0], answer_id=answer, now=NOW + 3)
    before = queries.questions(), queries.answers(question)
    with transaction.atomic():
        events = collect.take(limit=50).events
    assert [event.name for event in events] == [
        "Question Asked", "Answer Given", "Answer Voted", "Answer Accepted",
    ]  # fmt: skip
    actions.project(events=list(events))
    assert (queries.questions(), queries.answers(question)) == before


def an_event(name: EventName, profile_id: int, trust: Trust = Trust.SERVER, **properties: object) -> Event:
    return Event(
        id=1, message_id="m", kind=EventKind.TRACK, name=name, user_id="", anonymous_id="", other_id="",
        properties=properties, traits={}, context={}, occurred_at=NOW, received_at=NOW, source_id=1, trust=trust,
        profile_id=profile_id,
    )  # fmt: skip


def test_a_forum_of_the_company_speaks_by_events() -> None:
    asker, expert, reader = profiles(3)
    thread = [
        an_event(EventName.QUESTION_ASKED, asker, question=17, title="Which needle?", topic="shellac"),
        an_event(EventName.ANSWER_GIVEN, expert, answer="a1", question="17", body="3 mil."),
        an_event(EventName.ANSWER_VOTED, reader, answer="a1", helpful=True),
        an_event(EventName.ANSWER_VOTED, expert, answer="a1", helpful=True),
        an_event(EventName.ANSWER_ACCEPTED, asker, answer="a1"),
    ]
    actions.project(events=thread)
    actions.project(events=thread)
    (question,) = queries.questions(topic="shellac")
    assert votes(question.id) == (1, 1), "the expert's own vote is left out"
    assert question.accepted_answer_id == queries.answers(question.id)[0].id


def test_what_comes_before_what_it_is_about_waits_for_it() -> None:
    asker, expert, reader = profiles(3)
    said: list[tuple[EventName, int, dict[str, object]]] = [
        (EventName.ANSWER_ACCEPTED, asker, {"answer": "a1"}),
        (EventName.ANSWER_VOTED, reader, {"answer": "a1", "helpful": True}),
        (EventName.ANSWER_VOTED, expert, {"answer": "a1", "helpful": True}),
        (EventName.ANSWER_GIVEN, expert, {"answer": "a1", "question": "17", "body": "3 mil."}),
        (EventName.QUESTION_ASKED, asker, {"question": 17, "title": "Which needle?"}),
    ]
    collect.record(events=[NewEvent(f"m{n}", name, NOW + n, profile_id=profile, properties=properties)
                           for n, (name, profile, properties) in enumerate(said)])  # fmt: skip
    with transaction.atomic():
        batch = collect.take(limit=50)
        stored = collect.store(batch=batch, profile_ids=[event.profile_id for event in batch.events])
    for event in stored:
        actions.project(events=[event])
    (question,) = queries.questions()
    assert votes(question.id) == (1, 1), "the expert's own vote is left out"
    assert question.accepted_answer_id == queries.answers(question.id)[0].id
    assert not Orphan.objects.exists()
    actions.project(events=[an_event(EventName.ANSWER_VOTED, reader, answer="a2", helpful=True)])
    assert not actions.forget_orphans(before=NOW)
    assert actions.forget_orphans(before=clock.now_us() + 1) == 1


def test_what_anyone_can_send_and_what_makes_no_sense_is_left_out() -> None:
    (asker,) = profiles(1)
    asked = an_event(EventName.QUESTION_ASKED, asker, question="1", title="Which needle?")
    actions.project(
        events=[
            replace(asked, trust=Trust.BROWSER),
            replace(asked, trust=Trust.LINK),
            replace(asked, is_bot=True),
            replace(asked, profile_id=0),
            replace(asked, properties={"question": None, "title": ["?"]}),
            an_event(EventName.ANSWER_GIVEN, asker, answer="a", question="unknown", body="?"),
            an_event(EventName.ANSWER_VOTED, asker, answer="unknown", helpful=True),
        ]
    )
    assert queries.questions() == []


def test_all_of_it_is_handed_out() -> None:
    people, _, answer = a_thread()
    actions.vote(profile_id=people[2], answer_id=answer, rating=Rating.YES, now=NOW + 2)
    actions.flag(profile_id=people[2], kind=PostKind.ANSWER, key=key_of(answer), reason=FlagReason.SPAM, now=NOW + 3)
    held = [CommunityData().export([person]) for person in people]
    assert [{name for name, rows in each.items() if rows} for each in held] == [
        {"community_question"}, {"community_answer"}, {"community_vote", "community_flag"},
    ]  # fmt: skip
