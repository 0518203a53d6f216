"""A text put into a community's words, or back into plain ones, by its lexicon; each change is told. Pure.

Nothing is changed inside of links, addresses, placeholders and must-keep facts, nor within a word. Capitals go over;
a capital inside of a sentence makes a name, which stays, but in languages that write every noun so.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from ninefold.content.facts import spellings
from ninefold.content.lexicon import words
from ninefold.content.types import Block, BlockKind, Term, VariantContent

_UNTOUCHED = {BlockKind.LEGAL}  # its wording is a lawyer's
_NOUNS_CAPITAL = {"de", "lb"}
_OPENS = " \t\"'“”„«»‘’([{*#-–—"  # may stand before the first word of a sentence
_ENDS = ".!?…:;\n"


@dataclass(frozen=True, slots=True)
class Change:
    """One replacement: what stood there, what stands now, and where it begins in the new text (characters)."""

    before: str
    after: str
    start: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A text in other words, with its changes in order."""

    text: str
    changes: tuple[Change, ...]

    @property
    def pieces(self) -> list[tuple[str, Change | None]]:
        """The new text in pieces, each with the change that made it, or None where nothing was changed."""
        found: list[tuple[str, Change | None]] = []
        end = 0
        for change in self.changes:
            found += [(self.text[end : change.start], None), (change.after, change)]
            end = change.start + len(change.after)
        return [piece for piece in (*found, (self.text[end:], None)) if piece[0]]


class Phrasing:
    """A lexicon made ready to draft with, in one direction: into the community's words, or (`is_plain`) out of them."""

    def __init__(self, terms: Sequence[Term], *, language: str = "en", is_plain: bool = False) -> None:
        self._has_names = language.partition("-")[0].lower() not in _NOUNS_CAPITAL
        self._by_source: dict[str, tuple[str, str]] = {}
        self._acronyms = set[str]()
        for term in terms:
            for source, target in _pairs(term, is_plain=is_plain):
                self._by_source.setdefault(_key(source), (target, term.example))
                if source.isupper():
                    self._acronyms.add(source)
        longest_first = sorted(self._by_source, key=lambda source: (-len(source), source))
        either = "|".join(words.whole(source, joined=True) for source in longest_first)
        self._pattern = regex.compile(either, regex.IGNORECASE) if either else None

    def draft(self, text: str, keep: Iterable[str] = ()) -> Drafted:
        """The text in other words; what is in `keep` stays as it is wherever it stands."""
        if self._pattern is None:
            return Drafted(text, ())
        barred = [*words.spans_aside(text), *_spans(text, keep)]
        pieces: list[str] = []
        changes: list[Change] = []
        end = length = 0
        for match in self._pattern.finditer(text):
            known = self._by_source.get(_key(match.group()))
            is_barred = any(low < match.end() and match.start() < high for low, high in barred)
            if known is None or is_barred or (self._has_names and _is_name(text, match.start(), match.group())):
                continue
            said = self._cased(known[0], match.group(), is_first=_is_first(text, match.start()))
            pieces += [text[end : match.start()], said]
            length += match.start() - end
            changes.append(Change(match.group(), said, length, known[1]))
            length += len(said)
            end = match.end()
        return Drafted("".join((*pieces, text[end:])), tuple(changes))

    def _cased(self, said: str, like: str, *, is_first: bool) -> str:
        """As `_cased`; an acronym (LP) does not shout: it asks for a capital only where a sentence begins."""
        if like in self._acronyms:
            return said[:1].upper() + said[1:] if is_first else said
        return _cased(said, like)

    def content(
        self, content: VariantContent, tag: str, names: Sequence[str] = ()
    ) -> tuple[VariantContent, tuple[tuple[str, Drafted], ...]]:
        """A variant in other words for `tag`, and what was changed, each under the place where it stands.

        `names` stay as they are, wherever they stand.
        """
        told: list[tuple[str, Drafted]] = []

        def say(place: str, text: str, keep: Iterable[str] = ()) -> str:
            drafted = self.draft(text, (*names, *keep))
            if drafted.changes:
                told.append((place, drafted))
            return drafted.text

        subject, preheader = say("Subject", content.subject), say("Preheader", content.preheader)
        blocks = [
            block if block.kind in _UNTOUCHED else self._block(block, f"Block {number} ({block.kind.words})", say)
            for number, block in enumerate(content.blocks, 1)
        ]
        said = replace(content, tag=tag, subject=subject, preheader=preheader, blocks=tuple(blocks))
        return said, tuple(told)

    @staticmethod
    def _block(block: Block, place: str, say: Callable[[str, str, Iterable[str]], str]) -> Block:
        keep = block.must_keep
        return replace(
            block,
            text=say(place, block.text, keep),
            short=say(f"{place}, short form", block.short, keep),
            options=tuple(say(f"{place}, line {n}", option, keep) for n, option in enumerate(block.options, 1)),
            call=say(f"{place}, words of its link", block.call, keep),
            alternate=say(f"{place}, alternate", block.alternate, keep),
        )


def _pairs(term: Term, *, is_plain: bool) -> Iterator[tuple[str, str]]:
    """Each spelling with its counterpart: the second of one with the second of the other, else with the last."""
    ours, plain = spellings(term.term), spellings(term.plain)
    sources, targets = (ours, plain) if is_plain else (plain, ours)
    for number, source in enumerate(sources):
        if targets:
            yield source, targets[min(number, len(targets) - 1)]


def _key(said: str) -> str:
    return " ".join(said.casefold().split())


def _spans(text: str, keep: Iterable[str]) -> Iterator[tuple[int, int]]:
    for fact in keep:
        start = text.find(fact) if fact else -1
        while start >= 0:
            yield start, start + len(fact)
            start = text.find(fact, start + len(fact))


def _is_name(text: str, start: int, said: str) -> bool:
    """Whether what stands at `start` is written as a name: with a capital inside of a sentence, but not in capitals."""
    if not said[0].isupper() or (len(said) > 1 and said.isupper()):
        return False
    return not _is_first(text, start)


def _is_first(text: str, start: int) -> bool:
    """Whether a sentence begins at `start`."""
    before = text[:start].rstrip(_OPENS)
    return not before or before[-1] in _ENDS


def _cased(said: str, like: str) -> str:
    """`said` with the capitals of what it replaces: all of them, or the first."""
    letters = [letter for letter in like if letter.isalpha()]
    if len(letters) > 1 and all(letter.isupper() for letter in letters):
        return said.upper()
    return said[:1].upper() + said[1:] if letters and letters[0].isupper() else said
