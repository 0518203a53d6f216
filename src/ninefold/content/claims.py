"""What a text claims: the facts of its item, and the figures, prices and dates found in it. Pure.

A link is where it leads and claims nothing, nor does a name. What stands in a longer fact of the item is part of
that one.
"""

import re
from collections.abc import Sequence

from ninefold.content import facts, names
from ninefold.content.types import VariantContent

CLAIM_CHARACTERS_MAX = 300
SOURCE_CHARACTERS_MAX = 500
SENTENCE_CHARACTERS_MAX = 300
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
# How `stated.claims_delivered` reads them, for people.
READ = """\
content.claims.of(version, facts of its item), kept when a revision is published:
SELECT revision_id, item_id, claims
  FROM content_publication
 WHERE revision_id IN (the revisions that arrived)
and each with what backs it:
SELECT item_id, text, source, verified_by, verified_at
  FROM content_claim
 WHERE item_id IN (the items of these versions)"""


def of(content: VariantContent, item_facts: Sequence[str]) -> tuple[str, ...]:
    """The claims of a variant, each once: the item's facts by their first spelling, then those found, in order."""
    spelt = [facts.spellings(line) for line in item_facts]
    found = [
        fact
        for block in content.blocks
        for fact in facts.of_block(block)
        if fact not in (*block.when, block.place)  # when and where its own event is, the company decides
    ]
    return tuple(
        dict.fromkeys(
            [
                *(spellings[0][:CLAIM_CHARACTERS_MAX] for spellings in spelt if spellings),
                *(
                    fact[:CLAIM_CHARACTERS_MAX]
                    for fact in found
                    if not (facts.is_link(fact) or names.is_one(fact) or _stands_in(spelt, fact))
                ),
            ]
        )
    )


def pairs(content: VariantContent, item_facts: Sequence[str]) -> list[list[str]]:
    """The claims of a variant, each with its sentence, as they are kept."""
    return [[text, sentence_of(content, text)] for text in of(content, item_facts)]


def sentence_of(content: VariantContent, claim: str) -> str:
    """The first sentence that states a claim word for word; "" where none does."""
    said = (sentence for block in content.blocks for sentence in _SENTENCES.split(block.text))
    return next((sentence.strip()[:SENTENCE_CHARACTERS_MAX] for sentence in said if claim in sentence), "")


def _stands_in(spelt: Sequence[tuple[str, ...]], fact: str) -> bool:
    return any(facts.keeps(spelling, fact) for spellings in spelt for spelling in spellings)
