"""What kind of group it is, in the sender's word: a company, a household. Pure."""

from collections.abc import Mapping
from typing import Any

NAMES = ("groupType", "group_type", "kind", "type")  # the traits that tell it, the first that does counts
CHARACTERS_MAX = 40


def normal(word: str) -> str:
    """A kind as kinds are compared."""
    return word.strip().lower()[:CHARACTERS_MAX]


def kind_of(traits: Mapping[str, Any]) -> str:
    """The kind that the traits of a group tell; "" for none."""
    told = (traits.get(name) for name in NAMES)
    return next((normal(word) for word in told if isinstance(word, str) and word.strip()), "")
