"""Computed traits: right after every event however events come, joined and parted like people, told to segments."""

import dataclasses
import datetime
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ninefold.collect.types import EventKind, EventName, NewEvent, Trust
from ninefold.context import actions, jobs, queries
from ninefold.context.computed import following, tallies
from ninefold.context.lifetime import BgNbd, Buying, GammaGamma
from ninefold.context.models import ComputedProgress, Contact, Habit, Profile, Purchase, Redeemed, Stale, Trait
from ninefold.kernel.actors import system
from ninefold.kernel.proportions import wilson
from tests.context.events import track
from tests.web.people import learn

pytestmark = pytest.mark.django_db
DAY, HOUR = tallies.DAY_US, tallies.HOUR_US
NOON = 1_767_225_600_000_000 + 12 * HOUR  # 2026-01-01
NOW = NOON + 30 * DAY
CDNOW = Path(__file__).parents[3] / "shared/data/CDNOW_sample.txt"
_numbers = iter(range(10**9))


def said(name: str, user: str = "u", *, at: int = NOON, kind: EventKind = EventKind.TRACK, anonymous: str = "",
         traits: dict[str, Any] | None = None, **properties: Any) -> NewEvent:  # fmt: skip
    return NewEvent(
        f"computed-{next(_numbers)}", name, at, user_id=user, anonymous_id=anonymous, kind=kind,
        properties=properties, traits=traits or {},
    )  # fmt: skip


def bought(user: str = "u", *, day: int = 0, revenue: float = 10, currency: str = "USD", **more: Any) -> NewEvent:
    return said(EventName.ORDER_COMPLETED, user, at=NOON + day * DAY, revenue=revenue, currency=currency, **more)


def compute(now: int = NOW) -> None:
    while jobs.compute_traits(now=now):
        pass


def computed(user: str = "u", kind: str = "account") -> dict[str, Any]:
    profile = queries.profile_of(kind, user)
    assert profile is not None
    found = queries.person(profile).traits
    return {name.removeprefix("computed."): value for name, value in found.items() if name.startswith("computed.")}


def test_what_a_person_did_is_told_as_traits() -> None:
    learn([
        said("identify", kind=EventKind.IDENTIFY, traits={"timezone": "Asia/Tokyo", "computed.orders": 99}),
        bought(revenue=19.9), bought(day=3, revenue=5), bought(day=3, revenue=100, currency="JPY"),
        *[said("Product Viewed", at=NOON + n * DAY, category="vinyl" if n % 2 else "tape") for n in range(1, 12)],
        *[said("Product Viewed", at=NOON + n * DAY, category="Living with HIV") for n in range(1, 12)],
        *[said(EventName.MESSAGE_DELIVERED, at=NOON + n * DAY, channel="mail") for n in range(6)],
        *[said(EventName.MESSAGE_DELIVERED, at=NOON + n * DAY, channel="push") for n in range(9)],
        said(EventName.LINK_CLICKED, at=NOON + 8 * DAY), said(EventName.LINK_CLICKED, at=NOON + 9 * DAY),
    ])  # fmt: skip
    compute()
    assert computed() == {
        "orders": 3, "first_order": "2026-01-01", "last_order": "2026-01-04", "spent.USD": 24.9, "spent.JPY": 100.0,
        "preferred_hour": 21, "preferred_channel": "mail", "topics": ["vinyl", "tape"], "topic": "vinyl",
    }  # fmt: skip
    assert jobs.compute_traits(now=NOW) == 0
    shown = queries.computed_traits(queries.find("u", limit=1)[0].traits)
    assert [(each.label, each.value) for each in shown] == [
        ("Purchases", "3"), ("First bought", "1 Jan 2026"), ("Last bought", "4 Jan 2026"), ("Spent", "100.00 JPY"),
        ("Spent", "24.90 USD"), ("Best hour", "around 21:00"), ("Best channel", "mail"), ("Topics", "vinyl, tape"),
    ]  # fmt: skip
    assert all(each.words for each in shown)
    own = queries.trait_words(queries.find("u", limit=1)[0].id)
    (word,) = [each for each in own if each.name == "computed.orders"]
    assert (word.message_id, word.is_verified, word.is_current) == ("computed", True, True)


def sent(number: int, user: str = "u", *, topic: str = "", currencies: tuple[str, ...] = ()) -> NewEvent:
    return said(
        EventName.MESSAGE_DELIVERED, user, at=NOON + number * DAY, delivery_id=number, channel="mail", topic=topic,
        currencies=list(currencies),
    )  # fmt: skip


def answered(number: int, user: str = "u", name: str = EventName.LINK_CLICKED, **more: Any) -> NewEvent:
    return said(name, user, at=NOON + number * DAY + HOUR, delivery_id=number, **more)


