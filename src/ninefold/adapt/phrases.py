"""The few words that Ninefold itself puts into a rendition, by language."""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ninefold.content import lookup


def phrases(tag: str) -> dict[str, str]:
    """The words that Ninefold itself puts into a rendition, in the language of a tag, else in English."""
    known = _all_phrases()
    found: dict[str, str] = known[lookup.best_tag(tag, list(known), "en")]
    return found


@lru_cache(maxsize=1)
def _all_phrases() -> dict[str, Any]:
    return tomllib.loads(files("ninefold.adapt").joinpath("phrases.toml").read_text(encoding="utf-8"))
