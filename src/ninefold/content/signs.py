"""What a draft shows that makes somebody's eyes wanted: prices, legal lines, claims without a source. Pure."""

from collections.abc import Collection, Sequence

from ninefold.content import claims, facts
from ninefold.content.reviewtypes import Sign
from ninefold.content.types import BlockKind, VariantContent

_PRICED = {BlockKind.PRODUCT, BlockKind.OFFER}


def of(content: VariantContent, item_facts: Sequence[str], backed: Collection[str]) -> frozenset[Sign]:
    """The signs of a draft; `backed` are the claims of its item that have a source or were checked."""
    found = set()
    if any(block.kind in _PRICED or _states_price(facts.source(block)) for block in content.blocks):
        found.add(Sign.PRICE)
    if any(block.kind is BlockKind.LEGAL for block in content.blocks):
        found.add(Sign.LEGAL)
    if any(claim not in backed for claim in claims.of(content, item_facts)):
        found.add(Sign.UNSOURCED)
    return frozenset(found)


def _states_price(text: str) -> bool:
    return any(facts.MONEY.search(fact) for fact in facts.find(text))