def test_what_was_sent_two_years_ago_moves_nobody_any_more() -> None:
    learn([*[sent(n, topic="jazz") for n in range(1, 7)], *[sent(n, topic="tape") for n in range(40, 46)],
           answered(2), answered(41)])  # fmt: skip
    compute()
    assert [one["about"] for one in computed()["topic_responses"]] == ["jazz", "tape"]
    learn([sent(750, topic="tape")])
    compute(NOON + 751 * DAY)
    assert [(one["about"], one["times"]) for one in computed()["topic_responses"]] == [("tape", 7)]
    assert Contact.objects.count() == 7


def test_what_moves_a_person_is_counted_once_a_message_and_told_with_its_bounds() -> None:
    learn([
        *[sent(n, topic="jazz", currencies=("points",) if n < 6 else ()) for n in range(1, 9)],
        *[sent(n, topic="tape") for n in range(10, 14)], *[sent(n, topic="cancer") for n in range(20, 29)],
        answered(1), answered(1), answered(1, name=EventName.MESSAGE_REPLIED),  # one message, one response
        answered(2, name=EventName.POLL_ANSWERED), answered(9), answered(10),
        answered(7, name=EventName.MESSAGE_REPLIED, is_automatic=True),
        dataclasses.replace(answered(3), trust=Trust.BROWSER),
        answered(8, name=EventName.MESSAGE_REFUSED, by="bounce"),
        said(EventName.REWARD_REDEEMED, at=NOON + 11 * DAY, currency="points"),  # within seven days of 5 alone
    ])  # fmt: skip
    compute()
    low, high = (round(bound, 3) for bound in wilson(2, 7))
    told = computed()
    assert told["topic_responses"] == [{"about": "jazz", "times": 7, "responses": 2, "low": low, "high": high}]
    assert [(one["about"], one["times"], one["responses"]) for one in told["currency_responses"]] == [("points", 5, 3)]
    assert (told["moved_by_topic"], told["moved_by_currency"]) == ("jazz", "points")
    person = queries.find("u", limit=1)[0]
    few = [one for one in queries.responses_of(person) if one.is_few]
    assert [(one.about, one.times, one.responses) for one in few] == [("tape", 4, 1)]
    segment = actions.create_segment(
        actor=system("test"), key="jazz", name="Jazz", condition={"trait": "computed.moved_by_topic", "is": "jazz"}
    )
    while jobs.follow_segments(now=NOW):
        pass
    assert queries.memberships(segment.id) == {person.id}
    learn([said("identify", kind=EventKind.IDENTIFY, traits={"not_moved_by": ["topic:jazz"]})])
    compute()
    assert not computed().keys() & {"topic_responses", "moved_by_topic"}
    assert computed()["moved_by_currency"] == "points"


def test_what_anyone_can_send_and_what_a_crawler_does_adds_nothing() -> None:
    order = track(EventName.ORDER_COMPLETED, "u", properties={"revenue": 5}, profile_id=1)
    assert tallies.tally([order]).purchases
    assert not tallies.tally([replace(order, trust=Trust.BROWSER)]).purchases
    assert not tallies.tally([replace(order, is_bot=True)]).profile_ids


def test_too_little_is_no_trait() -> None:
    learn([said("Product Viewed", at=NOON + n, category="vinyl") for n in range(2)])
    learn([said(EventName.MESSAGE_DELIVERED, channel="mail"), said(EventName.LINK_CLICKED)])
    learn([said("Imported", at=NOON - 12 * HOUR + n * DAY, topic=f"t{n}") for n in range(20)])  # days, not hours
    compute()
    assert computed() == {}


def test_segments_follow_computed_traits() -> None:
    learn([bought(), bought("other")])
    segment = actions.create_segment(
        actor=system("test"), key="big", name="Big", condition={"trait": "computed.spent.USD", "gte": 15}
    )
    compute()
    jobs.follow_segments(now=NOW)
    learn([bought(day=1, revenue=6)])
    compute()
    while jobs.follow_segments(now=NOW):
        pass
    assert queries.memberships(segment.id) == {queries.find("u", limit=1)[0].id}
    assert not queries.is_audited(segment), "the lake holds events, and no computed traits"


def test_people_who_are_joined_and_parted_are_computed_anew() -> None:
    learn([bought("one"), bought("two", day=2)])
    compute()
    one, two = (queries.profile_of("account", user) for user in ("one", "two"))
    assert one
    assert two
    ruling = actions.review(actor=system("test"), profile_ids=(one, two), allowed=True, reason="Same card.", now=NOW)
    compute()
    assert (computed("one")["orders"], computed("two")["orders"]) == (2, 2)
    assert Trait.objects.filter(name="computed.orders").count() == 1
    actions.undo_review(actor=system("test"), ruling_id=ruling.id, now=NOW)
    compute()
    assert (computed("one")["last_order"], computed("two")["last_order"]) == ("2026-01-01", "2026-01-03")


