"""All that the quality panel says of a variant: its figures, and notes that name the place and what to do. Pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import regex

from ninefold.content import claims, facts
from ninefold.content.lexicon import words
from ninefold.content.quality import readability, tactics
from ninefold.content.quality.readability import Reading
from ninefold.content.types import Block, BlockKind, VariantContent

EASE_LEAST = 50  # below it is as hard as a quality paper, by Flesch
SENTENCE_WORDS_MAX = 30
WORDS_MANY = 500
EXCLAMATIONS_MAX = 1
_SHOUTED = regex.compile(r"\b\p{Lu}{3,}(?:[ \t]+\p{Lu}{3,})+\b")
_LIQUID = regex.compile(r"\{%.*?%\}|\{\{.*?\}\}", regex.DOTALL)
_URGENCY, _SCARCITY = "urgency", "scarcity"


class NoteKind(StrEnum):
    """What a note is about."""

    LENGTH = "Length"
    EASE = "Reading ease"
    VOICE = "Voice"
    TACTIC = "Banned tactic"
    PICTURE = "Pictures"
    SOURCE = "Sources"
    LINK = "Links"
    DAY = "Days"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to look at: its kind, words that say what and what to do, and where ("" for the whole).

    `block_id` is a block's, `field` subject or preheader.
    """

    kind: NoteKind
    message: str
    block_id: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Quality:
    """A variant in figures, and what to look at."""

    reading: Reading
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A text of a variant, with where it stands."""

    name: str
    text: str
    block_id: str = ""
    field: str = ""


def of(
    content: VariantContent,
    *,
    avoided: Sequence[str] = (),
    has_end: bool = False,
    unsourced: Sequence[str] = (),
    broken: Collection[tuple[str, str]] = (),
    images: Collection[int] | None = None,
    today: str = "",
) -> Quality:
    """What to look at in a variant.

    `avoided` are words that the charter leaves out; `has_end` tells whether the item has a last day; `unsourced` are
    its claims that nothing backs; `broken` pairs of a link and what is wrong with it; `images` the ids of pictures that
    have a description of their own; `today` the company's day as 2026-11-30, "" where days are not looked at.
    """
    places = list(_places(content))
    read = readability.read("\n".join(place.text for place in places if not place.field), content.tag)
    notes = [
        *_of_length(read),
        *(note for place in places for note in _of_words(place, content.tag, avoided)),
        *_of_tactics(places, content.tag, has_end=has_end, unsourced=unsourced),
        *_of_pictures(content.blocks, images or ()),
        *_of_days(content.blocks, today),
        *_of_sources([claims.worded(content, claim) for claim in unsourced]),
        *(note for place in places for note in _of_links(place, content.blocks, broken)),
    ]
    return Quality(read, tuple(notes))


def _places(content: VariantContent) -> Iterator[_Place]:
    for field, text in (("subject", content.subject), ("preheader", content.preheader)):
        if text.strip():
            yield _Place(f"The {field}", text, field=field)
    for number, block in enumerate(content.blocks, 1):
        text = "\n".join(filter(None, (block.text, *block.options, block.call, block.alternate)))
        if text.strip() and block.kind is not BlockKind.LEGAL:
            yield _Place(f"Block {number} ({block.kind.words})", text, block.id)


def _of_length(read: Reading) -> Iterator[Note]:
    if read.words > WORDS_MANY:
        yield Note(
            NoteKind.LENGTH,
            f"{read.words} words take about {max(1, round(read.minutes))} minutes. Say less, or make what is less"
            " important a detail.",
        )
    if read.ease is not None and read.ease < EASE_LEAST:
        yield Note(
            NoteKind.EASE,
            f"Shorter sentences and shorter words make it easier; the longest sentence has {read.longest} words.",
        )


def _of_words(place: _Place, tag: str, avoided: Sequence[str]) -> Iterator[Note]:
    said = _LIQUID.sub("x", place.text)
    for word in avoided:
        if regex.search(words.whole(word), said, regex.IGNORECASE):
            yield _note(NoteKind.VOICE, place, f"says “{word}”, which the charter leaves out. Say it another way.")
    if said.count("!") > EXCLAMATIONS_MAX:
        yield _note(NoteKind.VOICE, place, f"has {said.count('!')} exclamation marks. One is enough.")
    if shouted := _SHOUTED.search(said):
        yield _note(NoteKind.VOICE, place, f"shouts “{shouted.group()}”. Write it in small letters.")
    longest = max((one for one in said.splitlines()), key=len, default="")
    read = readability.read(longest, tag)
    if read.longest > SENTENCE_WORDS_MAX:
        yield _note(NoteKind.EASE, place, f"has a sentence of {read.longest} words. Make two of it.")


def _of_tactics(places: Sequence[_Place], tag: str, *, has_end: bool, unsourced: Sequence[str]) -> Iterator[Note]:
    whole = "\n".join(place.text for place in places)
    is_dated = has_end or facts.names_a_day(whole)
    for place in places:
        for use in tactics.uses(place.text, tag):
            if use.tactic.key == _URGENCY and is_dated:
                continue
            figures = facts.find(use.words)
            if use.tactic.key == _SCARCITY and figures and not set(figures) & set(unsourced):
                continue
            yield _note(NoteKind.TACTIC, place, f"says “{use.words}”. {use.tactic.name}: {use.tactic.why}")


def _of_pictures(blocks: Sequence[Block], images: Collection[int]) -> Iterator[Note]:
    for number, block in enumerate(blocks, 1):
        if block.kind is BlockKind.IMAGE and not block.alt.strip() and block.image_id not in images:
            yield Note(
                NoteKind.PICTURE,
                f"Block {number} (image): nothing says what it shows. Describe it for those who do not see it.",
                block.id,
            )


def _of_days(blocks: Sequence[Block], today: str) -> Iterator[Note]:
    for number, block in enumerate(blocks, 1):
        last = (block.ends or block.starts)[:10]
        if last and last < today:
            said = block.when[0] if block.when else last
            yield Note(
                NoteKind.DAY,
                f"Block {number} (event): {said} is over. Put in the day that is to come, or take the block out.",
                block.id,
            )


def _of_sources(unsourced: Sequence[str]) -> Iterator[Note]:
    if unsourced:
        named = ", ".join(f"“{claim}”" for claim in unsourced[:3]) + (" and more" if len(unsourced) > 3 else "")
        yield Note(
            NoteKind.SOURCE,
            f"{len(unsourced)} claim{'' if len(unsourced) == 1 else 's'} without a source: {named}."
            " Give each its source, or verify it.",
        )


def _of_links(place: _Place, blocks: Sequence[Block], broken: Collection[tuple[str, str]]) -> Iterator[Note]:
    own = next((block.url for block in blocks if block.id and block.id == place.block_id), "")
    for url, problem in broken:
        if url == own or url in place.text:
            yield Note(NoteKind.LINK, f"{place.name}: {url[:80]} {problem}", place.block_id, place.field)


def _note(kind: NoteKind, place: _Place, words: str) -> Note:
    return Note(kind, f"{place.name} {words}", place.block_id, place.field)
