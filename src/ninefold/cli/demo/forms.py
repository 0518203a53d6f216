"""Reads the forms of a page as a browser would send them untouched. Pure."""

from html.parser import HTMLParser

Fields = list[tuple[str, str]]
_UNSENT = {"submit", "button", "reset", "image", "file"}


class _Forms(HTMLParser):
    """Inputs and selects; our public pages have no other fields."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Fields] = []
        self._is_open = False
        self._select = ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "form":
            self.found.append([])
            self._is_open = True
        elif tag == "input":
            self._input(named)
        elif tag == "select":
            self._select, self._options = named.get("name") or "", []
        elif tag == "option":
            self._options.append((named.get("value") or "", "selected" in named))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_open = False
        elif tag == "select" and self._options:
            chosen = [value for value, is_selected in self._options if is_selected]
            self._send(self._select, chosen[-1] if chosen else self._options[0][0])

    def _input(self, named: dict[str, str | None]) -> None:
        kind = (named.get("type") or "text").lower()
        if kind in _UNSENT or (kind in ("checkbox", "radio") and "checked" not in named):
            return
        self._send(named.get("name") or "", named.get("value") or "")

    def _send(self, name: str, value: str) -> None:
        if self._is_open and name:
            self.found[-1].append((name, value))


def form_with(html: str, name: str) -> Fields:
    """The fields of the form that has a field of this name, as they stand; raise LookupError where there is none."""
    reader = _Forms()
    reader.feed(html)
    reader.close()
    for fields in reader.found:
        if any(each == name for each, _ in fields):
            return fields
    raise LookupError(f"No form of this page has a field {name!r}.")


def changed(fields: Fields, name: str, value: str) -> Fields:
    """The same fields with one of them filled in otherwise."""
    return [(each, value if each == name else old) for each, old in fields]
