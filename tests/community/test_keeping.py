"""What keeps the community usable: limits by person, second thoughts, what waits for a look, flags, moderators."""

from collections.abc import Callable

import pytest
from django.db import transaction

from ninefold.collect import actions as collect
from ninefold.collect.types import EventName
from ninefold.community import actions, guarding, queries
from ninefold.community.errors import JoinRefused, PostRefused
from ninefold.community.models import Member
from ninefold.community.persondata import CommunityData
from ninefold.community.types import FlagReason, Order, PostKind, PostState, Rating, Verdict
from ninefold.kernel.actors import Actor, Role, system
from ninefold.kernel.errors import NotAllowed, NotFound
from tests.experiments.people import join, profiles

NOW = 1_750_000_000_000_000
DAY, MINUTE = guarding.DAY_US, guarding.MINUTE_US
TEAM = system("test")
pytestmark = pytest.mark.django_db


def ask(profile_id: int, title: str = "Which needle?", body: str = "", now: int = NOW) -> int:
    return actions.ask(profile_id=profile_id, title=title, body=body, topic="shellac", now=now)


def recorded() -> list[str]:
    with transaction.atomic():
        return [event.name for event in collect.take(limit=500).events]


def flag(key: str, *people: int, kind: PostKind = PostKind.QUESTION) -> list[bool]:
    return [
        actions.flag(profile_id=person, kind=kind, key=key, reason=FlagReason.SPAM, now=NOW + 9) for person in people
    ]


def test_one_mailbox_is_one_member_however_its_address_is_spelt() -> None:
    def joins(address: str) -> int:
        request = actions.invite(address=address, name="Eve Sound", next_path="/", now=NOW)
        return actions.join(request_id=request, name="", now=NOW).profile_id

    eve = joins("eve@example.org")
    with pytest.raises(JoinRefused, match="another spelling"):
        joins("eve+1@example.org")
    assert {joins("eve@example.org"), joins("Eve@example.org")} == {eve}, "who signs in again is the same member"
    assert joins("eve@example.com") != eve
    assert joins("evelyn@example.org") != eve
    actions.bar(actor=TEAM, profile_id=eve, reason="Pills.", now=NOW + 1)
    CommunityData().erase([eve])
    again = joins("eve+2@example.org")
    assert again in queries.barred([again]), "erasing oneself lifts no bar"
    assert "erased" in queries.barred([again])[again]
    actions.allow(actor=TEAM, profile_id=again, reason="Has learnt.", now=NOW + 2)
    CommunityData().erase([again])
    assert queries.barred([joins("eve@example.org")]) == {}


def test_a_person_has_one_allowance_however_many_profiles() -> None:
    one, other, stranger = profiles(3)
    join(one, other)
    for number in range(guarding.NEW_ASKS_PER_DAY_MAX):
        ask((one, other)[number % 2], f"Question {number}")
    with pytest.raises(PostRefused, match="tomorrow"):
        ask(other, "One more")
    assert ask(stranger, "One more")
    for number in range(guarding.ASKS_PER_DAY_MAX):
        ask(one, f"Later {number}", now=NOW + 2 * DAY)
    with pytest.raises(PostRefused):
        ask(one, "One more", now=NOW + 2 * DAY)
    assert ask(one, "Another day", now=NOW + 4 * DAY)