DEEDS = ["buy", "view", "mail", "click", "join", "redeem"]
EVENTS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 40), st.sampled_from(DEEDS)),
    min_size=1, max_size=40,
)  # fmt: skip


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS, cuts=st.lists(st.integers(0, 40), max_size=4))
def test_in_whatever_pieces_events_come_the_traits_are_those_of_the_whole(
    events: list[tuple[str, int, str]], cuts: list[int]
) -> None:
    made = {
        "buy": lambda who, hour: bought(who, day=hour % 3, revenue=hour),
        "view": lambda who, hour: said("Viewed", who, at=NOON + hour * HOUR + 1, topic=f"t{hour % 2}"),
        "mail": lambda who, hour: sent(hour, who, topic=f"t{hour % 2}", currencies=("points",)),
        "click": lambda who, hour: answered(hour, who),
        "redeem": lambda who, hour: said(EventName.REWARD_REDEEMED, who, at=NOON + hour * DAY, currency="points"),
        "join": lambda who, hour: said("identify", who, kind=EventKind.IDENTIFY, anonymous=f"browser-{hour % 2}"),
    }
    with transaction.atomic():
        last = 0
        for cut in sorted({*cuts, len(events)}):
            learn([made[deed](who, hour) for who, hour, deed in events[last:cut]])
            compute()
            last = max(last, cut)
        piecewise = _all()
        for model in (Purchase, Habit, Contact, Redeemed, Stale, ComputedProgress):
            model.objects.all().delete()
        Trait.objects.filter(name__startswith="computed.").delete()
        compute()
        assert _all() == piecewise
        transaction.set_rollback(True)


def _all() -> list[tuple[int, str, str]]:
    rows = Trait.objects.filter(name__startswith="computed.", is_current=True)
    return sorted(rows.values_list("person_id", "name", "value"))


def test_a_crash_between_counting_and_noting_it_counts_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    learn([bought(), bought(day=1)])

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(following.stale, "note", die)
        with pytest.raises(KeyboardInterrupt):
            jobs.compute_traits(now=NOW)
    compute()
    assert computed()["orders"] == 2


@pytest.mark.skipif(not CDNOW.exists(), reason="../shared/data/CDNOW_sample.txt is not here")
def test_customers_are_valued_by_the_fitted_models_once_a_day() -> None:
    until = datetime.date(1997, 9, 30)
    spent: dict[str, dict[datetime.date, int]] = defaultdict(lambda: defaultdict(int))
    for line in CDNOW.read_text().splitlines():
        _, customer, day, _, dollars = line.split()
        if datetime.date.fromisoformat(day) <= until:
            spent[customer][datetime.date.fromisoformat(day)] += round(float(dollars) * 100)
    made = [
        Profile(pk=number, person_id=number, kind="account", value=each, created_at=1)
        for number, each in enumerate(sorted(spent), 10**6)
    ]
    Profile.objects.bulk_create(made)
    epoch = datetime.date(1970, 1, 1)
    profiles = {each.value: each.pk for each in made}
    Purchase.objects.bulk_create(
        Purchase(profile_id=profiles[each], day=(day - epoch).days, currency="USD", orders=1, sum_minor=cents)
        for each, days in spent.items()
        for day, cents in days.items()
    )
    ComputedProgress.objects.create(pk=1, event_id=0)
    now = (until - epoch).days * DAY + 5
    assert jobs.value_customers(now=now) == len(spent) + sum(len(days) > 1 for days in spent.values())
    assert jobs.value_customers(now=now + DAY - 9) == 0, "once a day"

    rows, means = [], []
    for each in sorted(spent):
        first, *again = sorted(spent[each])
        last = again[-1] if again else first
        rows.append((len(again), (last - first).days / 7, (until - first).days / 7))
        means.append(np.mean([spent[each][day] for day in again]) if again else 0.0)
    buying = Buying.of(*zip(*rows, strict=True))
    often, much = BgNbd.fit(buying), GammaGamma.fit(buying.repeats, means)
    worth = often.expected(buying, 52) * much.expected(buying.repeats, means) / 100
    stays = often.alive(buying)
    for number, each in enumerate(sorted(spent)[:50]):
        told = computed(each)
        assert told.pop("value_year.USD") == pytest.approx(worth[number], rel=1e-3, abs=0.01)
        assert told == ({"stays": pytest.approx(stays[number], abs=0.011)} if len(spent[each]) > 1 else {})
    changed = jobs.value_customers(now=now + 14 * DAY)
    assert 0 < changed <= 2 * len(spent), "who does not come again is worth less"
    again = next(number for number, each in enumerate(sorted(spent)) if len(spent[each]) > 1)
    assert computed(sorted(spent)[again])["stays"] <= stays[again] + 0.01
