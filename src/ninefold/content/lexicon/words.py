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
SENTENCE_END = regex.compile(r"(?<=[.!?…。！？؟।])\s+|\n+")


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
