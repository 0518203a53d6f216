"""The studio's menu, in the order of the flow: know, say, reach, reward, prove, house."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch, resolve, reverse

from ninefold.kernel.actors import Actor, Permission
from ninefold.web.studio.shell.rights import EVERYONE


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: its label, its route, what its page is for, the addresses that also belong to it, the key of its count
    (shell.counts), whether it goes when that is 0, and the right it takes where its page is none of ours to say so
    (shell.rights)."""

    label: str
    route: str
    meaning: str
    also: tuple[str, ...] = ()
    count: str = ""
    is_passing: bool = False
    right: Permission | None = EVERYONE


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as shown: with its address, its count in words and whether this page belongs to it."""

    label: str
    meaning: str
    url: str
    count: str
    is_current: bool


MENU = (
    Group(
        "",
        (
            Entry("Nine C's", "wagtailadmin_home", "How we engage, in nine figures."),
            Entry("First steps", "start:index", "To a first campaign of your own.", count="start", is_passing=True),
        ),
    ),
    Group(
        "Know",
        (
            Entry("People", "people:index", "What is known of someone, and why we wrote.", count="people"),
            Entry("Identity", "identity:index", "How one person is told from another."),
            Entry("Groups", "people:groups", "Companies, households and teams that people belong to."),
            Entry("Segments", "segments:index", "Who is meant, as a sentence that counts itself."),
            Entry("Questions", "community:index", "What customers ask and tell each other.", count="community"),
            Entry("Sources", "sources:index", "Where events come from, and what did not work."),
            Entry("Moving in", "moving:index", "From another tool, with all that it knows."),
            Entry("Tracking plan", "plan:index", "Which events come in with what, and what is not as planned."),
        ),
    ),
    Group(
        "Say",
        (
            Entry(
                "Content",
                "content:index",
                "What we say, in each community's words and each channel's form.",
                also=(
                    "/snippets/content/",
                    "/experts/",
                    "/versions/",
                    "/drafting/",
                    "/schedule/",
                    "/layouts/",
                ),
            ),
            Entry("Reviews", "reviews:index", "What waits for whose word before it is published."),
            Entry("Feeds", "feeds:index", "Articles and products written elsewhere, kept in sync."),
            Entry("Products", "products:index", "What letters may show by name and price."),
            Entry(
                "Media",
                "wagtailimages:index",
                "Pictures for letters and cards.",
                also=("/images/", "/documents/"),
                right=Permission.CONTENT_EDIT,
            ),
            Entry("Pages", "content:pages", "Pages of your own, with items in them.", also=("/pages/",)),
            Entry("Communities", "communities:index", "Who speaks which way, and what is written for them."),
        ),
    ),
    Group(
        "Reach",
        (
            Entry(
                "Campaigns",
                "campaigns:index",
                "What goes to whom, and what it changed.",
                count="campaigns",
            ),
            Entry("Sign-up forms", "forms:index", "How people come to hear from you, and what they agreed to."),
            Entry("Inbox", "mailbox:inbox", "What people wrote back.", count="replies"),
        ),
    ),
    Group("Reward", (Entry("Currencies", "currencies:index", "What people can earn."),)),
    Group("Prove", (Entry("Goals", "goals:index", "What we want people to do, and how often they did."),)),
    Group(
        "House",
        (
            Entry("Charter", "charter:index", "What holds for every contact, whoever plans it."),
            Entry("Mailbox", "mailbox:index", "Every letter as it arrived."),
            Entry(
                "Settings",
                "settings:index",
                "What this install stands on.",
                also=("/users/", "/groups/", "/workflows/", "/reports/"),
            ),
        ),
    ),
)


@lru_cache(maxsize=64)
def _door(entry: Entry) -> tuple[str, Permission | None]:
    """The address of an entry, "" where the room has no page, and the right that its page takes."""
    try:
        address = reverse(entry.route)
    except NoReverseMatch:
        return "", EVERYONE
    return address, getattr(resolve(address).func, "right", entry.right)


def _may(actor: Actor, right: Permission | None) -> bool:
    return right is EVERYONE or actor.may(right)


def _fit(entry: Entry, address: str, path: str) -> int:
    """How well a path belongs to an entry: the length of the longest address it starts with, 0 for none."""
    if address == "/":
        return int(path == "/")
    return max((len(start) for start in (address, *entry.also) if path.startswith(start)), default=0)


def lines(path: str, counts: dict[str, int], actor: Actor) -> list[tuple[str, list[Line]]]:
    """The menu on the page at `path`: groups with the lines that `actor` may open; one line at most is current."""
    found = [(group, entry, *_door(entry)) for group in MENU for entry in group.entries]
    best = max((_fit(entry, address, path) for _, entry, address, _ in found if address), default=0)
    shown: dict[str, list[Line]] = {}
    for group, entry, address, right in found:
        count = counts.get(entry.count, 0)
        if not address or not _may(actor, right) or (entry.is_passing and not count):
            continue
        is_current = bool(best) and _fit(entry, address, path) == best
        line = Line(entry.label, entry.meaning, address, f"{count:,}" if count else "", is_current)
        shown.setdefault(group.name, []).append(line)
    return list(shown.items())
