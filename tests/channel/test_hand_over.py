"""From an intent to a mail in the mailbox, and to one end for each, on both databases."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import connection, transaction
from structlog.testing import capture_logs

from ninefold.cadence import actions as cadence
from ninefold.catalyst.models import Campaign as CampaignRow
from ninefold.catalyst.models import Intent as IntentRow
from ninefold.channel import jobs, leasing, linking, preparing, queries, smtp
from ninefold.channel.mailbox import parsing
from ninefold.channel.mailbox import queries as mailbox_queries
from ninefold.channel.models import Delivery as DeliveryRow
from ninefold.channel.types import DeliveryStatus
from ninefold.collect import actions as collect
from ninefold.collect import queries as collect_queries
from ninefold.collect.types import EventName, NewEvent
from ninefold.context import actions as context
from ninefold.context.types import Person
from ninefold.culture.types import Channel, Purpose
from ninefold.experiments.models import Exposure
from ninefold.kernel import clock, settings
from ninefold.kernel.settings import Settings
from ninefold.pipeline import project
from tests import databases
from tests.channel import stage
from tests.channel.conftest import free_port
from tests.channel.relays import Relay, relay
from tests.channel.stage import DAY, NOW
from tests.context.events import consent, take

MINUTE = 60_000_000

SECOND = 1_000_000
HOUR = 3_600 * SECOND


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Nothing is remembered from another database."""
    linking.forget()
    yield
    jobs.close()


@contextmanager
def far_side(monkeypatch: pytest.MonkeyPatch, **answers: list[str]) -> Iterator[Relay]:
    """A relay in place of the mailbox."""
    with relay(**answers) as found:
        told = replace(settings.current(), smtp_url=f"smtp://127.0.0.1:{found.port}")
        monkeypatch.setattr(settings, "current", lambda: told)
        yield found
        jobs.close()


def statuses() -> Counter[str]:
    return Counter(DeliveryRow.objects.values_list("status", flat=True))


def reasons() -> Counter[str]:
    return Counter(DeliveryRow.objects.values_list("reason", flat=True))


def recorded(name: EventName) -> list[dict[str, object]]:
    """What was recorded under this name and waits to be projected, once numbered."""
    with transaction.atomic():
        batch = collect.take(limit=10_000)
    return [event.properties for event in batch.events if event.name == name]


@pytest.mark.django_db
def test_each_person_gets_one_mail_with_their_own_links(mailbox: Settings) -> None:
    campaign, profile_ids = stage.ready(3)

    assert jobs.hand_over(now=NOW) == 3
    assert jobs.hand_over(now=NOW) == 0

    lines = mailbox_queries.messages()
    assert len({line.recipient for line in lines}) == len(lines) == 3
    opened = mailbox_queries.message(lines[0].id)
    assert opened.subject == "New in the shop"
    assert parsing.leaving(opened).is_one_click
    assert len({parsing.leaving(mailbox_queries.message(line.id)).url for line in lines}) == 3
    assert parsing.reply_address(opened).startswith("reply+")
    assert all(link.url.startswith("http://127.0.0.1:") for link in parsing.links(opened))
    found = queries.deliveries(profile_ids)
    assert {(each.status, each.subject) for each in found} == {(DeliveryStatus.DELIVERED, "New in the shop")}
    (counted,) = queries.counts(campaign.pk)
    assert (counted.arm, counted.by_status) == ("letter", {DeliveryStatus.DELIVERED: 3})
    assert Exposure.objects.filter(profile_id__in=profile_ids).count() == 3
    assert {each["delivery_id"] for each in recorded(EventName.MESSAGE_DELIVERED)} == {each.id for each in found}


