"""How wide subject and preheader are, and where the lists of big inboxes cut them: in pixels, by sans.toml."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from unicodedata import category, east_asian_width

import msgspec
import regex

SIZE_PX = 16
_MARK, _WIDE, _EMOJI = 0, 1_000, 1_250
_CLUSTER = regex.compile(r"\X")
_IS_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|\p{Regional_Indicator}|\u20E3")


@dataclass(frozen=True, slots=True)
class Inbox:
    """One inbox's list (inboxes.toml): the most pixels of each line that it shows, 0 where that is not known."""

    name: str
    device: str
    subject: int
    preheader: int


@dataclass(frozen=True, slots=True)
class Cut:
    """A line that an inbox does not show whole: which, where, and what is left of it."""

    line: str
    inbox: Inbox
    shown: str


def width(text: str) -> int:
    """How many pixels a line takes at SIZE_PX."""
    return -(-sum(map(_thousandths, _CLUSTER.findall(text))) * SIZE_PX // 1_000)


def cuts(subject: str, preheader: str) -> list[Cut]:
    """Where each line is cut, for each kind of device only in the inbox that shows the least of it."""
    found = []
    for line, text in (("subject", subject), ("preheader", preheader)):
        narrowest: dict[str, Inbox] = {}
        for inbox in _inboxes():
            if 0 < getattr(inbox, line) < min(width(text), getattr(narrowest.get(inbox.device), line, width(text))):
                narrowest[inbox.device] = inbox
        found += [Cut(line, inbox, _shown(text, getattr(inbox, line))) for inbox in narrowest.values()]
    return found


def _shown(text: str, pixels: int) -> str:
    """What of a line stands in so many pixels, with the mark of the cut."""
    kept, room = "", pixels * 1_000 // SIZE_PX - _thousandths("…")
    for cluster in _CLUSTER.findall(text):
        room -= _thousandths(cluster)
        if room < 0:
            break
        kept += cluster
    return kept.rstrip() + "…"


def _thousandths(cluster: str) -> int:
    if _IS_EMOJI.search(cluster):
        return _EMOJI
    return sum(map(_character, cluster))


@lru_cache(maxsize=4096)
def _character(character: str) -> int:
    widths, other = _sans()
    if character in widths:
        return widths[character]
    if category(character) in ("Mn", "Me", "Cf", "Cc"):
        return _MARK
    if category(character) == "Zs":
        return widths[" "]
    return _WIDE if east_asian_width(character) in "WF" else other


@lru_cache(maxsize=1)
def _inboxes() -> tuple[Inbox, ...]:
    text = files("ninefold.adapt").joinpath("inboxes.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["inbox"], tuple[Inbox, ...])


@lru_cache(maxsize=1)
def _sans() -> tuple[dict[str, int], int]:
    """The width of each listed character, and of all others."""
    told = tomllib.loads(files("ninefold.adapt").joinpath("sans.toml").read_text(encoding="utf-8"))
    return {character: int(size) for size, listed in told["widths"].items() for character in listed}, told["other"]
