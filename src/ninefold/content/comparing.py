"""Two versions of a variant beside each other: which blocks, words and facts came, went, changed. Pure.

A block is known again by its id, else by its words. Words are compared by Python's SequenceMatcher.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

import regex

from ninefold.content import facts, names
from ninefold.content.saidto import SaidTo
from ninefold.content.types import Block, VariantContent

TOKENS_MAX = 6_000  # of a text that is compared word by word; of a longer one all is old and all is new
_GOES = {SaidTo.PERSON: "only to who gets a message", SaidTo.ALL: "also where all can read it"}
_TOKEN = regex.compile(r"\s+|[\p{L}\p{N}\p{M}]+(?:[.,'’\-][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}\p{M}]")


class Change(StrEnum):
    """What became of a block, or of a piece of a text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: the same in both, added or removed; `is_fact` where a fact came or went in it."""

    change: Change
    text: str
    is_fact: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a block, such as its short form, in pieces."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class BlockChange:
    """What became of one block. `is_moved` may hold beside a change."""

    block: Block
    change: Change
    parts: tuple[Part, ...]
    is_moved: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that became of a variant: its head (subject, preheader), its blocks in the new order with those that went in
    the places where they were, and the facts that only one of the two states."""

    head: tuple[Part, ...]
    blocks: tuple[BlockChange, ...]
    facts_gone: tuple[str, ...]
    facts_new: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing changed."""
        parts = [*self.head, *(part for one in self.blocks for part in one.parts)]
        is_still = all(piece.change is Change.SAME for part in parts for piece in part.pieces)
        return is_still and all(one.change is Change.SAME and not one.is_moved for one in self.blocks)


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is to be marked: facts that went, facts that came; and what pictures are called."""

    gone: tuple[str, ...]
    come: tuple[str, ...]
    pictures: Mapping[int, str]


def compare(before: VariantContent, after: VariantContent, pictures: Mapping[int, str] | None = None) -> Comparison:
    """What became of `before` in `after`. `pictures` are the names of pictures by their ids."""
    old, new = facts_of(before), facts_of(after)
    gone = tuple(fact for fact in old if fact not in new)
    come = tuple(fact for fact in new if fact not in old)
    marks = _Marks(gone, come, pictures or {})
    head = [
        Part(name, pieces(one, other, gone, come))
        for name, one, other in (
            ("Subject", before.subject, after.subject),
            ("Preheader", before.preheader, after.preheader),
        )
        if one or other
    ]
    return Comparison(tuple(head), tuple(_blocks(before.blocks, after.blocks, marks)), gone, come)


def facts_of(content: VariantContent) -> tuple[str, ...]:
    """Every number, date, price, link and name of a version, in order, each once; those of details, too."""
    found = [fact for text in (content.subject, content.preheader) for fact in facts.find(text)]
    for block in content.blocks:
        said = "\n".join(text for _, text in _texts(block, {}))
        found += [*block.must_keep, *facts.find(said), *names.find(said)]
    return tuple(dict.fromkeys(found))


def pieces(before: str, after: str, gone: Collection[str] = (), come: Collection[str] = ()) -> tuple[Piece, ...]:
    """One text in the other, in pieces; those that hold a fact of `gone` or `come` are marked."""
    if before == after:
        return (Piece(Change.SAME, after),) if after else ()
    olds, news = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(olds), len(news)) > TOKENS_MAX:
        return tuple(_marked(before, Change.REMOVED, gone)) + tuple(_marked(after, Change.ADDED, come))
    found: list[Piece] = []
    for way, at, end, other, other_end in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if way == "equal":
            found.append(Piece(Change.SAME, "".join(olds[at:end])))
            continue
        found += _marked("".join(olds[at:end]), Change.REMOVED, gone)
        found += _marked("".join(news[other:other_end]), Change.ADDED, come)
    return tuple(found)


