"""The nine measures against a naive count on a small made-up world."""

import random
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ninefold.cadence.days import packed
from ninefold.cadence.tallies import Choice
from ninefold.catalyst.models import Campaign as CampaignRow
from ninefold.catalyst.types import CampaignArm
from ninefold.channel import tallies as channel
from ninefold.channel.models import Delivery
from ninefold.channel.tallies import Contact
from ninefold.collect import writing
from ninefold.collect.types import Trust
from ninefold.community.models import Answer, Question
from ninefold.content import actions as content
from ninefold.content import queries as content_queries
from ninefold.content.models import Claim, ContentItem
from ninefold.context import queries as context
from ninefold.context import tallies as people
from ninefold.context.tallies import Whereabouts, Word
from ninefold.context.types import ConsentStatus
from ninefold.culture import actions as culture
from ninefold.culture import defaults
from ninefold.culture import queries as culture_queries
from ninefold.culture.types import Channel, Charter, Community, Promised, Purpose
from ninefold.currency import actions as currency
from ninefold.currency import owners
from ninefold.currency import queries as ledger
from ninefold.currency.types import Currency, Reward, RewardKind, Transfer
from ninefold.kernel import clock
from ninefold.kernel.actors import system
from ninefold.kernel.errors import BadInput, NotAllowed
from ninefold.kernel.proportions import wilson
from ninefold.kernel.weeks import DAY_US, WEEK_US, Tally, Weeks
from ninefold.measure import jobs
from ninefold.measure.models import CountRow
from ninefold.measure.scorecard import comparing, counting, gains, promises, queries, saying
from ninefold.measure.scorecard import people as measures
from ninefold.measure.scorecard.definitions import DEFINITIONS
from ninefold.measure.types import C, Interval, Judgement, Reading, Step
from tests.content import scene
from tests.context.events import consent, event, identify, take, track
from tests.experiments.people import join, profiles
from tests.measure.test_reads import a_campaign, buys, draw

ACTOR = system("test")
UNTIL = 1_750_032_000_000_000  # a Monday, 00:00 UTC
WEEKS = Weeks(UNTIL, 12)
NOW = UNTIL + 9 * 3_600_000_000
pytestmark = pytest.mark.django_db


def delivery(number: int, at: int, **given: object) -> Delivery:
    plain = {
        "intent_id": number, "campaign_id": 1, "profile_id": number, "arm": "letter", "item_id": 1, "channel": "mail",
        "purpose": "news", "expires_at": at + DAY_US, "status": "delivered", "created_at": at, "ended_at": at,
    }  # fmt: skip
    return Delivery.objects.create(**(plain | given))


def some_instants(number: int, seed: int) -> list[int]:
    """Instants within and just beyond the weeks, their very ends included."""
    lot = random.Random(seed)  # a made-up world
    inside = [lot.randrange(WEEKS.since - DAY_US, UNTIL + DAY_US) for _ in range(number - 4)]
    return [*inside, WEEKS.since, WEEKS.since - 1, UNTIL, UNTIL - 1]


def is_in(at: int) -> bool:
    return WEEKS.since <= at < UNTIL


def by_week(pairs: list[tuple[int, int, int]]) -> tuple[Tally, ...]:
    """The naive count: for each week look at everything."""
    found = []
    for week in range(12):
        begin = WEEKS.since + week * WEEK_US
        own = [(count, of) for at, count, of in pairs if begin <= at < begin + WEEK_US]
        found.append(Tally(sum(count for count, _ in own), sum(of for _, of in own)))
    return tuple(found)


def test_contacts_are_what_reached_the_readers_side() -> None:
    lot = random.Random(1)  # as above
    expected = []
    for number, at in enumerate(some_instants(60, 2), 1):
        status = lot.choice(["delivered", "delivered", "refused", "failed", "unknown"])
        code, purpose = lot.choice(["", "5.1.1"]), lot.choice(["news", "news", "service"])
        delivery(number, at, status=status, status_code=code, purpose=purpose)
        if purpose == "news" and (status == "delivered" or (status == "refused" and code)):
            expected.append((at, int(status == "refused"), 1))
    assert channel.contacts(WEEKS) == by_week(expected)


