"""Writes people, events or segments to a file: CSV, JSON lines or Parquet, by its name."""

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from rich.console import Console

from ninefold.cli import disk
from ninefold.cli.demo.progress import Shown
from ninefold.collect import queries as collect
from ninefold.context import queries as context
from ninefold.kernel import clock, tables
from ninefold.kernel.errors import BadInput
from ninefold.kernel.tables import Column

SEGMENT_COLUMNS = (Column("key"), Column("name"), Column("condition", "json"), Column("people", "int"))


def run(arguments: argparse.Namespace) -> int:
    """Write the file wholly, or leave what stood there."""
    disk.require_room()
    tables.check(arguments.file)
    if not arguments.file.parent.is_dir():
        raise BadInput("folder_missing", f"There is no folder {arguments.file.parent}. Make it first.")
    console = Console(highlight=False, soft_wrap=True)
    if tables.was_cut_short(arguments.file):
        console.print(
            f"An earlier export to {arguments.file.name} did not end. It begins anew, with what is known now."
        )
    columns, rows, total = _wanted(arguments)
    with Shown(console) as shown:
        bar = shown.begin(f"Write {arguments.file.name}", total=max(total, 1))
        count = tables.write(arguments.file, columns, _counted(rows, lambda done: bar.at(done, max(total, done, 1))))
    what = arguments.what if count != 1 else {"people": "person"}.get(arguments.what, arguments.what[:-1])
    console.print(f"{count:,} {what} in {arguments.file}. It holds personal data: erasing a person does not reach it.")
    return 0


def _wanted(arguments: argparse.Namespace) -> tuple[Sequence[Column], Iterable[Sequence[Any]], int]:
    """Columns, rows, and about how many of them."""
    _check(arguments)
    if arguments.what == "events":
        since, until = _instant(arguments.since), _instant(arguments.until)
        rows = collect.event_rows(name=arguments.event, since=since, until=until)
        return collect.EVENT_COLUMNS, rows, collect.event_count()
    if arguments.what == "people":
        return context.people_columns(), context.people_rows(arguments.segment or None), context.people_count()
    found = context.segments()
    now = clock.now_us()
    lines = ((each.key, each.name, each.condition, context.member_count(each.condition, now=now)) for each in found)
    return SEGMENT_COLUMNS, lines, len(found)


def _check(arguments: argparse.Namespace) -> None:
    if arguments.segment and arguments.what != "people":
        raise BadInput("option_out_of_place", "--segment goes with people.")
    if (arguments.event or arguments.since or arguments.until) and arguments.what != "events":
        raise BadInput("option_out_of_place", "--event, --since and --until go with events.")


def _instant(day: date | None) -> int:
    return clock.to_us(datetime(day.year, day.month, day.day, tzinfo=UTC)) if day else 0


def _counted(rows: Iterable[Sequence[Any]], tell: Callable[[int], None]) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows, 1):
        yield row
        if number % 500 == 0:
            tell(number)