@pytest.mark.django_db
def test_nothing_goes_out_while_a_word_on_consent_waits(mailbox: Settings) -> None:
    _, profile_ids = stage.ready(2)
    word = {"purpose": "news", "channel": "mail", "status": "withdrawn", "basis": "form"}
    collect.record(
        events=[NewEvent("w1", EventName.CONSENT_CHANGED, NOW - 1, profile_id=profile_ids[0], properties=word)]
    )
    assert not collect_queries.consent_lane_is_clear(up_to=NOW + 365 * 20 * DAY)

    assert jobs.hand_over(now=NOW + 365 * 20 * DAY) == 0
    assert mailbox_queries.count() == 0
    assert not DeliveryRow.objects.exists()


@pytest.mark.django_db
def test_nothing_goes_out_while_a_move_from_another_tool_holds_it(mailbox: Settings) -> None:
    stage.ready(2)
    key = context.begin_move(actor=stage.ACTOR, tool="mailchimp", asked={}, step="reading", now=NOW)
    assert jobs.hand_over(now=NOW) == 0
    assert (statuses(), mailbox_queries.count()) == (Counter(), 0)  # nothing is even taken on
    context.lift_hold(key, now=NOW)
    assert jobs.hand_over(now=NOW) == 2


@pytest.mark.django_db
def test_a_word_said_during_a_long_turn_is_heard_before_its_next_batch(mailbox: Settings) -> None:
    _, profile_ids = stage.ready(2)
    clock.drive(clock.from_us(NOW + 5 * SECOND))
    word = {"purpose": "news", "channel": "mail", "status": "withdrawn", "basis": "form"}
    said = NewEvent("w1", EventName.CONSENT_CHANGED, NOW + SECOND, profile_id=profile_ids[0], properties=word)
    collect.record(events=[said])

    assert jobs.hand_over(now=NOW) == 0  # the turn began before the word was said
    assert mailbox_queries.count() == 0


@pytest.mark.django_db
def test_a_backlog_wakes_nobody_and_goes_out_when_they_are_up(mailbox: Settings) -> None:
    stage.ready(2)
    midnight = NOW + 12 * HOUR

    jobs.hand_over(now=midnight)
    assert mailbox_queries.count() == 0
    assert reasons() == {"Quiet hours where they live.": 2}

    jobs.hand_over(now=NOW + 23 * HOUR)
    assert mailbox_queries.count() == 2


@pytest.mark.django_db
def test_who_asked_for_no_contact_since_the_decision_gets_none(mailbox: Settings) -> None:
    _, (silent, _) = stage.ready(2)
    cadence.choose_pace(profile_id=silent, per_week=0, source="preferences", now=NOW - SECOND)
    while project.project_batch(consent_only=False):
        pass

    jobs.hand_over(now=NOW)

    assert mailbox_queries.count() == 1
    assert reasons() == {"250 2.0.0 Kept": 1, "They asked for no contact at all.": 1}


@pytest.mark.django_db
def test_who_withdrew_after_the_decision_gets_nothing_and_the_reason_is_kept(mailbox: Settings) -> None:
    campaign = stage.campaign()
    yes, never, no = stage.people(1), stage.people(1, is_consenting=False), stage.people(1)
    person = queries_person(no[0])
    take([consent("withdrawn", person.address("account"), at=NOW - 5)])
    stage.intend(campaign.pk, [*yes, *never, *no], stage.item())

    jobs.hand_over(now=NOW)

    assert reasons() == {
        "250 2.0.0 Kept": 1,
        "Consent to news by mail is not given.": 1,
        "Consent to news by mail is withdrawn.": 1,
    }
    assert mailbox_queries.count() == 1
    assert {each["by"] for each in recorded(EventName.MESSAGE_REFUSED)} == {"us"}
    assert Exposure.objects.count() == 1


@pytest.mark.django_db
def test_what_holds_no_more_or_serves_another_purpose_by_now_is_not_sent(mailbox: Settings) -> None:
    campaign = stage.campaign()
    stage.intend(campaign.pk, stage.people(1), stage.item(valid_until=NOW))
    stage.intend(campaign.pk, stage.people(1), stage.item(purpose=Purpose.OFFERS))
    stage.intend(campaign.pk, stage.people(1), stage.item(valid_until=NOW + 1))

    jobs.hand_over(now=NOW)

    assert reasons() == {
        "“Autumn box” held until 16 November 2023, 12:13 UTC and is not sent after that.": 1,
        "“Autumn box” is meant for offers now; it was decided as news.": 1,
        "250 2.0.0 Kept": 1,
    }


