"""Many rows in one statement, on either database, inside the caller's transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from django.db import connection

T = TypeVar("T")

# PostgreSQL array types by the column's kind; only what the rooms use.
ARRAYS = {"int": "bigint[]", "text": "text[]", "bytes": "bytea[]", "bool": "boolean[]", "float": "double precision[]"}


def insert(table: str, columns: dict[str, str], rows: Sequence[Sequence[Any]], *, on_conflict: str = "") -> None:
    """Insert rows. `columns` maps column name to its kind (a key of ARRAYS) in row order.

    `on_conflict` is the clause after ON CONFLICT, the same on both databases, such as "DO NOTHING"
    or "(profile_id, name) DO UPDATE SET count = t.count + excluded.count" where `t` names the table.
    Keep JSON in text columns on both databases.
    Table and column names must be our own: they are not escaped.
    """
    if not rows:
        return
    assert all(len(row) == len(columns) for row in rows[:1])
    names = ", ".join(columns)
    tail = f" ON CONFLICT {on_conflict}" if on_conflict else ""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} AS t ({names}) VALUES ({marks}){tail}", rows)
            return
        arrays = ", ".join(f"%s::{ARRAYS[kind]}" for kind in columns.values())
        cursor.execute(
            f"INSERT INTO {table} AS t ({names}) SELECT * FROM unnest({arrays}){tail}",
            _arrays(columns, rows),
        )


def update(
    table: str, key: str, columns: dict[str, str], rows: Sequence[Sequence[Any]], *, also: str, where: str = "TRUE",
    values: Sequence[Any] = (),
) -> None:  # fmt: skip
    """Update rows by an integer key. `columns` maps column name to its kind; each row gives their values, then the key.

    `also` is what every row is set to besides, in SQL without parameters; `where` must hold too, with its `values`.
    Names must be our own, as in `insert`.
    """
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            sets = ", ".join(f"{name} = %s" for name in columns)
            cursor.executemany(
                f"UPDATE {table} SET {sets}, {also} WHERE {key} = %s AND {where}", [(*row, *values) for row in rows]
            )
            return
        kinds = {**columns, "row_key": "int"}
        sets = ", ".join(f"{name} = new.{name}" for name in columns)
        arrays = ", ".join(f"%s::{ARRAYS[kind]}" for kind in kinds.values())
        cursor.execute(
            f"UPDATE {table} SET {sets}, {also} FROM unnest({arrays}) AS new ({', '.join(kinds)})"
            f" WHERE {table}.{key} = new.row_key AND {where}",
            [*_arrays(kinds, rows), *values],
        )


def _arrays(columns: dict[str, str], rows: Sequence[Sequence[Any]]) -> list[str]:
    """The rows, column by column."""
    return [
        _array_literal(column, kind) for column, kind in zip(zip(*rows, strict=True), columns.values(), strict=True)
    ]


def _array_literal(values: Collection[Any], kind: str) -> str:
    """A PostgreSQL array as text (its documentation, 8.15.2). The driver's own takes five times as long."""
    if kind == "text":
        return "{" + ",".join(_quoted(value) if value is not None else "NULL" for value in values) + "}"
    if kind == "bytes":
        return "{" + ",".join('"\\\\x' + value.hex() + '"' if value is not None else "NULL" for value in values) + "}"
    if kind == "bool":
        return "{" + ",".join("NULL" if value is None else "t" if value else "f" for value in values) + "}"
    number = int.__repr__ if kind == "int" else float.__repr__
    convert = int if kind == "int" else float
    return "{" + ",".join(number(convert(value)) if value is not None else "NULL" for value in values) + "}"


def _quoted(value: str) -> str:
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def in_chunks(values: Sequence[T], size: int) -> list[Sequence[T]]:
    """Cut a sequence into runs of at most `size`."""
    assert size > 0
    return [values[start : start + size] for start in range(0, len(values), size)]


def among(column: str, values: Iterable[int] | Iterable[str], kind: str = "int") -> tuple[str, Any]:
    """The condition "`column` is one of `values`" and its one parameter, however many values there are."""
    if connection.vendor == "sqlite":
        return f"{column} IN (SELECT value FROM json_each(%s))", msgspec.json.encode(list(values)).decode()
    return f"{column} = ANY(%s::{ARRAYS[kind]})", _array_literal(list(values), kind)


def pairs(values: Mapping[str, Collection[int]] | Mapping[int, Collection[int]]) -> tuple[str, str]:
    """A SELECT of each key, as text, with each of its numbers (columns `one`, `other`), and its one parameter."""
    given = msgspec.json.encode({str(key): list(numbers) for key, numbers in values.items()}).decode()
    if connection.vendor == "sqlite":
        sql = "SELECT k.key AS one, v.value AS other FROM json_each(%s) k CROSS JOIN json_each(k.value) v"
    else:
        sql = (
            "SELECT k.key AS one, CAST(v.value AS bigint) AS other"
            " FROM jsonb_each(%s::jsonb) k CROSS JOIN LATERAL jsonb_array_elements_text(k.value) v"
        )
    return sql, given
