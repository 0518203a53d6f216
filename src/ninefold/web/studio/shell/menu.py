"""The studio's menu, in the order of the flow: know, say, reach, reward, prove, house."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: its label, its route, the addresses that also belong to it, the key of its count (shell.counts)."""

    label: str
    route: str
    also: tuple[str, ...] = ()
    count: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as shown: with its address, its count in words and whether this page belongs to it."""

    label: str
    url: str
    count: str
    is_current: bool


MENU = (
    Group("", (Entry("Nine C's", "wagtailadmin_home"),)),
    Group(
        "Know",
        (
            Entry("People", "people:index", count="people"),
            Entry("Segments", "segments:index"),
            Entry("Sources", "sources:index"),
        ),
    ),
    Group(
        "Say",
        (
            Entry("Content", "content:index", also=("/snippets/content/",)),
            Entry("Media", "wagtailimages:index", also=("/images/", "/documents/")),
            Entry("Communities", "communities:index"),
        ),
    ),
    Group(
        "Reach",
        (Entry("Campaigns", "campaigns:index", count="campaigns"), Entry("Inbox", "mailbox:inbox", count="replies")),
    ),
    Group("Reward", (Entry("Currencies", "currencies:index"),)),
    Group("Prove", (Entry("Goals", "goals:index"),)),
    Group(
        "House",
        (
            Entry("Charter", "charter:index"),
            Entry("Mailbox", "mailbox:index"),
            Entry("Settings", "settings:index", also=("/users/", "/groups/", "/workflows/", "/reports/")),
        ),
    ),
)


def _address(route: str) -> str:
    """The address of a route, or "" where the room has no page."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def _fit(entry: Entry, address: str, path: str) -> int:
    """How well a path belongs to an entry: the length of the longest address it starts with, 0 for none."""
    if address == "/":
        return int(path == "/")
    return max((len(start) for start in (address, *entry.also) if path.startswith(start)), default=0)


def lines(path: str, counts: dict[str, int]) -> list[tuple[str, list[Line]]]:
    """The menu as shown on the page at `path`: groups with their lines; exactly one line, or none, is current."""
    found = [(group, entry, _address(entry.route)) for group in MENU for entry in group.entries]
    best = max((_fit(entry, address, path) for _, entry, address in found if address), default=0)
    shown: dict[str, list[Line]] = {}
    for group, entry, address in found:
        if not address:
            continue
        count = counts.get(entry.count, 0)
        is_current = bool(best) and _fit(entry, address, path) == best
        shown.setdefault(group.name, []).append(Line(entry.label, address, f"{count:,}" if count else "", is_current))
    return list(shown.items())
