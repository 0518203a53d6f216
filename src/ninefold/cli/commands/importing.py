"""Reads a file of events, going on where an earlier run stopped."""

import argparse

from rich.console import Console

from ninefold.cli.demo.progress import Shown
from ninefold.collect import actions as collect
from ninefold.kernel import actors, clock
from ninefold.pipeline import project


def run(arguments: argparse.Namespace) -> int:
    """Import the file; with --wait, project what was read in this process too. Exit 1 when lines were refused."""
    console = Console(highlight=False)
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
    console.print(f"{report.recorded:,} of {report.lines:,} lines are recorded.")
    if report.refused:
        console.print(f"{report.refused:,} lines were refused: see {arguments.file}.refused.csv, mend and import it.")
    return 1 if report.refused else 0


def _project(shown: Shown, total: int) -> None:
    bar, done = shown.begin("Learn from it", total=total), 0
    while count := project.project_events(clock.now_us()):
        done += count
        bar.at(done, max(total, done))
