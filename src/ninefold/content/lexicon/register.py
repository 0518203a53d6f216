"""How native a text sounds to a community, and the terms by which it stands out. Pure.

The score of a text is the bits by which each of its words surprises a model of the community less than a model of
everybody else (a log-likelihood ratio per word). How much that tells is tried on texts that the model has not seen
(FOLDS-fold): the share of pairs of an own text and another's in which the own one scores higher (the area under the
ROC curve). Terms are found by the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn,
2008, “Fightin' Words”, equations 15 to 22).
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

from ninefold.content.lexicon import katz, words
from ninefold.content.lexicon.katz import Model
from ninefold.content.types import Told

FOLDS = 5
TEXTS_LEAST = 20  # of either side: fewer tell nothing
WORDS_TOLD_LEAST = 3  # of a text to be scored
Z_LEAST = 2.58  # two-sided 1 %
TEXTS_WITH_TERM_LEAST = 3
VOICES_LEAST = 2
PRIOR_SHARE, PRIOR_WORDS_MAX = 0.1, 500.0  # of the smaller corpus, so that in a small one the prior does not drown it
TERM_WORDS_MAX = 2
COMMON_SHARE = 0.005  # of all words that others say
CANDIDATES_MAX = 60


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term of which the community makes far more than others. `z` is how many standard errors more."""

    term: str
    z: float
    times: int
    times_elsewhere: int
    example: str


@dataclass(frozen=True, slots=True)
class Register:
    """What was learnt of a community's way of speaking; `own` and `others` are held-out scores in order."""

    of_community: Model
    of_others: Model
    own: tuple[float, ...]
    others: tuple[float, ...]
    texts: int

    @property
    def tells(self) -> float:
        """The share of pairs in which a text of the community scores above another's: 0.5 is a coin, 1 always."""
        below = sum(bisect_left(self.others, one) + bisect_right(self.others, one) for one in self.own)
        return below / (2 * len(self.own) * len(self.others))

    def place(self, score: float) -> float:
        """The share of the community's own texts that score no higher, 0 to 1."""
        return bisect_right(self.own, score) / len(self.own)

    def score(self, text: str) -> float | None:
        """Bits a word by which the text is more the community's than others'; None where it has too few words."""
        return _score(self.of_community, self.of_others, text)


def learn(own: Sequence[Told], others: Sequence[Told]) -> Register | None:
    """What two corpora tell; None where either has fewer than TEXTS_LEAST texts that can be scored."""
    read_own = [said for told in own if len(said := list(words.sentences(told.text))) and _is_told(said)]
    read_others = [said for told in others if len(said := list(words.sentences(told.text))) and _is_told(said)]
    if min(len(read_own), len(read_others)) < TEXTS_LEAST:
        return None
    tried: tuple[list[float], list[float]] = ([], [])
    for fold in range(FOLDS):
        models = _models(_without(read_own, fold), _without(read_others, fold))
        for scores, texts in zip(tried, (read_own, read_others), strict=True):
            scores += [_ratio(*models, text) for text in texts[fold::FOLDS]]
    models = _models(read_own, read_others)
    return Register(*models, own=tuple(sorted(tried[0])), others=tuple(sorted(tried[1])), texts=len(read_own))


def _is_told(said: Sequence[Sequence[str]]) -> bool:
    return sum(map(len, said)) >= WORDS_TOLD_LEAST


def _without(texts: Sequence[list[list[str]]], fold: int) -> list[list[list[str]]]:
    return [text for number, text in enumerate(texts) if number % FOLDS != fold]


def _models(own: Iterable[list[list[str]]], others: Iterable[list[list[str]]]) -> tuple[Model, Model]:
    """Both models, over one vocabulary, so that neither gains by words that it does not know."""
    counts = [katz.counted(sentence for text in side for sentence in text) for side in (own, others)]
    vocabulary = len({*counts[0][0], *counts[1][0]}) + 1
    return Model(counts[0], vocabulary), Model(counts[1], vocabulary)


def _score(own: Model, others: Model, text: str) -> float | None:
    said = list(words.sentences(text))
    return _ratio(own, others, said) if _is_told(said) else None


def _ratio(own: Model, others: Model, said: Sequence[Sequence[str]]) -> float:
    gained = [b - a for sentence in said for a, b in zip(own.bits(sentence), others.bits(sentence), strict=True)]
    return sum(gained) / len(gained)