def test_who_leaves_counts_once_a_week_and_after_the_campaign_that_they_left_by() -> None:
    for number in range(1, 131):
        delivery(number, UNTIL - DAY_US, campaign_id=7, profile_id=number)
    first = Delivery.objects.order_by("pk").values_list("pk", flat=True)[0]
    said = {"evidence": {"delivery_id": first}}
    take([
        consent("withdrawn", "u1", at=UNTIL - DAY_US, trust=Trust.LINK, said=said),
        consent("withdrawn", "u1", at=UNTIL - DAY_US + 1, trust=Trust.LINK, said={"purpose": "offers"}),
        consent("withdrawn", "u2", at=UNTIL - 9 * DAY_US, trust=Trust.LINK),
        consent("withdrawn", "u3", at=UNTIL - DAY_US, trust=Trust.SERVER),
        consent("granted", "u4", at=UNTIL - DAY_US, trust=Trust.LINK),
    ])  # fmt: skip
    found = measures.leaving(WEEKS)
    assert (found.count, found.of, found.weeks_read) == (2, 130, 4)
    assert found.value is not None
    assert (found.value.low, found.value.high) == wilson(2, 130)
    assert (found.next.step, found.next.id, found.next.count) == (Step.READ_CAMPAIGN, 7, 1)


def test_few_in_four_weeks_are_read_over_twelve_and_few_in_twelve_say_nothing() -> None:
    for number in range(1, 131):
        delivery(number, UNTIL - 40 * DAY_US)
    assert measures.leaving(WEEKS).weeks_read == 12
    assert measures.leaving(WEEKS).value is not None
    Delivery.objects.filter(pk__gt=Delivery.objects.order_by("pk")[50].pk).delete()
    assert measures.leaving(WEEKS).value is None


def test_reachable_is_who_acts_and_said_a_verified_yes_and_has_an_address() -> None:
    lot = random.Random(3)  # as above
    evidence = {"wording": "Yes."}
    for number in range(40):
        user, at = f"u{number}", UNTIL - lot.randrange(1, 80) * DAY_US
        traits = {"email": f"{user}@x.example"} if number % 5 else {}
        take([identify(user, at=at, traits=traits), track("Order Completed", user, at=at)])
        for _ in range(lot.randrange(3)):
            said = {"evidence": evidence if lot.random() < 0.8 else {}}
            trust = lot.choice([Trust.SERVER, Trust.LINK, Trust.BROWSER])
            word = lot.choice(["granted", "granted", "withdrawn"])
            take([consent(word, user, at=at + lot.randrange(10_000), trust=trust, said=said)])
        elsewhere = {"channel": lot.choice(["social", "sms"]), "evidence": evidence}
        take([consent("granted", user, at=at, trust=Trust.SERVER, said=elsewhere)])  # nothing here sends there
    take([identify("quiet", at=UNTIL - DAY_US, traits={"email": "q@x.example"}), consent("granted", "quiet", at=UNTIL)])
    take([track("Order Completed", "late", at=UNTIL), track("Message Delivered", "passive", at=UNTIL - DAY_US)])
    living = [one.address("email") for one in context.people(limit=99) if _says_yes(one.id) and one.address("email")]
    delivery(1, UNTIL - DAY_US, address=living[0], is_address_dead=True)
    found = counting.read(counting.REACHED, WEEKS)[1]
    acted = [one for one in context.people(limit=99) if _acted(one.id)]
    reachable = [one for one in acted if _says_yes(one.id) and one.address("email") not in ("", living[0])]
    assert found.weeks[-1] == Tally(len(reachable), len(acted))
    assert 0 < len(reachable) < len(acted) == 40
    assert found.silent + found.unwilling + found.without_address == len(acted) - len(reachable)


def _acted(person_id: int) -> bool:
    return any(one.name == "Order Completed" and one.first_at < UNTIL for one in context.activities(person_id))


