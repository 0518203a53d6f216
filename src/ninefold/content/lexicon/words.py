"""The words of a text, as a lexicon counts them. Pure.

A word is a run of letters and digits with the marks, apostrophes and hyphens inside of it, in small letters; scripts
that are written without spaces count each grapheme. Links, mail addresses and placeholders are no words.
"""

from collections.abc import Iterator

import regex

_ASIDE = regex.compile(r"\{%.*?%\}|\{\{.*?\}\}|https?://\S+|\S+@\S+", regex.DOTALL)
_UNSPACED = r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Han}\p{Hiragana}\p{Katakana}"
_WORD = regex.compile(
    rf"(?=[{_UNSPACED}])\X|(?:(?![{_UNSPACED}])[\p{{L}}\p{{N}}\p{{M}}])+"
    rf"(?:['’\-‐](?:(?![{_UNSPACED}])[\p{{L}}\p{{N}}\p{{M}}])+)*"
)
_SPACED = rf"(?:(?![{_UNSPACED}])[\p{{L}}\p{{N}}\p{{M}}])"
_IS_UNSPACED = regex.compile(rf"[{_UNSPACED}]")
_KATAKANA = r"[\p{Katakana}ー]"
_IS_KATAKANA = regex.compile(_KATAKANA)
SENTENCE_END = regex.compile(r"(?<=[.!?…。！？؟।])\s+|\n+")


def whole(term: str, *, joined: bool = False) -> str:
    """A pattern for a term that stands whole in a text; with `joined` hyphens and apostrophes make one word.

    Where a script sets no spaces it may stand beside other letters, but cuts no grapheme and no run of Katakana.
    """
    before, after = rf"(?<!{_SPACED})", rf"(?!{_SPACED})"
    if joined:
        before, after = rf"(?<!{_SPACED}|{_SPACED}['’\-])", rf"(?!{_SPACED}|['’\-]{_SPACED})"
    if _IS_UNSPACED.match(term[:1]):
        before = rf"(?<!{_KATAKANA})" if _IS_KATAKANA.match(term[:1]) else ""
    if _IS_UNSPACED.match(term[-1:]):
        after = rf"(?!{_KATAKANA}|\p{{M}})" if _IS_KATAKANA.match(term[-1:]) else r"(?!\p{M})"
    return before + regex.escape(term).replace(r"\ ", r"\s+") + after


def of(text: str) -> list[str]:
    """The words of a text in order, in small letters."""
    return [match.casefold().replace("’", "'") for match in _WORD.findall(_ASIDE.sub(" ", text))]


def sentences(text: str) -> Iterator[list[str]]:
    """The words of each sentence of a text; sentences without any are left out."""
    for sentence in SENTENCE_END.split(text):
        if words := of(sentence):
            yield words


def spans_aside(text: str) -> list[tuple[int, int]]:
    """The stretches of a text that are no words of its author: links, addresses, placeholders."""
    return [match.span() for match in _ASIDE.finditer(text)]
