"""The collection API over HTTP: what is taken in, what is refused and how, and that SDKs can read it."""

import gzip
import http.client
import json
import time
import zlib
from collections.abc import Callable

from ninefold.collect import actions, queries
from ninefold.collect.types import EventKind, Trust
from ninefold.kernel import actors, clock
from tests.collect.stories import batch, message, names, project, project_all
from tests.edge.conftest import Edge, basic

ACTOR = actors.system("test")
SUCCESS = (200, {"success": True})


def test_every_call_is_taken_in_and_becomes_an_event(edge: Edge) -> None:
    for path in ("track", "t"):
        assert edge.post(f"/v1/{path}", message(type=None)) == SUCCESS
    for kind in ("identify", "page", "screen", "i", "p", "s"):
        assert edge.post(f"/v1/{kind}", {"userId": "ada"}) == SUCCESS
    for kind in ("group", "g"):
        assert edge.post(f"/v1/{kind}", {"userId": "ada", "groupId": "g"}) == SUCCESS
    for kind in ("alias", "a"):
        assert edge.post(f"/v1/{kind}", {"userId": "ada", "previousId": "b"}) == SUCCESS
    assert edge.post("/v1/batch", batch(message(), message())) == SUCCESS
    events = project()
    kinds = [event.kind for event in events]
    assert {kind: kinds.count(kind) for kind in EventKind} == dict.fromkeys(EventKind, 2) | {EventKind.TRACK: 4}
    assert {event.trust for event in events} == {Trust.SERVER}


def test_keys_come_as_basic_bearer_or_in_the_body_and_say_how_far_to_trust(edge: Edge) -> None:
    single = message(event="In body", writeKey=edge.browser_key)
    assert edge.ask("POST", "/v1/track", json.dumps(single).encode())[0] == 200
    bearer = {"Authorization": f"Bearer {edge.key}"}
    assert edge.ask("POST", "/v1/batch", batch(message(event="Bearer")), bearer)[0] == 200
    assert edge.post("/v1/batch", batch(message(event="Basic"))) == SUCCESS
    trusts = {event.name: event.trust for event in project()}
    assert trusts == {"In body": Trust.BROWSER, "Bearer": Trust.SERVER, "Basic": Trust.SERVER}


def test_a_key_made_a_moment_ago_is_known(edge: Edge) -> None:
    assert edge.post("/v1/track", message(), key=edge.new_key(Trust.SERVER)) == SUCCESS


def test_a_key_that_is_changed_or_revoked_is_soon_refused(edge: Edge) -> None:
    old = edge.key
    assert edge.post("/v1/track", message()) == SUCCESS
    (source,) = (source for source in queries.sources() if source.write_key == old)
    actions.rotate_key(actor=ACTOR, source_id=source.id)
    new = next(found.write_key for found in queries.sources() if found.id == source.id)
    assert edge.post("/v1/track", message(), key=new) == SUCCESS
    actions.revoke_source(actor=ACTOR, source_id=source.id)

    def refused() -> bool:
        return all(edge.post("/v1/track", message(), key=key)[0] == 400 for key in (old, new))

    _wait_until(refused)
    status, answer = edge.post("/v1/track", message(), key=new)
    assert (status, answer["code"]) == (400, "write_key_unknown")
    assert "revoked" in answer["message"]


