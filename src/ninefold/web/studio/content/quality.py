"""How a variant reads, held against the charter: what the panel beside the editor and the contact sheet show."""

from collections.abc import Sequence
from dataclasses import dataclass

from ninefold.content import claims, linkcheck
from ninefold.content import queries as content
from ninefold.content.quality import panel
from ninefold.content.quality.panel import EASE_LEAST, Quality
from ninefold.content.types import FitProblem, VariantContent
from ninefold.culture import queries as culture
from ninefold.kernel import clock, settings
from ninefold.web.studio.content.landing import Mending, mendings

EASY = 70


@dataclass(frozen=True, slots=True)
class Shown:
    """The quality of a variant as pages show it: figures in words, and each note with the way to its place."""

    quality: Quality
    ease: str
    notes: tuple[tuple[str, Mending], ...]


def shown(variant: VariantContent, *, variant_id: int, item_id: int, item_facts: Sequence[str], has_end: bool) -> Shown:
    """How a variant reads. `has_end`: its item has a last day. `variant_id` is 0 for one that was never saved."""
    found = panel.of(
        variant,
        avoided=culture.charter().avoided,
        has_end=has_end,
        unsourced=_unsourced(variant, item_id, item_facts),
        broken=linkcheck.broken_of([variant]),
        today=clock.from_us(clock.now_us()).astimezone(settings.current().time_zone).date().isoformat(),
        images=content.described_images({block.image_id for block in variant.blocks if block.image_id}),
    )
    ways = mendings((FitProblem("", n.block_id, n.message, n.field) for n in found.notes), variant_id, item_id)
    notes = tuple((note.kind.value, way) for note, way in zip(found.notes, ways, strict=True))
    return Shown(found, _ease(found.reading.ease), notes)


def _unsourced(variant: VariantContent, item_id: int, item_facts: Sequence[str]) -> tuple[str, ...]:
    """What the variant claims and nothing backs."""
    backed = {claim.text for claim in content.claims_of(item_id) if claim.is_backed}
    return tuple(claim for claim in claims.of(variant, item_facts) if claim not in backed)


def _ease(ease: int | None) -> str:
    if ease is None:
        return ""
    return "reads easily" if ease >= EASY else "reads well" if ease >= EASE_LEAST else "reads hard"