def _says_yes(person_id: int) -> bool:
    counting = [
        word
        for word in context.consent_history(person_id)
        if word.channel is Channel.MAIL and not word.refused
        if (word.status is ConsentStatus.WITHDRAWN or word.evidence or "link" in word.source)
    ]
    newest = max(counting, key=lambda one: (one.occurred_at, one.status is ConsentStatus.WITHDRAWN), default=None)
    return newest is not None and newest.status is ConsentStatus.GRANTED


def test_a_campaign_without_a_holdout_hides_none_that_has_one() -> None:
    held = a_campaign()
    CampaignRow.objects.filter(pk=held.pk).update(started_at=NOW)
    for _ in range(comparing.CAMPAIGNS_MAX):
        a_campaign(arms=[CampaignArm("letter", "Letter", 1, 1)])
    assert [one.id for one in comparing.compared_campaigns()] == [held.id]


def test_events_of_known_people_by_week_without_bots_and_own_doings() -> None:
    known, unknown = take([identify("u1"), identify(anonymous="a1")])
    expected, events = [], []
    lot = random.Random(5)  # as above
    for at in some_instants(80, 6):
        profile, trust, bot = (
            lot.choice([known, unknown]),
            lot.choice([Trust.SERVER, Trust.LINK, Trust.SYSTEM]),
            lot.random() < 0.2,
        )
        events.append(event(name="Seen", at=at, profile_id=profile, trust=trust, is_bot=bot, source_id=9))
        if trust is Trust.SERVER and not bot:
            expected.append((at, int(profile == known), 1))
    writing.insert_events(events)
    found = people.joined(WEEKS)
    assert found.weeks == by_week(expected)
    step = measures.joined(WEEKS).next
    assert (step.step, step.id) == (Step.NAME_PEOPLE, 9)
    assert step.count == sum(1 - count for at, count, _ in expected if is_in(at))


def test_a_question_counts_as_answered_by_somebody_else_within_a_day() -> None:
    """Where an answer waited for a look, the day ends when it was let through."""
    lot = random.Random(7)  # as above
    expected = []
    waiting = []
    for number, at in enumerate(some_instants(40, 8)):
        row = Question.objects.create(key=str(number), profile_id=1, title="Which?", asked_at=at)
        by, delay = lot.choice([1, 2, 2]), lot.choice([1, DAY_US, DAY_US + 1])
        held = {"answered_at": at + 1, "let_through_at": at + delay} if number % 3 else {"answered_at": at + delay}
        Answer.objects.create(key=f"a{number}", question=row, profile_id=by, body="This.", **held)
        if is_in(at) and at <= NOW - DAY_US:
            expected.append((at, int(by == 2 and delay <= DAY_US), 1))
        if by == 1 and at >= WEEKS.since:
            waiting.append((at, row.pk))
    found = measures.answered(WEEKS, NOW)
    assert [(one.count, one.of) for one in found.trend] == [(one.count, one.of) for one in by_week(expected)]
    assert (found.next.step, found.next.id, found.next.count) == (Step.ANSWER, min(waiting)[1], len(waiting))


def test_claims_count_by_delivery_once_someone_backs_them() -> None:
    with scene.installed():
        item = content.create_item(actor=ACTOR, title="Box", facts=["until 30 Nov | bis 30. Nov"])
        text = "Twelve records for 19.90, until 30 Nov, see https://shop.example/1234."
        variant = content.create_variant(actor=ACTOR, item_id=item.id, content=scene.letter(text=text))
        content.publish(actor=ACTOR, variant_id=variant)
    claims = content_queries.claims_of(item.id)
    assert [claim.text for claim in claims] == ["until 30 Nov", "19.90"]
    for number in range(1, 31):
        delivery(number, UNTIL - DAY_US, item_id=item.id, variant_id=variant, tag="en")
    found = saying.credibility(WEEKS, channel.said(WEEKS))
    assert (found.count, found.of, found.next.count) == (0, 60, 30)
    assert (found.behind, found.value) == (2, None)  # two claims to thirty readers are two claims
    assert found.next.step is Step.SOURCE_CLAIM

    back = {"actor": scene.EDITOR, "item_id": item.id, "now": NOW}
    content.back_claim(**back, text="19.90", source="Price list, autumn", is_verified=False)
    content.back_claim(**back, text="until 30 Nov", source="", is_verified=True)
    found = saying.credibility(WEEKS, channel.said(WEEKS))
    assert (found.count, found.next.step) == (60, Step.READ_CONTENT)
    first, _ = content_queries.claims_of(item.id)
    assert (first.verified_by, first.verified_at) == ("Ada", NOW)
    content.back_claim(**back, text="until 30 Nov", source="", is_verified=False)
    assert saying.credibility(WEEKS, channel.said(WEEKS)).count == 30
    with pytest.raises(NotAllowed):
        content.back_claim(**(back | {"actor": scene.ANALYST}), text="19.90", source="", is_verified=True)
    with pytest.raises(BadInput):
        content.back_claim(**back, text="19.90", source="x" * 501, is_verified=True)


