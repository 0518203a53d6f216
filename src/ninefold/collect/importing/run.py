"""Imports a file batch by batch. Events and progress are committed together, so a killed import goes on where it was.

A file counts once for good: its progress row, keyed by its hash, is never deleted, and says which lines are recorded.
This holds beyond the 30 days that message ids are remembered. The messageId is the file's hash and the line number.
A file of which nothing is recorded yet is read from its first line: the mapping may have been the wrong one.
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction

from ninefold.collect import writing
from ninefold.collect.drafts import Draft
from ninefold.collect.errors import Faulty, ImportRefused
from ninefold.collect.importing import archives, mending, reading
from ninefold.collect.importing.mapping import Mapping
from ninefold.collect.models import Import
from ninefold.collect.types import EventName, ImportReport
from ninefold.kernel import clock

BATCH_LINES = 500
HASH_CHARACTERS = 32  # 128 bits of the file's SHA-256 in each messageId
# What a mapping may say, too, since it is kept by which one a file was read.
LATER = ("order", "mark", "country", "empty_clears")
Progress = Callable[[int, int], None]


def run(
    *, path: Path, mapping: Mapping, progress: Progress | None, now: int, seconds_max: float | None = None
) -> ImportReport:
    """Import what is not imported yet, for `seconds_max` at most.

    `progress` gets lines done and lines in all after each batch. Raises ImportRefused where lines were recorded by
    another mapping: they would stay as that one read them.
    """
    file_hash, lines = reading.measure(path)
    until = None if seconds_max is None else time.monotonic() + seconds_max
    with transaction.atomic():
        done, _ = Import.objects.get_or_create(
            file_hash=file_hash,
            defaults={"name": path.name, "lines_done": 0, "recorded": 0, "refused": 0, "started_at": now},
        )
    _check_mapping(done, mapping)
    before = done.recorded
    if done.finished_at is None:
        if not done.recorded:
            _start_over(done)
        reader = reading.Reader(path, mapping)
        waiting = (line for line in reader if line.number > done.lines_done)
        while batch := list(islice(waiting, BATCH_LINES)):
            _record(done, batch, mapping, reader.columns, path)
            if progress is not None:
                progress(done.lines_done, lines)
            if until is not None and time.monotonic() >= until and done.lines_done < lines:
                return ImportReport(done.recorded, done.refused, before, is_done=False, said_no=done.said_no)
        if done.recorded:
            Import.objects.filter(pk=done.pk).update(finished_at=clock.now_us())
    if progress is not None:
        progress(lines, lines)
    return ImportReport(done.recorded, done.refused, before, said_no=done.said_no)


def _check_mapping(done: Import, mapping: Mapping) -> None:
    """Keep by which mapping a file is read; refuse another one once lines are recorded."""
    said = hashlib.sha256(msgspec.json.encode(_since(mapping))).hexdigest()[:HASH_CHARACTERS]
    if done.recorded and done.mapping_hash not in ("", said):
        raise ImportRefused(
            "mapping_changed",
            f"{done.recorded:,} lines of this file were recorded with another mapping, and stay as that one read them."
            " Put what it left out into a new file, and import that.",
        )
    if not done.recorded:
        done.mapping_hash = said
        done.save(update_fields=["mapping_hash"])


def _since(mapping: Mapping) -> Any:
    """A mapping without what it may say since imports were kept by its hash, where it does not say it."""

    def plain(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: plain(one) for name, one in value.items() if name not in LATER or one}

    told = msgspec.to_builtins(mapping)
    if not mapping.phone.column:
        del told["phone"]
    return plain(told)


def _start_over(done: Import) -> None:
    Import.objects.filter(pk=done.pk, recorded=0).update(lines_done=0, refused=0, said_no=0)
    done.refresh_from_db()


def _record(done: Import, batch: Sequence[reading.Line], mapping: Mapping, columns: Sequence[str], path: Path) -> None:
    now = clock.now_us()
    drafts, refusals = _read(done.file_hash, batch, mapping, now)
    lines, said_no = len(batch) - len(refusals), sum(_says_no(draft) for draft in drafts)
    with transaction.atomic():
        moved = Import.objects.filter(pk=done.pk, lines_done=done.lines_done).update(
            lines_done=batch[-1].number,
            recorded=done.recorded + lines,
            refused=done.refused + len(refusals),
            said_no=done.said_no + said_no,
        )
        if not moved:
            raise ImportRefused("import_running", f"Another import of {path.name} is running.")
        writing.insert_pending(drafts, now=now)
        if refusals:
            # On disk before the batch is committed: a refusal may stand twice there, but is never missing.
            mending.write(mending.place(path, is_table=mapping.format == "csv"), columns, refusals)
    done.lines_done = batch[-1].number
    done.recorded += lines
    done.refused += len(refusals)
    done.said_no += said_no


def _says_no(draft: Draft) -> bool:
    return draft.name == EventName.CONSENT_CHANGED and draft.properties.get("status") == "withdrawn"


def try_out(path: Path, mapping: Mapping, *, now: int) -> tuple[int, list[Draft], list[mending.Refusal]]:
    """How the first lines of a file would be read: how many, the events, and what would be refused. Records nothing."""
    batch = list(islice(reading.Reader(path, mapping), BATCH_LINES))
    drafts, refusals = _read("", batch, mapping, now)
    return len(batch), drafts, refusals


def _read(
    file_hash: str, batch: Sequence[reading.Line], mapping: Mapping, now: int
) -> tuple[list[Draft], list[mending.Refusal]]:
    drafts: list[Draft] = []
    refusals: list[mending.Refusal] = []
    for line in batch:
        message_id = line.message_id or f"{file_hash[:HASH_CHARACTERS]}:{line.number}"
        try:
            if isinstance(line.row, Faulty):
                raise line.row
            if mapping.format == "segment":
                drafts.append(archives.draft(line.row, fallback_id=message_id, received_at=now))
            else:
                drafts += mapping.drafts(line.row, message_id=message_id, received_at=now)
        except Faulty as error:
            refusals.append(mending.Refusal(message_id, line.raw, error.code, error.message))
    return drafts, refusals
