"""What of a variant's images stands in the way of publishing: what only time mends, and what its author has to."""

from collections.abc import Iterator
from typing import Any

from ninefold.content.types import FitProblem

AWAITED = "is being made ready. Try again in a moment."


def awaited(variant: Any) -> list[FitProblem]:
    """The blocks of a variant (live row, or a revision as object) whose images are still to be cut."""
    return [
        FitProblem("", block_id, f"The picture of block {number} {AWAITED}")
        for number, block_id, image in _shown(variant)
        if not image.settled
    ]


def wrong(variant: Any) -> list[FitProblem]:
    """The blocks whose images cannot be cut for a form factor, or ("") for none at all."""
    return [
        FitProblem(slot.partition("/")[0], block_id, f"Block {number} (image): {words}")
        for number, block_id, image in _shown(variant)
        if image.settled
        for slot, words in image.problems.items()
    ]


def _shown(variant: Any) -> Iterator[tuple[int, str, Any]]:
    """Number and id of each block that has an image, and the image's row."""
    for number, block in enumerate(variant.body, 1):
        if image := block.value.get("image"):
            yield number, str(block.id), image
