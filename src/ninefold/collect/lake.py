"""The lake: the event log as a Delta table partitioned by day of receipt, for analysis by DuckDB, Spark and others.

Delta does not refuse a repeated append, so each append names the last event number it holds (an application
transaction) and the writer reads that back first: a writer killed before it moved its cursor doubles nothing.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
from arro3.core import Array, DataType, Table
from deltalake import CommitProperties, DeltaTable, Transaction, WriterProperties, write_deltalake
from deltalake.exceptions import TableNotFoundError
from deltalake.writer import ColumnProperties

from ninefold.kernel import settings

APPLICATION = "ninefold-events"
_DAY_US = 86_400 * 1_000_000
_INSTANT = DataType.timestamp("us", tz="UTC")
# Column, Arrow type. received_date, the partition, is derived from received_at.
_TYPES = {
    "id": DataType.int64(),
    "message_id": DataType.string(),
    "kind": DataType.string(),
    "name": DataType.string(),
    "user_id": DataType.string(),
    "anonymous_id": DataType.string(),
    "other_id": DataType.string(),
    "properties": DataType.string(),
    "traits": DataType.string(),
    "context": DataType.string(),
    "occurred_at": _INSTANT,
    "received_at": _INSTANT,
    "source_id": DataType.int64(),
    "trust": DataType.int64(),
    "profile_id": DataType.int64(),
    "is_bot": DataType.bool(),
}
COLUMNS = tuple(_TYPES)
_TEXTS = [name for name, kind in _TYPES.items() if kind == DataType.string()]
# Statistics of texts would keep pieces of names and addresses that an erasure has to find; numbers suffice for pruning.
_CONFIGURATION = {
    "delta.dataSkippingStatsColumns": "id,occurred_at,received_at,profile_id",
    "delta.enableDeletionVectors": "false",
}
WRITING = WriterProperties(
    compression="ZSTD", column_properties={name: ColumnProperties(statistics_enabled="NONE") for name in _TEXTS}
)


def table() -> DeltaTable | None:
    """The table as it stands, None before the first append."""
    try:
        return DeltaTable(str(settings.current().lake_path))
    except TableNotFoundError:
        return None


def last_id(delta: DeltaTable | None) -> int:
    """The number of the last event in the lake."""
    return (delta.transaction_version(APPLICATION) or 0) if delta is not None else 0


def append(rows: Sequence[tuple[Any, ...]]) -> None:
    """Append rows (values of COLUMNS, instants in microseconds) in the order of their ids.

    No retry: if another writer committed meanwhile, this append fails and is planned anew.
    """
    assert rows
    ids = [row[0] for row in rows]
    assert ids == sorted(set(ids)), "the lake takes each number once, in order"
    write_deltalake(
        str(settings.current().lake_path),
        _arrow(rows),
        mode="append",
        partition_by=["received_date"],
        configuration=_CONFIGURATION,
        writer_properties=WRITING,
        commit_properties=CommitProperties(max_commit_retries=0, app_transactions=[Transaction(APPLICATION, ids[-1])]),
    )


def _arrow(rows: Sequence[tuple[Any, ...]]) -> Table:
    columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
    arrays = [_array(columns[name], kind) for name, kind in _TYPES.items()]
    days = Array([instant // _DAY_US for instant in columns["received_at"]], DataType.int32()).cast(DataType.date32())
    return Table.from_arrays([*arrays, days], names=[*COLUMNS, "received_date"])


def _array(values: Sequence[Any], kind: DataType) -> Array:
    if kind == _INSTANT:
        return Array(list(values), DataType.int64()).cast(_INSTANT)
    return Array([bool(value) for value in values] if kind == DataType.bool() else list(values), kind)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The events with a number after `after` and up to `upto`, and the files that hold them, with others perhaps."""

    after: int
    upto: int
    files: tuple[str, ...]


def stretch(delta: DeltaTable, after: int, rows_max: int) -> Stretch:
    """What follows the event number `after` in the table: whole files, of about `rows_max` rows, one file at least."""
    addresses = {address.rpartition("/")[2]: address for address in delta.file_uris()}
    told = delta.get_add_actions(flatten=True)
    columns = (told.column(name).to_pylist() for name in ("path", "num_records", "min.id", "max.id"))
    files = sorted((most, least, count, path) for path, count, least, most in zip(*columns, strict=True))
    upto, rows = after, 0
    for most, _, count, _ in files:
        if most > after and (rows == 0 or rows + count <= rows_max):
            upto, rows = most, rows + count
        elif most > after:
            break
    within = (path for most, least, _, path in files if most > after and least <= upto)
    return Stretch(after, upto, tuple(addresses[path.rpartition("/")[2]] for path in within))