def test_what_went_out_is_judged_as_it_was_said_whatever_became_of_it() -> None:
    """A version that was taken down and written anew, one that was deleted, and its item."""
    with scene.installed():
        item = content.create_item(actor=ACTOR, title="Box")
        letter = scene.letter(text="Twelve records for 19.90, see https://shop.example/1234.")
        variant = content.create_variant(actor=ACTOR, item_id=item.id, content=letter)
        old = content.publish(actor=ACTOR, variant_id=variant).revision_id
        for price in ("18.50", "17.00"):  # one published, one a draft of what is down
            text = f"Twelve records for {price}, or 20.00, see https://shop.example/1234."
            content.revise_variant(actor=ACTOR, variant_id=variant, content=scene.letter(text=text))
            if price == "18.50":
                content.publish(actor=ACTOR, variant_id=variant)
                content.unpublish(actor=ACTOR, variant_id=variant)
    for number in (1, 2, 3):
        delivery(number, UNTIL - DAY_US, item_id=item.id, variant_id=variant, revision_id=old, tag="en")

    def read() -> tuple[int, int, Step]:
        found = saying.credibility(WEEKS, channel.said(WEEKS))
        return found.count, found.of, found.next.step

    assert read() == (0, 3, Step.SOURCE_CLAIM)
    assert "19.90" in {one.text for one in content_queries.claims_of(item.id, [(variant, old)])}, "it can be backed"
    content.back_claim(
        actor=scene.EDITOR, item_id=item.id, text="19.90", source="Price list", is_verified=False, now=NOW
    )
    assert read() == (3, 3, Step.READ_CONTENT)
    ContentItem.objects.get(pk=item.id).delete()
    assert read() == (3, 3, Step.READ_CONTENT)
    Claim.objects.all().delete()
    assert read() == (0, 3, Step.READ_CONTENT), "nobody is sent to back what is gone"


def test_claims_are_counted_whole_once_there_are_twenty_different_ones() -> None:
    with scene.installed():
        item = content.create_item(actor=ACTOR, title="Box", facts=[f"{n} kg" for n in range(11, 31)])
        text = "From " + ", ".join(f"{n} kg" for n in range(11, 31)) + "."
        variant = content.create_variant(actor=ACTOR, item_id=item.id, content=scene.letter(text=text))
        content.publish(actor=ACTOR, variant_id=variant)
    delivery(1, UNTIL - DAY_US, item_id=item.id, variant_id=variant, tag="en")
    found = saying.credibility(WEEKS, channel.said(WEEKS))
    assert found.behind == found.of >= 20
    assert found.value == found.trend[-1].value == Interval(0.0, 0.0, 0.0)


def test_many_deliveries_to_few_people_are_few_and_to_enough_as_wide_as_people() -> None:
    def read(people: list[int], letters: int) -> Reading:
        Delivery.objects.all().delete()
        for profile in people:
            for n in range(letters):
                delivery(profile * 1000 + n, UNTIL - DAY_US, profile_id=profile, tag="en-x-vinyl" if n else "en")
        return saying.own_words(WEEKS)

    culture.save_community(actor=ACTOR, community=Community("vinyl", "Vinyl", "en-x-vinyl"))
    first, *rest = take([identify(f"u{n}", traits={"community": "vinyl"}) for n in range(20)])
    few = read([first, *rest[:3]], 10)
    assert (few.of, few.behind, few.value, few.trend[-1].value) == (40, 4, None, None)
    enough = read([first, *rest], 4)
    assert (enough.of, enough.behind) == (80, 20)
    assert enough.value is not None
    assert (enough.value.low, enough.value.high) == wilson(15, 20)


