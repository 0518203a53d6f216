"""Reads a file of events, or a folder of them, going on where an earlier run stopped."""

import argparse
import glob
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from ninefold.cli import disk
from ninefold.cli.demo.progress import Shown
from ninefold.collect import actions as collect
from ninefold.collect.errors import ImportRefused
from ninefold.collect.types import ImportReport
from ninefold.kernel import actors, clock
from ninefold.kernel.database import leases
from ninefold.pipeline import project


def run(arguments: argparse.Namespace) -> int:
    """Import a file, or all of a folder; with --wait, project what was read in this process too.

    Exit 1 when lines were refused.
    """
    disk.require_room()
    console = Console(highlight=False, soft_wrap=True)
    paths = _files(arguments.file)
    with Shown(console) as shown:
        reports = {path: _read(shown, path, arguments.mapping) for path in paths}
        if arguments.wait:
            _project(shown, sum(report.recorded for report in reports.values()))
    console.print(_told(list(reports.values())))
    refused = [path for path, report in reports.items() if report.refused]
    if refused and not any(report.recorded for report in reports.values()):
        console.print("No line could be read: this is probably the wrong mapping. Name another one by --mapping.")
    for path in refused:
        count = reports[path].refused
        words = f"{count:,} {'line was' if count == 1 else 'lines were'} refused: {_beside(path)} says why."
        console.print(f"{words} Mend it and import it by the same mapping; nothing counts twice.")
    return 1 if refused else 0


def _files(path: Path) -> list[Path]:
    """The file, or what lies in a folder, in the order of names. Raises ImportRefused where that is nothing."""
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.rglob("*") if each.is_file() and not _is_left_out(each))
    if not found:
        raise ImportRefused("folder_empty", f"{path} holds no files to import.")
    return found


def _is_left_out(path: Path) -> bool:
    return path.name.startswith((".", "_")) or ".refused." in path.name


def _read(shown: Shown, path: Path, mapping: str) -> ImportReport:
    bar = shown.begin(f"Read {path.name}", total=1)
    return collect.import_file(
        actor=actors.system("import"),
        path=path,
        mapping=mapping,
        progress=lambda done, total: bar.at(done, max(total, 1)),
        now=clock.now_us(),
    )


def _beside(path: Path) -> Path:
    """Where the lines that were refused stand."""
    return next(iter(path.parent.glob(f"{glob.escape(path.name)}.refused.*")), path)


def _told(reports: Sequence[ImportReport]) -> str:
    recorded, lines = sum(each.recorded for each in reports), sum(each.lines for each in reports)
    before = sum(each.recorded_before for each in reports)
    if recorded and recorded == before:
        return f"Nothing is new: {recorded:,} of {lines:,} lines were recorded before."
    return f"{recorded:,} of {lines:,} lines are recorded{f', {before:,} of them by an earlier run' if before else ''}."


def _project(shown: Shown, total: int) -> None:
    bar, done = shown.begin("Learn from it", total=total), 0
    while count := project.project_events(clock.now_us()):
        done += count
        bar.at(done, max(total, done))
    leases.release_all()
