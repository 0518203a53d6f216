"""The lake holds each event once, whoever is killed when, and DuckDB reads it."""

import re
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest
from django.db import transaction

from ninefold.collect import actions, lake, lakekeeping, lakewriter
from ninefold.collect.types import NewEvent
from ninefold.kernel import clock, settings
from ninefold.kernel.database import leases
from tests.collect.stories import project_all

pytestmark = pytest.mark.django_db
NAMES = "SELECT id, name FROM {} ORDER BY id"


@pytest.fixture(autouse=True)
def _no_lake() -> Iterator[None]:
    yield
    shutil.rmtree(settings.current().lake_path, ignore_errors=True)


def record(*names: str) -> None:
    now = clock.now_us()
    with transaction.atomic():
        actions.record(
            events=[NewEvent(message_id=f"lake:{name}", name=name, occurred_at=now, profile_id=1) for name in names]
        )
    project_all()


def in_the_lake() -> list[tuple[int, str]]:
    with duckdb.connect() as connection:
        return connection.execute(NAMES.format(lake.scan_sql())).fetchall()


def test_an_empty_lake_can_be_read() -> None:
    assert in_the_lake() == []
    assert lake.known(["x"]) == set()


def test_new_events_are_appended_once() -> None:
    record("a", "b")
    assert actions.write_lake(now=clock.now_us(), force=True) == 2
    assert actions.write_lake(now=clock.now_us(), force=True) == 0
    record("c")
    assert actions.write_lake(now=clock.now_us()) == 0, "it waits for its time"
    assert actions.write_lake(now=clock.now_us(), force=True) == 1
    assert in_the_lake() == [(1, "a"), (2, "b"), (3, "c")]
    assert lake.known(["lake:b", "lake:z"]) == {"lake:b"}


def test_a_writer_killed_between_append_and_cursor_doubles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    record("a", "b")
    monkeypatch.setattr("ninefold.collect.lakewriter._move_cursor", lambda value: None)
    assert actions.write_lake(now=clock.now_us(), force=True) == 2
    monkeypatch.undo()
    record("c")
    assert actions.write_lake(now=clock.now_us(), force=True) == 1
    assert in_the_lake() == [(1, "a"), (2, "b"), (3, "c")]


def test_only_the_holder_of_the_lease_writes() -> None:
    record("a")
    assert leases.acquire("lake", seconds=60, holder="another worker")
    assert actions.write_lake(now=clock.now_us(), force=True) == 0
    leases.release("lake", holder="another worker")
    assert actions.write_lake(now=clock.now_us(), force=True) == 1


def test_texts_leave_no_statistics_behind() -> None:
    record("a name that nobody should find")
    actions.write_lake(now=clock.now_us(), force=True)
    table = lake.table()
    assert table is not None
    log = "".join(path.read_text() for path in (settings.current().lake_path / "_delta_log").glob("*.json"))
    assert '\\"id\\":1' in log
    assert "a name that nobody" not in log
    assert table.metadata().partition_columns == ["received_date"]
    with duckdb.connect() as connection:
        files = table.file_uris()
        found = connection.execute(
            "SELECT path_in_schema, stats_min_value FROM parquet_metadata(?) WHERE stats_min_value IS NOT NULL", [files]
        ).fetchall()
    assert {name for name, _ in found}.isdisjoint({"name", "user_id", "properties", "traits", "context"})
    assert found


def test_what_an_append_has_no_room_for_goes_with_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lakewriter, "CHARACTERS_MAX", 50)
    record("a" * 30, "b" * 30)
    assert [actions.write_lake(now=clock.now_us(), force=True) for _ in range(3)] == [1, 1, 0]
    assert [number for number, _ in in_the_lake()] == [1, 2]


def test_many_files_of_a_day_become_one_and_what_was_read_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abcde":
        record(name)
        actions.write_lake(now=clock.now_us(), force=True)
    monkeypatch.setattr(lakekeeping, "FILES_MAX", 3)
    monkeypatch.setattr(lakekeeping, "READERS_HOURS", 0)
    monkeypatch.setattr(lakekeeping._Pace, "looked_at", -lakekeeping.PAUSE_SECONDS)
    before = in_the_lake()
    assert actions.compact_lake() == 5
    assert actions.compact_lake() == 0, "it waits for its time"
    assert in_the_lake() == before
    assert len(list(settings.current().lake_path.rglob("*.parquet"))) == len(lake.table().file_uris()) + _checkpoints()
    record("f")
    assert actions.write_lake(now=clock.now_us(), force=True) == 1, "the writer knows how far it was"
    assert in_the_lake() == [*before, (6, "f")]


def _checkpoints() -> int:
    return len(list((settings.current().lake_path / "_delta_log").glob("*.parquet")))


def test_the_lake_is_read_from_outside_as_the_documentation_says() -> None:
    record("a", "b")
    actions.write_lake(now=clock.now_us(), force=True)
    page = (Path(__file__).parents[2] / "docs/howto/read-the-lake.md").read_text()
    ways = re.findall(r"```python\n# (\w+)\n(.*?)```", page, re.DOTALL)
    assert [needs for needs, _ in ways] == ["duckdb", "polars", "pyspark"]
    for needs, code in ways:
        if needs != "pyspark" and find_spec(needs):
            found: dict[str, object] = {}
            exec(code.replace("data/lake", str(settings.current().lake_path)), found)  # our own page
            assert "a" in str(found["counts"]), needs
