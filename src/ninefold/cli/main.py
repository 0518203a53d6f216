"""The `ninefold` command: finds the command named, prepares what it needs, and says plainly what went wrong."""

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import cast

from ninefold.cli import disk
from ninefold.cli.arguments import ARGUMENTS, supervised
from ninefold.kernel import logging, processes, settings
from ninefold.kernel.errors import NinefoldError, NotFound, Unavailable

EXIT_ERROR = 1
EXIT_INTERRUPTED = 130
ROOMS, STUDIO = "ninefold.kernel.database.config", "ninefold.web.config"
OWNER_ALONE = 0o077  # what Ninefold writes holds personal data


@dataclass(frozen=True)
class Command:
    """One command: `module` has `run(arguments) -> int`. Parts are what `up` starts: `run()` serves until told to stop.
    `django` names the settings to stand on before it is loaded, "" for none.
    What `needs_install` makes none: called from the wrong folder, it leaves no trace there.

    Modules are named, not imported: the shells do not know each other, and help need not load Django.
    """

    name: str
    meaning: str
    module: str
    django: str = ROOMS
    is_part: bool = False
    needs_install: bool = False


COMMANDS = (
    Command("up", "Start everything; Ctrl-C stops it.", "ninefold.cli.commands.up", django=""),
    Command("demo", "Build the demo company: six weeks on real purchases.", "ninefold.cli.commands.demo", STUDIO),
    Command("company", "Start with your company, beside the demo.", "ninefold.cli.commands.company", django=""),
    Command(
        "import", "Read events from a file, each line once.", "ninefold.cli.commands.importing", needs_install=True
    ),
    Command(
        "move-in",
        "Move in from another tool: suppressions first, then all it knows.",
        "ninefold.cli.commands.moving",
        needs_install=True,
    ),
    Command(
        "feeds",
        "List, add or read feeds of articles or products.",
        "ninefold.cli.commands.feeding",
        needs_install=True,
    ),
    Command(
        "export", "Write people, events or segments to a file.", "ninefold.cli.commands.exporting", needs_install=True
    ),
    Command(
        "doctor",
        "Say whether it runs, and what to mend.",
        "ninefold.cli.commands.doctor",
    ),
    Command("audit", "Hold segments against the lake.", "ninefold.cli.commands.audit", needs_install=True),
    Command(
        "candidates",
        "Look for people who may be one.",
        "ninefold.cli.commands.candidates",
        needs_install=True,
    ),
    Command("crawlers", "Take out people who are crawlers.", "ninefold.cli.commands.crawlers", needs_install=True),
    Command("registers", "Learn how communities speak.", "ninefold.cli.commands.registers", needs_install=True),
    Command("links", "Look up what texts link to.", "ninefold.cli.commands.links", needs_install=True),
    Command("person", "Print all that is known of one person.", "ninefold.cli.commands.person", needs_install=True),
    Command(
        "erase",
        "Erase a person from every place; print the receipt.",
        "ninefold.cli.commands.erase",
        needs_install=True,
    ),
    Command("version", "Print the version.", "ninefold.cli.commands.version", django=""),
    Command("setup", "Make or migrate the database; make the first account.", "ninefold.cli.commands.setup", STUDIO),
    Command(
        "password", "Give an account a new password and print it.", "ninefold.cli.commands.password", needs_install=True
    ),
    Command("edge", "Run the edge alone.", "ninefold.edge.main", django="", is_part=True),
    Command("studio", "Run studio and public pages alone.", "ninefold.web.server", django="", is_part=True),
    Command("worker", "Run the worker alone.", "ninefold.worker.loop", is_part=True),
    Command("mailbox", "Run the mailbox alone.", "ninefold.channel.mailbox.server", django="", is_part=True),
)


def parser() -> argparse.ArgumentParser:
    """The whole command line; the documentation's page of commands is made from it."""
    top = argparse.ArgumentParser(prog="ninefold", description="Open, self-hosted customer engagement.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        sub = commands.add_parser(command.name, help=command.meaning, description=command.meaning)
        if command.name in ARGUMENTS:
            ARGUMENTS[command.name](sub)
        if command.is_part:
            supervised(sub)
            sub.add_argument("--held", type=int, help="load, then wait for the word to serve on this open socket")
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; errors become one line on standard error, with what to do."""
    os.umask(OWNER_ALONE)
    arguments = parser().parse_args(argv)
    command = next(c for c in COMMANDS if c.name == arguments.command)
    try:
        return _run(command, arguments)
    except BrokenPipeError:  # who read our words has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (NinefoldError, OSError) as error:
        print(f"ninefold: {in_words(error)}", file=sys.stderr)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    return EXIT_ERROR


def _run(command: Command, arguments: argparse.Namespace) -> int:
    if (parent := getattr(arguments, "supervised", None)) is not None:
        processes.die_with_parent(parent)
    if getattr(arguments, "held", None) is not None:
        processes.hold(arguments.held)
    data = settings.current().data  # a wrong setting is said before anything starts
    if command.needs_install and not data.is_dir():
        raise NotFound("install_missing", f"There is no install in {data}. Set NINEFOLD_DATA to the folder of yours.")
    if command.django:
        os.environ["DJANGO_SETTINGS_MODULE"] = command.django
        importlib.import_module("django").setup()
    logging.configure(command.name, is_command=not command.is_part)
    if command.is_part:
        return int(importlib.import_module(command.module).run() or 0)
    with _spoken() if command.django else nullcontext():
        return int(importlib.import_module(command.module).run(arguments))


def _spoken() -> AbstractContextManager[None]:
    return cast(AbstractContextManager[None], importlib.import_module("ninefold.cli.databases").spoken())


def in_words(error: NinefoldError | OSError) -> str:
    """What went wrong, and what to do, in one line."""
    if isinstance(error, NinefoldError):
        return (disk.full() if isinstance(error, Unavailable) else "") or error.message
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk.words(str(error.filename or ""))
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"No right to write{where}. Give this user the right, or set NINEFOLD_DATA to another folder."
    return f"{error.strerror or error}{where}."


if __name__ == "__main__":
    sys.exit(main())
