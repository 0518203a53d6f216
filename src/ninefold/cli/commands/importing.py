"""Reads a file of events, going on where an earlier run stopped."""

import argparse

from rich.console import Console

from ninefold.cli import disk
from ninefold.cli.demo.progress import Shown
from ninefold.collect import actions as collect
from ninefold.collect.types import ImportReport
from ninefold.kernel import actors, clock
from ninefold.pipeline import project


def run(arguments: argparse.Namespace) -> int:
    """Import the file; with --wait, project what was read in this process too. Exit 1 when lines were refused."""
    disk.require_room()
    console = Console(highlight=False, soft_wrap=True)
    with Shown(console) as shown:
        bar = shown.begin(f"Read {arguments.file.name}", total=1)
        report = collect.import_file(
            actor=actors.system("import"),
            path=arguments.file,
            mapping=arguments.mapping,
            progress=lambda done, total: bar.at(done, max(total, 1)),
            now=clock.now_us(),
        )
        if arguments.wait:
            _project(shown, report.recorded)
    console.print(_told(report))
    if report.refused:
        refused = f"{report.refused:,} {'line was' if report.refused == 1 else 'lines were'} refused"
        console.print(
            f"{refused}: {arguments.file}.refused.csv says why. Put them, mended, into a new file and import that."
        )
    return 1 if report.refused else 0


def _told(report: ImportReport) -> str:
    new = report.recorded - report.recorded_before
    if not new and report.recorded:
        return f"Nothing is new: {report.recorded:,} of {report.lines:,} lines were recorded before."
    before = f", {report.recorded_before:,} of them by an earlier run" if report.recorded_before else ""
    return f"{report.recorded:,} of {report.lines:,} lines are recorded{before}."


def _project(shown: Shown, total: int) -> None:
    bar, done = shown.begin("Learn from it", total=total), 0
    while count := project.project_events(clock.now_us()):
        done += count
        bar.at(done, max(total, done))
