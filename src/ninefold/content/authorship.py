"""Who wrote what: each block of a variant with whoever changed it last, and each word with whoever wrote it. Pure.

Versions are compared word by word in the order in which they were kept, as version control tells who wrote a line
("blame"), with Python's SequenceMatcher (Ratcliff and Obershelp). A block is known again by its id, else by its words:
by all of them, else by most of them, as in a version that was drafted from another one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

import regex

WORDS_MAX = 4_000  # of a block that is compared word by word; a longer one that changed is all its last author's
ALIKE_LEAST = 0.5  # of the words of two blocks that are the same one under another id
_WORD = regex.compile(r"[\p{L}\p{N}\p{M}]+(?:['’\-][\p{L}\p{N}\p{M}]+)*")


class AuthorKind(StrEnum):
    """What an author is: somebody of the team, or one of those whose words the team takes in."""

    TEAM = "team"
    EXPERT = "expert"
    FEED = "feed"
    MODEL = "model"
    LEXICON = "lexicon"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a version. `user_id` is the account, of a kind besides the team the one who asked for it (0: nobody);
    `name` is what the others are called."""

    kind: AuthorKind
    name: str = ""
    user_id: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """One kept version: its number, its author, when (us), and its words by block in their order."""

    id: int
    author: Author
    at: int
    blocks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """One block of the newest version: who began it, who changed it last and when (us), and its words by author."""

    block_id: str
    begun_by: Author
    changed_by: Author
    changed_at: int
    words: Mapping[Author, int] = field(default_factory=dict)


@dataclass
class _Traced:
    """A block on its way through the versions: its text, its words, and who wrote each of them."""

    text: str
    words: list[str]
    authors: list[Author]
    begun_by: Author
    changed_by: Author
    changed_at: int


def trace(versions: Sequence[Version]) -> list[Written]:
    """The blocks of the newest of these versions (oldest first), each with who wrote it."""
    present: dict[str, _Traced] = {}
    for version in versions:
        present = _follow(present, version)
    return [
        Written(key, one.begun_by, one.changed_by, one.changed_at, dict(Counter(one.authors)))
        for key, one in present.items()
    ]


def shares(written: Sequence[Written]) -> list[tuple[Author, int]]:
    """Who wrote how many of the words, most first."""
    total: Counter[Author] = Counter()
    for one in written:
        total.update(one.words)
    return total.most_common()


def nearest(blocks: Mapping[str, str], others: Mapping[int, Mapping[str, str]]) -> int:
    """The key of whichever of `others` shares most words with these blocks; 0 where none shares a block's."""
    own = _bag(blocks)
    shared = {key: (own & _bag(other)).total() for key, other in others.items()}
    best = max(shared, key=lambda key: (shared[key], key), default=0)
    return best if best and shared[best] >= ALIKE_LEAST * own.total() > 0 else 0


def _bag(blocks: Mapping[str, str]) -> Counter[str]:
    return Counter(word for text in blocks.values() for word in words_of(text))


def words_of(text: str) -> list[str]:
    """The words of a text."""
    return _WORD.findall(text)


def _follow(before: Mapping[str, _Traced], version: Version) -> dict[str, _Traced]:
    gone = {key: one for key, one in before.items() if key not in version.blocks and one.text.strip()}
    renamed = {one.text: key for key, one in gone.items()}
    known = {key: before[key] for key in version.blocks if key in before}
    for key, text in version.blocks.items():
        if key not in known and text in renamed:
            known[key] = gone.pop(renamed.pop(text))
    for key, text in version.blocks.items():
        if key not in known and (other := _alike(text, gone)):
            known[key] = gone.pop(other)
    return {
        key: _changed(known[key], text, version) if key in known else _begun(text, version)
        for key, text in version.blocks.items()
    }


def _alike(text: str, gone: Mapping[str, _Traced]) -> str:
    """The key of the block that went and says most of the same words in the same order; "" for none."""
    words = words_of(text)
    if len(words) > WORDS_MAX:
        return ""
    ratios = {key: _ratio(one.words, words) for key, one in gone.items() if 0 < len(one.words) <= WORDS_MAX}
    best = max(ratios, key=lambda key: ratios[key], default="")
    return best if best and ratios[best] >= ALIKE_LEAST else ""


def _ratio(olds: list[str], news: list[str]) -> float:
    """How much two texts say alike, 0 to 1; what cannot be alike is not looked at word by word."""
    compared = SequenceMatcher(None, olds, news, autojunk=False)
    return compared.ratio() if compared.quick_ratio() >= ALIKE_LEAST else 0.0


def _begun(text: str, version: Version) -> _Traced:
    words = words_of(text)
    return _Traced(text, words, [version.author] * len(words), version.author, version.author, version.at)


def _changed(known: _Traced, text: str, version: Version) -> _Traced:
    if known.text == text:
        return known
    words = words_of(text)
    authors = _authors(known, words, version)
    begun_by = known.begun_by if authors is not None or not words else version.author
    return _Traced(text, words, authors or [version.author] * len(words), begun_by, version.author, version.at)


def _authors(known: _Traced, words: list[str], version: Version) -> list[Author] | None:
    """Whoever wrote a word that stayed keeps it, the others are the new author's; None where no word stayed."""
    if len(words) > WORDS_MAX or len(known.words) > WORDS_MAX:
        return [version.author] * len(words)
    found, kept = [version.author] * len(words), 0
    for at, other, length in SequenceMatcher(None, known.words, words, autojunk=False).get_matching_blocks():
        found[other : other + length] = known.authors[at : at + length]
        kept += length
    return found if kept else None
