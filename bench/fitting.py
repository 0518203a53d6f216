"""What is left of real articles in a short form: key facts kept per 100 characters, against cutting off, LexRank and
TextRank (sumy), and the value of what is said against the optimum of an integer program (scipy's `milp`, HiGHS).

Key facts are those that fitting is bound to keep: found in the first three paragraphs. The rivals choose whole
sentences of the same text, best first, while they fit. The program chooses sentences of the same blocks under the same
rules; its value counts each block's share said, by its rank.
"""

import re
import sys
from itertools import pairwise
from typing import Any

import numpy as np
from proof._fetched import fetched
from scipy.optimize import Bounds, LinearConstraint, milp

from bench._articles import articles
from ninefold.adapt import fit, sentences, units, wording
from ninefold.adapt.fit import Fitted
from ninefold.adapt.formfactors import BUILT_IN
from ninefold.adapt.types import FormFactor
from ninefold.content import facts
from ninefold.content.types import Block, Priority, VariantContent

FORMS = ("post140", "bluesky", "mastodon")
WEIGHTS = {Priority.ESSENTIAL: 100.0, Priority.SUPPORTING: 10.0, Priority.DETAIL: 1.0}
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


def run() -> list[dict[str, Any]]:
    """The rows of this benchmark, by form factor."""
    corpus = [one for one in articles() if any(facts.of_block(block) for block in one.blocks)]
    return [row for key in FORMS for row in _rows(BUILT_IN[key], corpus)]


def _rows(form_factor: FormFactor, corpus: list[VariantContent]) -> list[dict[str, Any]]:
    fitted = [(one, made) for one in corpus if isinstance(made := fit.fit(one, form_factor), Fitted)]
    texts = {"fitting": [wording.sample(made.text) for _, made in fitted]}
    for name, shorten in _rivals().items():
        texts[name] = [shorten(_whole(one), form_factor.limit) for one, _ in fitted]
    scored = {name: _scored([one for one, _ in fitted], said) for name, said in texts.items()}
    ours, bound = scored["fitting"], [_optimum(one, form_factor.limit) for one, _ in fitted]
    valued = [_value(one, said) for (one, _), said in zip(fitted, texts["fitting"], strict=True)]
    share = float(np.mean(np.array(valued) / np.array(bound)))
    of = f"{form_factor.name}, {len(fitted)} of {len(corpus)} articles"
    rows = []
    for name, (rate, recall) in scored.items():
        if name != "fitting":
            kept = f"{name} (keeps {recall:.0%} of the facts, ours {ours[1]:.0%})"
            rows.append(_row(f"facts per 100 characters ({of})", ours[0], kept, rate, 1.0))
    return [*rows, _row(f"value of what is said ({of})", share, "the optimum", 1.0, 0.9)]


def _row(name: str, value: float, reference: str, reference_value: float, target: float) -> dict[str, Any]:
    ratio = value / reference_value if reference_value else float("inf")
    return {
        "name": name, "value": value, "unit": "", "reference": reference, "reference_value": reference_value,
        "ratio": ratio, "target": f">= {target}", "met": ratio >= target,
    }  # fmt: skip


def _scored(corpus: list[VariantContent], texts: list[str]) -> tuple[float, float]:
    """Key facts kept per 100 characters, and the share of them that is kept."""
    kept = asked = 0
    for one, said in zip(corpus, texts, strict=True):
        own = list(dict.fromkeys(fact for block in one.blocks for fact in facts.of_block(block)))
        asked += len(own)
        kept += sum(facts.keeps(said, fact) for fact in own)
    return 100 * kept / sum(map(units.graphemes, texts)), kept / asked


def _whole(one: VariantContent) -> str:
    return "\n".join(block.text for block in one.blocks)


def _value(one: VariantContent, said: str) -> float:
    """What is said of each block, as a share of its length, by its rank."""
    return sum(
        WEIGHTS[block.priority] * sum(len(part) for part in _parts(block) if part in said) / _length(block)
        for block in one.blocks
    )


def _parts(block: Block) -> list[str]:
    return sentences.split(block.text, facts.of_block(block))


def _length(block: Block) -> int:
    return sum(map(len, _parts(block)))


def _optimum(one: VariantContent, limit: int) -> float:
    """The greatest value of any choice of sentences that keeps limit and facts and cuts blocks as fitting may."""
    listed = [(block, part) for block in one.blocks for part in _parts(block)]
    gain = [WEIGHTS[block.priority] * len(part) / _length(block) for block, part in listed]
    rules = [LinearConstraint([[len(part) + 1.0 for _, part in listed]], ub=limit + 1)]
    rules += [
        LinearConstraint([[float(facts.stands_in(part, fact)) for _, part in listed]], lb=1)
        for fact in dict.fromkeys(fact for block in one.blocks for fact in facts.of_block(block))
    ]
    for block in one.blocks:
        own = [index for index, (other, _) in enumerate(listed) if other is block]
        if block.priority is Priority.ESSENTIAL:
            rules.append(LinearConstraint([[float(index in own) for index in range(len(listed))]], lb=1))
        elif not facts.of_block(block):
            rules += [_in_order(before, after, len(listed)) for before, after in pairwise(own)]
    best = milp(-np.array(gain), constraints=rules, integrality=np.ones(len(listed)), bounds=Bounds(0, 1))
    assert best.success, "what fitting fits has an optimum"
    return float(-best.fun)


def _in_order(before: int, after: int, count: int) -> LinearConstraint:
    """A sentence is said only where the one before it is."""
    row = np.zeros(count)
    row[before], row[after] = 1, -1
    return LinearConstraint([row], lb=0)


def _rivals() -> dict[str, Any]:
    sys.path.append(str(fetched("fitting")))
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence  # noqa: PLC0415  # fetched for this alone
    from sumy.summarizers.lex_rank import LexRankSummarizer  # noqa: PLC0415
    from sumy.summarizers.text_rank import TextRankSummarizer  # noqa: PLC0415

    class Words:
        """Sentences as we part them, words as they stand: nothing is downloaded."""

        def to_words(self, text: str) -> tuple[str, ...]:
            return tuple(_WORD.findall(text))

    def by(summarizer: Any) -> Any:
        def shorten(text: str, limit: int) -> str:
            lines = [sentences.split(paragraph) for paragraph in text.split("\n")]
            document = ObjectDocumentModel(
                [Paragraph([Sentence(line, Words()) for line in paragraph]) for paragraph in lines]
            )
            said = ""
            for count in range(1, sum(map(len, lines)) + 1):
                longer = " ".join(str(sentence) for sentence in summarizer(document, count))
                if units.graphemes(longer) > limit:
                    break
                said = longer
            return said

        return shorten

    return {"cutting off": _cut_off, "LexRank": by(LexRankSummarizer()), "TextRank": by(TextRankSummarizer())}


def _cut_off(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rpartition(" ")[0] + "…"
