"""Prints all that is known of one person, from every room."""

import argparse
import json

from rich.console import Console
from rich.table import Table

from ninefold.context import queries as context
from ninefold.context.types import Person
from ninefold.kernel import clock
from ninefold.kernel.errors import NotFound
from ninefold.kernel.persondata import Row
from ninefold.pipeline import known

ROWS_MAX = 12
FOUND_MAX = 10


def run(arguments: argparse.Namespace) -> int:
    """Find the person by any identifier; print everything as tables, or whole as JSON with --json."""
    person = _find(arguments.who)
    data = known.export(person.profile_ids)
    if arguments.json:
        print(json.dumps(data, indent=1, ensure_ascii=False, default=str))
        return 0
    console = Console(highlight=False)
    since = clock.from_us(person.known_since)
    console.print(f"[bold]{person.name or 'No name'}[/bold], person {person.id}, known since {since:%d %b %Y}")
    for room, tables in data.items():
        for table, rows in tables.items():
            if rows:
                _show(console, f"{room} · {table}", rows)
    return 0


def _find(who: str) -> Person:
    found = context.find(who, limit=FOUND_MAX)
    if not found:
        raise NotFound("person_unknown", f"Nobody here is known by {who!r}. Try an account id or an e-mail address.")
    exact = [p for p in found if who in {i.value for i in p.identifiers}]
    if len(found) > 1 and not exact:
        names = ", ".join(p.address("account") or str(p.id) for p in found)
        raise NotFound("person_ambiguous", f"{len(found)} people or more fit {who!r}: {names}. Say which.")
    return (exact or found)[0]


def _show(console: Console, title: str, rows: list[Row]) -> None:
    table = Table(*rows[0], title=f"{title} ({len(rows):,})", title_justify="left")
    for row in rows[-ROWS_MAX:]:
        table.add_row(*(str(value) for value in row.values()))
    console.print(table)
    if len(rows) > ROWS_MAX:
        console.print(f"… and {len(rows) - ROWS_MAX:,} earlier; --json prints all of it.")