def _marked(text: str, change: Change, wanted: Collection[str]) -> Iterator[Piece]:
    """A changed text; it holds a fact where one of those stands in it, or it stands in one that is written longer."""
    if text:
        said = text.strip()
        has_digit = any(character.isdigit() for character in said)
        is_fact = any(facts.keeps(text, fact) or (has_digit and said in fact) for fact in wanted)
        yield Piece(change, text, is_fact)


def _blocks(before: Sequence[Block], after: Sequence[Block], marks: _Marks) -> Iterator[BlockChange]:
    pairs = _pairs(before, after)
    stays = _staying([one for one, _ in sorted(pairs.items(), key=lambda pair: pair[1])])
    went = {place for place in range(len(before)) if place not in pairs}
    by_new = {new: old for old, new in pairs.items()}
    last = -1
    for place, block in enumerate(after):
        old = by_new.get(place)
        if old is None:
            yield BlockChange(block, Change.ADDED, tuple(_parts(None, block, marks)))
            continue
        if old in stays:
            yield from _gone(before, went, last, old, marks)
            last = old
        parts = tuple(_parts(before[old], block, marks))
        is_same = all(piece.change is Change.SAME for part in parts for piece in part.pieces)
        yield BlockChange(block, Change.SAME if is_same else Change.CHANGED, parts, old not in stays)
    yield from _gone(before, went, last, len(before), marks)


def _gone(before: Sequence[Block], went: set[int], low: int, high: int, marks: _Marks) -> Iterator[BlockChange]:
    for place in range(low + 1, high):
        if place in went:
            yield BlockChange(before[place], Change.REMOVED, tuple(_parts(before[place], None, marks)))


def _pairs(before: Sequence[Block], after: Sequence[Block]) -> dict[int, int]:
    """Places of the old blocks with those of the same ones in the new version."""
    ids = {block.id: place for place, block in enumerate(after) if block.id}
    found = {place: ids[block.id] for place, block in enumerate(before) if block.id in ids}
    free = {(block.kind, block.text): place for place, block in enumerate(after) if place not in found.values()}
    for place, block in enumerate(before):
        if place not in found and block.text and (block.kind, block.text) in free:
            found[place] = free.pop((block.kind, block.text))
    return found


def _staying(olds: Sequence[int]) -> set[int]:
    """Of old places in their new order the longest that still rise: all others moved."""
    ordered = sorted(olds)
    matches = SequenceMatcher(None, ordered, list(olds), autojunk=False).get_matching_blocks()
    return {ordered[at + step] for at, _, length in matches for step in range(length)}


def _parts(before: Block | None, after: Block | None, marks: _Marks) -> Iterator[Part]:
    olds = dict(_texts(before, marks.pictures)) if before else {}
    news = dict(_texts(after, marks.pictures)) if after else {}
    for name in dict.fromkeys((*news, *olds)):
        if name == "priority" and not (before and after):
            continue
        said = olds.get(name, ""), news.get(name, "")
        found = _led(*said) if name == "leads to" else pieces(*said, marks.gone, marks.come)
        if found and (name != "priority" or not all(piece.change is Change.SAME for piece in found)):
            yield Part(name, found)


def _led(before: str, after: str) -> tuple[Piece, ...]:
    """A link is a fact as a whole: another one leads elsewhere."""
    if before == after:
        return pieces(before, after)
    found = ((Change.REMOVED, before), (Change.ADDED, after))
    return tuple(Piece(change, text, is_fact=True) for change, text in found if text)


def _texts(block: Block, pictures: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """What a block says, each under its name; its text under none."""
    yield "", block.text
    yield "lines", "\n".join(block.options)
    yield "short form", block.short
    yield "plain form", block.plain
    yield "leads to", block.url
    yield "when", " ".join((block.starts, block.ends, block.zone)).strip()
    yield "place", block.place
    yield "describes the picture", block.alt
    yield "picture", pictures.get(block.image_id, "one that is gone") if block.image_id else ""
    yield "shows", block.thing
    yield "words of its link", block.call
    yield "said instead", block.alternate
    yield "goes", _GOES[block.said_to] if block.said_to else ""
    yield "priority", block.priority.value