def test_promises_are_kept_towards_people_and_a_week_needs_as_many_as_all() -> None:
    day = UNTIL - DAY_US + 2 * HOUR
    many = a_world([(1 + n % 4, day + n) for n in range(60)])
    parts = promises.added(promises.judged(many), promises.judged(a_world([(9, day)])))
    assert promises.promised(parts, WEEKS).newest(4) == 5
    found = queries.kept_promises(Judgement(UNTIL, UNTIL, parts))
    assert (found.of > 100, found.behind, found.value, found.trend[-1].value) == (True, 5, None, None)


def test_one_wallet_with_a_gift_is_too_few() -> None:
    currency.define_currency(actor=ACTOR, currency=Currency("points", "Points", True, 0))
    everyone = profiles(20)
    for number, profile in enumerate(everyone):
        at = UNTIL - (1 if number else 9) * DAY_US
        for part in range(1 + (number == 1)):
            currency.give(
                actor=ACTOR, key=f"g{number}.{part}", profile_id=profile, currency="points", amount=20, reason="Hi.",
                now=at,
            )  # fmt: skip
        if number == 0:
            one = gains.redeemed(WEEKS)
            assert (one.of, one.behind, one.value) == (20, 1, None)
    found = gains.redeemed(WEEKS)
    assert (found.of, found.behind, found.value) == (420, 20, Interval(0.0, 0.0, 0.0))
    assert [point.value for point in found.trend] == [None] * 12  # 19 wallets are too few for the week
    assert ledger.totals("points").wallets == 20
    join(*everyone[:2])
    found = gains.redeemed(WEEKS)
    assert (found.of, found.behind, found.value) == (420, 19, None), "two profiles of a person are one wallet"
    assert ledger.totals("points").wallets == 19


def test_own_words_are_versions_in_a_communitys_tag_and_the_next_is_the_one_most_lack() -> None:
    culture.save_community(actor=ACTOR, community=Community("vinyl", "Vinyl", "en-x-vinyl"))
    with scene.installed():
        item = content.create_item(actor=ACTOR, title="Box")
        variant = content.create_variant(actor=ACTOR, item_id=item.id, content=scene.letter())
        content.publish(actor=ACTOR, variant_id=variant)
    culture.save_community(actor=ACTOR, community=Community("english", "English speakers", "en"))
    ids = take([identify(f"u{n}", traits={"community": "vinyl"} if n < 12 else {}) for n in range(30)])
    for number, profile in enumerate(ids):
        tag = "en-x-vinyl" if number < 4 else "en"
        delivery(number + 1, UNTIL - DAY_US, profile_id=profile, item_id=99 if number < 4 else item.id, tag=tag)
    found = saying.own_words(WEEKS)
    assert (found.count, found.of) == (4, 30)
    assert (found.next.step, found.next.id, found.next.other, found.next.count) == (
        Step.WRITE_VARIANT, item.id, "en-x-vinyl", 8,
    )  # fmt: skip


def test_redeemed_beside_issued_and_what_is_held() -> None:
    currency.define_currency(actor=ACTOR, currency=Currency("points", "Points", True, 0))
    lot = random.Random(9)  # as above
    expected, held, transfers = [], 0, []
    (profile,) = profiles(1)
    wallet = owners.of_profile(profile)
    for number, at in enumerate(sorted(some_instants(40, 10))):
        gives = held < 40 or lot.random() < 0.6
        amount = lot.randrange(1, 40)
        held += amount if gives else -amount
        pair = (owners.ISSUED, wallet) if gives else (wallet, owners.REDEEMED)
        transfers.append(Transfer(f"t{number}", "points", *pair, amount, "because", at))
        expected.append((at, 0 if gives else amount, amount if gives else 0))
    currency.transfer(transfers=transfers)
    found = gains.redeemed(WEEKS)
    weeks = by_week(expected)
    assert [(one.count, one.of) for one in found.trend] == [(one.count, one.of) for one in weeks]
    assert (found.count, found.of, found.held) == (
        sum(one.count for one in weeks), sum(one.of for one in weeks), held,
    )  # fmt: skip
    assert (found.behind, found.weeks_read) == (1, 12)


