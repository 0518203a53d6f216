"""All that is known of a person as one file: JSON for machines, and a page for people, in an archive."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime

from django.http import HttpResponse
from django.template.loader import render_to_string

from ninefold.collect import actions as collect
from ninefold.collect.types import EventName, NewEvent
from ninefold.context.types import Person
from ninefold.culture import queries as culture
from ninefold.kernel import clock, ids
from ninefold.kernel.persondata import Row
from ninefold.pipeline import known
from ninefold.pipeline.erasing import places

NAME = "what-is-known-of-me.zip"


def write(person: Person, *, by: str) -> bytes:
    """The archive, made now; that it was handed out, and by whom, is recorded as an event of theirs."""
    data = known.export(person.profile_ids)
    now = clock.now_us()
    told = NewEvent(f"export-{ids.uuid7()}", EventName.DATA_EXPORTED, now, profile_id=person.id, properties={"by": by})
    collect.record(events=[told])
    page = render_to_string(
        "public/rights/file.html",
        {"person": person, "tables": list(_tables(data)), "now": now, "company": culture.company().name},
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", json.dumps(data, indent=1, ensure_ascii=False, default=str))
        archive.writestr("person.html", page)
    return packed.getvalue()


def download(raw: bytes) -> HttpResponse:
    """The archive as an answer that nobody keeps."""
    headers = {"Content-Disposition": f'attachment; filename="{NAME}"', "Cache-Control": "no-store"}
    return HttpResponse(raw, content_type="application/zip", headers=headers)


def _tables(data: dict[str, dict[str, list[Row]]]) -> Iterator[tuple[str, list[str], list[list[object]]]]:
    """Each table that holds something: its name in words, its columns in words, its rows."""
    for tables in data.values():
        for table, rows in tables.items():
            if rows:
                columns = list(rows[0])
                shown = [[_shown(column, row.get(column)) for column in columns] for row in rows]
                yield places.named(table), [column.replace("_", " ") for column in columns], shown


def _shown(column: str, value: object) -> object:
    if column.endswith("_at") and value:
        at = clock.from_us(value) if isinstance(value, int) else datetime.fromisoformat(str(value))
        return f"{at:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return "" if value is None else value
