"""A person's own words as they see them on the preference page: what they wrote, what we take from it, and their no."""

from dataclasses import dataclass

from django.http import QueryDict

from ninefold.content import queries as content
from ninefold.content.facts import spellings
from ninefold.context import queries as context
from ninefold.context.queries import OwnWord
from ninefold.context.saidwords import ALL, DENIED, denied
from ninefold.context.types import Person


@dataclass(frozen=True, slots=True)
class Said:
    """One term with its plain words, as somebody said them. `says` and `not_says` are what they say more and less
    often, where it can be told which."""

    word: OwnWord
    says: str
    not_says: str

    @property
    def times(self) -> int:
        return max(self.word.ours, self.word.plain)

    @property
    def times_not(self) -> int:
        return min(self.word.ours, self.word.plain)

    @property
    def is_taken(self) -> bool:
        """Whether they are told so."""
        return self.word.says_term is not None


@dataclass(frozen=True, slots=True)
class Words:
    """All that somebody said of lexicons, and whether they want none of it counted."""

    said: tuple[Said, ...]
    is_off: bool


def of_person(person: Person, plain: dict[tuple[str, str], str] | None = None) -> Words:
    """What a person said, in their words. `plain` are the plain words of terms, where they are known already."""
    known = plain if plain is not None else plain_words()
    own = context.own_words([person]).get(person.id, ())
    found = [_said(one, known[one.community, one.term]) for one in own if (one.community, one.term) in known]
    return Words(tuple(found), ALL in denied(person.traits))


def plain_words() -> dict[tuple[str, str], str]:
    """The plain words of every accepted term, by community and term."""
    return {(one.community, one.term): one.plain for one in content.every_term()}


def _said(one: OwnWord, plain: str) -> Said:
    term, plain = spellings(one.term)[0], spellings(plain)[0]
    return Said(one, term, plain) if one.ours >= one.plain else Said(one, plain, term)


def not_said(person: Person, posted: QueryDict) -> dict[str, object]:
    """What they say is not to be taken from them, of what the form showed. {} for no change."""
    shown = set(posted.getlist("words_shown")) & {ALL, *(one.key for one in _own(person))}
    before = denied(person.traits)
    after = (before - shown) | (shown & set(posted.getlist("not_words")))
    return {} if after == before else {DENIED: sorted(after)}


def _own(person: Person) -> tuple[OwnWord, ...]:
    return context.own_words([person]).get(person.id, ())
