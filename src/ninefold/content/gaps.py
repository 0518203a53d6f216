"""What a variant still lacks, whatever its form: words a starter left to write, links to set, facts nobody says."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import regex

from ninefold.content import facts, living
from ninefold.content.types import Block, FitProblem, VariantContent

TO_WRITE = regex.compile(r"\[\[.*?\]\]", regex.DOTALL)
NOWHERE = ".invalid"  # RFC 2606: a host that can never be
_SHOWN_CHARACTERS_MAX = 60


def find(content: VariantContent, item_facts: Sequence[str]) -> tuple[FitProblem, ...]:
    """Each gap with its place and what to do; `item_facts` are the lines of the item, see `facts.spellings`."""
    found = []
    for field, text in (("subject", content.subject), ("preheader", content.preheader)):
        found += [FitProblem("", "", f"The {field}: {words}", field) for words in _to_write(text)]
    for one in content.filled:
        found += [
            FitProblem("", "", f"The slot “{one.slot}”: {words}", "filled")
            for words in (*_to_write(f"{one.words}\n{one.alt}\n{one.url}"), *_nowhere(one.url))
        ]
    for number, block in enumerate(content.blocks, 1):
        found += [FitProblem("", block.id, f"Block {number}: {words}") for words in _in_block(block)]
    return (*found, *_unsaid(content.blocks, item_facts))


def _in_block(block: Block) -> list[str]:
    own = (block.text, block.short, block.plain, block.place, block.alt, block.url, block.call, block.alternate)
    texts = "\n".join((*own, *block.options, *block.must_keep))
    found = _to_write(texts)
    return [*found, *_nowhere(block.url)]


def _nowhere(url: str) -> list[str]:
    host = urlsplit(url).hostname or ""
    return [f"its link {url} leads nowhere. Put in the address it is to open."] if host.endswith(NOWHERE) else []


def _to_write(text: str) -> list[str]:
    marks = dict.fromkeys(match.group()[:_SHOWN_CHARACTERS_MAX] for match in TO_WRITE.finditer(text))
    return [f"“{mark}” is still to be written. Replace it, brackets included." for mark in marks]


def _unsaid(blocks: Sequence[Block], item_facts: Sequence[str]) -> list[FitProblem]:
    worlds = ("\n".join(facts.source(block) for block in blocks), "\n".join(_without_things(blocks)))
    return [
        FitProblem(
            "",
            "",
            f"The item says that “{line}” must be kept, and no block says it. "
            "Write it into a block as it is spelt there, or change the item's facts.",
            "facts",
        )
        for line in item_facts
        if not all(any(facts.stands_in(said, one) for one in facts.spellings(line)) for said in worlds)
    ]


def _without_things(blocks: Sequence[Block]) -> list[str]:
    """What is said when every thing is gone: a fact must not go with it."""
    return [block.alternate if living.is_living(block) else facts.source(block) for block in blocks]
