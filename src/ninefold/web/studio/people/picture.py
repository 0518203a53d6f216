"""The picture of an identity: each identifier a line, each join an arc beside them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ninefold.context.types import Identifier, Join, Person, Ruling

ROWS_MAX = 24
ROW = 28
GUTTER = 72
LABEL_CHARACTERS_MAX = 34
_ORDER = {"account": 0, "claimed": 1, "anonymous": 2, "email": 4, "phone": 5, "push": 6}
_OWN = 3  # a kind of the company's own
_IDS = ("account", "claimed", "anonymous")


@dataclass(frozen=True, slots=True)
class Line:
    """One identifier: where it stands, what it says, and whether it is somebody else's."""

    y: int
    label: str
    words: str
    is_other: bool


@dataclass(frozen=True, slots=True)
class Arc:
    """What joins two lines, or keeps them apart: its shape, its tone and its words."""

    path: str
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    height: int
    lines: tuple[Line, ...]
    arcs: tuple[Arc, ...]
    left_out: int


def draw(person: Person, joins: Sequence[Join], rulings: Sequence[Ruling]) -> Picture:
    """The first identifiers of a person, those whom they were not joined with last, and what lies between."""
    held = [ruling for ruling in rulings if not ruling.undone_at]
    shown = _shown(person, joins, held)
    rows = shown[:ROWS_MAX]
    at = {key: ROW // 2 + ROW * number for number, (key, _) in enumerate(rows)}
    lines = tuple(
        Line(at[key], _short(one.words), one.words, one.profile_id not in person.profile_ids) for key, one in rows
    )
    return Picture(ROW * len(rows), lines, tuple(_arcs(person, joins, held, at)), len(shown) - len(rows))


_Key = tuple[str, str]


def _key(one: Identifier) -> _Key:
    return one.kind, one.value


def _shown(person: Person, joins: Sequence[Join], held: Sequence[Ruling]) -> list[tuple[_Key, Identifier]]:
    own = sorted(person.identifiers, key=lambda one: (_ORDER.get(one.kind, _OWN), one.first_seen_at, one.value))
    ends = [*((one.left, one.right) for one in joins), *((one.left, one.right) for one in held)]
    others = [end for pair in ends for end in pair if end.profile_id not in person.profile_ids]
    return list({_key(one): one for one in (*own, *others)}.items())


def _arcs(person: Person, joins: Sequence[Join], held: Sequence[Ruling], at: dict[_Key, int]) -> Iterable[Arc]:
    profile = {one.profile_id: _key(one) for one in person.identifiers if one.kind in _IDS}
    for one in person.identifiers:
        if one.kind not in _IDS and one.profile_id in profile:
            yield from _arc(at, profile[one.profile_id], _key(one), "has", "has")
    for join in joins:
        words = f"not joined, though {join.words}: {join.refused}" if join.refused else join.words
        yield from _arc(at, _key(join.left), _key(join.right), "refused" if join.refused else "joined", words)
    for ruling in held:
        words = f"the team said {'one person' if ruling.allowed else 'two people'}: {ruling.reason}"
        yield from _arc(at, _key(ruling.left), _key(ruling.right), "ruled" if ruling.allowed else "refused", words)


def _arc(at: dict[_Key, int], one: _Key, other: _Key, tone: str, words: str) -> Iterable[Arc]:
    if one not in at or other not in at or one == other:
        return
    top, bottom = sorted((at[one], at[other]))
    bow = max(4, GUTTER - 14 - 9 * (bottom - top) // ROW)
    yield Arc(f"M{GUTTER} {top} C{bow} {top} {bow} {bottom} {GUTTER} {bottom}", tone, words)


def _short(text: str) -> str:
    return text if len(text) <= LABEL_CHARACTERS_MAX else text[: LABEL_CHARACTERS_MAX - 1] + "…"
