"""The demo, driven by its command against a real edge, studio and mailbox, and read from the database."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from shutil import rmtree

import pytest
from django.db import transaction

from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.models import Decision
from ninefold.catalyst.types import Campaign, Result
from ninefold.cli.commands import demo
from ninefold.cli.demo import company, forum, signups
from ninefold.cli.demo.forms import changed, form_with
from ninefold.cli.demo.purchases import purchases
from ninefold.cli.demo.reactions import Mail, Parameters, Simulator
from ninefold.collect import queries as collect
from ninefold.collect.types import Event, EventKind, EventName, NewEvent
from ninefold.community import queries as community
from ninefold.content.experts import queries as experts
from ninefold.context import queries as context
from ninefold.context.types import ConsentStatus
from ninefold.culture.types import Channel, Purpose
from ninefold.currency import actions as currency_actions
from ninefold.currency import queries as currency
from ninefold.experiments import queries as experiments
from ninefold.kernel import clock
from ninefold.kernel.settings import current
from ninefold.measure import queries as measure
from ninefold.measure.types import Origin
from ninefold.pipeline import demo_note, ports
from ninefold.web.studio.campaigns.course import course_of
from tests import databases
from tests.installs import Install
from tests.web.people import learn, someone

SEED = 9


@pytest.fixture
def built(database: databases.TestDatabase, data_folder: Path) -> Iterator[tuple[Campaign, ...]]:
    """The campaigns of the demo of 300 people that lived one week, in the database of the test."""
    words = ("demo", "--people", "300", "--weeks", "1", "--seed", str(SEED))
    done = Install(data_folder, database).run(*words, timeout=300, is_cold=True)
    assert done.returncode == 0, done.stderr
    yield tuple(catalyst.campaigns())
    for entry in data_folder.iterdir():
        if demo.is_ours(entry.name) and entry.name not in demo.KEPT and not entry.name.startswith("ninefold.sqlite3"):
            rmtree(entry) if entry.is_dir() else entry.unlink()


def _events(name: EventName) -> list[Event]:
    return list(collect.events_named([name], since=0, until=clock.now_us()))


@pytest.mark.alike  # proof/demo.py builds it on both databases, which must agree
@pytest.mark.timeout(360)  # some ten seconds where nothing else runs, minutes where much does
def test_the_demo_runs_its_lots_keeps_the_peace_and_leaves_purchases_alone(built: tuple[Campaign, ...]) -> None:
    note = demo_note.read(current().data)
    assert note is not None
    assert (note.state, note.people, note.weeks) == ("done", 300, 1)
    assert sorted(note.campaign_ids) == sorted(campaign.id for campaign in built)
    _lots_are_in_thirds_and_both_goals_are_read(built)
    _some_were_sent_to_some_held_and_some_refused()
    _reactions_are_simulated_and_purchases_are_not()
    _a_pace_is_no_withdrawal()
    _members_are_the_customers_they_were_and_helpers_are_recognised()
    _some_signed_up_and_some_belong_together()
    _experts_were_asked_what_nobody_answered()


def _experts_were_asked_what_nobody_answered() -> None:
    [came] = experts.came_in()
    assert came.expert.name == "Mara (demo)"
    assert [one.expert.name for one in experts.waiting(now=clock.now_us())] == ["Ivo (demo)"]
    [told] = [one for tom in experts.experts() for one in experts.requests_to(tom.id) if one.told_at]
    question = community.question_by_key(told.subject.question)
    assert any("Tom, who repairs players" in answer.body for answer in community.answers(question.id))


def _some_signed_up_and_some_belong_together() -> None:
    count = context.form_counts()[signups.KEY]
    assert count.confirmed + count.pending == signups.SIGN_UPS
    assert 0 < count.confirmed < signups.SIGN_UPS
    assert context.people_count() == 300, "whoever signs up is the customer they were"
    assert sorted(one.people for one in context.groups(limit=9)) == [2, 3, 4]


def _lots_are_in_thirds_and_both_goals_are_read(built: tuple[Campaign, ...]) -> None:
    (autumn,) = [campaign for campaign in built if len(campaign.arms) == 3]
    drawn = Counter(one.arm for one in experiments.assignments(autumn.experiment_id))
    people = drawn.total()
    assert set(drawn) == {"nothing", "old", "better"}
    assert people > 90
    assert all(abs(number - people / 3) < 3 * (people * 2 / 9) ** 0.5 for number in drawn.values())
    reads = {read.goal_key: read for read in measure.reads(autumn.id, now=clock.now_us())}
    assert set(reads) == {goal.key for goal in company.GOALS}
    assert all(sum(arm.people for arm in read.arms) == people for read in reads.values())
    shown = {one.read.goal_key: one for one in course_of(autumn, now=clock.now_us()).shown}
    assert shown["buys-again"].origin is Origin.PAST
    assert shown["answers-poll"].origin is Origin.SIMULATED
    assert shown["answers-poll"].simulator.startswith(f"seed {SEED}; ")


def _some_were_sent_to_some_held_and_some_refused() -> None:
    # All that was ever decided: who is held is decided on again as the hours pass.
    results = Counter(Result(result) for result in Decision.objects.values_list("result", flat=True))
    assert all(results[result] >= 10 for result in Result), results
    delivered = len(_events(EventName.MESSAGE_DELIVERED))
    assert 0 < delivered <= results[Result.INTENDED]


def _reactions_are_simulated_and_purchases_are_not() -> None:
    assert _events(EventName.POLL_ANSWERED)
    bought = _events(EventName.ORDER_COMPLETED)
    source = purchases(today=clock.now().date(), people_max=300)
    assert len(bought) == len(source)
    assert sum(int(event.properties["quantity"]) for event in bought) == sum(one.cds for one in source)
    assert not any(event.properties.get("delivery_id") or event.properties.get("simulated") for event in bought)


def _a_pace_is_no_withdrawal() -> None:
    chosen = {event.profile_id for event in _events(EventName.PACE_CHOSEN)}
    states = context.consent_states(sorted(chosen), Purpose.NEWS, Channel.MAIL)
    assert chosen
    assert set(states.values()) == {ConsentStatus.GRANTED}


def _members_are_the_customers_they_were_and_helpers_are_recognised() -> None:
    joined = _events(EventName.COMMUNITY_JOINED)
    posts = [*_events(EventName.QUESTION_ASKED), *_events(EventName.ANSWER_GIVEN), *_events(EventName.ANSWER_VOTED)]
    assert {event.profile_id for event in posts} <= {event.profile_id for event in joined}
    members = [community.member(event.profile_id) for event in joined]
    assert all(member is not None and member.name.endswith("(simulated)") for member in members)
    assert context.people_count() == 300
    accepted = _events(EventName.ANSWER_ACCEPTED)
    assert accepted
    sides = community.parties({event.properties["answer"] for event in accepted})
    assert currency.totals("recognition").held >= 10 * len({each.question for each in sides.values()})


def test_a_plan_has_everyone_join_first_and_nobody_judge_what_is_their_own() -> None:
    ends = clock.from_us(1_750_068_000_000_000)
    keys = [f"customer-{number}" for number in range(200)]
    acts = forum.plan(keys, started=ends - timedelta(weeks=6), ends=ends, seed=SEED)
    assert acts == forum.plan(keys, started=ends - timedelta(weeks=6), ends=ends, seed=SEED)
    said = {(act.question, act.answer): act.member for act in acts if act.what in ("ask", "answer")}
    joined: dict[str, datetime] = {}
    for act in acts:
        if act.what == "join":
            joined[act.member] = act.at
        assert act.at - joined[act.member] <= timedelta(days=forum.SESSION_DAYS + 1)
        if act.what == "vote":
            assert act.member not in {said[act.question, -1], said[act.question, act.answer]}
        if act.what == "accept":
            assert act.member == said[act.question, -1] != said[act.question, act.answer]


def _joined(number: int) -> NewEvent:
    """Someone of the vinyl collectors."""
    return NewEvent(
        message_id=f"joined-{number}",
        name="identify",
        kind=EventKind.IDENTIFY,
        occurred_at=clock.now_us(),
        user_id=f"customer-{number}",
        traits={"community": "vinyl"},
    )


def _drawn(seed: int) -> list[tuple[str, int, str]]:
    """Who falls into which arm of which campaign; nothing of it stays."""
    with transaction.atomic():
        campaigns = company.write_and_start(clock.now(), seed=seed)
        lots = [
            (c.name, one.profile_id, one.arm) for c in campaigns for one in experiments.assignments(c.experiment_id)
        ]
        transaction.set_rollback(True)
    return lots


def test_the_same_seed_draws_the_same_lots(db: None) -> None:
    ports.install()
    now = clock.now()
    clock.drive(now - timedelta(days=200))
    currency_actions.begin_rules(actor=company.ACTOR, now=clock.to_us(now))
    company.found()
    assert not any(rule.valid_from for rule in currency.rules()), "all of the demo's days earn"
    for number in range(12):
        someone(number, orders=2)
    learn([_joined(number) for number in range(12)])
    clock.drive(now)
    first = _drawn(SEED)
    assert len(first) == 3 * 12
    assert _drawn(SEED) == first
    assert _drawn(SEED + 1) != first


def _mail(number: int) -> Mail:
    return Mail(number, f"reader{number}@demo.example", "Twelve records", "o", ("a", "b"), ("x", "y"), "u", "p", True)


def _reactions(seed: int, mails: list[Mail]) -> set[tuple[object, ...]]:
    simulator, noon = Simulator(seed=seed, parameters=Parameters()), clock.from_us(1_750_068_000_000_000)
    for mail in mails:
        if simulator.will_open(mail.recipient, mail.subject):
            simulator.read(mail, delivered=noon)
    due = simulator.due(noon + timedelta(days=90))
    return {(one.at, one.what, one.mail.recipient, one.choice) for one in due}


def test_the_same_seed_makes_the_same_reactions_in_whatever_order_the_mails_lie() -> None:
    mails = [_mail(number) for number in range(400)]
    first = _reactions(SEED, mails)
    assert {what for _, what, _, _ in first} == {"open", "click", "answer", "reply", "unsubscribe", "pace"}
    assert _reactions(SEED, Random(1).sample(mails, len(mails))) == first
    assert _reactions(SEED + 1, mails) != first


def test_a_form_is_read_as_a_browser_would_send_it() -> None:
    page = """<form><input name="other"></form><form><input type="checkbox" name="a" value="1" checked>
    <input type="checkbox" name="b"><select name="pace"><option value="">any</option><option value="2">two</option>
    </select><select name="own"><option value="1">one<option value="3" selected>three</select><input type="submit"
    name="go"></form><input name="outside">"""
    fields = form_with(page, "pace")
    assert fields == [("a", "1"), ("pace", ""), ("own", "3")]
    assert changed(fields, "pace", "2") == [("a", "1"), ("pace", "2"), ("own", "3")]
    with pytest.raises(LookupError):
        form_with(page, "per_week")
