"""Promises judged so many people at a time are what a judgement of everyone at once finds, whatever came late."""

import random

import pytest

from ninefold.catalyst.models import Campaign, Decision, Intent
from ninefold.channel.models import Delivery
from ninefold.collect.types import Trust
from ninefold.context import tallies as context
from ninefold.culture import actions as culture
from ninefold.culture import queries as charters
from ninefold.culture.types import Charter
from ninefold.kernel import clock
from ninefold.kernel.actors import system
from ninefold.kernel.weeks import DAY_US, WEEK_US
from ninefold.measure import jobs
from ninefold.measure.scorecard import counting, judging, promises, queries
from ninefold.measure.types import C, PromiseRead
from tests.context.events import consent, identify, take
from tests.measure.test_reads import a_campaign
from tests.measure.test_scorecard import NOW, UNTIL, WEEKS, delivery

pytestmark = pytest.mark.django_db
ZONES = ("Asia/Tokyo", "America/New_York", "")


def live(lot: random.Random, start: int) -> None:
    """Some people, two profiles some of them, and contacts, withdrawals and paces at any time of twenty weeks."""
    campaign = Campaign.objects.first() or a_campaign()
    for number in range(start, start + 9):
        user = f"u{lot.randrange(start + 9)}"
        said = {"timezone": lot.choice(ZONES)}
        (profile,) = take([identify(user, anonymous=f"a{number}", at=UNTIL - WEEK_US, traits=said)])[:1]
        for _ in range(lot.randrange(9)):
            at, key = UNTIL - lot.randrange(-WEEK_US, 20 * WEEK_US), lot.randrange(1, 2**60)
            delivery(key, at, profile_id=profile, campaign_id=campaign.pk)
            if lot.random() < 0.7:
                explain(campaign, profile, key)
        for _ in range(lot.randrange(4)):
            word = lot.choice(["granted", "withdrawn"])
            take([consent(word, user, at=UNTIL - lot.randrange(14 * WEEK_US), trust=Trust.LINK)])


def explain(campaign: Campaign, profile: int, intent: int) -> None:
    given = {"campaign_id": campaign.pk, "profile_id": profile, "arm": "letter"}
    Decision.objects.create(
        **given, result="intended", reason="due", sentence="It was due.", value=1, stock=1, price=1, propensity=1,
        candidates="[]", decided_at=UNTIL, intent_id=intent, occurrence=intent,
    )  # fmt: skip
    Intent.objects.create(
        **given, id=intent, occurrence=intent, item_id=1, channel="mail", purpose="news", not_before=UNTIL,
        expires_at=UNTIL, created_at=UNTIL,
    )  # fmt: skip


def from_scratch() -> tuple[PromiseRead, ...]:
    promised = charters.promised(WEEKS.since)
    return promises.judged(judging.look(WEEKS, promised, context.persons_after(0, 10_000)))


def judged(now: int, people: int) -> tuple[PromiseRead, ...]:
    while jobs.judge(now=now, limit=people):
        pass
    found = judging.latest()
    assert found is not None
    return found.promises


@pytest.mark.parametrize("seed", range(3))
def test_kept_is_a_judgement_from_scratch(seed: int) -> None:
    lot = random.Random(seed)
    live(lot, 0)
    charter = charters.charter()
    kept = judged(NOW, people=lot.randrange(1, 5))
    assert kept == from_scratch()
    assert all(one.due for one in kept)
    assert 0 < sum(one.kept for one in kept) < sum(one.due for one in kept)

    live(lot, 5)
    assert judged(NOW, people=3) == kept, "what came late waits for the next judgement"
    sparse = {name: getattr(charter, name) for name in Charter.__slots__} | {"attention_per_week": 0.4}
    clock.drive(clock.from_us(NOW - 5 * WEEK_US))
    culture.save_charter(actor=system("test"), charter=Charter(**sparse))
    clock.drive(clock.from_us(NOW))
    found = judged(NOW, people=lot.randrange(1, 5))
    assert found == from_scratch() != kept
    assert [one.weeks[:5] for one in found] != [one.weeks[-5:] for one in found]


def test_a_day_later_all_weeks_are_judged_anew_and_one_judgement_is_kept() -> None:
    live(random.Random(4), 0)
    judged(NOW, people=50)
    jobs.judge(now=NOW + DAY_US, limit=2)
    before = judging.latest()
    assert before is not None
    assert before.until == UNTIL, "the last one stands until the next is complete"
    Delivery.objects.all().delete()
    assert all(not one.due for one in judged(NOW + 2 * DAY_US, people=50))
    assert queries.read(C.CULTURE, NOW + 2 * DAY_US, lambda campaign: "").trend[-1].until == UNTIL + 2 * DAY_US


def test_nothing_judged_yet_is_told() -> None:
    found = queries.read(C.CULTURE, NOW, lambda campaign: "")
    assert (found.value, found.note) == (None, queries.NOT_JUDGED)


def test_a_count_that_is_kept_is_what_its_statement_finds_and_is_made_anew_when_it_is_old() -> None:
    live(random.Random(6), 0)
    while jobs.count(now=NOW):
        pass
    for part in counting.PARTS:
        assert counting.read(part, WEEKS) == (WEEKS, part.made(WEEKS)), part.name
    before = counting.read(counting.CONTACTS, WEEKS)[1]
    assert sum(one.of for one in before)
    Delivery.objects.all().delete()
    assert counting.read(counting.CONTACTS, WEEKS)[1] == before
    assert not jobs.count(now=NOW + counting.LASTS_LEAST_US - 1)
    later = NOW + DAY_US
    assert counting.read(counting.CONTACTS, queries.weeks_to(later)) == (WEEKS, before), "yesterday's until counted"
    while jobs.count(now=later):
        pass
    assert not any(one.of for one in counting.read(counting.CONTACTS, queries.weeks_to(later))[1])
