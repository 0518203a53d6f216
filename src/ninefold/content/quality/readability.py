"""How long a text is and how easily it reads. Pure.

Ease is Flesch's formula (1948) and those made after it for other languages, on whose scale 100 is very easy and 0 very
hard: Amstad 1978 (German), Kandel and Moles 1958 (French), Fernández Huerta 1959 (Spanish), Franchina and Vacca 1986
(Italian), Douma 1960 (Dutch). Syllables are counted by pyphen's hyphenation patterns, which miss some short ones: ease
is given without decimals. Reading time is at 238 words a minute (Brysbaert 2019, silent reading of English).
"""

from dataclasses import dataclass
from functools import lru_cache

import pyphen
import regex

from ninefold.content.lexicon import words

WORDS_A_MINUTE = 238
WORDS_LEAST = 25  # fewer make no measure
# base, by words a sentence, by syllables a word
_FORMULAS = {
    "en": (206.835, 1.015, 84.6),
    "de": (180.0, 1.0, 58.5),
    "fr": (207.0, 1.015, 73.6),
    "es": (206.84, 1.02, 60.0),
    "it": (217.0, 1.3, 60.0),
    "nl": (206.84, 0.93, 77.0),
}
_PATTERNS = {"en": "en_US", "de": "de_DE", "fr": "fr_FR", "es": "es", "it": "it_IT", "nl": "nl_NL"}
_VOWELS = regex.compile(r"[aeiouyàáâäãåæèéêëìíîïòóôöõøœùúûüýÿ]+", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in figures. `ease` is 0 (very hard) to 100 (very easy), None where the language has no formula here or
    the text is too short; `longest` is its longest sentence, in words."""

    words: int
    sentences: int
    ease: int | None
    longest: int

    @property
    def minutes(self) -> float:
        """How long it takes to read."""
        return self.words / WORDS_A_MINUTE


def read(text: str, tag: str) -> Reading:
    """A text of a language (BCP 47) in figures."""
    sentences = list(words.sentences(text))
    count = sum(map(len, sentences))
    language = tag.partition("-")[0].lower()
    ease = None
    if count >= WORDS_LEAST and language in _FORMULAS:
        base, by_sentence, by_word = _FORMULAS[language]
        spoken = sum(syllables(word, language) for sentence in sentences for word in sentence)
        ease = round(max(0.0, min(100.0, base - by_sentence * count / len(sentences) - by_word * spoken / count)))
    return Reading(count, len(sentences), ease, max(map(len, sentences), default=0))


@lru_cache(maxsize=20_000)
def syllables(word: str, language: str) -> int:
    """About how many syllables a word has: what its hyphenation or, where there are more, its vowels tell."""
    hyphenated = len(_dictionary(language).positions(word)) + 1
    groups = len(_VOWELS.findall(word)) - (language in ("en", "fr") and word.endswith("e") and not word.endswith("le"))
    return max(1, hyphenated, min(groups, hyphenated + 1))


@lru_cache(maxsize=len(_PATTERNS))
def _dictionary(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=_PATTERNS[language])
