"""How often a text says the terms of lexicons, and how often the plain words for them. Pure."""

from collections import Counter
from collections.abc import Sequence

from ninefold.content.facts import spellings
from ninefold.content.lexicon import words
from ninefold.content.types import Term

Use = tuple[str, str, bool]  # a community, a term, and whether it was said by the term


class Uses:
    """Lexicons made ready to count with. Of spellings that overlap in a text the longest counts."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._of: dict[tuple[str, ...], set[Use]] = {}
        for term in terms:
            for said, is_ours in ((term.term, True), (term.plain, False)):
                for spelling in spellings(said):
                    if spelt := tuple(words.of(spelling)):
                        self._of.setdefault(spelt, set()).add((term.community, term.term, is_ours))
        self._longest = max(map(len, self._of), default=0)

    def count(self, text: str) -> Counter[Use]:
        """How often each is said in a text; over the end of no sentence."""
        found: Counter[Use] = Counter()
        for sentence in words.sentences(text):
            place = 0
            while place < len(sentence):
                length = self._length_at(sentence, place)
                found.update(self._of.get(tuple(sentence[place : place + length]), ()))
                place += max(1, length)
        return found

    def _length_at(self, sentence: Sequence[str], place: int) -> int:
        """How many words the longest spelling has that stands there; 0 for none."""
        most = min(self._longest, len(sentence) - place)
        return next((n for n in range(most, 0, -1) if tuple(sentence[place : place + n]) in self._of), 0)