def queries_person(profile_id: int) -> Person:
    return preparing.context.person(profile_id)


@pytest.mark.django_db
def test_service_messages_ask_no_consent_and_offer_no_way_to_leave(mailbox: Settings) -> None:
    item_id = stage.item(purpose=Purpose.SERVICE)
    stage.intend(stage.campaign().pk, stage.people(1, is_consenting=False), item_id, purpose=Purpose.SERVICE)

    jobs.hand_over(now=NOW)

    (line,) = mailbox_queries.messages()
    assert parsing.leaving(mailbox_queries.message(line.id)).url == ""


@pytest.mark.django_db
def test_other_channels_missing_content_and_lateness_end_with_their_reason(mailbox: Settings) -> None:
    campaign, item = stage.campaign(), stage.item()
    sms, gone, late, nobody = (stage.people(1) for _ in range(4))
    stage.intend(campaign.pk, sms, item, channel=Channel.SMS)
    stage.intend(campaign.pk, gone, item + 1)
    stage.intend(campaign.pk, late, item, expires_at=NOW)
    stage.intend(campaign.pk, [nobody[0] + 1_000], item)

    jobs.hand_over(now=NOW)

    assert {(each.status.value, each.reason) for each in queries.deliveries_of(campaign.pk)} == {
        ("failed", "No sender is set up for sms; only mail goes out."),
        ("failed", f"Content item {item + 1} is gone."),
        ("refused", "Its last useful moment had passed."),
        ("refused", "The person is not known any more."),
    }
    assert mailbox_queries.count() == 0


@pytest.mark.django_db
def test_a_dead_address_is_not_written_to_again(monkeypatch: pytest.MonkeyPatch) -> None:
    _, profile_ids = stage.ready(1)
    with far_side(monkeypatch, rcpt=["550 5.1.1 no such user"]) as there:
        jobs.hand_over(now=NOW)
        stage.intend(stage.campaign().pk, profile_ids, stage.item())
        jobs.hand_over(now=NOW)

    assert there.begun == 0
    assert {(each.status.value, each.reason) for each in queries.deliveries(profile_ids)} == {
        ("refused", "550 5.1.1 no such user"),
        ("refused", "An earlier message to this address came back for good."),
    }


@pytest.mark.django_db
def test_what_the_far_side_puts_off_is_tried_again_and_given_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.ready(1)
    now, tries = NOW, 0
    with far_side(monkeypatch, rcpt=["450 4.2.0 greylisted"] * 99):
        while statuses() != {"failed": 1}:
            jobs.hand_over(now=now)
            assert jobs.hand_over(now=now) == 0
            now, tries = now + 61 * MINUTE, tries + 1
            assert tries <= jobs.TRIES_MAX

    assert tries == jobs.TRIES_MAX
    assert reasons() == {"Given up after 5 tries: 450 4.2.0 greylisted": 1}


