"""Looks for texts in every byte that an install keeps: files as they are and unpacked, and the tables of PostgreSQL."""

import gzip
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import lz4.block
import polars
import psycopg

from ninefold.collect.intake.rows import TABLES
from ninefold.kernel.sqlite import sqlite3


def found(data: Path, url: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    """Every place in a data folder and database (its URL, "" for SQLite) that holds one of the texts, and which."""
    wanted = [(text, text.lower().encode()) for text in texts]
    return [(name, text) for name, raw in _places(data, url) for text, bytes_ in wanted if bytes_ in raw]


def _places(data: Path, url: str) -> Iterator[tuple[str, bytes]]:
    for path in data.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(data)), _unpacked(path).lower()
    if url:
        yield from _tables(url)


def _unpacked(path: Path) -> bytes:
    raw = path.read_bytes()
    if path.suffix == ".gz":
        raw += gzip.decompress(raw)
    if path.suffix == ".parquet":
        raw += polars.read_parquet(path).write_ndjson().encode()
    return raw + _intake_bodies(path)


def _intake_bodies(path: Path) -> bytes:
    if path.name != "intake.sqlite3":
        return b""
    with closing(sqlite3.connect(path)) as log:
        rows = [row for table in TABLES.values() for row in log.execute(f"SELECT codec, body FROM {table}")]
    return b"".join(lz4.block.decompress(body) if codec else body for codec, body in rows)


def _tables(url: str) -> Iterator[tuple[str, bytes]]:
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in names:
            rows = connection.execute(f'SELECT t::text FROM "{name}" t').fetchall()
            yield name, "\n".join(text for (text,) in rows).lower().encode()
