"""What is right about the places for pictures in a file of form factors. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from ninefold.content.imaging.types import Slot

SLOTS_MAX = 6
SIDE_MAX, PIXELS_MAX = 4_096, 16_000_000
DENSITIES = range(1, 5)
BYTES_LEAST, BYTES_MOST = 2_000, 20_000_000
_KEY = re.compile(r"[a-z][a-z0-9_]{0,19}")
_PAPER = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_NAME_CHARACTERS_MAX = 40


def read(listed: Any) -> tuple[Slot, ...]:
    """Places as they stand in a file. Raise ValueError saying what cannot be."""
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise ValueError("its image is a list of tables: write [[form_factor.image]]")
    return tuple(_read(one) for one in listed)


def _read(told: Mapping[str, Any]) -> Slot:
    strange = [name for name in told if name not in Slot.__dataclass_fields__]
    if strange:
        raise ValueError(f"an image sets “{strange[0]}”; what can be set is {', '.join(Slot.__dataclass_fields__)}")
    try:
        return msgspec.convert(told, Slot)
    except msgspec.ValidationError as error:
        raise ValueError(f"of an image: {error}") from error


def fault(slots: Sequence[Slot]) -> str:
    """What is wrong with places whose fields are of the right kinds; "" for nothing."""
    keys = [slot.key for slot in slots]
    if len(keys) > SLOTS_MAX:
        return f"it has {len(keys)} images; {SLOTS_MAX} are the most"
    if len(set(keys)) < len(keys):
        return "two of its images have the same key"
    return next((f"its image “{slot.key[:20]}”: {wrong}" for slot in slots if (wrong := _fault(slot))), "")


def _fault(one: Slot) -> str:
    widest = one.width * max(one.densities, default=0)
    faults = {
        "its key is not of small letters, digits and _ (at most 20)": not _KEY.fullmatch(one.key),
        f"its name has 1 to {_NAME_CHARACTERS_MAX} characters": not 0 < len(one.name.strip()) <= _NAME_CHARACTERS_MAX,
        "its width is 1 at least, its height 0 (as the picture is) or more": one.width < 1 or one.height < 0,
        "with fit “inside” it needs a height": one.fit == "inside" and not one.height,
        f"its densities are different numbers from {DENSITIES[0]} to {DENSITIES[-1]}": not one.densities
        or len(set(one.densities)) < len(one.densities)
        or any(density not in DENSITIES for density in one.densities),
        f"at its highest density it is more than {SIDE_MAX} pixels on a side or {PIXELS_MAX // 1_000_000} million in"
        " all": max(widest, one.height * max(one.densities, default=0)) > SIDE_MAX
        or widest * one.height * max(one.densities, default=0) > PIXELS_MAX,
        "its formats are different ones of avif, webp, jpeg and png, among them jpeg or png, which are read"
        " everywhere": len(set(one.formats)) < len(one.formats) or not {"jpeg", "png"} & set(one.formats),
        f"its bytes_max is from {BYTES_LEAST} to {BYTES_MOST}": not BYTES_LEAST <= one.bytes_max <= BYTES_MOST,
        "its paper is a colour such as #ffffff": not _PAPER.fullmatch(one.paper),
    }
    return next((fault for fault, is_so in faults.items() if is_so), "")