def _wait_until(holds: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_bodies_come_packed_and_under_any_content_type(edge: Edge) -> None:
    raw = batch(message())
    packer = zlib.compressobj(wbits=-15)
    bodies = {
        "gzip": gzip.compress(raw),
        "deflate": zlib.compress(raw),
        "Deflate ": packer.compress(raw) + packer.flush(),
        "identity": raw,
    }
    for number, (encoding, body) in enumerate(bodies.items()):
        kind = ("application/json", "text/plain", "application/x-www-form-urlencoded", "")[number]
        assert edge.post("/v1/batch", body, headers={"Content-Encoding": encoding, "Content-Type": kind}) == SUCCESS
    connection = http.client.HTTPConnection("127.0.0.1", edge.port, timeout=20)
    connection.request("POST", "/v1/batch", iter([raw[:9], raw[9:]]), basic(edge.key), encode_chunked=True)
    assert connection.getresponse().status == 200
    connection.close()


def test_what_is_wrong_with_a_request_is_said_with_code_and_message(edge: Edge) -> None:
    bomb = gzip.compress(b'{"batch":["' + b"a" * 100_000_000 + b'"]}')
    packed = {"Content-Encoding": "gzip"}
    deep = b'{"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}"
    cases: list[tuple[str, str, bytes, dict[str, str]]] = [
        ("json_broken", "/v1/batch", b'{"batch":[', {}),
        ("json_broken", "/v1/track", b"", {}),
        ("json_broken", "/v1/track", b'{"event":"x"} and more', {}),
        ("json_broken", "/v1/track", b'{"event":"\x00"}', {}),
        ("body_shape", "/v1/track", b"[1]", {}),
        ("body_shape", "/v1/batch", b'{"batch":{}}', {}),
        ("batch_missing", "/v1/batch", b"{}", {}),
        ("body_not_utf8", "/v1/track", b'{"event":"\xff"}', {}),
        ("json_too_deep", "/v1/track", deep, {}),
        ("json_too_deep", "/v1/batch", b'{"batch":[' + deep + b"]}", {}),
        ("body_too_large", "/v1/track", json.dumps(message(properties={"a": "x" * 33_000})).encode(), {}),
        ("body_too_large", "/v1/batch", batch("x" * 520_000), {}),
        ("body_too_large", "/v1/batch", bomb, packed),
        ("batch_too_long", "/v1/batch", batch(*[1] * 2_501), {}),
        ("encoding_broken", "/v1/batch", b"no gzip", packed),
        ("encoding_broken", "/v1/batch", gzip.compress(batch(message()))[:-9], packed),
        ("encoding_unknown", "/v1/batch", b"x", {"Content-Encoding": "br"}),
        ("write_key_unknown", "/v1/batch", batch(message()), basic("nobody's")),
        ("write_key_missing", "/v1/batch", batch(message()), {"Authorization": "Digest x"}),
        ("authorization_broken", "/v1/batch", batch(message()), {"Authorization": "Basic ?"}),
    ]
    for code, path, body, headers in cases:
        status, answer = edge.post(path, body, headers=headers)
        assert (status, answer["code"]) == (400, code), (code, body[:50])
        assert answer["message"]
    assert edge.post("/v1/nothing", b"{}")[1]["code"] == "not_found"
    status, headers, body = edge.ask("GET", "/v1/batch")
    assert (status, headers["allow"]) == (405, "POST, OPTIONS")
    assert json.loads(body)["success"] is False
    assert edge.post("/v1/track", message()) == SUCCESS
    assert len(project_all()) == 1, "nothing that was refused was kept"


def test_what_is_well_formed_but_wrong_is_answered_success_and_held_in_quarantine(edge: Edge) -> None:
    assert edge.post("/v1/track", message(event=None)) == SUCCESS
    large = message(properties={"a": "x" * 33_000})
    assert edge.post("/v1/batch", batch(large, message(event="good"), message(userId=["a list"]))) == SUCCESS
    assert names(project()) == ["good"]
    assert [held.code for held in queries.quarantine()] == ["field_type", "event_too_large", "event_missing"]


def test_a_word_on_consent_goes_first_however_its_name_is_escaped(edge: Edge) -> None:
    escaped = b'{"userId":"ada","messageId":"e","event":"Consent\\u0020Changed"}'
    in_batch = (
        b'{"batch":[{"type":"page","userId":"ada"},{"type":"track",' + escaped[1:].replace(b'"e"', b'"b"') + b"]}"
    )
    assert edge.post("/v1/track", message(event="Before")) == SUCCESS
    assert edge.post("/v1/track", escaped) == SUCCESS
    assert edge.post("/v1/batch", in_batch) == SUCCESS
    assert not queries.consent_lane_is_clear(up_to=clock.now_us())
    assert names(project(consent_only=True)) == ["Consent Changed", "", "Consent Changed"]


def test_the_words_alone_do_not_make_a_word_on_consent(edge: Edge) -> None:
    talk = {"title": "Consent Changed", "sign": "\u00e9"}
    assert edge.post("/v1/track", message(properties=talk)) == SUCCESS
    assert edge.post("/v1/identify", message(event="Consent Changed", traits=talk)) == SUCCESS
    assert edge.post("/v1/batch", batch(message(properties={"event": "Consent Changed"}), "Consent Changed")) == SUCCESS
    assert queries.consent_lane_is_clear(up_to=clock.now_us())
    assert len(project()) == 3


def test_a_browser_of_another_origin_may_send(edge: Edge) -> None:
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    status, headers, _ = edge.ask("OPTIONS", "/v1/t", headers=asked)
    assert status == 204
    assert headers["access-control-allow-origin"] == "*"
    assert "authorization" in headers["access-control-allow-headers"]
    _, headers, _ = edge.ask("POST", "/v1/t", json.dumps(message(writeKey=edge.browser_key)).encode())
    assert headers["access-control-allow-origin"] == "*"


def test_programs_behind_browser_keys_are_told_from_people(edge: Edge) -> None:
    page = message(type=None, event=None, anonymousId="a", userId=None)
    for agent in ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0", "Mozilla/5.0 (compatible; Googlebot/2.1)"):
        edge.post("/v1/p", page | {"messageId": agent}, key=edge.browser_key, headers={"User-Agent": agent})
    assert [event.is_bot for event in project()] == [False, True]


def test_health_answers_and_a_told_edge_ends_by_itself(edge: Edge) -> None:
    assert edge.ask("GET", "/health")[2] == b'{"status":"ok"}'
    assert edge.ask("HEAD", "/health")[::2] == (200, b"")
    process = edge.running._running["edge"]
    process.terminate()
    assert process.wait(20) == 0