def test_what_was_refunded_or_taken_back_is_neither_redeemed_nor_issued() -> None:
    (profile,) = profiles(1)
    at, late = UNTIL - 2 * WEEK_US, UNTIL - 1
    currency.save_reward(actor=ACTOR, reward=Reward("ten", "Ten", "", RewardKind.ACCESS, "points", 100, early_text="Y"))
    for key, amount in (("kept", 500), ("slip", 200)):
        currency.give(
            actor=ACTOR, key=key, profile_id=profile, currency="points", amount=amount, reason="Thanks.", now=at
        )
    currency.redeem(key="r", profile_id=profile, reward="ten", now=at)
    assert (gains.redeemed(WEEKS).count, gains.redeemed(WEEKS).of) == (100, 700)
    currency.revoke(actor=ACTOR, key="r", reason="Broken.", is_refund=True, now=late)
    currency.take_back(actor=ACTOR, key="slip", now=late)
    currency.give(actor=ACTOR, key="more", profile_id=profile, currency="points", amount=300, reason="Sorry.", now=late)
    found, owed = gains.redeemed(WEEKS), ledger.liability("points")
    assert [(one.count, one.of) for one in found.trend[-2:]] == [(100, 700), (-100, 100)]
    assert (found.count, found.of, found.held) == (owed.redeemed, owed.issued, owed.held) == (0, 800, 800)
    weeks = ledger.weeks("points", now=UNTIL)
    assert [(one.redeemed, one.issued) for one in weeks] == [(one.count, one.of) for one in found.trend]
    assert [one.begins_at + WEEK_US for one in weeks] == [one.until for one in found.trend]


def test_all_who_were_treated_against_the_holdout() -> None:
    campaign = a_campaign()
    arms = draw(campaign, profiles(600))
    buys(*arms["nothing"][:10], *arms["letter"][:40])
    at = campaign.started_at
    found = gains.against_holdout(Weeks(at + 21 * DAY_US, 12), at + 21 * DAY_US, lambda one: one.goal_keys[0])
    expected = 40 / len(arms["letter"]) - 10 / len(arms["nothing"])
    assert found.value is not None
    assert found.value.estimate == pytest.approx(expected)
    assert (found.count, found.of) == (40, len(arms["letter"]))
    assert [point.value is None for point in found.trend] == [True] * 9 + [False] * 3
    assert found.campaign_id == campaign.pk
    nothing = gains.against_holdout(WEEKS, NOW, lambda one: "")
    assert (nothing.value, nothing.next.step) == (None, Step.PLAN_CAMPAIGN)


def test_what_a_campaign_changed_is_counted_once_and_read_until_it_is_counted_anew() -> None:
    campaign = a_campaign()
    arms = draw(campaign, profiles(100))
    buys(*arms["letter"][:10])
    now = campaign.started_at + 21 * DAY_US
    weeks = queries.weeks_to(now)

    def read() -> Reading:
        return gains.against_holdout(weeks, now, lambda one: one.goal_keys[0])

    live = read()
    while jobs.count(now=now):
        pass
    buys(*arms["nothing"][:10])
    assert read() == live, "as it is kept"
    while jobs.count(now=now + DAY_US):
        pass
    counted = read()
    assert counted.value is not None
    assert live.value is not None
    assert counted.value.estimate < live.value.estimate
    CampaignRow.objects.update(started_at=None)
    assert jobs.count(now=now + 2 * DAY_US)
    assert not CountRow.objects.filter(name__startswith="compared").exists()


HOUR = 3_600_000_000
CHARTER = defaults.CHARTER


