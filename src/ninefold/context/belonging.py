"""Which communities a person belongs to, and how that is known: they said so, joined, or what they deal with tells.

Whoever says "this is not me" is believed over all of it, until they say otherwise. Of protected kinds nothing is ever
inferred, whatever stands in the tables. Pure, but for what reads a person's rows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection

from ninefold.context.types import Person
from ninefold.culture import queries as culture
from ninefold.culture.types import Community
from ninefold.kernel.database import bulk
from ninefold.kernel.proportions import wilson

STATED, DENIED = "community", "not_communities"  # the traits in which people say it themselves
TOPIC = "topic"  # the kind of counts that tells it
TIMES_LEAST = 3
CONFIDENCE_LEAST = 0.5


class How(StrEnum):
    """How it is known, the surest first."""

    STATED = "stated"
    JOINED = "joined"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Belonging:
    """That a person belongs to a community, how that is known and how sure it is (0 to 1)."""

    community: Community
    how: How
    confidence: float
    since: int = 0  # when they joined (us), where that is known

    @property
    def words(self) -> str:
        """How it is known, as people read it."""
        if self.how is How.INFERRED:
            return f"inferred from what they deal with, {self.confidence:.0%} sure"
        return "they said so themselves" if self.how is How.STATED else "joined"


Joined = tuple[str, int, int]  # a community, and when a profile joined and left it last (us, 0: never)
_NEVER = (0, 0)


def belongings(
    traits: Mapping[str, Any],
    joined: Iterable[Joined],
    counts: Iterable[tuple[str, str, int]],
    communities: Sequence[Community],
) -> list[Belonging]:
    """The communities of a person, by what they said and by their counts (kind, word, times).

    Inferred where the lower bound (Wilson, 95 %) of the share of a community's topics among all they deal with is a
    half or more, and they have not left it.
    """
    denied = denied_of(traits)
    words = _newest(joined)
    topics: Counter[str] = Counter()
    for kind, word, count in counts:
        if kind == TOPIC:
            topics[word.casefold()] += count
    found = []
    for community in communities:
        if community.key in denied:
            continue
        if traits.get(STATED) == community.key:
            found.append(Belonging(community, How.STATED, 1.0))
            continue
        joined_at, left_at = words.get(community.key, _NEVER)
        if joined_at > left_at:
            found.append(Belonging(community, How.JOINED, 1.0, joined_at if joined_at > 1 else 0))
        elif not left_at and (sure := inferred(community, topics)):
            found.append(Belonging(community, How.INFERRED, sure))
    return found


def _newest(joined: Iterable[Joined]) -> dict[str, tuple[int, int]]:
    """When a person joined each community and left it last, under any of their profiles."""
    found: dict[str, tuple[int, int]] = {}
    for community, joined_at, left_at in joined:
        before = found.get(community, _NEVER)
        found[community] = (max(before[0], joined_at), max(before[1], left_at))
    return found


def denied_of(traits: Mapping[str, Any]) -> frozenset[str]:
    """The communities that a person said they do not belong to. What they chose as theirs is not among them."""
    said = traits.get(DENIED)
    keys = frozenset(str(one) for one in said) if isinstance(said, list) else frozenset()
    return keys - {str(traits.get(STATED))}


def inferred(community: Community, topics: Counter[str]) -> float:
    """How sure it is, by the topics that a person deals with, that they belong here; 0 for not enough to tell."""
    if community.is_protected or not community.topics:
        return 0.0
    of_it = sum(topics[topic.casefold()] for topic in community.topics)
    if of_it < TIMES_LEAST:
        return 0.0
    sure = wilson(of_it, topics.total())[0]
    return round(sure, 2) if sure >= CONFIDENCE_LEAST else 0.0


def of_person(person: Person) -> list[Belonging]:
    """The communities of a person as they are known now."""
    communities = culture.communities()
    if not communities:
        return []
    condition, values = bulk.among("profile_id", person.profile_ids)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT community, joined_at, left_at FROM context_communityword WHERE {condition}", [values])
        joined = cursor.fetchall()
        cursor.execute(f"SELECT kind, word, times FROM context_habit WHERE kind = '{TOPIC}' AND {condition}", [values])
        return belongings(person.traits, joined, cursor.fetchall(), communities)


def infer_again(topics: Sequence[str]) -> None:
    """Have everybody who deals with these topics looked at again: what they tell has changed. In the caller's
    transaction."""
    if not topics:
        return
    condition, values = bulk.among("LOWER(word)", [topic.lower() for topic in topics], "text")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO context_stale (profile_id) SELECT DISTINCT profile_id FROM context_habit"
            f" WHERE kind = '{TOPIC}' AND {condition} ON CONFLICT (profile_id) DO NOTHING",
            [values],
        )
