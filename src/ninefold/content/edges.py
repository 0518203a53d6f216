"""Whether a stretch of text stands as whole words, in any script. Pure.

By the word boundaries of Unicode (UAX 29) where they tell anything: in scripts without spaces between words (Thai,
Han, kana) a word may stand anywhere; Arabic and Hebrew set words such as “and” before another, Korean endings behind.
"""

from unicodedata import category

import regex

CASED = r"[\p{Lu}\p{Ll}\p{Lt}]"
_IS_CASED = regex.compile(CASED)
_OTHER_LETTER = rf"(?!{CASED}|\p{{Script=Hangul}})[\p{{WB=ALetter}}\p{{WB=Hebrew_Letter}}]"
_CASED_BEFORE = regex.compile(rf"{CASED}\p{{M}}*\Z")
_CASED_AFTER = regex.compile(rf"{CASED}|\p{{M}}")
_OTHER_BEFORE = regex.compile(rf"(?!\p{{Script=Arabic}}|\p{{Script=Hebrew}}){_OTHER_LETTER}\p{{M}}*\Z")
_OTHER_AFTER = regex.compile(rf"{_OTHER_LETTER}|\p{{M}}")
_LOOKED_BACK = 4  # a letter and its marks


def is_cased(character: str) -> bool:
    """Whether a character is a letter of a script with capitals."""
    return bool(_IS_CASED.match(character))


def in_longer_word(text: str, start: int, end: int) -> bool:
    """Whether the letters at either edge of `text[start:end]` go on beyond it: Ann in Joann, in Anna."""
    first, last = text[start], text[end - 1]
    if first.isalpha():
        joins = _CASED_BEFORE if is_cased(first) else _OTHER_BEFORE
        if joins.search(text[max(0, start - _LOOKED_BACK) : start]):
            return True
    if last.isalpha() or category(last)[0] == "M":
        joins = _CASED_AFTER if is_cased(last) else _OTHER_AFTER
        return bool(joins.match(text, end))
    return False
