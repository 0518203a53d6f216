"""The communities as a person sees them on the preference page."""

from dataclasses import dataclass

from ninefold.cadence.zones import zone_of
from ninefold.context import belonging
from ninefold.context import queries as context
from ninefold.context.belonging import Belonging, How
from ninefold.context.types import Person
from ninefold.culture import queries as culture
from ninefold.culture.types import Community
from ninefold.kernel import clock


@dataclass(frozen=True, slots=True)
class Belongs:
    """A community as a person sees it: how it is known that they belong, "" where it is not; whether they may join or
    leave it, and whether they may say that it is not them, or did."""

    community: Community
    words: str
    is_joined: bool
    may_join: bool
    may_deny: bool
    is_denied: bool


def of_person(person: Person) -> list[Belongs]:
    """Every community there is. One whose words they chose, or that they said is not them, is neither joined nor left
    here."""
    denied = context.denied_communities(person.traits)
    known = {one.community.key: one for one in context.belongings(person)}
    found = []
    for one in culture.communities():
        held = known.get(one.key)
        is_stated = person.traits.get(belonging.STATED) == one.key
        found.append(
            Belongs(
                one, _how(held, person.zone) if held else "", held is not None and held.how is not How.INFERRED,
                may_join=not is_stated and one.key not in denied,
                may_deny=(held is not None and held.how is not How.STATED) or one.key in denied,
                is_denied=one.key in denied,
            )
        )  # fmt: skip
    return found


def _how(held: Belonging, zone: str) -> str:
    if held.how is How.STATED:
        return "you chose its words"
    if held.how is How.INFERRED:
        return f"we take you to belong, by what you looked at, bought and asked: {held.confidence:.0%} sure"
    if not held.since:
        return "you joined"
    joined = clock.from_us(held.since).astimezone(zone_of(zone))
    return f"you joined {joined.day} {joined:%B %Y}"
