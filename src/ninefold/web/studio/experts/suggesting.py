"""Whom to ask: experts of the topic, by how their answers in it helped, then by how seldom they were asked lately."""

from collections.abc import Sequence
from dataclasses import dataclass

from ninefold.content.experts import queries
from ninefold.content.types import Expert, ExpertTally
from ninefold.context import queries as context
from ninefold.credibility import queries as credibility
from ninefold.credibility.types import Candidate

CANDIDATES_MAX = 200


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An expert, why they stand at this place, and whether the topic is theirs."""

    expert: Expert
    reason: str
    knows: bool


def suggestions(topic: str, *, now: int) -> list[Suggestion]:
    """Everyone who may be asked, who is likely to know first."""
    tallies, helpful = queries.tallies(now=now), _helpful(topic)
    asked = [one for one in queries.experts() if one.may_be_asked]
    places: list[tuple[tuple[bool, float, int, int, str], Suggestion]] = []
    for one in asked:
        tally = tallies.get(one.id, ExpertTally())
        knows = bool(topic) and topic.casefold() in {each.casefold() for each in one.topics}
        candidate = helpful.get(_person_of(one)) if knows and helpful else None
        place = (not knows, -candidate.score if candidate else 0.0, tally.asked_lately, tally.asked_at, one.name)
        places.append((place, Suggestion(one, _reason(topic if knows else "", candidate, tally), knows)))
    return [suggestion for _, suggestion in sorted(places, key=lambda each: each[0])]


def _helpful(topic: str) -> dict[int, Candidate]:
    """Whose answers in a topic were found helpful, or whom the company calls an expert in it, by their person."""
    found = credibility.experts(topic, limit=CANDIDATES_MAX) if topic else []
    persons = context.person_ids([one.profile_id for one in found])
    best: dict[int, Candidate] = {}
    for one in found:
        best.setdefault(persons.get(one.profile_id, one.profile_id), one)
    return best


def _person_of(expert: Expert) -> int:
    profile_id = context.reader_of(expert.address)
    return context.person_ids([profile_id]).get(profile_id, profile_id) if profile_id else 0


def _reason(topic: str, candidate: Candidate | None, tally: ExpertTally) -> str:
    times = f"asked {tally.asked_lately} time{'s' * (tally.asked_lately != 1)} in the last 30 days"
    parts: Sequence[str] = (
        f"knows {topic}" if topic else "",
        candidate.reason if candidate else "",
        times if tally.asked_lately else "not asked lately",
    )
    said = "; ".join(one[0].lower() + one[1:] for one in parts if one)
    return said[0].upper() + said[1:]
