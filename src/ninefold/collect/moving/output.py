"""What reading exports gives: files that an import reads, who is suppressed, what was refused, and counts."""

import csv
import io
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import msgspec

from ninefold.collect.errors import Faulty
from ninefold.collect.moving.types import Kind, Sent, Template

SUPPRESSED, SUPPRESSIONS, PEOPLE, CONTACTS = (
    "suppressed.jsonl", "suppressions.jsonl", "people.jsonl", "contacts.jsonl",
)  # fmt: skip
TEMPLATES, REFUSED = "templates.jsonl", "refused.csv"
REFUSED_MAX = 100_000
CAMPAIGNS_MAX, TEMPLATES_MAX = 2_000, 500
TEXT_CHARACTERS_MAX = 4_000


class Told(msgspec.Struct):
    """What was found. `files` say of each how it was understood ("" for not at all), `suppresses` whether one of them
    could say who is not to be written to; `unreadable` are rows that might have. `suppressed` are addresses, and
    `again` those that said yes after that; `mixed` are those without a yes who left a part of what there was."""

    found: dict[str, int] = {}
    refused: dict[str, int] = {}
    files: list[tuple[str, str]] = []
    suppresses: bool = False
    unreadable: int = 0
    suppressed: int = 0
    again: int = 0
    without_yes: int = 0
    mixed: int = 0
    campaigns: list[Sent] = []


class Held(msgspec.Struct, frozen=True):
    """One address that is not to be written to, as it is held against what is known at the end."""

    address: str
    channel: str
    at: int
    why: str


class Output:
    """The files in a folder, and the counts. It begins with none of them."""

    def __init__(self, into: Path, stack: ExitStack) -> None:
        self.told = Told()
        self._into, self._stack, self._files = into, stack, dict[str, IO[str]]()
        for name in (SUPPRESSED, SUPPRESSIONS, PEOPLE, CONTACTS, TEMPLATES, REFUSED):
            (into / name).unlink(missing_ok=True)

    def _file(self, name: str) -> IO[str]:
        if name not in self._files:
            self._files[name] = self._stack.enter_context((self._into / name).open("w", encoding="utf-8", newline=""))
        return self._files[name]

    def write(self, name: str, *lines: object) -> None:
        """Add lines of JSON."""
        self._file(name).writelines(msgspec.json.encode(line).decode() + "\n" for line in lines)

    def count(self, kind: Kind) -> None:
        self.told.found[kind.value] = self.told.found.get(kind.value, 0) + 1

    def refuse(self, kind: Kind, where: str, text: str, error: Faulty, *, was_counted: bool = False) -> None:
        """Count a row that cannot be used, and keep it with its reason; `was_counted` where it seemed right before."""
        self.told.found[kind.value] = self.told.found.get(kind.value, 0) - int(was_counted)
        self.told.refused[kind.value] = self.told.refused.get(kind.value, 0) + 1
        if kind is Kind.SUPPRESSED and error.code != "address_invalid":  # nothing goes to what is no address
            self.told.unreadable += 1
        if sum(self.told.refused.values()) <= REFUSED_MAX:
            line = io.StringIO()
            csv.writer(line).writerow([kind.value, where, error.message, text[:TEXT_CHARACTERS_MAX]])
            self._file(REFUSED).write(line.getvalue())

    def keep_campaign(self, found: Sent) -> None:
        self.count(Kind.CAMPAIGNS)
        self.told.campaigns = [*self.told.campaigns, found][:CAMPAIGNS_MAX]

    def keep_template(self, found: Template) -> None:
        self.count(Kind.TEMPLATES)
        if self.told.found[Kind.TEMPLATES.value] <= TEMPLATES_MAX:
            self.write(TEMPLATES, found)


def suppressed(folder: Path) -> Iterator[Held]:
    """Who is not to be written to, as the exports had it."""
    path = folder / SUPPRESSED
    if path.exists():
        with path.open("rb") as file:
            for line in file:
                yield msgspec.json.decode(line, type=Held)


def templates(folder: Path) -> Iterator[Template]:
    """The templates that were found."""
    path = folder / TEMPLATES
    if path.exists():
        with path.open("rb") as file:
            for line in file:
                yield msgspec.json.decode(line, type=Template)
