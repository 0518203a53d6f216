"""Imports a file batch by batch. Events and progress are committed together, so a killed import goes on where it was.

A file counts once for good: its progress row, keyed by its hash, is never deleted, and says which lines are recorded.
This holds beyond the 30 days that message ids are remembered. The messageId is the file's hash and the line number.
A file of which nothing is recorded yet is read from its first line: the mapping may have been the wrong one.
"""

import csv
import hashlib
import os
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import msgspec
from django.db import transaction

from ninefold.collect import writing
from ninefold.collect.drafts import Draft
from ninefold.collect.errors import Faulty, ImportRefused
from ninefold.collect.importing import reading
from ninefold.collect.importing.mapping import Mapping
from ninefold.collect.models import Import
from ninefold.collect.types import ImportReport
from ninefold.kernel import clock

BATCH_LINES = 500
HASH_CHARACTERS = 32  # 128 bits of the file's SHA-256 in each messageId
Progress = Callable[[int, int], None]
Refusal = tuple[int, str, str, str]


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
        waiting = (row for row in reading.rows(path, mapping) if row[0] > done.lines_done)
        while batch := list(islice(waiting, BATCH_LINES)):
            _record(done, batch, mapping, path)
            if progress is not None:
                progress(done.lines_done, lines)
            if until is not None and time.monotonic() >= until and done.lines_done < lines:
                return ImportReport(done.recorded, done.refused, before, is_done=False)
        if done.recorded:
            Import.objects.filter(pk=done.pk).update(finished_at=clock.now_us())
    if progress is not None:
        progress(lines, lines)
    return ImportReport(done.recorded, done.refused, before)


def _check_mapping(done: Import, mapping: Mapping) -> None:
    """Keep by which mapping a file is read; refuse another one once lines are recorded."""
    said = hashlib.sha256(msgspec.json.encode(mapping)).hexdigest()[:HASH_CHARACTERS]
    if done.recorded and done.mapping_hash not in ("", said):
        raise ImportRefused(
            "mapping_changed",
            f"{done.recorded:,} lines of this file were recorded with another mapping, and stay as that one read them."
            " Put what it left out into a new file, and import that.",
        )
    if not done.recorded:
        done.mapping_hash = said
        done.save(update_fields=["mapping_hash"])


def _start_over(done: Import) -> None:
    Import.objects.filter(pk=done.pk, recorded=0).update(lines_done=0, refused=0)
    done.refresh_from_db()


def _record(done: Import, batch: list[tuple[int, str, reading.Row]], mapping: Mapping, path: Path) -> None:
    now = clock.now_us()
    drafts, refusals = _read(done.file_hash, batch, mapping, now)
    lines = len(batch) - len(refusals)
    with transaction.atomic():
        moved = Import.objects.filter(pk=done.pk, lines_done=done.lines_done).update(
            lines_done=batch[-1][0], recorded=done.recorded + lines, refused=done.refused + len(refusals)
        )
        if not moved:
            raise ImportRefused("import_running", f"Another import of {path.name} is running.")
        writing.insert_pending(drafts, now=now)
        if refusals:
            _write_refusals(path.with_name(f"{path.name}.refused.csv"), refusals)
    done.lines_done = batch[-1][0]
    done.recorded += lines
    done.refused += len(refusals)


def _read(
    file_hash: str, batch: list[tuple[int, str, reading.Row]], mapping: Mapping, now: int
) -> tuple[list[Draft], list[Refusal]]:
    drafts: list[Draft] = []
    refusals: list[Refusal] = []
    for number, line, row in batch:
        try:
            if isinstance(row, Faulty):
                raise row
            message_id = f"{file_hash[:HASH_CHARACTERS]}:{number}"
            drafts += mapping.drafts(row, message_id=message_id, received_at=now)
        except Faulty as error:
            refusals.append((number, error.code, error.message, line.rstrip("\r\n")))
    return drafts, refusals


def _write_refusals(path: Path, refusals: list[Refusal]) -> None:
    """Beside the file: line number, code, reason, the line; on disk before the batch is committed.

    A line may stand twice if the import was killed in between, but is never counted as refused without standing here.
    """
    is_new = not path.exists()
    with path.open("a", encoding="utf-8", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file)
        if is_new:
            writer.writerow(("line", "code", "reason", "content"))
        writer.writerows(refusals)
        file.flush()
        os.fsync(file.fileno())
