"""Where a text may be cut: between sentences, and nowhere else.

A cut never falls into a word, a grapheme, a placeholder or a must-keep fact, nor after a comma or a colon that ends a
line: a greeting without what follows says nothing. A text with conditions stays whole.
"""

from collections.abc import Sequence

import regex

_TAG = regex.compile(r"\{%")
_PLACEHOLDER = regex.compile(r"\{\{.*?\}\}", regex.DOTALL)
_BOUNDARY = regex.compile(
    r"(?:[.!?…؟۔।॥]+[\"'”’»)\]]*)(\s+)(?![\p{M}\p{Ll}\u200d\s])|(?:[。！？]+[」』”’]*)(\s*)(?![\p{M}\u200d\s」』”’])|[^\s,;:،、，：；](\s*\n\s*)(?![\p{M}\s])"
)


def split(text: str, keep: Sequence[str] = ()) -> list[str]:
    """The sentences of a text, without the white space between them; empty for a blank text."""
    text = text.strip()
    if not text:
        return []
    if _TAG.search(text):
        return [text]
    barred = _barred(text, keep)
    sentences, start = [], 0
    for match in _BOUNDARY.finditer(text):
        cut, after = next(match.span(group) for group in (1, 2, 3) if match.start(group) >= 0)
        if after < len(text) and not any(low < after and cut < high for low, high in barred):
            sentences.append(text[start:cut])
            start = after
    return [*sentences, text[start:]]


def _barred(text: str, keep: Sequence[str]) -> list[tuple[int, int]]:
    """Stretches that stay in one piece: placeholders and facts."""
    spans = [match.span() for match in _PLACEHOLDER.finditer(text)]
    for fact in keep:
        start = text.find(fact)
        while fact and start >= 0:
            spans.append((start, start + len(fact)))
            start = text.find(fact, start + 1)
    return spans


def graphemes(text: str) -> list[str]:
    """The grapheme clusters of a text (UAX 29)."""
    found: list[str] = regex.findall(r"\X", text)
    return found
