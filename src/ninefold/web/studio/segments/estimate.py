"""What a condition means right now: its sentence, how many people it holds, and a few of them by name."""

from dataclasses import dataclass
from typing import Any

from ninefold.context import queries as context
from ninefold.context.types import Person
from ninefold.kernel.errors import BadInput

EXAMPLES = 6


@dataclass(frozen=True, slots=True)
class Estimate:
    """A condition's sentence, size and examples, or the error that says what to change."""

    sentence: str = ""
    count: int = 0
    examples: tuple[Person, ...] = ()
    error: str = ""


def estimate(condition: dict[str, Any], *, now: int) -> Estimate:
    """Who meets `condition` at `now` (us). A condition that cannot be read comes back as an error in words."""
    try:
        sentence = context.explain(condition)
        members = context.members(condition, now=now)
    except BadInput as error:
        return Estimate(error=error.message)
    shown = members[:EXAMPLES]
    persons = context.persons(shown)
    return Estimate(sentence=sentence, count=len(members), examples=tuple(persons[person] for person in shown))
