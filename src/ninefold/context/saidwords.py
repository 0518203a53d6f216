"""People's own words: how often they said a community's term and its plain words, and which of both they are told.

A person's own history goes before the list: who says the term hears it though they are of no community, and who says
it plainly is told plainly. They may correct each, or have none of it counted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ninefold.context.types import Person
from ninefold.context.wordtables import SaidWord

DENIED = "not_words"  # the trait in which people say that a word, or with ALL that none, is to be taken from them
ALL = "*"
TIMES_LEAST = 2
SHARE_LEAST = 2 / 3
Counted = tuple[int, str, str, int, int]  # a profile, a community, a term, and how often it and its plain words


@dataclass(frozen=True, slots=True)
class OwnWord:
    """How often somebody said a term of a community, and how often its plain words; `is_denied` where that is not to
    be taken from them."""

    community: str
    term: str
    ours: int
    plain: int
    is_denied: bool = False

    @property
    def key(self) -> str:
        return key(self.community, self.term)

    @property
    def says_term(self) -> bool | None:
        """Whether they are told the term (True) or its plain words (False); None where it cannot be told."""
        total = self.ours + self.plain
        if self.is_denied or total < TIMES_LEAST or max(self.ours, self.plain) < SHARE_LEAST * total:
            return None
        return self.ours > self.plain


def key(community: str, term: str) -> str:
    """How a word is named where somebody denies it."""
    return f"{community}/{term}"


def denied(traits: Mapping[str, Any]) -> frozenset[str]:
    """The words (`key`) that somebody said are not to be taken from them; ALL where none is."""
    said = traits.get(DENIED)
    return frozenset(str(one) for one in said) if isinstance(said, list) else frozenset()


@transaction.atomic
def keep(*, profile_ids: Collection[int], rows: Iterable[Counted]) -> None:
    """Keep what these profiles said, in the place of what was kept of them."""
    SaidWord.objects.filter(profile_id__in=list(profile_ids)).delete()
    SaidWord.objects.bulk_create(
        SaidWord(profile_id=profile, community=community, term=term[:200], ours=ours, plain=plain)
        for profile, community, term, ours, plain in rows
        if ours or plain
    )


def counted_profiles() -> set[int]:
    """The profiles whose words are kept."""
    return set(SaidWord.objects.values_list("profile_id", flat=True).distinct())


def own_words(persons: Iterable[Person]) -> dict[int, tuple[OwnWord, ...]]:
    """What each person says of the lexicons' terms, by person id, over all their profiles; only those who said any."""
    everybody = {profile: person for person in persons for profile in person.profile_ids}
    counts: dict[int, dict[tuple[str, str], list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    rows = SaidWord.objects.filter(profile_id__in=list(everybody)).order_by("community", "term", "profile_id")
    for profile, community, term, ours, plain in rows.values_list("profile_id", "community", "term", "ours", "plain"):
        counted = counts[everybody[profile].id][community, term]
        counted[0] += ours
        counted[1] += plain
    of = {person.id: person for person in everybody.values()}
    return {number: _told(of[number], found) for number, found in counts.items()}


def _told(person: Person, found: Mapping[tuple[str, str], Sequence[int]]) -> tuple[OwnWord, ...]:
    refused = denied(person.traits)
    return tuple(
        OwnWord(community, term, ours, plain, is_denied=bool({ALL, key(community, term)} & refused))
        for (community, term), (ours, plain) in found.items()
    )
