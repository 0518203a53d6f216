"""An author's text as parts with its links apart, the most room it can take, and how it is said for a person."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import regex

from ninefold.adapt import placeholders
from ninefold.adapt.errors import PlaceholderRefused
from ninefold.adapt.modes import BYTES_PER_UNIT_MAX, Mode
from ninefold.adapt.placeholders import Choice, Hole, Literal, Part, Passage, Values
from ninefold.adapt.types import Link
from ninefold.content import facts

Wording = tuple[Part | Link, ...]
_BLANK_LINES = regex.compile(r"\n{3,}")
_URL = regex.compile(facts.ADDRESS)


@lru_cache(maxsize=4096)
def read(source: str) -> Wording:
    """The wording of a source; raise PlaceholderRefused for what may not stand in it."""
    wording: list[Part | Link] = []
    for part in placeholders.parse(source):
        if isinstance(part, Literal):
            wording += _links_apart(part.text, after=wording[-1] if wording else None)
            continue
        if any(_URL.search(text) for text in placeholders.literals((part,))):
            raise PlaceholderRefused(
                "link_in_condition",
                f"A link stands inside “{part.source[:40]}”. Put it outside of the condition or loop.",
            )
        wording.append(part)
    return tuple(wording)


def _links_apart(text: str, *, after: Part | Link | None) -> list[Part | Link]:
    found: list[Part | Link] = []
    end = 0
    for match in _URL.finditer(text):
        before = text[match.start() - 1] if match.start() else ("x" if after else " ")
        if before.isalnum() or before in "#@$_":
            raise PlaceholderRefused("link_glued", f"Put a space before the link {match.group()[:40]}.")
        if match.start() > end:
            found.append(Literal(text[end : match.start()]))
        found.append(Link(match.group(), match.group().split("://", 1)[1]))
        end = match.end()
    return [*found, Literal(text[end:])] if end < len(text) else found


def join(wordings: Sequence[Wording], separator: str) -> Wording:
    """Several wordings in a row."""
    joined: list[Part | Link] = []
    for index, wording in enumerate(wordings):
        joined += [Literal(separator)] if index else []
        joined += wording
    return tuple(joined)


def admitted(wording: Wording, mode: Mode) -> bool:
    """Whether everything an author wrote here can be sent in this mode, fallbacks and all arms included."""
    return all(mode.admits(text) for text in _said_by_author(wording))


def _said_by_author(wording: Wording) -> list[str]:
    said: list[str] = []
    for part in wording:
        match part:
            case Literal():
                said.append(part.text)
            case Hole():
                said.append(part.fallback)
            case Choice():
                for arm in part.arms:
                    said += _said_by_author(arm)
    return said


def room(hole: Hole, mode: Mode) -> int:
    """The bound of a placeholder in a mode: its field's, or its fallback's where that is longer."""
    return max(hole.bound, mode.measure(hole.fallback))


def cost(wording: Wording, mode: Mode, link_characters: int) -> int:
    """The most units that a wording can take, whoever it is for."""
    total = 0
    for index, part in enumerate(wording):
        match part:
            case Literal():
                total += mode.inside(part.text) if index else mode.count(part.text)
            case Hole():
                total += max(mode.bound_cost(room(part, mode)), mode.count(part.fallback))
            case Choice():
                total += max((cost(arm, mode, link_characters) for arm in part.arms), default=0)
            case Link():
                total += mode.link_cost(link_characters)
    return total


def size(wording: Wording, mode: Mode, link_characters: int) -> int:
    """The most UTF-8 bytes that a wording can take."""
    total = 0
    for part in wording:
        match part:
            case Literal():
                total += len(part.text.encode())
            case Hole():
                total += max(BYTES_PER_UNIT_MAX * room(part, mode), len(part.fallback.encode()))
            case Choice():
                total += max((size(arm, mode, link_characters) for arm in part.arms), default=0)
            case Link():
                total += link_characters
    return total


def sayer(part: Hole | Choice, mode: Mode) -> Callable[[Values], str]:
    """How a placeholder or condition is said in a mode: within its bound, on one line, never empty by accident."""
    if isinstance(part, Passage):
        return _passage_sayer(part, mode)
    if isinstance(part, Hole):
        return part.produce if part.is_markup else _hole_sayer(part, mode)
    arms = [[_part_sayer(inner, mode) for inner in arm] for arm in part.arms]
    pick = part.pick

    def say(values: Values) -> str:
        arm = pick(values)
        return "".join(run(values) for run in arms[arm]) if arm >= 0 else ""

    return say


def _hole_sayer(hole: Hole, mode: Mode) -> Callable[[Values], str]:
    bound, fallback, produce, clean = room(hole, mode), hole.fallback, hole.produce, mode.clean

    def say(values: Values) -> str:
        said = produce(values)
        return said if said == fallback else clean(said, bound, fallback) or fallback

    return say


def _passage_sayer(passage: Passage, mode: Mode) -> Callable[[Values], str]:
    """What a passage says, line by line; its fallback where that is too long or cannot be sent."""
    bound, fallback, produce = room(passage, mode), _lines(passage.fallback, mode), passage.produce

    def say(values: Values) -> str:
        said = _lines(produce(values), mode)
        return said if mode.measure(said) <= bound and mode.admits(said) else fallback

    return say


def _lines(said: str, mode: Mode) -> str:
    """A text line by line, each without what does not show; blank lines at its ends and in a row are left out."""
    lines = [mode.clean(line, mode.measure(line), "") if line.strip() else "" for line in said.splitlines()]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _part_sayer(part: Part, mode: Mode) -> Callable[[Values], str]:
    if isinstance(part, Literal):
        text = part.text
        return lambda _: text
    return sayer(part, mode)


def sample(wording: Wording) -> str:
    """A wording as it is said to someone of whom nothing is known; links say their label."""
    said = [
        part.label if isinstance(part, Link) else placeholders.produce((part,), placeholders.NOBODY) for part in wording
    ]
    return "".join(said)


def links(wording: Wording) -> tuple[Link, ...]:
    """The links of a wording, in order."""
    return tuple(part for part in wording if isinstance(part, Link))
