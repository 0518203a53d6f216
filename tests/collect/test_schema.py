"""What SDKs, browsers and attackers send: read the same in any batching, corrected, or set aside with a reason."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ninefold.collect import actions, queries
from ninefold.collect.errors import Faulty
from ninefold.collect.schema import bodies, crawlers, instants, messages, text
from ninefold.collect.types import Event, Trust
from ninefold.kernel import actors, clock
from tests.collect.stories import batch, message, project, project_all, row, send

NOW = clock.to_us(datetime(2026, 11, 21, 12, tzinfo=UTC))
ORIGIN = messages.Origin("batch", 1, Trust.SERVER, NOW)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(-1e9, 1e9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
examples = hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_runs = count()


def read(raw: bytes | dict[str, Any], **shell: Any) -> Any:
    body = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    return messages.read(body, shell=bodies.Shell(**shell), origin=ORIGIN, fallback_id="row:1:0")


def code_of(raw: bytes | dict[str, Any], **shell: Any) -> str:
    with pytest.raises(Faulty) as caught:
        read(raw, **shell)
    assert caught.value.message
    return caught.value.code


@examples
@given(
    properties=st.lists(st.dictionaries(st.text(max_size=6), VALUES, max_size=3), min_size=1, max_size=12),
    cuts=st.lists(st.integers(1, 5), min_size=12, max_size=12),
    limit=st.integers(1, 7),
    repeats=st.lists(st.integers(0, 11), max_size=6),
)
def test_any_batching_gives_the_same_events(
    database: object, properties: list[dict[str, Any]], cuts: list[int], limit: int, repeats: list[int]
) -> None:
    run = next(_runs)
    sent = [message(messageId=f"{run}:{n}", properties=values) for n, values in enumerate(properties)]
    again = [sent[n] for n in repeats if n < len(sent)]
    rest, rows = sent + again, []
    for cut in cuts:
        if rest:
            rows.append(row(batch(*rest[:cut])))
            rest = rest[cut:]
    send(*rows, *[row(batch(one)) for one in rest])
    events = project_all(limit=limit)
    clean = {n: values for n, values in enumerate(properties) if "\0" not in repr_of(values)}
    assert sorted(event.message_id for event in events) == sorted(f"{run}:{n}" for n in clean)
    by_id = {event.message_id: event.properties for event in events}
    assert all(by_id[f"{run}:{n}"] == values for n, values in clean.items())
    numbers = [event.id for event in events]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True


def repr_of(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\\u0000", "\0")


def test_a_missing_message_id_is_the_same_at_each_reading(database: object) -> None:
    send(row(batch(message(messageId=None), message(messageId=None))))
    ids = {event.message_id for event in project()}
    assert len(ids) == 2
    assert all(len(found) <= messages.MESSAGE_ID_CHARACTERS_MAX for found in ids)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"type": "buy"}, "type_unknown"),
        ({"type": None}, "type_unknown"),
        ({"event": ""}, "event_missing"),
        ({"userId": ""}, "id_missing"),
        ({"userId": None, "profileId": 0}, "id_missing"),
        ({"type": "group"}, "group_missing"),
        ({"type": "alias"}, "alias_incomplete"),
        ({"messageId": "x" * 101}, "message_id_too_long"),
        ({"userId": "x" * 256}, "field_too_long"),
        ({"event": "x" * 256}, "field_too_long"),
        ({"properties": []}, "field_type"),
        ({"userId": True}, "field_type"),
        ({"properties": {"a": "x" * 33_000}}, "event_too_large"),
        ({"properties": {"a": ["\0"]}}, "nul_character"),
        ({"userId": "a\0b"}, "nul_character"),
        ({"traits": {"\0": 1}}, "nul_character"),
        ({"properties": {"a": 10**40}}, "number_too_large"),
        ({"properties": {"a": [-(2**63) - 1]}}, "number_too_large"),
        ({"properties": {"a": 1e300}}, "number_too_large"),
    ],
)
def test_what_is_wrong_has_its_reason(fields: dict[str, Any], code: str) -> None:
    assert code_of(message(**fields)) == code


def test_numbers_and_nesting_beyond_all_bounds_are_set_aside() -> None:
    assert code_of(b'{"type":"track","event":"x","userId":"1","properties":{"a":1e999}}') == "field_type"
    assert (
        code_of(b'{"type":"track","event":"x","userId":"1","properties":{"a":' + b"9" * 5_000 + b"}}") == "field_type"
    )
    deep = b'{"type":"track","event":"x","userId":"1","properties":{"a":%s}}'
    for depth in (100, 900, 10_000):
        assert code_of(deep % (b"[" * depth + b"]" * depth)) == "json_too_deep"
    assert read(deep % (b"[" * 50 + b"]" * 50))
    assert code_of(message(), context={"a": "\0"}) == "nul_character"
    assert read(message(properties={"a": 2**63 - 1, "b": 1e10, "c": "1e999", "d": "9" * 30, "e": "\\u0000"}))


def test_lone_surrogates_are_mended_and_the_rest_of_the_batch_is_untouched() -> None:
    body = rb'{"batch":[{"a":"\ud83d"},{"a":"\ud83d\ude00 \\ud800 \udc00x"}]}'
    _, found = bodies.open_body("batch", body)
    assert [json.loads(bytes(one)) for one in found] == [{"a": "\ufffd"}, {"a": "\U0001f600 \\ud800 \ufffdx"}]


@given(st.text(st.characters(categories=["L", "N", "Cs", "So", "Cc"])))
def test_mending_leaves_whole_text_as_it_is_and_makes_all_text_readable(value: str) -> None:
    raw = json.dumps({"event": value}).encode()
    mended = json.loads(text.mend_surrogates(raw))["event"]
    mended.encode()
    assert mended == text.without_nul(value) if "\0" not in value else True


def test_the_batchs_context_is_under_each_events_own() -> None:
    draft = read(
        message(context={"locale": "fr"}, integrations={"All": False}),
        context={"locale": "en", "timezone": "Asia/Tokyo"},
        integrations={"All": True, "X": True},
    )
    assert draft.context == {
        "locale": "fr",
        "timezone": "Asia/Tokyo",
        "integrations": {"All": False, "X": True},
    }
    with pytest.raises(bodies.BodyRefused) as caught:
        bodies.open_body("batch", batch(message(), context={"a": "x" * 9_000}))
    assert caught.value.code == "context_too_large"


def ago(**delta: float) -> str:
    return (clock.from_us(NOW) - timedelta(**delta)).isoformat()


@pytest.mark.parametrize(
    ("timestamp", "sent_at", "expected", "fault"),
    [
        (None, None, timedelta(), ""),
        (ago(minutes=2), ago(), timedelta(minutes=2), ""),
        (ago(minutes=2, days=400), ago(days=400), timedelta(minutes=2), ""),
        (ago(minutes=2, days=-400), ago(days=-400), timedelta(minutes=2), ""),
        ("1970-01-01T00:00:05Z", "1970-01-01T00:01:05Z", timedelta(minutes=1), ""),
        (ago(hours=3), None, timedelta(hours=3), ""),
        (ago(seconds=-2), None, timedelta(), ""),
        (ago(hours=-2), None, timedelta(), "ahead"),
        ("0001-01-01T00:00:00Z", None, timedelta(), "absurd"),
        (ago(minutes=2)[:19], "", timedelta(minutes=2), ""),
        (NOW // 1000 - 60_000, None, timedelta(minutes=1), ""),
        (NOW // 1_000_000 - 60, None, timedelta(minutes=1), ""),
    ],
)
def test_the_age_of_an_event_is_right_even_where_the_clock_is_not(
    timestamp: Any, sent_at: Any, expected: timedelta, fault: str
) -> None:
    occurred, found = instants.occurred(timestamp=timestamp, sent_at=sent_at, received_at=NOW)
    assert (clock.from_us(NOW) - clock.from_us(occurred), found) == (expected, fault)


@pytest.mark.parametrize(("days", "fault"), [(360, ""), (3_000, "absurd")])
def test_a_browser_tells_of_its_last_year(days: int, fault: str) -> None:
    raw = json.dumps({"type": "track", "event": "E", "anonymousId": "a", "timestamp": ago(days=days)}).encode()
    shell = bodies.Shell(sentAt=ago())
    found = {
        trust: messages.read(raw, shell=shell, origin=messages.Origin("track", 1, trust, NOW), fallback_id="f")
        for trust in (Trust.BROWSER, Trust.SERVER)
    }
    assert found[Trust.BROWSER].context.get("clockFault", "") == fault
    assert "clockFault" not in found[Trust.SERVER].context


@pytest.mark.parametrize("timestamp", ["yesterday", "", {"a": 1}, True, 0, -5, 10**15])
def test_what_is_no_time_is_not_taken_as_now(timestamp: Any) -> None:
    with pytest.raises(Faulty) as refused:
        instants.occurred(timestamp=timestamp, sent_at=ago(), received_at=NOW)
    assert refused.value.code == "timestamp_unreadable"


def test_people_and_programs_are_told_apart() -> None:
    people = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
        "Mozilla/5.0 (Linux; Android 15; SM-S931B; wv) AppleWebKit/537.36 Version/4.0 Chrome/150.0 Mobile",
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0 OPR/120.0",
        "Mozilla/5.0 (Linux; Android 16; CUBOT X90) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36",
        "",
    )
    programs = (
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 HeadlessChrome/156.0.0.0 Safari/537.36",
        "facebookexternalhit/1.1",
        "python-requests/2.32",
        "curl/8.0",
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
        "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    )
    assert [crawlers.is_crawler(agent) for agent in people] == [False] * len(people)
    assert [crawlers.is_crawler(agent) for agent in programs] == [True] * len(programs)


def test_every_program_that_the_list_has_seen_is_told() -> None:
    seen = [agent for entry in CRAWLER_USER_AGENTS_DATA for agent in entry.get("instances", [])]
    assert len(seen) > 1_000
    assert [agent for agent in seen if not crawlers.is_crawler(agent)] == []


def test_a_replay_takes_what_has_become_right_and_keeps_the_rest(
    database: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "EVENT_BYTES_MAX", 150)
    large = message(type="alias", event=None, previousId="b" * 100, properties={"note": "x" * 100})
    send(row(batch(large, message(event=None), context={"locale": "fr"}, sentAt="2026-01-01T00:00:00Z")))
    assert project() == []
    monkeypatch.undo()
    held = [found.id for found in queries.quarantine()]
    assert len(held) == queries.quarantine_count() == 2
    assert actions.replay_quarantined(actor=actors.system("test"), ids=held) == 1
    events: list[Event] = project()
    assert [(event.other_id, event.context["locale"]) for event in events] == [("b" * 100, "fr")]
    assert [found.code for found in queries.quarantine()] == ["event_missing"]
