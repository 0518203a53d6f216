"""A service message is handed over at most once and ends as exactly one thing, whatever the far side does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from ninefold.channel import jobs, persondata, queries, service, serving, smtp
from ninefold.channel.addresses import AddressRefused
from ninefold.channel.models import Service
from ninefold.channel.service import TooManyMessages
from ninefold.channel.types import DeliveryStatus, ServiceKind
from ninefold.cli.commands import doctor
from ninefold.collect import queries as collect
from ninefold.collect.intake.rows import IntakeRow
from ninefold.collect.types import Trust
from ninefold.context import queries as context
from ninefold.kernel import actors, settings
from ninefold.kernel.errors import BadInput
from ninefold.pipeline import project, tidy
from ninefold.web.studio.home import waiting
from tests import databases
from tests.channel.relays import Relay, relay
from tests.channel.stage import DAY, NOW, people
from tests.channel.test_inbound import bounce
from tests.collect.stories import send

MINUTE = 60_000_000


@contextmanager
def far_side(monkeypatch: pytest.MonkeyPatch, **answers: list[str]) -> Iterator[Relay]:
    with relay(**answers) as found:
        told = replace(settings.current(), smtp_url=f"smtp://127.0.0.1:{found.port}")
        monkeypatch.setattr(settings, "current", lambda: told)
        yield found
        serving.close()
        jobs.close()


def queue(address: str = "ada@example.org", **more: Any) -> int:
    text, html = service.written(title="<Hi>", paragraphs=["One & two"], url="https://n.example/x?a=1&b=2", label="Go")
    given = {"kind": ServiceKind.RECEIPT, "subject": "Your receipt", "text": text, "html": html, "now": NOW}
    return service.send(address=address, **(given | more))


def ended(number: int) -> tuple[DeliveryStatus, str]:
    found = Service.objects.get(pk=number)
    return DeliveryStatus(found.status), found.reason


def test_it_arrives_once_and_its_words_are_forgotten(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    number = queue(profile_id=7)
    with far_side(monkeypatch) as far:
        assert serving.serve(now=NOW) == 1
        assert serving.serve(now=NOW) == 0
    [content] = far.taken
    assert b"Subject: Your receipt" in content
    assert b"&lt;Hi&gt;" in content
    assert b"List-Unsubscribe" not in content
    assert ended(number)[0] is DeliveryStatus.DELIVERED
    row = Service.objects.get(pk=number)
    assert (row.text, row.html) == ("", "")
    assert [one.id for one in queries.service_messages([7])] == [number]


@pytest.mark.parametrize(
    ("answers", "end", "again"),
    [
        ({"content": ["550 5.1.1 no such person"]}, DeliveryStatus.REFUSED, 0),
        ({"content": ["close"]}, DeliveryStatus.UNKNOWN, 0),
        ({"content": ["451 later"]}, DeliveryStatus.DELIVERED, 1),
    ],
)
def test_each_has_one_end(
    db: None, monkeypatch: pytest.MonkeyPatch, answers: dict[str, list[str]], end: DeliveryStatus, again: int
) -> None:
    number = queue()
    with far_side(monkeypatch, **answers) as far:
        assert serving.serve(now=NOW) == 1
        assert serving.serve(now=NOW) == 0, "what is refused is not tried again; what may be tried again waits"
        assert serving.serve(now=NOW + MINUTE) == again
    assert ended(number)[0] is end
    assert len(far.taken) == int(end is DeliveryStatus.DELIVERED)


def test_what_is_tried_in_vain_fails_and_what_is_too_old_is_not_sent(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    number, old = queue(), queue(lasts_seconds=60, now=NOW - 2 * MINUTE)
    with far_side(monkeypatch, content=["451 later"] * 9) as far:
        for minute in (0, 1, 6, 21, 81, 141):
            serving.serve(now=NOW + minute * MINUTE)
    assert ended(number)[0] is ended(old)[0] is DeliveryStatus.FAILED
    assert "Given up after 5 tries" in ended(number)[1]
    assert far.begun == 5


def test_what_a_dead_process_had_in_hand_is_unknown_and_never_sent_again(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = queue()
    Service.objects.update(status="handing_over", lease_holder="dead", lease_until=1)
    with far_side(monkeypatch) as far:
        assert serving.serve(now=NOW) == 0
    assert ended(number)[0] is DeliveryStatus.UNKNOWN
    assert far.taken == []


def test_what_cannot_be_a_mail_is_refused_at_the_door(db: None) -> None:
    with pytest.raises(AddressRefused):
        queue("a@b.example\r\nRCPT TO:<c@d.example>")
    with pytest.raises(BadInput):
        queue(subject="")
    for number in range(5):
        queue(f"ada+{number}@example.org", kind=ServiceKind.JOIN)
    with pytest.raises(TooManyMessages):
        queue(kind=ServiceKind.JOIN)
    queue(kind=ServiceKind.RECEIPT)


def test_an_export_holds_what_was_mailed_before_it_was_known_whose_address_it_is(db: None) -> None:
    [person] = people(1)
    address = context.person(person).address("email")
    number = queue(address.capitalize(), kind=ServiceKind.JOIN)
    queue(address.replace("@", "+other@"), kind=ServiceKind.JOIN)
    queue("stranger@example.org", kind=ServiceKind.JOIN)
    exported = persondata.PERSON_DATA.export([person])["channel_service"]
    assert [row["id"] for row in exported] == [number]


def test_whom_a_stranger_had_mailed_is_forgotten_after_days(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    old = NOW - (tidy.JOIN_REQUEST_DAYS + 1) * DAY
    queue("stranger@example.org", kind=ServiceKind.JOIN, now=old)
    kept = {queue(profile_id=7, now=old), queue("newer@example.org", now=NOW)}
    Service.objects.filter(created_at=old).update(status="delivered", ended_at=old)
    Service.objects.filter(created_at=NOW).update(status="delivered", ended_at=NOW)
    kept.add(queue("waits@example.org", now=old))
    monkeypatch.setattr(tidy._Pace, "tidied_at", -tidy.PAUSE_SECONDS)
    tidy.tidy(NOW)
    assert set(Service.objects.values_list("pk", flat=True)) == kept


def test_a_one_time_link_that_comes_back_later_ends_as_refused(
    database: databases.TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, nobodys = queue(profile_id=people(1)[0]), queue("nobody@example.org")
    monkeypatch.setattr(settings, "current", partial(replace, settings.current(), reply_domain_given="reply.example"))
    with far_side(monkeypatch) as far:
        assert serving.serve(now=NOW) == 2
        serving.close()
    for recipient in far.senders:
        assert recipient.endswith("@reply.example")
        facts = json.dumps({"recipient": recipient})
        send(IntakeRow("mail", 0, int(Trust.LINK), NOW, bounce("failed", "5.1.1"), facts))
    while project.project_batch(consent_only=False):
        pass
    assert ended(known) == (DeliveryStatus.REFUSED, "It came back: smtp; 550 5.1.1 no such user")
    assert Service.objects.get(pk=nobodys).status == DeliveryStatus.REFUSED
    assert collect.quarantine_count() == 0


def test_a_silent_relay_is_told_until_it_answers(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "REST_SECONDS", 0.0)
    queue()
    with far_side(monkeypatch, ehlo=["close"] * smtp.TRIES_PER_BATCH_MAX) as far:
        serving.serve(now=NOW)
        silence = queries.silence()
        assert silence
        assert (silence.relay, silence.since, silence.waiting) == (f"127.0.0.1:{far.port}", NOW, 1)
        [line] = [one for one in waiting.waiting(actors.system("test")) if silence.relay in one.what]
        assert line.since == NOW
        [found] = [one for one in doctor.examine(settings.current()) if one.name == "relay"]
        assert not found.is_well
        assert silence.relay in found.words
        serving.serve(now=NOW + 2 * MINUTE)
        assert queries.silence() is None
