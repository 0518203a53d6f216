"""From the intake log and the rooms' records to numbered events, each once."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping

import pytest
from django.db import connection, transaction
from msgspec.structs import replace

from ninefold.collect import actions, lake, queries
from ninefold.collect.intake.rows import IntakeRow, Lane
from ninefold.collect.models import Quarantine
from ninefold.collect.replay import Readers
from ninefold.collect.types import Event, EventKind, EventName, NewEvent, Trust
from ninefold.kernel import actors, clock, settings
from ninefold.kernel.errors import BadInput
from tests.collect.stories import batch, message, names, project, project_all, row, send, waiting_rows

pytestmark = pytest.mark.usefixtures("database")
ACTOR = actors.system("test")
DAY_US = 86_400_000_000


def new(message_id: str, name: str = "Message Delivered") -> NewEvent:
    return NewEvent(message_id=message_id, name=name, occurred_at=clock.now_us(), profile_id=5)


def test_a_request_becomes_numbered_events_and_leaves_the_intake_log() -> None:
    send(row(batch(message(event="A"), message(event="B"))), row(json.dumps(message(event="C")).encode(), path="track"))
    events = project()
    assert [(event.id, event.name) for event in events] == [(1, "A"), (2, "B"), (3, "C")]
    assert waiting_rows() == 0
    assert queries.event_count() == 3
    assert project() == []


def test_an_event_counts_once_within_a_batch_and_across_batches() -> None:
    once = message(messageId="same", event="First")
    send(row(batch(once, message(messageId="same", event="Second"))))
    send(row(batch(once)))
    assert names(project()) == ["First"]
    send(row(batch(once)))
    assert project() == []
    assert queries.event_count() == 1


@pytest.mark.parametrize("offset", [0, DAY_US - 1, 4 * DAY_US])  # wherever in its period of five days the first came
def test_an_event_sent_again_after_29_days_counts_once(offset: int) -> None:
    first = 4_000 * 5 * DAY_US + offset
    assert names(project_all_of(first)) == ["Song Played"]
    assert project_all_of(first + 28 * DAY_US, "another"), "what is too old is forgotten"
    assert project_all_of(first + 29 * DAY_US) == []


def test_a_copy_received_later_but_read_first_counts_once() -> None:
    end = 4_000 * 5 * DAY_US  # of a period
    assert names(project_all_of(end)) == ["Song Played"]
    assert project_all_of(end - 1) == []


def project_all_of(received_at: int, message_id: str = "same") -> list[Event]:
    send(replace(row(batch(message(messageId=message_id))), received_at=received_at))
    return project_all()


def test_an_unverified_sender_cannot_use_up_the_message_ids_of_others() -> None:
    send(row(batch(message(messageId="delivered:7", event="Forged")), trust=Trust.BROWSER))
    project()
    with transaction.atomic():
        actions.record(events=[new("delivered:7")])
    assert names(project()) == ["Message Delivered"]


def test_a_large_request_is_taken_in_parts_and_none_is_lost() -> None:
    send(row(batch(*[message(event=f"E{number}") for number in range(250)])), row(batch(message(event="last"))))
    events = [event for _ in range(6) for event in project(limit=50)]
    assert names(events) == [f"E{number}" for number in range(250)] + ["last"]
    assert [event.id for event in events] == list(range(1, 252))
    assert waiting_rows() == 0


def test_what_a_room_recorded_comes_with_its_profile_or_not_at_all() -> None:
    with transaction.atomic():
        actions.record(events=[new("a"), new("b")])
    with transaction.atomic():
        actions.record(events=[new("c")])
        transaction.set_rollback(True)
    events = project()
    assert [(event.message_id, event.profile_id, event.trust) for event in events] == [
        ("a", 5, Trust.SYSTEM),
        ("b", 5, Trust.SYSTEM),
    ]


def test_consent_goes_first_and_the_lane_tells_whether_it_is_clear() -> None:
    send(row(batch(message(event="plain"))))
    assert queries.consent_lane_is_clear(up_to=clock.now_us())
    before = clock.now_us() - 1
    send(row(batch(message(event=EventName.CONSENT_CHANGED)), lane=Lane.CONSENT))
    with transaction.atomic():
        actions.record(events=[new("c", EventName.CONSENT_CHANGED)])
    assert queries.consent_lane_is_clear(up_to=before)
    assert not queries.consent_lane_is_clear(up_to=clock.now_us())
    assert names(project(consent_only=True)) == ["Consent Changed"] * 2
    assert queries.consent_lane_is_clear(up_to=clock.now_us())
    assert names(project()) == ["plain"]


def test_neither_requests_nor_records_starve_the_other() -> None:
    send(*[row(batch(message(event="request"))) for _ in range(30)])
    with transaction.atomic():
        actions.record(events=[new(f"r{number}", "record") for number in range(30)])
    assert sorted(names(project(limit=20))) == ["record"] * 10 + ["request"] * 10


def test_a_projection_that_fails_changes_nothing() -> None:
    send(row(batch(message(event="A"))))
    with transaction.atomic():
        taken = actions.take()
        actions.store(batch=taken, profile_ids=[1])
        transaction.set_rollback(True)
    assert queries.event_count() == 0
    assert names(project_all()) == ["A"]


def test_a_wrong_event_goes_to_quarantine_and_spoils_no_other() -> None:
    send(row(batch(message(event=None), message(event="good"), 7, message(userId=None), message(messageId="x" * 101))))
    assert names(project()) == ["good"]
    assert [held.code for held in reversed(queries.quarantine())] == [
        "event_missing", "field_type", "id_missing", "message_id_too_long",
    ]  # fmt: skip
    assert waiting_rows() == 0


def test_only_rows_of_the_edge_may_name_a_profile() -> None:
    body = json.dumps(message(profileId=42)).encode()
    send(row(body, path="link", trust=Trust.LINK), row(json.dumps(message(profileId=42)).encode(), path="track"))
    events = project()
    assert events[0].profile_id == 42
    assert events[1].profile_id != 42


def test_the_timeline_is_newest_first_and_goes_on_page_by_page() -> None:
    now = clock.now_us()
    with transaction.atomic():
        actions.record(
            events=[
                NewEvent(message_id=f"e{day}", name=f"day {day}", occurred_at=now - day * 1000, profile_id=9)
                for day in (3, 1, 1, 2)
            ]
            + [NewEvent(message_id="other", name="other", occurred_at=now, profile_id=8)]
        )
    project()
    first = queries.timeline([9], limit=2)
    rest = queries.timeline([9], before_id=first[-1].id, limit=10)
    assert names([*first, *rest]) == ["day 1", "day 2", "day 3"]
    assert names(list(queries.events_named(["day 2", "day 3"], since=0, until=now))) == ["day 3", "day 2"]
    assert queries.event_names() == ["day 1", "day 2", "day 3", "other"]


def test_mail_is_read_by_the_parser_that_the_caller_hands_in() -> None:
    def parse(body: bytes, facts: Mapping[str, str]) -> list[dict[str, object]]:
        if not facts:
            raise BadInput("mail_unreadable", "Nobody knows whom this came to.")
        return [message(event="Message Replied", userId=None, profileId=3, properties={"text": f"{len(body)}\0"})]

    mail = IntakeRow("mail", 0, int(Trust.LINK), clock.now_us(), b"Subject: \xff\x00", '{"recipient":"reply+1@x"}')
    send(mail, replace(mail, meta=""))
    (event,) = project(parsers={"mail": parse})
    assert (event.name, event.profile_id, event.properties) == ("Message Replied", 3, {"text": "11\ufffd"})
    assert [held.code for held in queries.quarantine()] == ["mail_unreadable"]


def test_a_mail_is_replayed_byte_by_byte_with_the_parser_that_the_caller_hands_in() -> None:
    seen: list[tuple[bytes, str]] = []

    def trips(body: bytes, facts: Mapping[str, str]) -> list[dict[str, object]]:
        raise ValueError

    def mended(body: bytes, facts: Mapping[str, str]) -> list[dict[str, object]]:
        seen.append((body, facts["recipient"]))
        return [message(event="Message Replied", userId=None, profileId=3)]

    send(IntakeRow("mail", 0, int(Trust.LINK), clock.now_us(), b"Subject: \xff\x00", '{"recipient":"reply+1@x"}'))
    project(parsers={"mail": trips})
    (held,) = queries.quarantine()
    assert held.code == "parser_failed"

    assert actions.replay_quarantined(actor=ACTOR, ids=[held.id]) == 0
    assert queries.quarantine() == [held], "who knows no parser of mail leaves it as it is"
    assert actions.replay_quarantined(actor=ACTOR, ids=[held.id], readers=Readers(parsers={"mail": mended})) == 1
    assert seen == [(b"Subject: \xff\x00", "reply+1@x")]
    assert [(event.name, event.profile_id) for event in project()] == [("Message Replied", 3)]
    assert queries.quarantine() == []


def test_a_request_that_is_broken_as_a_whole_says_that_it_cannot_be_replayed() -> None:
    send(row(b'{"batch":['))
    project()
    (held,) = queries.quarantine()
    assert held.code == "json_broken"
    assert "cannot be replayed" in held.reason
    assert actions.replay_quarantined(actor=ACTOR, ids=[held.id]) == 0
    assert queries.quarantine() == [held]


@pytest.fixture
def no_lake() -> Iterator[None]:
    yield
    shutil.rmtree(settings.current().lake_path)


def test_a_replay_does_not_count_again_what_was_corrected_and_sent_again_long_ago(no_lake: None) -> None:
    sent = clock.now_us() - 36 * DAY_US
    wrong = message(messageId="held", event=None)
    send(replace(row(batch(wrong, message(messageId="other", event=None))), received_at=sent))
    send(replace(row(batch(message(messageId="held", event="Corrected"))), received_at=sent))
    project_all()
    actions.write_lake(now=clock.now_us(), force=True)
    assert lake.known(["held", "other"]) == {"held"}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM collect_seen")  # as after 30 days

    for held in Quarantine.objects.all():  # as if a later Ninefold could read them
        held.body = json.dumps(json.loads(held.body) | {"event": "Read At Last"})
        held.save()
    ids = list(Quarantine.objects.values_list("pk", flat=True))

    assert actions.replay_quarantined(actor=ACTOR, ids=ids) == 1
    assert [event.message_id for event in project_all()] == ["other"]
    assert not Quarantine.objects.exists()


def test_what_is_recorded_outside_a_transaction_is_written_in_one() -> None:
    in_one: list[bool] = []

    def watch(execute: Callable[..., object], sql: str, *arguments: object) -> object:
        if sql.startswith("INSERT"):
            in_one.append(connection.in_atomic_block)
        return execute(sql, *arguments)

    with connection.execute_wrapper(watch):
        actions.record(events=[new("a"), new("b")])
    assert in_one == [True]
    assert len(project()) == 2


def test_the_six_kinds() -> None:
    send(
        row(
            batch(
                message(type="identify", event=None, traits={"plan": "pro"}),
                message(),
                message(type="page", event=None, name="Home", category="Docs"),
                message(type="screen", event=None, name="Home"),
                message(type="group", event=None, groupId="g1"),
                message(type="alias", event=None, previousId="anon"),
            )
        )
    )
    events = project()
    assert [event.kind for event in events] == list(EventKind)
    assert events[0].traits == {"plan": "pro"}
    assert (events[2].name, events[2].properties) == ("Home", {"category": "Docs"})
    assert [event.other_id for event in events[4:]] == ["g1", "anon"]
