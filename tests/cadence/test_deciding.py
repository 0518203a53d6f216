"""Who may be contacted, when, and what everyone is told."""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.db import transaction
from msgspec import structs

from ninefold.cadence import actions, persondata, queries
from ninefold.cadence.types import AttentionRequest, Outcome, Verdict
from ninefold.collect.types import Event, EventName, Trust
from ninefold.context import queries as context
from ninefold.culture import actions as culture
from ninefold.culture import defaults
from ninefold.culture.types import Channel
from ninefold.kernel.actors import system
from ninefold.kernel.clock import from_us, to_us
from ninefold.kernel.errors import BadInput
from tests.context.events import identify, take, track

pytestmark = pytest.mark.django_db
HOUR, DAY = 3_600_000_000, 86_400_000_000
NOON = to_us(datetime(2026, 6, 3, 12, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _charter() -> None:
    culture.save_charter(
        actor=system("test"),
        charter=replace(defaults.CHARTER, attention_per_week=3.0, attention_max=2.0),
    )


def person(user: str = "u1") -> int:
    return take([identify(user)])[0]


def request(profile: int, key: int, value: float = 1.0, **given: object) -> AttentionRequest:
    plain = AttentionRequest(key, profile, (profile,), Channel.MAIL, value, "UTC", NOON + 90 * DAY)
    return replace(plain, **given)  # type: ignore[arg-type]


def decide(*requests: AttentionRequest, now: int = NOON) -> list[Verdict]:
    with transaction.atomic():
        return actions.decide(requests=requests, now=now)


def outcomes(*requests: AttentionRequest, now: int = NOON) -> list[tuple[str, str]]:
    return [(v.outcome.value, v.reason) for v in decide(*requests, now=now)]


def test_rivals_are_ranked_by_value_not_by_arrival() -> None:
    ana = person()
    verdicts = decide(request(ana, 1, 0.1), request(ana, 2, 0.3), request(ana, 3, 0.2))

    assert [v.outcome for v in verdicts] == [Outcome.HELD, Outcome.ADMITTED, Outcome.ADMITTED]
    held = verdicts[0]
    assert held.reason == "outranked"
    assert held.until == NOON + -(-7 * DAY // 3)
    assert held.sentence == (
        "Held until Fri 5 Jun, 20:00: something worth more took this person's attention; "
        "0.0 of 2.0 attention left, it costs 1.0."
    )


def test_equal_rivals_are_ranked_by_key() -> None:
    ana = person()
    verdicts = decide(*(request(ana, key) for key in (3, 2, 1)))
    assert [v.outcome for v in verdicts] == [Outcome.HELD, Outcome.ADMITTED, Outcome.ADMITTED]


def test_the_stock_is_one_for_all_channels_and_refills_evenly() -> None:
    ana = person()
    decide(request(ana, 1), request(ana, 2, channel=Channel.PUSH))
    assert queries.stock([ana], NOON).level == pytest.approx(0.6)

    assert outcomes(request(ana, 3)) == [("held", "attention_low")]
    [held] = decide(request(ana, 3))
    assert outcomes(request(ana, 3), now=held.until - 1) == [("held", "attention_low")]
    assert outcomes(request(ana, 3), now=held.until) == [("admitted", "admitted")]
    assert queries.stock([ana], held.until).level == pytest.approx(0.0)
    assert queries.stock([ana], held.until + 21 * DAY).level == 2.0
    assert [s.price for s in queries.spends([ana])] == [1.0, 0.4, 1.0]


def test_a_merge_keeps_the_budget() -> None:
    ana, phone = take([identify("u1"), identify("", "a1")])
    assert outcomes(request(ana, 1), request(phone, 2)) == [("admitted", "admitted")] * 2

    take([identify("u1", "a1")])

    assert outcomes(request(ana, 3), request(phone, 4)) == [("held", "attention_low")] * 2
    stale = request(phone, 5, profile_ids=(phone,), person_id=phone)
    assert outcomes(stale) == [("held", "attention_low")]
    assert queries.stock(context.person(ana).profile_ids, NOON).level == 0.0


def test_asking_again_costs_nothing() -> None:
    ana = person()
    first, again = decide(request(ana, 1)), decide(request(ana, 1), now=NOON + HOUR)
    assert again[0].outcome is first[0].outcome is Outcome.ADMITTED
    assert again[0].not_before == first[0].not_before
    assert again[0].reason == "admitted_before"
    assert len(queries.spends([ana])) == 1


def test_quiet_hours_put_a_contact_off_in_the_persons_own_zone() -> None:
    tokyo = request(person(), 1, zone="Asia/Tokyo")  # 21:00 there
    [verdict] = decide(tokyo)
    assert verdict.outcome is Outcome.ADMITTED
    assert verdict.not_before == NOON + 11 * HOUR
    assert verdict.sentence.startswith("Admitted for Thu 4 Jun, 08:00, when quiet hours end where they live")

    assert outcomes(replace(tokyo, key=2, expires_at=NOON + 11 * HOUR)) == [("refused", "quiet_too_long")]
    assert outcomes(replace(tokyo, key=3, channel=Channel.WEB)) == [("admitted", "admitted")]
    assert outcomes(request(person("u2"), 4, zone="Nowhere/Land")) == [("admitted", "admitted")]


def test_what_comes_too_late_is_refused_with_its_reason() -> None:
    ana = person()
    decide(request(ana, 1), request(ana, 2))
    assert outcomes(request(ana, 3, expires_at=NOON)) == [("refused", "expired")]
    assert outcomes(request(ana, 4, expires_at=NOON + DAY)) == [("refused", "attention_too_late")]


def test_a_price_above_the_maximum_is_never_affordable() -> None:
    culture.save_charter(actor=system("test"), charter=replace(defaults.CHARTER, attention_max=1.2))
    assert outcomes(request(person(), 1, channel=Channel.SMS)) == [("refused", "price_too_high")]


def test_the_persons_own_pace_wins_where_it_is_tighter() -> None:
    ana = person()
    actions.choose_pace(profile_id=ana, per_week=1, source="preferences page", now=NOON)

    [first, second] = decide(request(ana, 1, 2.0), request(ana, 2))

    assert (first.outcome, second.outcome, second.reason) == (Outcome.ADMITTED, Outcome.HELD, "own_pace")
    assert second.until == NOON + 7 * DAY
    assert "at most one contact in 7 days" in second.sentence
    assert outcomes(request(ana, 2), now=second.until - 1) == [("held", "own_pace")]
    assert outcomes(request(ana, 2), now=second.until) == [("admitted", "admitted")]
    pace = queries.stock([ana], NOON).pace
    assert pace is not None
    assert (pace.per_week, pace.source) == (1.0, "preferences page")


def test_a_generous_pace_does_not_widen_the_charter() -> None:
    ana = person()
    actions.choose_pace(profile_id=ana, per_week=50, source="page", now=NOON)
    assert [o for o, _ in outcomes(*(request(ana, key) for key in range(1, 5)))].count("admitted") == 2


def test_a_pace_of_nothing_refuses_every_uninvited_contact() -> None:
    ana = person()
    actions.choose_pace(profile_id=ana, per_week=0, source="page", now=NOON)
    assert outcomes(request(ana, 1), request(ana, 2, channel=Channel.WEB)) == [
        ("refused", "no_contact_wanted"), ("admitted", "admitted")
    ]  # fmt: skip


def test_a_pace_comes_as_an_event_too_but_never_from_a_browser() -> None:
    ana = person()
    events = [
        track(EventName.PACE_CHOSEN, "u1", at=NOON, profile_id=ana, properties={"per_week": 2, "source": "app"}),
        track(EventName.PACE_CHOSEN, "u1", at=NOON - 1, profile_id=ana, properties={"per_week": 0}),
        track(
            EventName.PACE_CHOSEN, "u1", at=NOON + 1, profile_id=ana, trust=Trust.BROWSER, properties={"per_week": 0}
        ),
    ]
    actions.project(events=events)
    actions.project(events=events)
    pace = queries.stock([ana], NOON).pace
    assert pace is not None
    assert (pace.per_week, pace.chosen_at, pace.source) == (2.0, NOON, "app")


def test_a_pace_is_taken_back_and_a_slower_one_of_the_same_moment_wins() -> None:
    ana = person()
    actions.choose_pace(profile_id=ana, per_week=0, source="page", now=NOON)
    said = {"per_week": None, "source": "app"}
    actions.project(events=[track(EventName.PACE_CHOSEN, "u1", at=NOON, profile_id=ana, properties=said)])
    assert outcomes(request(ana, 1)) == [("refused", "no_contact_wanted")]
    actions.choose_pace(profile_id=ana, per_week=None, source="page", now=NOON + 1)
    assert queries.stock([ana], NOON + 1).pace is None
    assert outcomes(request(ana, 2), now=NOON + 1) == [("admitted", "admitted")]


def test_a_pace_has_bounds() -> None:
    with pytest.raises(BadInput, match="contacts a week"):
        actions.choose_pace(profile_id=person(), per_week=-1, source="page", now=NOON)


def test_quiet_hours_of_the_charter_are_used() -> None:
    culture.save_charter(
        actor=system("test"), charter=replace(defaults.CHARTER, quiet_from=time(12), quiet_until=time(13))
    )
    [verdict] = decide(request(person(), 1))
    assert (verdict.reason, verdict.not_before) == ("admitted_after_quiet", NOON + HOUR)


def test_all_that_is_held_of_a_person_can_be_handed_out() -> None:
    ana, other = take([identify("u1"), identify("u2")])
    decide(request(ana, 1), request(other, 2))
    actions.choose_pace(profile_id=ana, per_week=1, source="page", now=NOON)
    out = persondata.CadenceData().export([ana])
    assert [row["key"] for row in out["cadence_spend"]] == [1]
    assert [row["source"] for row in out["cadence_pace"]] == ["page"]


def test_the_number_of_statements_does_not_grow_with_requests(django_assert_max_num_queries: object) -> None:
    profiles = take([identify(f"u{n}") for n in range(60)])
    requests = [request(profile, key) for key, profile in enumerate(profiles, 1)]
    with django_assert_max_num_queries(13):  # type: ignore[operator]
        assert len(decide(*requests)) == 60


def test_a_contact_waits_for_a_day_that_the_person_chose_and_says_so() -> None:
    ana = person()
    tuesday = 1
    actions.choose_pace(profile_id=ana, per_week=None, source="page", now=NOON, on_days=(tuesday,))
    at = NOON + DAY if _weekday(NOON) == tuesday else NOON
    [held] = decide(request(ana, 1, expires_at=at + 9 * DAY), now=at)
    assert (held.outcome, held.reason) == (Outcome.HELD, "own_days")
    assert "on Tuesdays only" in held.sentence
    assert _weekday(held.until) == tuesday
    assert outcomes(request(ana, 1, expires_at=at + 9 * DAY), now=held.until - DAY) == [("held", "own_days")]
    assert outcomes(request(ana, 1, expires_at=at + 9 * DAY), now=held.until) == [("admitted", "admitted")]
    assert outcomes(request(ana, 2, expires_at=held.until), now=at) == [("refused", "own_days_too_long")]
    assert outcomes(request(ana, 3, channel=Channel.WEB), now=at) == [("admitted", "admitted")]
    actions.choose_pace(profile_id=ana, per_week=None, source="page", now=NOON + 1)
    assert queries.stock([ana], NOON + 1).pace is None


def test_each_channel_may_have_days_of_its_own() -> None:
    ana, on_mail, on_all = person(), (_weekday(NOON) + 1) % 7, (_weekday(NOON) + 2) % 7
    own = {Channel.MAIL: (on_mail,), Channel.PUSH: tuple(range(7))}
    chosen = actions.choose_pace(profile_id=ana, per_week=2, source="page", now=NOON, on_days=(on_all,), by_channel=own)
    assert chosen == queries.stock([ana], NOON).pace
    assert chosen is not None
    assert (chosen.days_by(Channel.MAIL), chosen.days_by(Channel.SMS)) == ((on_mail,), (on_all,))
    until = {}
    for key, channel in enumerate((Channel.MAIL, Channel.SMS), 1):
        [held] = decide(request(ana, key, channel=channel, expires_at=NOON + 9 * DAY), now=NOON)
        until[channel] = _weekday(held.until)
        assert held.reason == "own_days"
    assert until == {Channel.MAIL: on_mail, Channel.SMS: on_all}
    with pytest.raises(BadInput, match="mail, sms, push"):
        project_pace({"per_week": None, "days_by_channel": {"letter": ["monday"]}})
    with pytest.raises(BadInput, match="monday"):
        project_pace({"per_week": None, "days_by_channel": {"mail": ["Mo"]}})


def project_pace(properties: dict[str, Any]) -> None:
    actions.check_pace(track(EventName.PACE_CHOSEN, "u1", properties=properties))


def _weekday(us: int) -> int:
    return from_us(us).weekday()


def told(profile: int, *, at: int, key: str = "b1", **given: Any) -> Event:
    said = {"channel": "mail", "sender": "Billing", "kind": "invoice"}
    event = track(EventName.CONTACT_MADE, "u1", at=at, profile_id=profile, properties=said, message_id=key)
    return structs.replace(event, received_at=NOON, **given)


def test_a_contact_by_somebody_else_drains_the_same_budget_when_it_happened() -> None:
    ana = person()
    actions.project(events=[told(ana, at=NOON), told(ana, at=NOON)])  # one that comes twice counts once
    assert queries.stock([ana], NOON).level == pytest.approx(1.0)

    [first, held] = decide(request(ana, 1, 2.0), request(ana, 2))

    assert (first.outcome, held.outcome) == (Outcome.ADMITTED, Outcome.HELD)
    assert first.sentence.endswith("it costs 1.0; Billing wrote by mail (invoice) on Wed 3 Jun, 12:00.")
    assert [(one.sender, one.words) for one in queries.contacts_by_others([ana], since=NOON - DAY)] == [
        ("Billing", "Billing wrote by mail (invoice)")
    ]
    assert queries.contacts_by_others([ana], since=NOON + 1) == []


def test_one_that_is_told_late_counts_as_if_told_at_once() -> None:
    ana, ben = take([identify("u1"), identify("u2")])
    actions.project(events=[told(ana, at=NOON - DAY)])
    decide(request(ana, 1), request(ben, 2))
    actions.project(events=[told(ben, at=NOON - DAY, key="b2")])
    for now in (NOON, NOON + DAY, NOON + 9 * DAY):
        assert queries.stock([ana], now).level == queries.stock([ben], now).level
    assert queries.stock([ana], NOON).level < 2.0 - 1.0


def test_a_contact_counts_against_the_own_pace_and_only_where_it_can_be_believed() -> None:
    ana = person()
    actions.choose_pace(profile_id=ana, per_week=1, source="page", now=NOON - DAY)
    unheard = [
        told(ana, at=NOON, key="b3", trust=Trust.BROWSER),
        told(ana, at=NOON, key="b4", is_bot=True),
        told(ana, at=NOON - 91 * DAY, key="b5"),
    ]
    actions.project(events=unheard)
    assert queries.stock([ana], NOON).level == 2.0
    actions.project(events=[told(ana, at=NOON)])
    assert outcomes(request(ana, 1)) == [("held", "own_pace")]
    with pytest.raises(BadInput, match="needs its `channel`"):
        actions.check_contact(structs.replace(told(ana, at=NOON), properties={"channel": "pigeon"}))