def test_minds_are_changed_within_limits_and_the_same_word_again_is_no_deed() -> None:
    asker, one, two, reader, other = profiles(5)
    join(reader, other)
    question = ask(asker)
    answers = [actions.answer(profile_id=each, question_id=question, body="3 mil.", now=NOW) for each in (one, two)]
    said = len(recorded())

    def changes(deed: Callable[[int], object]) -> int:
        for number in range(200):
            try:
                deed(number)
            except PostRefused:
                return number
        return 200

    def vote(number: int) -> None:
        rating = Rating.YES if number % 2 else Rating.NO
        for at in (1, 2):
            voter = (reader, other)[number % 4 // 2]
            actions.vote(profile_id=voter, answer_id=answers[0], rating=rating, now=NOW + 2 * number + at)

    def accept(number: int) -> None:
        for at in (1, 2):
            actions.accept(profile_id=asker, answer_id=answers[number % 2], now=NOW + 2 * number + at)

    assert changes(vote) == guarding.VOTES_PER_HOUR_MAX
    assert changes(accept) == guarding.ACCEPTANCES_PER_HOUR_MAX
    told = recorded()
    assert told.count(EventName.ACCEPTANCE_WITHDRAWN) == guarding.ACCEPTANCES_PER_HOUR_MAX - 1
    rest = [one for one in told if one != EventName.ACCEPTANCE_WITHDRAWN]
    assert len(rest) == said + guarding.VOTES_PER_HOUR_MAX + guarding.ACCEPTANCES_PER_HOUR_MAX
    unread = actions.answer(profile_id=one, question_id=question, body="4 mil.", now=NOW)
    edits = changes(lambda n: actions.edit_answer(profile_id=one, answer_id=unread, body=f"{n}", now=NOW + n))
    assert edits == guarding.EDITS_MAX
    actions.vote(profile_id=reader, answer_id=answers[0], rating=Rating.SOMEWHAT, now=NOW + 70 * MINUTE)


def test_the_same_post_twice_is_one() -> None:
    asker, helper = profiles(2)
    question = ask(asker)
    assert ask(asker, "  Which   needle? ", now=NOW + MINUTE) == question
    assert ask(asker, now=NOW + 2 * 60 * MINUTE) != question
    given = [actions.answer(profile_id=helper, question_id=question, body="3 mil.\r\n", now=NOW + n) for n in (1, 2)]
    assert given[0] == given[1]
    assert recorded().count(EventName.ANSWER_GIVEN) == 1


def test_a_post_is_changed_for_a_while_and_says_so() -> None:
    asker, other = profiles(2)
    question = ask(asker)
    actions.edit_question(
        profile_id=asker, question_id=question, title="Which stylus?", body="For 78s", topic="x", now=NOW + MINUTE
    )
    changed = queries.question(question)
    assert (changed.title, changed.edited_at) == ("Which stylus?", NOW + MINUTE)
    assert [one.id for one in queries.search("stylus")] == [question]
    assert queries.search("needle") == []
    answer = actions.answer(profile_id=other, question_id=question, body="3 mil.", now=NOW)
    with pytest.raises(PostRefused, match="30 minutes"):
        actions.edit_answer(profile_id=other, answer_id=answer, body="4 mil.", now=NOW + 31 * MINUTE)
    with pytest.raises(NotFound):
        actions.edit_answer(profile_id=asker, answer_id=answer, body="4 mil.", now=NOW)


@pytest.mark.parametrize("body", ["See https://pills.example now", "see WWW.pills.example", "http://a " * 6])
def test_a_newcomers_link_waits_for_a_look_and_earns_nothing_before_it(body: str) -> None:
    (newcomer,) = profiles(1)
    question = ask(newcomer, body=body)
    with pytest.raises(NotFound):
        queries.question(question)
    seen = queries.question(question, seen_by=[newcomer])
    assert seen.state is PostState.HELD
    assert queries.page(order=Order.NEWEST) == queries.search("needle") == []
    assert recorded() == []
    [waiting] = queries.waiting()
    assert (waiting.key, queries.waiting_count()) == (seen.key, 1)
    actions.moderate(
        actor=TEAM, kind=PostKind.QUESTION, key=seen.key, verdict=Verdict.KEEP, reason="A real question.", now=NOW + 1
    )
    [shown] = queries.page(order=Order.NEWEST)
    assert (shown.id, shown.asked_at, shown.shown_at) == (question, NOW, NOW + 1)
    assert recorded() == [EventName.QUESTION_ASKED]
    assert queries.waiting() == []


def test_what_was_changed_after_it_was_read_is_not_kept() -> None:
    (newcomer,) = profiles(1)
    question = ask(newcomer, body="See https://pills.example now")
    [read] = queries.waiting()
    actions.edit_question(
        profile_id=newcomer, question_id=question, title="Needle?", body="Buy at https://worse.example", topic="",
        now=NOW + MINUTE,
    )  # fmt: skip

    def keep(read_edit: int) -> None:
        actions.moderate(
            actor=TEAM, kind=PostKind.QUESTION, key=read.key, verdict=Verdict.KEEP, reason="Fine.",
            now=NOW + 2 * MINUTE, read_edit=read_edit,
        )  # fmt: skip

    with pytest.raises(PostRefused, match="changed it since you read it"):
        keep(read.edited_at)
    keep(queries.waiting()[0].edited_at)
    assert queries.question(question).state is PostState.SHOWN


def test_who_has_posted_for_a_day_may_link() -> None:
    regular, held = profiles(2)
    ask(regular)
    linked = ask(regular, "Is this right?", "https://records.example/78", now=NOW + DAY)
    assert queries.question(linked).state is PostState.SHOWN
    ask(held, "Mine?", "https://records.example/78")
    [waiting] = queries.waiting()
    actions.moderate(
        actor=TEAM, kind=PostKind.QUESTION, key=waiting.key, verdict=Verdict.KEEP, reason="Fine.", now=NOW + DAY
    )
    linked = ask(held, "Again?", "https://records.example/78", now=NOW + DAY + 1)
    assert queries.question(linked, seen_by=[held]).state is PostState.HELD, "seen for no day yet"


def test_three_different_people_hide_a_post_until_someone_has_looked() -> None:
    asker, one, other, two, three, *new = profiles(8)
    join(one, other)
    for person in (one, two, three):
        ask(person, "Long ago?", now=NOW - 2 * DAY)
    question = ask(asker)
    key = queries.question(question).key
    assert flag(key, *new) == [False] * 3, "anyone can join three times"
    assert [post.flags for post in queries.waiting()] == [((FlagReason.SPAM, 3),)], "moderators look all the same"
    assert flag(key, one, one, other, two) == [False] * 4, "a person counts once, by whatever profile"
    assert queries.question(question)
    assert flag(key, three) == [True]
    with pytest.raises(NotFound):
        queries.question_by_key(key)
    assert queries.search("needle") == []
    assert question not in {each.id for each in (*queries.page(order=Order.UNANSWERED), *queries.questions())}
    [waiting] = queries.waiting()
    assert waiting.flags == ((FlagReason.SPAM, 6),)
    actions.moderate(actor=TEAM, kind=PostKind.QUESTION, key=key, verdict=Verdict.KEEP, reason="Fine.", now=NOW + 20)
    assert flag(key, one, two, three) == [False] * 3, "who flagged before has had their say"
    assert queries.question_by_key(key)
    with pytest.raises(PostRefused, match="own"):
        flag(key, asker)


def test_moderators_alone_decide_with_a_reason_that_stays() -> None:
    asker, helper = profiles(2)
    question = ask(asker)
    answer = actions.answer(profile_id=helper, question_id=question, body="Buy pills", now=NOW + 1)
    key = queries.answers(question)[0].key
    nobody = Actor("user:9", "Edda", frozenset({Role.EDITOR}))

    def hide(actor: Actor, reason: str) -> None:
        actions.moderate(actor=actor, kind=PostKind.ANSWER, key=key, verdict=Verdict.HIDE, reason=reason, now=NOW + 2)

    with pytest.raises(NotAllowed):
        hide(nobody, "No.")
    with pytest.raises(PostRefused, match="Say why"):
        hide(TEAM, "  ")
    assert queries.question(question).answer_count == 1
    hide(TEAM, "Spam.")
    assert recorded()[2:] == [EventName.ANSWER_HIDDEN], "what it earned can go back"
    assert queries.question(question).answer_count == 0
    assert queries.answers(question) == queries.answers(question, seen_by=[helper]) == queries.search("pills") == []
    with pytest.raises(NotFound):
        actions.accept(profile_id=asker, answer_id=answer, now=NOW + 3)
    [decided] = queries.decisions()
    assert (decided.verdict, decided.reason, decided.decided_by) == (Verdict.HIDE, "Spam.", "system:test")


def test_who_is_barred_posts_nothing_and_knows_why() -> None:
    asker, helper = profiles(2)
    question = ask(asker)
    Member.objects.create(profile_id=helper, name="Helge", address="h@example.org", joined_at=NOW)
    actions.bar(actor=TEAM, profile_id=helper, reason="Sells pills.", now=NOW)
    doings: list[Callable[[], object]] = [
        lambda: ask(helper),
        lambda: actions.answer(profile_id=helper, question_id=question, body="Pills", now=NOW),
        lambda: flag(queries.question(question).key, helper),
    ]
    for do in doings:
        with pytest.raises(PostRefused, match=r"Sells pills\."):
            do()
    actions.allow(actor=TEAM, profile_id=helper, reason="They wrote to us.", now=NOW)
    assert ask(helper, "Hello?")


def test_the_company_answers_in_its_own_name() -> None:
    (asker,) = profiles(1)
    question = ask(asker)
    expert = Actor("user:3", "Eve", frozenset({Role.EXPERT}))
    actions.answer_as_company(actor=expert, question_id=question, body="3 mil.", now=NOW + 1)
    [answer] = queries.answers(question)
    assert (answer.profile_id, answer.by) == (0, "user:3")
    with pytest.raises(NotAllowed):
        actions.answer_as_company(
            actor=Actor("user:4", "Al", frozenset({Role.ANALYST})), question_id=question, body="?", now=NOW
        )


def test_lists_and_searches_go_on_where_they_stopped() -> None:
    asker, helper = profiles(2)
    ids = [ask(asker, f"Needle {'Nadel' if n % 2 else 'Café'} {n}", now=NOW + n * DAY) for n in range(5)]
    actions.answer(profile_id=helper, question_id=ids[4], body="Überall, in Ægypten", now=NOW + 5 * DAY)
    first = queries.page(order=Order.NEWEST, limit=3)
    rest = queries.page(order=Order.NEWEST, after=queries.cursor_of(Order.NEWEST, first[-1]), limit=3)
    assert [one.id for one in (*first, *rest)] == ids[::-1]
    assert [one.id for one in queries.page(order=Order.UNANSWERED, topic="shellac")] == ids[3::-1]
    assert len(queries.page(order=Order.NEWEST, after="'; DROP TABLE x; --")) == 5
    assert {one.id for one in queries.search("cafe NEED")} == {ids[0], ids[2], ids[4]}
    assert [one.id for one in queries.search("uberall")] == [ids[4]]
    for odd in ('"', "* OR", "NEAR(", "a:b & !c", "\0", "'", "()", "x" * 5000):
        queries.search(odd)
    assert queries.topics() == ["shellac"]
