"""Other senders: CloudEvents by their own SDK, signed webhooks; what a source may send, and how fast."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cloudevents.core.bindings.http import HTTPMessage, to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent
from standardwebhooks import Webhook

from ninefold.collect import actions, queries
from ninefold.collect.keys import KnownSource
from ninefold.collect.types import EventKind, Source, Trust
from ninefold.edge.paces import Paces, TooFast
from ninefold.kernel import actors, clock
from ninefold.kernel.errors import BadInput, NotFound
from tests.collect.stories import project
from tests.edge.conftest import Edge, basic

ACTOR = actors.system("test")
REFRESHED_SECONDS = 10


def cloud(**more: Any) -> CloudEvent:
    attributes = {"id": "e1", "source": "https://till.example", "type": "Order Completed", "specversion": "1.0"}
    attributes |= {"time": clock.now(), "subject": "u1"} | more
    return CloudEvent(attributes, {"revenue": 9.99, "currency": "EUR", "sku": "größe"})


def ce(edge: Edge, sent: HTTPMessage, key: str | None = None) -> tuple[int, dict[str, Any]]:
    body = sent.body if isinstance(sent.body, bytes) else sent.body.encode()
    return edge.post("/v1/cloudevents", body, key=key, headers=dict(sent.headers))


def test_cloudevents_in_three_modes_count_once(edge: Edge) -> None:
    assert ce(edge, to_binary_event(cloud()))[0] == 200
    assert ce(edge, to_structured_event(cloud()))[0] == 200  # the same event again, in another shape
    attributes = {"specversion": "1.0", "source": "/jobs", "type": "Song Played"}
    several = [{**attributes, "id": f"b{n}", "userid": "u2", "data": {"n": n}} for n in range(3)]
    several += [{**attributes, "id": "b1", "userid": "u2"}, {**attributes, "id": "b9", "data": {"anonymousId": "a1"}}]
    assert (
        edge.post("/v1/cloudevents", several, headers={"Content-Type": "application/cloudevents-batch+json"})[0] == 200
    )
    first, *rest = project()
    assert (first.name, first.user_id, first.trust) == ("Order Completed", "u1", Trust.SERVER)
    assert first.properties == {"revenue": 9.99, "currency": "EUR", "sku": "größe"}
    assert abs(first.received_at - first.occurred_at) < 60_000_000
    assert first.context["cloudevent"]["source"] == "https://till.example"
    assert [(e.user_id, e.anonymous_id, e.properties.get("n")) for e in rest] == [
        ("u2", "", 0), ("u2", "", 1), ("u2", "", 2), ("", "a1", None),
    ]  # fmt: skip
    assert queries.quarantine_count() == 0


NO_CLOUDEVENTS: list[tuple[bytes, dict[str, str], str]] = [
    (b"{}", {}, "cloudevents_mode"),
    (b"{", {"Content-Type": "application/cloudevents+json"}, "json_broken"),
    (b"[1]", {"Content-Type": "application/cloudevents+json"}, "cloudevent_shape"),
    (b"{}", {"Content-Type": "application/cloudevents-batch+json"}, "cloudevents_batch"),
    (b'{"specversion":"0.3"}', {"Content-Type": "application/cloudevents+json"}, "cloudevent_version"),
    (b"", {"ce-specversion": "1.0", "ce-id": "1", "ce-type": "T"}, "cloudevent_incomplete"),
    (
        b'{"specversion":"1.0","id":"1","source":"s","type":"t","data_base64":"*"}',
        {"Content-Type": "application/cloudevents+json; charset=utf-8"},
        "cloudevent_data",
    ),
]


def test_what_is_no_cloudevent_is_refused_with_what_it_lacks(edge: Edge) -> None:
    for body, headers, code in NO_CLOUDEVENTS:
        status, answer = edge.post("/v1/cloudevents", body, headers=headers)
        assert (status, answer["code"]) == (400, code)
        assert answer["message"]
    status, headers, _ = edge.ask("OPTIONS", "/v1/cloudevents", headers={"WebHook-Request-Origin": "till.example"})
    assert (status, headers["webhook-allowed-origin"]) == (200, "till.example")  # a sender may ask first


def signed(
    hook: Source, body: bytes, *, secret: str = "", at: datetime | None = None, key: str = "m1"
) -> dict[str, str]:
    moment = at or clock.now()
    signature = Webhook(secret or hook.secret).sign(key, moment, body.decode())
    return {"webhook-id": key, "webhook-timestamp": str(int(moment.timestamp())), "webhook-signature": signature}


def deliver(edge: Edge, hook: Source, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    status, _, answer = edge.ask("POST", f"/v1/hooks/{hook.write_key}", body, headers)
    return status, json.loads(answer)


def test_signed_webhooks_count_once_and_others_are_refused(edge: Edge) -> None:
    hook = actions.create_hook(actor=ACTOR, name="Payments", person_field="data.buyer.id")
    body = b'{"type":"Order Completed","timestamp":"2026-11-20T10:00:00Z","data":{"buyer":{"id":7},"revenue":5}}'
    good = signed(hook, body)
    assert deliver(edge, hook, body, good)[0] == 200
    assert deliver(edge, hook, body, good)[0] == 200  # tried again by its sender
    old = clock.now() - timedelta(minutes=6)
    for headers, wrong in (
        ({}, body), (good, body + b" "), (signed(hook, body, at=old), body), (good | {"webhook-id": "m2"}, body),
        (signed(hook, body, secret="whsec_" + "QUJD" * 8), body), (good | {"webhook-signature": "nonsense"}, body),
    ):  # fmt: skip
        status, answer = deliver(edge, hook, wrong, headers)
        assert (status, answer["code"]) == (401, "webhook_signature")
    assert deliver(edge, hook, b"{}", signed(hook, b"{}"))[1]["code"] == "webhook_type"
    assert edge.post("/v1/track", {"userId": "u", "event": "E"}, key=hook.write_key)[1]["code"] == "source_is_a_hook"
    (event,) = project()
    assert (event.user_id, event.name, event.properties["revenue"]) == ("7", "Order Completed", 5)
    assert event.occurred_at == int(datetime(2026, 11, 20, 10, tzinfo=UTC).timestamp() * 1e6)


def test_a_key_and_a_secret_change_without_a_gap(edge: Edge) -> None:
    source = actions.create_source(actor=ACTOR, name="Till", trust=Trust.SERVER)
    hook = actions.create_hook(actor=ACTOR, name="Payments")
    for each in (source, hook):
        actions.rotate_key(actor=ACTOR, source_id=each.id, keep_seconds=3_600)
    fresh, changed = (next(s for s in queries.sources() if s.id == each.id) for each in (source, hook))
    assert fresh.previous_until
    assert (changed.secret, changed.write_key) != (hook.secret, hook.write_key)
    assert changed.write_key == hook.write_key
    call = {"userId": "u", "event": "E"}
    assert edge.post("/v1/track", call, key=fresh.write_key)[0] == 200  # the edge reads its keys again for a new one
    assert edge.post("/v1/track", call, key=source.write_key)[0] == 200
    body = b'{"type":"Paid","data":{"userId":"u"}}'
    deadline = time.monotonic() + REFRESHED_SECONDS
    while deliver(edge, changed, body, signed(changed, body))[0] != 200:
        assert time.monotonic() < deadline, "the edge does not learn the new secret"
    assert deliver(edge, changed, body, signed(hook, body))[0] == 200
    actions.rotate_key(actor=ACTOR, source_id=source.id)
    deadline = time.monotonic() + REFRESHED_SECONDS
    while edge.post("/v1/track", call, key=fresh.write_key)[0] == 200:
        assert time.monotonic() < deadline, "the edge still takes a key that was taken back"
    with pytest.raises(NotFound):
        actions.rotate_key(actor=ACTOR, source_id=10**9)


def test_a_source_sends_what_it_may_at_the_pace_it_may(edge: Edge) -> None:
    source = actions.create_source(
        actor=ACTOR, name="Pages", trust=Trust.BROWSER, calls=[EventKind.PAGE, EventKind.TRACK], events_per_second=1
    )
    calls = [{"type": "page", "anonymousId": "a", "name": "Home"}, {"type": "identify", "anonymousId": "a"}]
    assert edge.post("/v1/batch", {"batch": calls}, key=source.write_key)[0] == 200
    status, headers, answer = edge.ask("POST", "/v1/page", b'{"anonymousId":"a"}', basic(source.write_key))
    assert (status, json.loads(answer)["code"], headers["retry-after"]) == (429, "too_fast", "1")
    assert "retry-after" in headers["access-control-expose-headers"]
    assert [event.kind for event in project()] == [EventKind.PAGE]
    (held,) = queries.quarantine()
    assert (held.code, held.reason) == (
        "call_not_allowed",
        "This source may send page, track only; allow more under Sources.",
    )


def test_a_bucket_fills_at_its_pace() -> None:
    now = [0.0]
    paces, source = Paces(lambda: now[0]), KnownSource(1, Trust.SERVER, events_per_second=10)
    paces.spend(source, 15)
    paces.spend(source, 35)  # one batch may overdraw
    with pytest.raises(TooFast) as caught:
        paces.spend(source, 1)
    assert caught.value.wait_seconds == 4
    now[0] = 4.0
    paces.spend(source, 1)
    now[0] = 1_000.0
    paces.spend(source, 20)  # it never holds more than two seconds' worth
    with pytest.raises(TooFast):
        paces.spend(source, 1)
    paces.spend(KnownSource(2, Trust.SERVER), 10**9)


@pytest.mark.django_db
def test_a_source_that_makes_no_sense_is_refused() -> None:
    for wrong in ({"secret": "whsec_short"}, {"secret": "not base64 !"}, {"person_field": "a b"}):
        with pytest.raises(BadInput):
            actions.create_hook(actor=ACTOR, name="Payments", **wrong)
