"""What a text claims: the facts of its item, and the figures, prices and dates found in it, details too. Pure.

A link is where it leads and claims nothing, nor does a name, a number that only counts lines or steps, or what a poll
offers to choose. What stands in a longer fact of the item is part of that one.
"""

from collections.abc import Iterator, Sequence

import regex

from ninefold.content import facts, names
from ninefold.content.types import Block, BlockKind, VariantContent

CLAIM_CHARACTERS_MAX = 300
SOURCE_CHARACTERS_MAX = 500
SENTENCE_CHARACTERS_MAX = 300
_SENTENCES = regex.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
# Numbers that put lines and steps in their order: "2. Clean it", and "Step 2" in the languages of the quality panel.
_NUMBERED = regex.compile(r"[ \t]*\(?(\d{1,2})[.)][ \t]+")
_STEP = regex.compile(
    r"""\b(?: step|part|page|chapter|figure | schritt|teil|seite|kapitel|abbildung | étape|partie|chapitre
        | paso|parte|página|capítulo|figura )[ \t]+\d{1,3}\b(?!\s?%)(?:[ \t]*(?:/|of|von|sur|de)[ \t]*\d{1,3}\b)?""",
    regex.VERBOSE | regex.IGNORECASE,
)
_AFTER = regex.compile(r"[ \t\u00a0\u202f-]*[\p{L}\p{M}°′″²³/]{1,30}")
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
        *(fact for text in (content.subject, content.preheader) for fact in facts.find(text)),
        *(fact for block in content.blocks for fact in _of_block(block)),
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
    texts = [content.subject, content.preheader, *(text for block in content.blocks for text in _texts(block))]
    lines = [line for text in texts for line in text.splitlines()]
    # A date may hold what looks like a sentence's end: 3. Dezember.
    places = [*(sentence for line in lines for sentence in _SENTENCES.split(line)), *lines]
    return next((place.strip()[:SENTENCE_CHARACTERS_MAX] for place in places if facts.keeps(place, claim)), "")


def worded(content: VariantContent, claim: str) -> str:
    """A claim as one talks about it: a bare number with the word after it, 500 hours."""
    if not claim[-1:].isdigit():
        return claim
    said = sentence_of(content, claim)
    after = _AFTER.match(said, said.find(claim) + len(claim)) if said else None
    return claim + after.group() if after else claim


def _of_block(block: Block) -> Iterator[str]:
    """What is marked in a block, and the figures that it states; of a legal line, which is one fact, what is marked."""
    own = {*block.when, block.place}  # when and where its own event is, the company decides
    yield from (fact for fact in block.must_keep if fact not in own)
    if block.kind is BlockKind.LEGAL:
        return
    marked = [one for one in (*block.must_keep, *own) if one]
    said = "\n".join(_unordered(line) for text in _texts(block) for line in text.splitlines())
    yield from (fact for fact in facts.find(said) if not any(facts.keeps(one, fact) for one in marked))


def _unordered(line: str) -> str:
    """A line without the numbers that put it and what it speaks of in order; 3. Dezember is a day and stays."""
    number = _NUMBERED.match(line)
    is_order = number is not None and facts.find(line)[:1] == (number[1],)
    return _STEP.sub(" ", line[number.end() :] if number and is_order else line)


def _texts(block: Block) -> tuple[str, ...]:
    return (block.text,) if block.kind is BlockKind.POLL else (block.text, *block.options)


def _stands_in(spelt: Sequence[tuple[str, ...]], fact: str) -> bool:
    return any(facts.keeps(spelling, fact) for spellings in spelt for spelling in spellings)