@pytest.mark.django_db
def test_what_was_put_off_goes_out_later(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.ready(2)
    with far_side(monkeypatch, rcpt=["450 4.2.0 greylisted"]) as there:
        jobs.hand_over(now=NOW)
        assert statuses() == {"delivered": 1, "leased": 1}
        jobs.hand_over(now=NOW + MINUTE)

    assert statuses() == {"delivered": 2}
    assert len(set(there.taken)) == 2


@pytest.mark.django_db
def test_a_lost_connection_leaves_an_unknown_that_is_never_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.ready(3)
    with far_side(monkeypatch, content=["250 ok", "close"]) as there:
        jobs.hand_over(now=NOW)
        assert statuses() == {"delivered": 2, "unknown": 1}
        jobs.hand_over(now=NOW + DAY)

    assert there.begun == 3
    assert Exposure.objects.count() == 2


@pytest.mark.django_db
def test_a_pause_holds_what_waits_for_another_try(monkeypatch: pytest.MonkeyPatch) -> None:
    campaign, _ = stage.ready(2)
    with far_side(monkeypatch, rcpt=["450 4.2.0 greylisted"]) as there:
        jobs.hand_over(now=NOW)
        CampaignRow.objects.filter(pk=campaign.pk).update(status="paused")
        jobs.hand_over(now=NOW + 5 * MINUTE)
        assert (there.begun, statuses()) == (1, {"delivered": 1, "leased": 1})
        CampaignRow.objects.filter(pk=campaign.pk).update(status="running")
        jobs.hand_over(now=NOW + 10 * MINUTE)

    assert (there.begun, statuses()) == (2, {"delivered": 2})


@pytest.mark.django_db
def test_one_person_whose_mail_cannot_be_put_together_stops_nobody(
    mailbox: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, profile_ids = stage.ready(3)
    ordinary = preparing.adapt.values_of

    def breaking(person: Person, *known: str) -> object:
        if profile_ids[1] in person.profile_ids:
            raise ZeroDivisionError
        return ordinary(person, *known)

    monkeypatch.setattr(preparing.adapt, "values_of", breaking)
    jobs.hand_over(now=NOW)

    assert statuses() == {"delivered": 2, "failed": 1}
    assert reasons()["It could not be put together (ZeroDivisionError)."] == 1


def test_a_dead_holder_loses_its_leases_and_its_hand_overs_end_as_unknown(
    database: databases.TestDatabase, mailbox: Settings
) -> None:
    stage.ready(6)
    with transaction.atomic():
        taken = jobs.catalyst_actions.take_intents(now=NOW, limit=4)
        leased = leasing.insert_leased(taken, holder="dead", now=NOW)
    with transaction.atomic():
        leasing.begin([leasing.Filled(each.id, "a@b.example", 1, "en", "x") for each in leased[:2]], holder="dead")

    jobs.hand_over(now=NOW)
    assert statuses() == {"leased": 2, "handing_over": 2, "delivered": 2}

    DeliveryRow.objects.filter(lease_holder="dead").update(lease_until=1)
    jobs.hand_over(now=NOW)

    assert statuses() == {"delivered": 4, "unknown": 2}
    assert mailbox_queries.count() == 4
    with transaction.atomic():  # the dead one wakes up: it may neither send nor tell an end any more
        assert leasing.begin([leasing.Filled(leased[2].id, "a@b.example", 1, "en", "x")], holder="dead") == set()
        late = [leasing.Ended(leased[0].id, DeliveryStatus.DELIVERED, "250")]
        assert leasing.end(late, leaving=DeliveryStatus.HANDING_OVER, holder="dead", now=NOW) == set()


def test_workers_at_once_share_the_work(database: databases.TestDatabase, mailbox: Settings) -> None:
    stage.ready(120)

    def worker(number: int) -> None:
        own = jobs.smtp.Sender(jobs.smtp.relay_of(f"smtp://127.0.0.1:{mailbox.mailbox_port}"))
        try:
            while jobs.hand_over(now=NOW, limit=10, holder=f"w{number}", sender=own):
                pass
        finally:
            own.close()
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(worker, range(3)))

    assert statuses() == {"delivered": 120}
    assert len({line.recipient for line in mailbox_queries.messages(limit=500)}) == mailbox_queries.count() == 120
    assert not IntentRow.objects.filter(taken_at=None).exists()


@pytest.mark.django_db
def test_a_relay_that_is_away_costs_no_try(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.ready(2)
    monkeypatch.setattr(jobs.smtp, "REST_SECONDS", 0.0)
    told = replace(settings.current(), smtp_url=f"smtp://127.0.0.1:{free_port()}")
    monkeypatch.setattr(settings, "current", lambda: told)

    for hour in range(2 * jobs.TRIES_MAX):
        jobs.hand_over(now=NOW + hour * 60 * MINUTE)

    assert list(DeliveryRow.objects.values_list("status", "attempts")) == [("leased", 0)] * 2


@pytest.mark.django_db
def test_while_the_relay_is_away_nothing_more_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.ready(2)
    told = replace(settings.current(), smtp_url=f"smtp://127.0.0.1:{free_port()}")
    monkeypatch.setattr(settings, "current", lambda: told)
    jobs.hand_over(now=NOW)
    campaign = stage.campaign()
    stage.intend(campaign.pk, stage.people(2), stage.item())

    assert jobs.hand_over(now=NOW) == 0
    assert IntentRow.objects.filter(campaign=campaign, taken_at=None).count() == 2


@pytest.mark.django_db
def test_what_the_second_does_not_suffice_for_waits_and_the_next_batch_is_smaller(
    mailbox: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.ready(4)
    monkeypatch.setattr(jobs, "BATCH_SECONDS", 0.0)
    monkeypatch.setattr(jobs, "_pace", jobs._Pace())

    jobs.hand_over(now=NOW, limit=4)

    assert jobs._pace.size == jobs.BATCH // 2
    assert list(DeliveryRow.objects.values_list("status", "attempts")) == [("leased", 0)] * 4

    monkeypatch.setattr(jobs, "BATCH_SECONDS", 5.0)
    jobs.hand_over(now=NOW)

    assert statuses() == {"delivered": 4}
    assert jobs._pace.size == jobs.BATCH


@pytest.fixture
def stalling(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Relay, pytest.MonkeyPatch]]:
    """Forty people, and a relay that takes everything in and answers no content; all times are short."""
    stage.ready(40)
    monkeypatch.setattr(jobs, "BATCH_SECONDS", 0.4)  # enough to begin all, on a busy machine too
    monkeypatch.setattr(jobs, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(jobs, "GLANCE_SECONDS", 0.0)
    monkeypatch.setattr(smtp, "REST_SECONDS", 0.0)
    with far_side(monkeypatch, content=["stall"] * 999) as there:
        yield there, monkeypatch


def settled(*, now: int = NOW) -> None:
    """Hand over until nothing is under way."""
    jobs.hand_over(now=now)
    while jobs._under_way:
        jobs.hand_over(now=now)


@pytest.mark.django_db
def test_nobody_waits_for_a_relay_that_does_not_answer(stalling: tuple[Relay, pytest.MonkeyPatch]) -> None:
    collect.record(events=[NewEvent("seen", "Seen", NOW, user_id="ada")])
    started = time.monotonic()

    assert jobs.hand_over(now=NOW) > 0  # it would wait for 20 seconds
    assert project.project_batch(consent_only=False)
    assert jobs.hand_over(now=NOW) == 1  # still under way

    assert time.monotonic() - started < 5.0
    assert statuses()["handing_over"] == 40
    stalling[1].setattr(jobs, "FAREWELL_SECONDS", 0.2)
    jobs.close()  # as when the worker is stopped: only what may have arrived is unknown
    assert statuses() == {"unknown": smtp.CONNECTIONS, "leased": 36}


@pytest.mark.django_db
def test_a_relay_that_does_not_answer_costs_one_mail_a_rest_and_the_rest_arrives_when_it_does(
    stalling: tuple[Relay, pytest.MonkeyPatch],
) -> None:
    there, monkeypatch = stalling
    monkeypatch.setattr(smtp, "REPLY_SECONDS_MAX", 0.05)
    monkeypatch.setattr(smtp, "REST_SECONDS", 0.001)
    with capture_logs() as told:
        for minute in range(3):
            settled(now=NOW + 2 * minute * MINUTE)
            time.sleep(0.005)

    assert statuses() == {"unknown": smtp.CONNECTIONS + 2, "leased": 40 - smtp.CONNECTIONS - 2}
    assert [line["rests_seconds"] for line in told] == [0.001, 0.002, 0.004]
    assert {line["event"] for line in told} == {"the relay does not answer"}

    there.answers.clear()
    settled(now=NOW + DAY)
    assert statuses() == {"unknown": 6, "delivered": 34}
    assert len(set(there.taken)) == 34
