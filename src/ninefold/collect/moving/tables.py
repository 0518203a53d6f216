"""Files of exports as rows: tables with any delimiter and mark, JSON with or without lines, archives of either."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from ninefold.collect.errors import Faulty
from ninefold.collect.moving.types import Row
from ninefold.collect.opening import Opened
from ninefold.kernel import clock

LINE_CHARACTERS_MAX = 4_000_000
_DEPTH = 4
_GO_ZONE = re.compile(r" ([+-]\d{4})( [A-Z]{1,5})?( m=.*)?$")
_WRITINGS = ("%b %d, %Y %I:%M %p", "%m/%d/%y %H:%M", "%m/%d/%Y %H:%M", "%b %d, %Y %H:%M:%S")


def fold(name: str) -> str:
    """A column's name as it is compared: `Email Address`, `email_address` and `EMAIL-ADDRESS` are one."""
    return "".join(c for c in name.casefold() if c.isalnum())


def instant(said: object) -> int:
    """The instant that a cell means, whoever wrote it; 0 for an empty one. Raises Faulty."""
    text = str(said or "").strip()
    if not text or text in ("0", "0000-00-00 00:00:00", "null", "None"):
        return 0
    if re.fullmatch(r"\d{9,10}(\.\d+)?", text):
        return int(float(text) * 1_000_000)
    if re.fullmatch(r"\d{12,13}", text):
        return int(text) * 1_000
    found = _read(_GO_ZONE.sub(r"\1", text))
    if found is None:
        raise Faulty("timestamp_unreadable", f"“{text[:40]}” is no time that can be read.")
    return clock.to_us(found if found.tzinfo else found.replace(tzinfo=UTC))


def _read(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for writing in _WRITINGS:
        try:
            return datetime.strptime(text, writing)  # noqa: DTZ007  # its zone is put by who asked
        except ValueError:
            continue
    return None


def address(said: object) -> str:
    """A mail address in small letters, as all of moving in compares it. Raises Faulty."""
    text = str(said or "").strip().strip("<>").lower()
    local, mark, domain = text.rpartition("@")
    if not mark or not local or "." not in domain.strip(".") or len(text) > 320 or re.search(r"[\s<>,;\x00]", text):
        raise Faulty("address_invalid", f"“{text[:60]}” is no mail address.")
    return text


def is_page(name: str) -> bool:
    return name.lower().endswith((".html", ".htm"))


def rows(opened: Opened) -> Iterator[Row | tuple[int, str, Faulty]]:
    """The records of a table or of JSON; what is none as its number, its text and what is wrong with it."""
    with opened.text() as file:
        head = file.read(4096).lstrip()
    if head[:1] in ("{", "["):
        yield from _json(opened)
    else:
        yield from _table(opened)


def head(opened: Opened) -> list[str]:
    """The columns of a table, folded; of one without rows too."""
    with opened.text() as file:
        first = file.readline(LINE_CHARACTERS_MAX)
    return [fold(name) for name in next(csv.reader([first], delimiter=_delimiter(first)), [])]


def _table(opened: Opened) -> Iterator[Row | tuple[int, str, Faulty]]:
    with opened.text() as file:
        first = file.readline(LINE_CHARACTERS_MAX)
    with opened.text() as file:
        csv.field_size_limit(LINE_CHARACTERS_MAX)
        reader = csv.reader(file, delimiter=_delimiter(first))
        try:
            names = [name.strip() for name in next(reader, [])]
            folded = [fold(name) for name in names]
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) > len(names) and any(cells[len(names) :]):
                    words = f"The line has {len(cells)} cells where there are {len(names)} columns."
                    yield reader.line_num, ",".join(cells), Faulty("columns_differ", words)
                    continue
                yield Row(reader.line_num, _first(folded, cells), dict(zip(folded, names, strict=True)))
        except csv.Error as error:
            yield reader.line_num, "", Faulty("line_broken", f"The table cannot be read from here on: {error}.")


def _first(names: list[str], cells: list[str]) -> dict[str, str]:
    """Cells by name; of two columns of one name (Mailchimp has some) the one that says something."""
    found: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        found[name] = found.get(name) or cell.strip()
    return found


def _delimiter(head: str) -> str:
    counts = Counter(c for c in re.sub(r'"[^"]*"', "", head) if c in ",;\t|")
    return counts.most_common(1)[0][0] if counts else ","


def _json(opened: Opened) -> Iterator[Row | tuple[int, str, Faulty]]:
    """An object a line, or one document in which the first list of objects is meant."""
    with opened.text() as file:
        first = file.readline(LINE_CHARACTERS_MAX)
        second = file.readline(LINE_CHARACTERS_MAX)
    if _is_object(first) and (not second.strip() or _is_object(second)) and _records(json.loads(first)) is None:
        yield from _lines(opened)
        return
    try:
        found = _records(json.loads(opened.whole()))
    except (ValueError, RecursionError) as error:
        yield 1, "", Faulty("line_broken", f"The file is not JSON: {error}.")
        return
    for number, one in enumerate(found or [], 1):
        yield _row(number, one)


def _lines(opened: Opened) -> Iterator[Row | tuple[int, str, Faulty]]:
    with opened.text() as file:
        number = 0
        while line := file.readline(LINE_CHARACTERS_MAX):
            number += 1
            if not line.strip():
                continue
            try:
                one = json.loads(line)
            except (ValueError, RecursionError):
                one = None
            if isinstance(one, dict):
                yield _row(number, one)
            else:
                yield number, line.strip(), Faulty("line_broken", "The line is no JSON object.")


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _records(document: Any, depth: int = 0) -> list[dict[str, Any]] | None:
    """The records of a document: a list of objects in it, or objects under their ids; None where it is one itself."""
    if isinstance(document, list):
        return [one for one in document if isinstance(one, dict)]
    if not isinstance(document, dict) or depth > _DEPTH:
        return None
    if document and all(str(key).isdigit() and isinstance(one, dict) for key, one in document.items()):
        return list(document.values())
    for name in ("data", "results", "contacts", "emails", "users", "subscribers", "campaigns", "templates",
                 "suppressions", "customers"):  # fmt: skip
        if isinstance(document.get(name), list | dict):
            return _records(document[name], depth + 1)
    return None


def _row(number: int, one: Mapping[str, Any]) -> Row:
    plain = {name: one[name] for name in one if isinstance(one[name], str | int | float | bool)}
    return Row(
        number,
        {fold(name): str(value).lower() if isinstance(value, bool) else str(value).strip()
         for name, value in plain.items()},
        {fold(name): name for name in one},
        one,
    )  # fmt: skip