def promised(charter: Charter, until: int = culture_queries.FOREVER) -> tuple[Promised, ...]:
    return (Promised(until, charter.attention_per_week, charter.quiet_from, charter.quiet_until),)


def a_world(contacts: list[tuple[int, int]], **given: object) -> promises.World:
    """Contacts as (person, instant); all live in Tokyo, whose quiet runs from 12:00 to 23:00 UTC."""
    made = tuple(
        Contact(number, number, 1, person, Channel.MAIL, Purpose.NEWS, at)
        for number, (person, at) in enumerate(sorted(contacts, key=lambda one: one[1]), 1)
    )
    plain: dict[str, object] = {
        "weeks": WEEKS, "promised": promised(CHARTER), "contacts": made, "choices": (), "words": (),
        "of_profile": {person: Whereabouts(person, "Asia/Tokyo") for person, _ in contacts},
        "explained": frozenset(one.intent_id for one in made),
    }  # fmt: skip
    return promises.World(**(plain | given))  # type: ignore[arg-type]


def kept(world: promises.World) -> dict[str, tuple[int, int]]:
    return {one.key: (one.kept, one.due) for one in promises.judged(world)}


def test_a_contact_on_another_day_than_they_asked_for_breaks_their_pace() -> None:
    contacts = [(person, WEEKS.since + day * DAY_US + HOUR) for person in (1, 2) for day in range(7)]
    asked = packed((), {Channel.MAIL: [1, 4], Channel.SMS: [0]})
    pace = promises.judged(a_world(contacts, choices=(Choice(1, None, 0, asked),)))[1]
    off = [one for one in pace.broken if one.words == "They had asked to hear by mail on Tuesdays and Fridays only."]
    assert {(one.person_id, clock.from_us(one.at).weekday()) for one in off} == {(1, day) for day in (0, 2, 3, 5, 6)}


