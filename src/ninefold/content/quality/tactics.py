"""Tactics that the charter bans, found by the words they use (tactics.toml). Pure.

A finding is a question to the author, never a verdict: words alone do not tell whether stock really runs out.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import regex

_PLACEHOLDER = regex.compile(r"\{%.*?%\}|\{\{.*?\}\}", regex.DOTALL)
_FLAGS = regex.IGNORECASE


@dataclass(frozen=True, slots=True)
class Tactic:
    """A way to press or mislead people: its key, its name, and why to leave it."""

    key: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Use:
    """A place where a text uses a tactic: the words as they stand."""

    tactic: Tactic
    words: str


def uses(text: str, tag: str) -> list[Use]:
    """The uses of tactics in a text of a language (BCP 47), each kind of words once; none where no list is kept."""
    said = _PLACEHOLDER.sub("x", text)
    found = [
        Use(tactic, match.group().strip())
        for tactic, pattern in _lists().get(tag.partition("-")[0].lower(), ())
        for match in pattern.finditer(said)
    ]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _lists() -> dict[str, list[tuple[Tactic, regex.Pattern[str]]]]:
    """By language each tactic with all its words."""
    read = tomllib.loads(files("ninefold.content.quality").joinpath("tactics.toml").read_text(encoding="utf-8"))
    found: dict[str, list[tuple[Tactic, regex.Pattern[str]]]] = {}
    for one in read["tactic"]:
        tactic = Tactic(one.pop("key"), one.pop("name"), one.pop("why"))
        for language, patterns in one.items():
            joined = rf"(?<![\p{{L}}\p{{N}}])(?:{'|'.join(patterns)})(?![\p{{L}}])"
            found.setdefault(language, []).append((tactic, regex.compile(joined, _FLAGS)))
    return found
