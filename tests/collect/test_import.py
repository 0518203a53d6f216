"""Files become events: each line once, whoever is killed when; what cannot be read is set aside with its reason."""

import csv
import gzip
import json
import lzma
from importlib.resources import files
from pathlib import Path

import duckdb
import msgspec
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ninefold.collect import actions, queries
from ninefold.collect.errors import ImportRefused
from ninefold.collect.importing.mapping import Consent, Mapping
from ninefold.collect.types import EventKind, ImportReport, NewEvent, Trust
from ninefold.kernel import actors, clock, tables
from ninefold.kernel.errors import NotAllowed
from tests.collect.stories import message, project_all

pytestmark = pytest.mark.django_db
ACTOR = actors.system("test")
HEAD = " customer_id  date number_of_cds  dollar_value\n"


def load(path: Path, mapping: str | Path = "cdnow") -> ImportReport:
    return actions.import_file(actor=ACTOR, path=path, mapping=mapping, now=clock.now_us())


def written(tmp_path: Path, content: str | bytes, name: str = "orders.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refused(path: Path) -> list[tuple[str, str]]:
    """The number of each line that was refused, and why."""
    with path.with_name(f"{path.name}.refused.csv").open(newline="") as file:
        return [(row["ninefold id"].partition(":")[2], row["ninefold reason"]) for row in csv.DictReader(file)]


def test_equal_lines_are_different_purchases_and_a_file_counts_once(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + " 00001 19970101  1   11.77\n" * 2 + " 00002 19970112  5   77.00\n")
    assert load(path) == ImportReport(recorded=3, refused=0)
    assert load(path) == ImportReport(recorded=3, refused=0, recorded_before=3)
    events = project_all()
    assert [event.user_id for event in events] == ["cdnow-00001", "cdnow-00001", "cdnow-00002"]
    assert events[0].properties == {"revenue": 11.77, "quantity": 1, "currency": "USD"}
    assert events[0].trust is Trust.IMPORT
    assert clock.from_us(events[2].occurred_at).isoformat() == "1997-01-12T00:00:00+00:00"
    assert load(path).recorded == 3
    assert project_all() == []


def test_a_file_imported_more_than_30_days_ago_still_counts_once(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + " 00001 19970101  1   11.77\n")
    load(path)
    project_all()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM collect_seen")  # as after 30 days
    load(written(tmp_path, path.read_text(), "the same under another name.txt"))
    assert project_all() == []


def test_a_killed_import_goes_on_where_it_was(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "".join(f" {n:05} 19970101  1   1.00\n" for n in range(1_300)))

    def die(done: int, lines: int) -> None:
        assert lines == 1_301
        if done > 600:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.import_file(actor=ACTOR, path=path, mapping="cdnow", progress=die, now=clock.now_us())
    assert len(project_all()) == 1_000
    assert load(path).recorded == 1_300
    assert len(project_all()) == 300
    assert queries.event_count() == 1_300


def test_lines_that_cannot_be_read_are_set_aside_with_their_reason(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        HEAD.encode()
        + b" 00001 19970101  1   11.77\n 00002 19971301  1   1.00\n 00003 19970101  x   1.00\n\n"
        + b" 00004 19970101  1   1.005\n 00005 19970101 1\n 0000\xff 19970101  1   1.00\n 00007 29970101  1  1.00\n",
    )
    assert load(path) == ImportReport(recorded=1, refused=6)
    told = ["is no time", "is no whole number", "is no amount", "4 columns", "not UTF-8", "has not come yet"]
    for (line, why), number, words in zip(refused(path), "346789", told, strict=True):
        assert line == number
        assert words in why


def test_no_line_is_counted_as_refused_before_it_stands_among_the_refused(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + " 00001 19970101  1   11.77\n 00002 19971301  1   1.00\n")
    in_the_way = tmp_path / "orders.txt.refused.csv"
    in_the_way.mkdir()
    with pytest.raises(IsADirectoryError):
        load(path)
    assert project_all() == [], "the batch is not committed without its refusals"

    in_the_way.rmdir()
    assert load(path) == ImportReport(recorded=1, refused=1)
    assert [line for line, _ in refused(path)] == ["3"]
    assert len(project_all()) == 1


def test_a_file_read_with_the_wrong_mapping_is_read_again_with_the_right_one(tmp_path: Path) -> None:
    wrong = written(
        tmp_path,
        "format = 'csv'\ndelimiter = 'whitespace'\nevent = 'x'\nuser_id = '{who}'\n[timestamp]\ncolumn = 'date'",
        "wrong.toml",
    )
    path = written(tmp_path, HEAD + "".join(f" {n:05} 19970101  1   1.00\n" for n in range(700)))

    def die(done: int, lines: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.import_file(actor=ACTOR, path=path, mapping=wrong, progress=die, now=clock.now_us())
    assert load(path, wrong) == ImportReport(recorded=0, refused=700)

    assert load(path) == ImportReport(recorded=700, refused=0)
    with pytest.raises(ImportRefused, match="700 lines of this file were recorded with another mapping"):
        load(path, wrong)
    assert load(path) == ImportReport(700, 0, recorded_before=700), "what is recorded is left alone"
    assert len(project_all()) == 700


def test_csv_with_quotes_and_json_lines(tmp_path: Path) -> None:
    mapping = written(
        tmp_path,
        '{"format": "csv", "event": "{what}", "user_id": "{who}", "timestamp": {"column": "at"},'
        ' "properties": {"note": {"column": "note"}}}',
        "orders.json",
    )
    path = written(
        tmp_path, 'who,what,at,note\nada,Bought,2026-01-02T03:04:05Z,"two\nlines, quoted"\nbob\n', "orders.csv"
    )
    assert load(path, mapping).recorded == 1
    assert refused(path) == [("4", "The line has 1 cells where there are 4 columns.")]
    mapping.write_text(mapping.read_text().replace('"csv"', '"jsonl"').replace("{who}", "{customer.id}"))
    lines = '{"customer": {"id": 7}, "what": "Bought", "at": "2026-01-02T03:04:05+01:00", "note": null}\n[1]\n{"a":\n'
    assert load(written(tmp_path, lines, "orders.jsonl"), mapping) == ImportReport(recorded=1, refused=2)
    assert [(event.user_id, event.properties["note"]) for event in project_all()] == [
        ("ada", "two\nlines, quoted"),
        ("7", None),
    ]


def test_what_was_refused_is_mended_and_sent_again_and_counts_once(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + " 1 19970101 1 1.00\n 2 19971301 1 2.00\n 3 19970101 1 3.00 more, still\n")
    assert load(path) == ImportReport(recorded=1, refused=2)
    beside = path.with_name("orders.txt.refused.csv")
    beside.write_text(beside.read_text().replace("19971301", "19971201"))
    assert load(beside) == ImportReport(recorded=2, refused=0)
    beside.write_text(beside.read_text() + "\n")  # another file, the same lines
    assert load(beside) == ImportReport(recorded=2, refused=0)
    assert [event.properties["revenue"] for event in project_all()] == [1.0, 2.0, 3.0]

    mapping = written(tmp_path, '{"format": "jsonl", "event": "{what}", "user_id": "{who}"}', "orders.json")
    lines = written(tmp_path, '{"who": "a", "what": ""}\n{"who": "b", "what": "Bought"\n', "orders.jsonl")
    assert load(lines, mapping) == ImportReport(recorded=0, refused=2)
    again = lines.with_name("orders.jsonl.refused.jsonl")
    again.write_text(again.read_text().replace('"what": ""', '"what": "Sold"').replace('Bought\\"', 'Bought\\"}'))
    assert load(again, mapping) == ImportReport(recorded=2, refused=0)
    assert [(event.user_id, event.name) for event in project_all()] == [("a", "Sold"), ("b", "Bought")]


def test_parquet_is_read_with_its_types_and_its_nesting(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'u' || i AS who, TIMESTAMP '2026-01-02 03:04:05' + INTERVAL (i) HOUR AS at,"
            " 12.50::DECIMAL(9, 2) AS sum, {'city': 'Köln'} AS place,"
            " CASE WHEN i = 2 THEN 'much' ELSE '1' END AS number"
            f" FROM range(3) r(i)) TO '{path}'"
        )
    mapping = written(
        tmp_path,
        '{"format": "parquet", "event": "Bought", "user_id": "{who}", "timestamp": {"column": "at"}, "properties":'
        ' {"sum": {"column": "sum", "type": "money"}, "city": {"column": "place.city"},'
        ' "number": {"column": "number", "type": "integer"}}}',
        "orders.json",
    )
    assert load(path, mapping) == ImportReport(recorded=2, refused=1)
    first, second = project_all()
    assert first.properties == {"sum": 12.5, "city": "Köln", "number": 1}
    assert second.occurred_at - first.occurred_at == 3_600_000_000
    beside = path.with_name("orders.parquet.refused.jsonl")
    beside.write_text(beside.read_text().replace('"much"', '"3"'))
    assert load(beside, mapping) == ImportReport(recorded=1, refused=0)
    (third,) = project_all()
    assert third.user_id == "u2"
    with pytest.raises(ImportRefused, match="is broken"):
        load(written(tmp_path, path.read_bytes()[:200], "half.parquet"), mapping)


def test_archives_of_other_collectors_keep_their_ids_and_their_times(tmp_path: Path) -> None:
    kept = {
        "type": "track", "event": "Song Played", "userId": "u1", "messageId": "m-1", "properties": {"n": 1},
        "originalTimestamp": "2025-03-01T10:00:00Z", "sentAt": "2025-03-01T12:00:00Z",
        "receivedAt": "2025-03-01T11:00:00.5Z", "timestamp": "2025-03-01T09:00:00.5Z", "rudderId": "x",
    }  # fmt: skip
    live = {
        "type": "identify",
        "userId": "u1",
        "messageId": "m-2",
        "traits": {"plan": "pro"},
        "timestamp": "2025-03-02",
    }
    actions.record(events=[NewEvent("m-2", "Came Live", clock.now_us(), user_id="u1")])
    lines = "\n".join(json.dumps(each) for each in (kept, live, {"type": "track", "userId": "u1"}))
    path = written(tmp_path, gzip.compress(lines.encode()), "1.json.gz")
    assert load(path, "segment") == ImportReport(recorded=2, refused=1)
    events = project_all()
    assert sorted(event.message_id for event in events) == ["m-1", "m-2"], "what came in live counts once"
    (song,) = [event for event in events if event.name == "Song Played"]
    assert clock.from_us(song.occurred_at).isoformat() == "2025-03-01T09:00:00.500000+00:00"
    assert (song.trust, song.properties) == (Trust.IMPORT, {"n": 1})
    assert "name of its event" in path.with_name("1.json.gz.refused.jsonl").read_text()
    with pytest.raises(ImportRefused, match="cannot be read"):
        load(written(tmp_path, path.read_bytes()[:60], "half.gz"), "rudderstack")


def test_what_is_exported_is_imported_elsewhere_as_it_was(tmp_path: Path) -> None:
    said = {"type": "identify", "userId": "u1", "traits": {"name": "Zoë"}, "messageId": "m-2"}
    page = {"type": "page", "name": "Home", "anonymousId": "a1", "properties": {"path": "/"}, "messageId": "m-3"}
    alias = {"type": "alias", "previousId": "a1", "userId": "u1", "messageId": "m-4"}
    group = {"type": "group", "groupId": "g1", "userId": "u1", "messageId": "m-5"}
    song = message(messageId="m-1", properties={"n": 1.5}, timestamp="2025-03-01T10:00:00Z")
    lines = "\n".join(map(json.dumps, (song, said, page, alias, group)))
    load(written(tmp_path, lines, "said.jsonl"), "segment")
    before = project_all()
    path = tmp_path / "events.jsonl.gz"
    assert tables.write(path, queries.EVENT_COLUMNS, queries.event_rows()) == 5
    assert tables.write(tmp_path / "one.csv", queries.EVENT_COLUMNS, queries.event_rows(name="Song Played")) == 1
    assert load(path, "segment").recorded == 5
    assert project_all() == [], "here they are known already"
    with connection.cursor() as cursor:
        for table in ("event", "seen", "import"):
            cursor.execute(f"DELETE FROM collect_{table}")
    assert load(path, "segment").recorded == 5
    kept = [
        "message_id", "kind", "name", "user_id", "anonymous_id", "other_id", "properties", "traits", "occurred_at",
    ]  # fmt: skip
    after = {event.message_id: event for event in project_all()}
    for event in before:
        assert [getattr(after[event.message_id], field) for field in kept] == [getattr(event, field) for field in kept]


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ("nowhere", "mapping_missing"),
        ("format = 'xml'", "mapping_broken"),
        ("format = 'csv'\nevent = 'x'\n[timestamp]\ncolumn = 'at'", "mapping_broken"),
        (
            "format = 'csv'\nuser_id = 'x'\nevent = 'x'\n[timestamp]\ncolumn = 'at'\nzone = 'Mars/Base'",
            "mapping_broken",
        ),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_reason(tmp_path: Path, mapping: str, code: str) -> None:
    named = mapping if mapping == "nowhere" else written(tmp_path, mapping, "m.toml")
    with pytest.raises(ImportRefused) as caught:
        load(written(tmp_path, HEAD), named)
    assert caught.value.code == code


def test_who_may_not_import_is_refused(tmp_path: Path) -> None:
    editor = actors.Actor("user:1", "Ed", frozenset({actors.Role.EDITOR}))
    with pytest.raises(NotAllowed):
        actions.import_file(actor=editor, path=written(tmp_path, HEAD), mapping="cdnow", now=clock.now_us())
    with pytest.raises(ImportRefused):
        load(tmp_path / "missing.txt")


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minor=st.integers(min_value=0, max_value=10**12))
def test_money_stays_exact_to_the_smallest_unit(minor: int, tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + f" 1 19970101 1 {minor // 100}.{minor % 100:02}\n")
    with transaction.atomic():
        load(path)
        (_, body) = _pending()
        transaction.set_rollback(True)
    assert round(body["properties"]["revenue"] * 100) == minor


def _pending() -> tuple[int, dict[str, dict[str, float]]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, body FROM collect_pending")
        ((row_id, body),) = cursor.fetchall()
    return row_id, json.loads(body)


def test_all_of_cdnow_its_equal_lines_included(tmp_path: Path) -> None:
    packed = files("ninefold.cli.demo").joinpath("cdnow.csv.xz").read_bytes()
    content = lzma.decompress(packed).replace(b",", b"  ")
    lines = content.splitlines()
    assert (len(lines), len(lines) - len(set(lines))) == (69_660, 255), "a header and every purchase of the data set"
    assert load(written(tmp_path, content, "cdnow.txt")) == ImportReport(recorded=69_659, refused=0)


def test_a_mapping_that_is_not_there_names_those_that_ship(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"no mapping 'cdnwo'. Name one that ships \(cdnow, rudderstack, segment\)"):
        load(written(tmp_path, "x\n"), "cdnwo")


def test_a_yes_that_a_line_brings_keeps_the_proof_that_the_line_has() -> None:
    meant = Consent(
        basis="the old tool's list", column="ok", at_column="on", purpose="offers", evidence={"how": "a form"},
        evidence_columns={"wording": "text", "page": "page"},
    )  # fmt: skip
    mapping = Mapping(format="csv", type=EventKind.IDENTIFY, user_id="{mail}", email="mail", consent=meant)
    row = {"mail": "ana@example.org", "ok": "yes", "on": "2025-03-01", "text": "Yes, write me.", "page": " "}
    _, said = mapping.drafts(row, message_id="m", received_at=clock.now_us())
    assert said.properties == {
        "purpose": "offers", "channel": "mail", "status": "granted", "basis": "the old tool's list", "source": "import",
        "evidence": {"how": "a form", "wording": "Yes, write me.", "address": "ana@example.org"},
    }  # fmt: skip
    assert clock.from_us(said.occurred_at).date().isoformat() == "2025-03-01"


@pytest.mark.parametrize(
    ("kind", "cell", "clears", "said"),
    [("csv", "", False, {}), ("parquet", None, False, {}), ("jsonl", "", False, {}),
     ("jsonl", None, False, {"city": None}), ("csv", "", True, {"city": None}), ("csv", "Ulm", False, {"city": "Ulm"})],
)  # fmt: skip
def test_an_empty_cell_leaves_a_trait_as_it_is(kind: str, cell: object, clears: bool, said: dict[str, object]) -> None:
    given = {"format": kind, "type": "identify", "user_id": "{id}", "traits": {"city": {"column": "city"}}}
    mapping = msgspec.convert(given | {"empty_clears": clears}, Mapping)
    [draft] = mapping.drafts({"id": "p1", "city": cell}, message_id="m", received_at=clock.now_us())
    assert draft.traits == said