def rewrite(
    delta: DeltaTable, within: Stretch, columns: Sequence[str], rows: Sequence[Mapping[str, Any]],
    gone: Sequence[Mapping[str, Any]],
) -> None:  # fmt: skip
    """Write other values of `columns`, of which the first is `id`, into rows of a stretch, and take others out of it.

    One commit, no retry. That the stretch is named keeps all other files unread.
    """
    given = [*rows, *gone]
    if not given:
        return
    days = Array([row["received_at"] // _DAY_US for row in given], DataType.int32()).cast(DataType.date32())
    arrays = [_array([row[name] for row in given], _TYPES[name]) for name in columns]
    is_gone = Array([False] * len(rows) + [True] * len(gone), DataType.bool())
    merging = delta.merge(
        Table.from_arrays([*arrays, is_gone, days], names=[*columns, "is_gone", "received_date"]),
        "held.received_date = given.received_date AND held.id = given.id"
        f" AND held.id > {within.after} AND held.id <= {within.upto}",
        source_alias="given", target_alias="held", writer_properties=WRITING,
        commit_properties=CommitProperties(max_commit_retries=0),
    )  # fmt: skip
    values = {name: f"given.{name}" for name in columns[1:]}
    merging.when_matched_delete("given.is_gone").when_matched_update(values, "NOT given.is_gone").execute()


@dataclass(frozen=True, slots=True)
class Sought:
    """Events of these profiles; those of whose texts one fits the pattern, in any case; those that have one of these
    ids where an id stands."""

    profile_ids: Collection[int]
    pattern: str
    ids: Collection[str]


def naming(
    within: Stretch, sought: Sought, columns: Sequence[str], id_columns: Sequence[str], *, at_once: int
) -> Iterator[list[dict[str, Any]]]:
    """The events of a stretch that are sought, by their `columns`; ids stand in `id_columns`."""
    texts = ", ".join(column for column in columns if column in _TEXTS)
    fits = f"regexp_matches(concat_ws(chr(10), {texts}), $pattern, 'i')" if sought.pattern else "$pattern <> ''"
    where = " OR ".join([fits, "profile_id = ANY($own)", *(f"{column} = ANY($ids)" for column in id_columns)])
    wanted = ", ".join(f"epoch_us({name})" if _TYPES[name] == _INSTANT else name for name in columns)
    given = {"pattern": sought.pattern, "ids": list(sought.ids), "own": list(sought.profile_ids)}
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT {wanted} FROM {_reading(within.files)} WHERE id > {within.after} AND id <= {within.upto}"
            f" AND ({where}) ORDER BY id",
            given,
        )
        while rows := found.fetchmany(at_once):
            yield [dict(zip(columns, row, strict=True)) for row in rows]


def scan_sql() -> str:
    """What to write after FROM in DuckDB to read all events of the lake, files as the Delta log lists them."""
    delta = table()
    return _reading(delta.file_uris() if delta is not None else [])


def _reading(files: Sequence[str]) -> str:
    if not files:
        columns = ", ".join(f"NULL::{_duck_type(kind)} AS {name}" for name, kind in _TYPES.items())
        return f"(SELECT {columns}, NULL::DATE AS received_date WHERE false)"
    quoted = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    return f"read_parquet([{quoted}], hive_partitioning = true, hive_types = {{'received_date': DATE}})"


def _duck_type(kind: DataType) -> str:
    if kind == _INSTANT:
        return "TIMESTAMPTZ"
    return {DataType.int64(): "BIGINT", DataType.bool(): "BOOLEAN"}.get(kind, "VARCHAR")


def known(message_ids: Collection[str]) -> set[str]:
    """Which of these message ids the lake holds: for replays older than the 30 days that `dedupe` remembers."""
    if not message_ids:
        return set()
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT DISTINCT message_id FROM {scan_sql()} WHERE message_id = ANY(?)", [list(message_ids)]
        ).fetchall()
    return {message_id for (message_id,) in found}
