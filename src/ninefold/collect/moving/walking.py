"""Goes through the files of an export, row by row, and says what each row means."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

import msgspec

from ninefold.collect import opening
from ninefold.collect.errors import Faulty, ImportRefused
from ninefold.collect.moving import tables
from ninefold.collect.moving.output import Output
from ninefold.collect.moving.readers import reader_of
from ninefold.collect.moving.types import Found, Kind, Member, Reader, Row, Template, Tool


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that a row says, and where it stands."""

    found: Found
    file: str
    row: Row

    @property
    def where(self) -> str:
        return f"{self.file}:{self.row.number}"

    @property
    def text(self) -> str:
        return _text(self.row)


def _text(row: Row) -> str:
    return msgspec.json.encode(dict(row.raw or row.cells)).decode()


@dataclass(frozen=True, slots=True)
class Walk:
    """A way through exports. The first notes which files there are, and what of them cannot be read."""

    tool: Tool
    out: Output
    is_first: bool

    def through(self, paths: Sequence[Path]) -> Iterator[Seen]:
        """All that the files say, in their order."""
        for opened in (one for path in paths for one in opening.members(path)):
            if tables.is_page(opened.name):
                if self.is_first:
                    self.out.told.files.append((opened.name, "template"))
                    page = Template(PurePath(opened.name).stem, opened.whole())
                    yield Seen(page, opened.name, Row(1, {}))
            else:
                yield from self._file(opened)

    def _file(self, opened: opening.Opened) -> Iterator[Seen]:
        reader, broken = None, list[tuple[int, str, Faulty]]()
        for row in tables.rows(opened):
            if not isinstance(row, Row):
                broken.append(row)
                continue
            reader = reader or reader_of(self.tool, opened.name, row.names)
            if reader is None:
                break
            yield from self._row(reader, row, opened.name)
        if self.is_first:
            self._note(reader or reader_of(self.tool, opened.name, tables.head(opened)), opened.name, broken)

    def _row(self, reader: Reader, row: Row, name: str) -> Iterator[Seen]:
        try:
            found = list(reader.read(row, Member(name)))
        except Faulty as error:
            if self.is_first:
                self.out.refuse(_kind(reader), f"{name}:{row.number}", _text(row), error)
            return
        yield from (Seen(one, name, row) for one in found)

    def _note(self, reader: Reader | None, name: str, broken: Sequence[tuple[int, str, Faulty]]) -> None:
        self.out.told.files.append((name, reader.words if reader else ""))
        self.out.told.suppresses |= bool(reader and reader.suppresses)
        if reader:
            for number, text, error in broken:
                self.out.refuse(_kind(reader), f"{name}:{number}", text, error)


def _kind(reader: Reader) -> Kind:
    """As what a row of this file counts that cannot be read: what may be a suppression is one."""
    return Kind.SUPPRESSED if reader.suppresses else Kind.PEOPLE


def understood(tool: Tool, paths: Sequence[Path]) -> dict[str, str]:
    """As what each file of an export would be read, by its first row; "" for one that is none, and for a page, which
    any tool might have made. Raises ImportRefused."""
    found = {}
    for opened in (one for path in paths for one in opening.members(path)):
        try:
            found[opened.name] = "" if tables.is_page(opened.name) else _words(tool, opened)
        except (OSError, EOFError, RuntimeError, zlib.error) as error:  # the last but one: a password
            words = f"{opened.name} cannot be read: it is broken, or locked with a password."
            raise ImportRefused("file_unreadable", words) from error
    return found


def _words(tool: Tool, opened: opening.Opened) -> str:
    first = next((row for row in tables.rows(opened) if isinstance(row, Row)), None)
    reader = reader_of(tool, opened.name, first.names if first else tables.head(opened))
    return reader.words if reader else ""
