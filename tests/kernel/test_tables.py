"""Files of rows: what was written is what is read, in each format; nothing half, nothing that a spreadsheet runs."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from ninefold.kernel import tables
from ninefold.kernel.errors import BadInput
from ninefold.kernel.tables import Column

COLUMNS = (
    Column("id", "int"), Column("name"), Column("at", "instant"), Column("tags", "texts"), Column("is_it", "bool"),
    Column("more", "json", ("a", "b")), Column("raw", "json"),
)  # fmt: skip
ROWS = (
    (1, 'Zoë, "the" one\nand two', 1_767_323_045_000_001, ["x", "y"], True, {"a": 1.5, "b": "="}, b'{"deep":[1]}'),
    (2, "=cmd()", 1_767_323_045_000_000, [], False, None, None),
    (3, "+49 (0)30-1", 0, [], False, {"b": "@home"}, None),
)


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz"])
def test_csv_reads_the_same_and_holds_no_formula(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    assert tables.write(path, COLUMNS, ROWS) == 3
    raw = gzip.decompress(path.read_bytes()) if name.endswith("gz") else path.read_bytes()
    first, second, third = csv.DictReader(io.StringIO(raw.decode(), newline=""))
    assert first == {
        "id": "1", "name": "Zoë, \"the\" one\nand two", "at": "2026-01-02T03:04:05.000001Z", "tags": "x; y",
        "is_it": "true", "more.a": "1.5", "more.b": "'=", "raw": '{"deep":[1]}',
    }  # fmt: skip
    assert second["name"] == "'=cmd()"
    assert (third["name"], third["more.b"]) == ("+49 (0)30-1", "'@home")
    assert path.stat().st_mode & 0o077 == 0
    assert [each.name for each in tmp_path.iterdir()] == [name], "no scratch is left"


def test_json_lines_leave_out_what_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    tables.write(path, COLUMNS, ROWS)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert (lines[0]["raw"], lines[0]["more"]) == ({"deep": [1]}, {"a": 1.5, "b": "="})
    assert lines[1] == {"id": 2, "name": "=cmd()", "at": "2026-01-02T03:04:05Z", "is_it": False}


def test_parquet_has_types_and_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "it's.parquet"
    assert tables.write(path, COLUMNS, ROWS) == 3
    with duckdb.connect() as connection:
        found = connection.execute("SELECT * FROM read_parquet($1)", [str(path)])
        assert [str(column[1]) for column in found.description or ()][:5] == [
            "BIGINT", "VARCHAR", "TIMESTAMP", "VARCHAR[]", "BOOLEAN",
        ]  # fmt: skip
        first, second, _ = found.fetchall()
    assert (first[0], first[1], first[2].microsecond, first[3]) == (1, ROWS[0][1], 1, ["x", "y"])
    assert json.loads(first[6]) == {"deep": [1]}
    assert second[3] is None
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert tables.write(tmp_path / "none.parquet", COLUMNS, ()) == 0


def test_a_writer_that_fails_leaves_what_stood_there(tmp_path: Path) -> None:
    def broken() -> Iterator[tuple[object, ...]]:
        yield ROWS[0]
        raise OSError("the database went away")

    path = tmp_path / "t.csv"
    path.write_text("as before")
    with pytest.raises(OSError, match="went away"):
        tables.write(path, COLUMNS, broken())
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("t.csv", "as before")]
    with pytest.raises(BadInput, match=r"end the name with \.csv"):
        tables.write(tmp_path / "t.xlsx", COLUMNS, ROWS)
