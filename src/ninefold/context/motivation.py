"""What moves a person, as they say it themselves: one word of their own choice, kept as a trait like any other."""

from dataclasses import dataclass

from ninefold.context import people
from ninefold.context.types import Person
from ninefold.culture.motivation import TRAIT, WORDS


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person said moves them most: the word, its meaning, when (us), and whether by a proven way."""

    word: str
    meaning: str
    said_at: int
    is_verified: bool


def stated(person: Person) -> Stated | None:
    """What this person says moves them, None where they said nothing, or nothing that is among the words."""
    if person.traits.get(TRAIT) not in WORDS:
        return None
    [held] = [one for one in people.trait_words(person.id) if one.name == TRAIT and one.is_current]
    return Stated(held.value, WORDS[held.value], held.occurred_at, held.is_verified)
