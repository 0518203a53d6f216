"""An n-gram model of words with Katz back-off (S. M. Katz, 1987, IEEE ASSP-35(3)). Pure.

An n-gram that was seen up to DISCOUNTED_TIMES times gives a part of its probability, by Good and Turing's estimate, to
those that were not seen after the same words, in the proportion in which the shorter n-grams have it. Where a corpus
is so small that the estimate is none (no n-grams of a needed count), a fixed half of one count is given
(absolute discounting; Ney, Essen and Kneser, 1994).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2

ORDER = 3
DISCOUNTED_TIMES = 5
HALF = 0.5
START = "<s>"
Gram = tuple[str, ...]


@dataclass(slots=True)
class Model:
    """Counts of n-grams by length, and the words that any text may be asked for.

    `vocabulary` is how many words there are in all, those of other texts included: what one never saw is one of them.
    """

    counts: Sequence[Mapping[Gram, int]]
    vocabulary: int
    words: int = field(init=False)
    _followed: dict[Gram, tuple[float, float]] = field(init=False)
    _discounts: tuple[tuple[float, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        self.words = sum(self.counts[0].values())
        self._discounts = tuple(_discounts(counts.values()) for counts in self.counts)
        self._followed = {}
        for length in range(1, ORDER + 1):
            self._followed |= self._back_offs(length)

    def bits(self, sentence: Sequence[str]) -> list[float]:
        """The surprise of each word of a sentence, in bits: minus log2 of its probability after those before it."""
        padded = (*((START,) * (ORDER - 1)), *sentence)
        return [-log2(self.probability(tuple(padded[n : n + ORDER]))) for n in range(len(sentence))]

    def probability(self, gram: Gram) -> float:
        """P(last word of `gram` | the words before it), above 0 for every word."""
        if not gram:
            return 1 / self.vocabulary  # of a word, whichever it is
        if gram[:-1] not in self._followed:
            return self.probability(gram[1:])
        total, left = self._followed[gram[:-1]]
        times = self.counts[len(gram) - 1].get(gram, 0)
        return self._kept(len(gram), times) / total if times else left * self._shorter(gram)

    def _shorter(self, gram: Gram) -> float:
        return self.probability(gram[1:]) if len(gram) > 1 else 1.0

    def _kept(self, length: int, times: int) -> float:
        """What is left of a count when its part is given away."""
        discounts = self._discounts[length - 1]
        return times * discounts[times - 1] if times <= len(discounts) else float(times)

    def _back_offs(self, length: int) -> dict[Gram, tuple[float, float]]:
        """For each run of words before n-grams of a length: what their counts are divided by, and Katz's alpha, the
        weight of what was never seen there: at least a half of one count is given to that."""
        after: dict[Gram, list[Gram]] = {}
        for gram in self.counts[length - 1]:
            after.setdefault(gram[:-1], []).append(gram)
        found = {}
        for before, grams in after.items():
            counts = self.counts[length - 1]
            total, kept = sum(counts[gram] for gram in grams), sum(self._kept(length, counts[gram]) for gram in grams)
            given = max(1.0 - kept / total, HALF / total)
            unseen = 1.0 - sum(map(self.probability, (gram[1:] for gram in grams))) if length > 1 else 0.0
            if length == 1:
                unseen = max(1, self.vocabulary - len(grams))
            found[before] = (kept / (1.0 - given), given / max(unseen, 1e-12))
        return found


def counted(sentences: Iterable[Sequence[str]]) -> tuple[Counter[Gram], ...]:
    """The n-grams of sentences by length, 1 to ORDER; a sentence begins with marks of its start."""
    counts: tuple[Counter[Gram], ...] = tuple(Counter() for _ in range(ORDER))
    for sentence in sentences:
        padded = (*((START,) * (ORDER - 1)), *sentence)
        for end in range(ORDER, len(padded) + 1):
            for length in range(1, ORDER + 1):
                counts[length - 1][padded[end - length : end]] += 1
    return counts


def _discounts(times: Iterable[int]) -> tuple[float, ...]:
    """For n-grams seen 1, 2, … times: the part of their count that they keep (Katz 1987, equation 15)."""
    seen = Counter(times)
    k = DISCOUNTED_TIMES
    fixed = tuple((r - HALF) / r for r in range(1, k + 1))
    if not all(seen[r] for r in range(1, k + 2)):
        return fixed
    beyond = (k + 1) * seen[k + 1] / seen[1]
    if beyond >= 1:
        return fixed
    kept = tuple(((r + 1) * seen[r + 1] / (seen[r] * r) - beyond) / (1 - beyond) for r in range(1, k + 1))
    return kept if all(0 < one < 1 for one in kept) else fixed
