"""How many people a tag touches: counts of context joined to tags of content, which know nothing of each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache

from ninefold.content.lookup import best_tag
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.culture.types import Community
from ninefold.kernel import clock

KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Spoken:
    """A community with its people, and the tag that they would read of an item; `falls_back` where it is not theirs."""

    community: Community
    people: int
    reads: str
    falls_back: bool


def people_by_community() -> dict[str, int]:
    """How many people each community has, kept for a minute."""
    kept = cache.get("people-by-community")
    if kept is None:
        now = clock.now_us()
        kept = {row.key: context.member_count({"community": row.key}, now=now) for row in culture.communities()}
        cache.set("people-by-community", kept, KEPT_SECONDS)
    return dict(kept)


def coverage(
    tags: Sequence[str], default_tag: str, communities: Sequence[Community], people: dict[str, int],
    audience: Sequence[str] = (),
) -> list[Spoken]:  # fmt: skip
    """What each community reads of an item that is written in `tags`; of one with an audience, each that is in it."""
    meant = [one for one in communities if not audience or one.key in audience]
    return [_spoken(community, people.get(community.key, 0), tags, default_tag) for community in meant]


def _spoken(community: Community, people: int, tags: Sequence[str], default_tag: str) -> Spoken:
    reads = best_tag(community.tag, list(tags), default_tag)
    return Spoken(community, people, reads, falls_back=reads.lower() != community.tag.lower())