def test_promises_are_counted_as_a_loop_over_contacts_would() -> None:
    lot = random.Random(11)  # as above
    contacts = [(lot.randrange(1, 6), at) for at in some_instants(90, 12) if at < UNTIL]
    choices = [Choice(person, 2_000_000, WEEKS.since + 30 * DAY_US) for person in (1, 2)]
    world = a_world(contacts, choices=tuple(choices))
    own = [(person, at) for person, at in contacts if is_in(at)]
    quiet = sum(12 <= at // HOUR % 24 < 23 for _, at in own)
    crowded = 0
    for person, at in own:
        got = sum(other == person and at - WEEK_US < when <= at for other, when in contacts)
        crowded += got > (2 if person in (1, 2) and at >= WEEKS.since + 30 * DAY_US else CHARTER.attention_per_week)
    found = kept(world)
    assert found["quiet"] == (len(own) - quiet, len(own))
    assert found["pace"] == (len(own) - crowded, len(own))
    assert 0 < quiet < len(own)
    assert crowded
    assert found["why"] == (len(own), len(own))


def test_who_leaves_is_left_in_peace_until_the_next_yes() -> None:
    def word(person: int, at: int, *, yes: bool) -> Word:
        return Word(person, Purpose.NEWS, Channel.MAIL, yes, at)

    at = UNTIL - 30 * DAY_US
    everywhere = [Word(3, purpose, Channel.SMS, False, at) for purpose in Purpose]
    words = (word(1, at, yes=False), word(2, at, yes=False), word(2, at + DAY_US, yes=True), word(3, at, yes=False))
    before = [(1, at - 1), (2, at - 1), (3, at - 1)]
    world = a_world(
        [*before, (1, at + 3 * DAY_US), (2, at + 2 * DAY_US)], words=(*words, *everywhere, word(4, at, yes=False))
    )
    (left,) = [one for one in promises.judged(world) if one.key == "leave"]
    assert (left.kept, left.due) == (2, 3), (
        "to leave everything at once is one leaving; who never heard from us left nobody"
    )
    assert [(one.person_id, one.at) for one in left.broken] == [(1, at + 3 * DAY_US)]


def test_a_promise_that_was_broken_is_told() -> None:
    night = UNTIL - 10 * DAY_US + 15 * HOUR
    quiet, pace, _, why = promises.judged(
        a_world([(1, night)], explained=frozenset(), choices=(Choice(1, 0, night - 1),))
    )
    assert "quiet hours" in quiet.broken[0].words
    assert "no contact at all" in pace.broken[0].words
    assert "No decision" in why.broken[0].words
    assert sum(one.of - one.count for one in promises.together((quiet, pace, why), WEEKS)) == 3


def test_the_charter_may_promise_less_than_one_a_week() -> None:
    sparse = Charter(**{name: getattr(CHARTER, name) for name in CHARTER.__slots__} | {"attention_per_week": 0.5})
    start = UNTIL - 28 * DAY_US
    world = a_world([(1, start), (1, start + 8 * DAY_US), (1, start + 22 * DAY_US)], promised=promised(sparse))
    assert kept(world)["pace"] == (2, 3)


def test_to_promise_otherwise_mends_nothing_that_was_done() -> None:
    start, names = UNTIL - 28 * DAY_US, CHARTER.__slots__
    none = Charter(**{name: getattr(CHARTER, name) for name in names} | {"attention_per_week": 0.0})
    never = Charter(**{name: getattr(CHARTER, name) for name in names} | {"quiet_until": CHARTER.quiet_from})
    contacts = [(1, start + day * DAY_US + 15 * HOUR) for day in (0, 14)]
    world = a_world(contacts, promised=(*promised(none, start + DAY_US), *promised(never)))
    assert (kept(world)["pace"], kept(world)["quiet"]) == ((1, 2), (1, 2))


def test_an_empty_company_reads_nine_times_too_few() -> None:
    found = queries.nine(NOW, lambda campaign: "")
    assert [one.c for one in found] == list(C)
    assert all(one.value is None for one in found)


def test_the_number_of_statements_does_not_grow_with_the_people() -> None:
    def grow(start: int, number: int) -> None:
        for profile in take([identify(f"u{n}", traits={"email": f"u{n}@x.example"}) for n in range(start, number)]):
            delivery(profile, UNTIL - DAY_US, intent_id=uuid4().int % 2**60, profile_id=profile)

    grow(0, 3)
    with CaptureQueriesContext(connection) as few:
        queries.nine(NOW, lambda campaign: "")
    grow(3, 60)
    with CaptureQueriesContext(connection) as many:
        queries.nine(NOW, lambda campaign: "")
    assert len(many) == len(few)


def test_every_measure_is_defined_with_its_reads() -> None:
    assert [one.c for one in DEFINITIONS] == list(C)
    for one in DEFINITIONS:
        assert one.words.endswith("."), one.c
        assert one.least > 0, one.c
        assert all(query.statement and query.gives for query in one.queries), one.c


def test_the_statements_shown_are_those_that_are_sent() -> None:
    """All but how claims are read, which is told in words."""
    campaign = a_campaign()
    everyone = take([identify(f"u{n}", traits={"email": f"u{n}@x.example"}) for n in range(9)])
    draw(campaign, everyone)
    delivery(1, UNTIL - DAY_US, profile_id=everyone[0])
    currency.define_currency(actor=ACTOR, currency=Currency("points", "Points", True, 0))
    currency.give(actor=ACTOR, key="one", profile_id=everyone[0], currency="points", amount=5, reason="Yes.", now=UNTIL)
    take([consent("withdrawn", "u1", at=UNTIL - DAY_US, trust=Trust.LINK, said={"evidence": {"delivery_id": 1}})])
    with CaptureQueriesContext(connection) as sent:
        jobs.judge(now=NOW)
        queries.nine(NOW, lambda one: one.goal_keys[0])
    all_sent = " ".join(" ".join(one["sql"].split()) for one in sent)
    for shown in (query for one in DEFINITIONS for query in one.queries if not query.statement.startswith("content.")):
        parts = re.split(r"%\(\w+\)s|%s|\{\w+\}", " ".join(shown.statement.split()))
        assert re.search(".*?".join(map(re.escape, parts)), all_sent), shown.function
