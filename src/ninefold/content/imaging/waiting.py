"""What of a variant's images stands in the way of publishing: what only time mends, and what its author has to."""

from collections.abc import Iterator
from typing import Any

from wagtail.images import get_image_model

from ninefold.content.types import FitProblem

AWAITED = "is being made ready. Try again in a moment."


def awaited(variant: Any) -> list[FitProblem]:
    """The blocks of a variant (live row, or a revision as object) whose images are still to be cut."""
    return [
        FitProblem("", block_id, f"The picture of {place} {AWAITED}")
        for place, block_id, image in _shown(variant)
        if not image.settled
    ]


def wrong(variant: Any) -> list[FitProblem]:
    """The blocks whose images cannot be cut for a form factor, or ("") for none at all."""
    return [
        FitProblem(slot.partition("/")[0], block_id, f"{place[0].upper()}{place[1:]} (image): {words}")
        for place, block_id, image in _shown(variant)
        if image.settled
        for slot, words in image.problems.items()
    ]


def _shown(variant: Any) -> Iterator[tuple[str, str, Any]]:
    """What shows an image (a block by its number, a slot by its name), the block's id, and the image's row."""
    for number, block in enumerate(variant.body, 1):
        if image := block.value.get("image"):
            yield f"block {number}", str(block.id), image
    given = variant.filled if variant.layout_id and isinstance(variant.filled, dict) else {}
    ids = {said.get("image_id"): name for name, said in given.items() if isinstance(said, dict)}
    numbers = [one for one in ids if isinstance(one, int) and one]
    for image in get_image_model().objects.filter(pk__in=numbers) if numbers else ():
        yield f"the slot “{ids[image.pk]}”", "", image
