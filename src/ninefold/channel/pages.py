"""The HTML of a variant as bytes on the wire: encoded once, then only its holes are filled for each mail. Pure."""

from collections.abc import Sequence
from functools import lru_cache

from ninefold.adapt.filling import Sheet
from ninefold.channel import mail

KEPT_MAX = 500
_HOLE = b"\0"
_NONE = -1


class Page:
    """A sheet of HTML, encoded for SMTP, with room for a value in each hole."""

    __slots__ = ("_parts", "_room", "_sheet")

    def __init__(self, sheet: Sheet) -> None:
        fixed = [mail.html_in_ascii(part) for part in sheet.parts]
        self._sheet = sheet
        self._parts = [mail.stuffed(part) for part in (*fixed, b"\r\n")]
        self._room = _NONE if mail.has_controls(b"".join(fixed)) else _room(fixed, sheet)

    def fill(self, shown: Sequence[str]) -> bytes | str:
        """The page for one person, to go out as it is; as text where a value needs more care than a place in a line."""
        values = [one.encode("ascii", "xmlcharrefreplace") for one in shown if one.isprintable()]
        if len(values) < len(shown) or max(map(len, values), default=0) > self._room:
            return self._sheet.fill(shown)
        parts = self._parts.copy()
        for position, index in self._sheet.slots:
            parts[position] = values[index]
        return b"".join(parts)


def _room(fixed: Sequence[bytes], sheet: Sheet) -> int:
    """The most bytes that any value may take so that all lines stay short; _NONE where a value or a dot begins a line.

    There, a value would have to be stuffed; the page itself is stuffed but for its first line.
    """
    marked = list(fixed)
    for position, _ in sheet.slots:
        marked[position] = _HOLE
    lines = b"".join(marked).split(b"\r\n")
    has_dot = lines[0].startswith(b".") or any(line.startswith(_HOLE) for line in lines)
    if has_dot or max(map(len, lines)) > mail.LINE_BYTES_MAX:
        return _NONE
    holed = [(len(line), line.count(_HOLE)) for line in lines if _HOLE in line]
    return min([(mail.LINE_BYTES_MAX - length) // holes for length, holes in holed], default=mail.LINE_BYTES_MAX)


@lru_cache(maxsize=KEPT_MAX)
def page(sheet: Sheet) -> Page:
    """The page of a compiled letter's HTML, made once."""
    return Page(sheet)