def candidates(own: Sequence[Told], others: Sequence[Told], known: Iterable[str] = ()) -> list[Candidate]:
    """The terms of one or two words that the community uses far more than others, strongest first.

    Said by VOICES_LEAST people or more in TEXTS_WITH_TERM_LEAST texts or more; `known` are left out. Two words are a
    term where they hold together.
    """
    here, there = _Counts(own), _Counts(others)
    left_out = {" ".join(words.of(term)) for term in known}
    strength = {gram: _z(gram, here, there) for gram in here.times if here.is_shared(gram)}
    found = [
        Candidate(" ".join(gram), z, here.times[gram], there.times[gram], _sentence(here.example[gram], gram))
        for gram, z in strength.items()
        if z >= Z_LEAST and " ".join(gram) not in left_out and _is_whole(gram, strength, here, there)
    ]
    return sorted(found, key=lambda one: (-one.z, one.term))[:CANDIDATES_MAX]


class _Counts:
    """How often terms are said in a corpus, in how many texts and by how many people."""

    def __init__(self, told: Sequence[Told]) -> None:
        self.times: Counter[tuple[str, ...]] = Counter()
        self.example: dict[tuple[str, ...], str] = {}
        self._texts: Counter[tuple[str, ...]] = Counter()
        self._voices: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
        for one in told:
            grams = [gram for sentence in words.sentences(one.text) for gram in _grams(sentence)]
            self.times.update(grams)
            for gram in set(grams):
                self._texts[gram] += 1
                self._voices[gram].add(one.voice)
                self.example.setdefault(gram, one.text)
        self.total = [sum(n for gram, n in self.times.items() if len(gram) == length)
                      for length in range(1, TERM_WORDS_MAX + 1)]  # fmt: skip

    def is_shared(self, gram: tuple[str, ...]) -> bool:
        return self._texts[gram] >= TEXTS_WITH_TERM_LEAST and len(self._voices[gram]) >= VOICES_LEAST


def _sentence(text: str, gram: tuple[str, ...]) -> str:
    """The sentence of a text that says a term."""
    said = (sentence.strip() for sentence in words.SENTENCE_END.split(text))
    return next((one for one in said if gram in _grams(words.of(one))), text)


def _grams(sentence: Sequence[str]) -> list[tuple[str, ...]]:
    found = [
        tuple(sentence[start : start + length])
        for length in range(1, TERM_WORDS_MAX + 1)
        for start in range(len(sentence) - length + 1)
    ]
    return [gram for gram in found if not any(word.isdigit() for word in gram)]


def _z(gram: tuple[str, ...], here: _Counts, there: _Counts) -> float:
    """The log-odds ratio in standard errors; the prior is how often all together say the term."""
    length = len(gram)
    totals = here.total[length - 1], there.total[length - 1]
    weight = min(PRIOR_SHARE * min(totals), PRIOR_WORDS_MAX)
    prior = weight * (here.times[gram] + there.times[gram]) / sum(totals)
    odds = []
    for times, total in zip((here.times[gram], there.times[gram]), totals, strict=True):
        said = times + prior
        odds.append(log(said / max(total + weight - said, prior)))
    return (odds[0] - odds[1]) / sqrt(1 / (here.times[gram] + prior) + 1 / (there.times[gram] + prior))


def _is_whole(gram: tuple[str, ...], strength: dict[tuple[str, ...], float], here: _Counts, there: _Counts) -> bool:
    """Whether a term stands for itself: a pair that holds together, or a word that is not mostly said in one pair.

    A pair neither begins nor ends with what everybody says all the time, and each of its words is weaker than the
    pair, or is mostly said in it.
    """
    if len(gram) == 1:
        pairs = [pair for pair in strength if len(pair) > 1 and gram[0] in pair and strength[pair] >= Z_LEAST]
        return not any(_is_mostly_in(gram, pair, here) and _is_whole(pair, strength, here, there) for pair in pairs)
    if any(there.times[(word,)] > COMMON_SHARE * there.total[0] for word in gram):
        return False
    return all(strength.get((word,), 0.0) < strength[gram] or _is_mostly_in((word,), gram, here) for word in gram)


def _is_mostly_in(word: tuple[str, ...], pair: tuple[str, ...], here: _Counts) -> bool:
    return 2 * here.times[pair] > here.times[word]
