"""What means harm is refused with a sentence; nothing crashes, nothing grows, and what was taken in is read."""

import msgspec
import psutil
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.collect import queries
from ninefold.edge import description
from ninefold.pipeline import project
from tests.collect.stories import message
from tests.edge import besieging, hostile, readers
from tests.edge.conftest import Edge, basic

GROWTH_BYTES_MAX = 100 * hostile.MEGABYTE
KEY_BYTES = 300_000


def test_what_means_harm_is_refused_with_a_sentence_and_costs_no_memory(edge: Edge) -> None:
    assert edge.post("/v1/track", message())[0] == 200
    process = psutil.Process(edge.running._running["edge"].pid)
    before, faults, taken = process.memory_info().rss, [], 1
    for request in hostile.requests(bomb_bytes=64 * hostile.MEGABYTE):
        status, fault = hostile.tried(request, edge.ask, basic(edge.key))
        faults.append(fault)
        taken += status == 200
    for number in range(400):  # 120 MB, were they remembered
        status, answer = edge.post("/v1/track", message(), headers={"Authorization": f"Bearer {number:0{KEY_BYTES}}"})
        assert (status, answer["code"]) == (400, "authorization_broken")
    lies = [besieging.lied(edge.port, edge.key, lie) for lie in besieging.LIES]
    assert not list(filter(None, faults))
    assert not besieging.worst(lies)
    assert process.memory_info().rss - before < GROWTH_BYTES_MAX
    assert "a request failed" not in edge.running.log("edge")
    assert edge.post("/v1/track", message())[0] == 200

    while project.project_batch(consent_only=False):
        pass
    lied = lies.count(b"HTTP/1.1 200 OK")
    assert queries.event_count() + len(queries.quarantine(limit=1_000)) == taken + 1 + lied, (
        "all that was taken is read"
    )


@given(st.integers(0, len(readers.READERS) - 1), st.sampled_from(list(readers.seeds())), st.data())
@settings(max_examples=300, deadline=None)
def test_every_reader_of_strangers_bytes_answers_or_refuses(number: int, seed: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(seed)))
    end = data.draw(st.integers(start, len(seed)))
    readers.read(number, seed[:start] + data.draw(st.binary(max_size=12)) + seed[end:])


def test_the_edge_describes_its_own_calls(edge: Edge) -> None:
    status, headers, body = edge.ask("GET", description.PATH)
    assert (status, headers["content-type"]) == (200, "application/json")
    told = msgspec.json.decode(body)
    for path, calls in told["paths"].items():
        for method in calls:
            assert edge.ask(method.upper(), path.replace("{key}", edge.browser_key), b"")[0] not in (405, 500), path
    named = {ref.rsplit("/", 1)[1] for ref in _refs(told)}
    assert named == {*told["components"]["schemas"], *told["components"]["responses"]}


def _refs(value: object) -> list[str]:
    if isinstance(value, dict):
        return [found for name, item in value.items() for found in ([item] if name == "$ref" else _refs(item))]
    return [found for item in value for found in _refs(item)] if isinstance(value, list) else []
