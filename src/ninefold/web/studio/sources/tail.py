"""The live tail: the newest events, of one source or holding some words, and a pause."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from ninefold.collect import queries as collect
from ninefold.collect.types import Event, Trust
from ninefold.context import queries as context
from ninefold.context.types import Person
from ninefold.pipeline.person import reading, story
from ninefold.pipeline.person.story import Moment

SHOWN = 25
LOOKED_AT = 2_000
WORDS_MAX = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the tail is wanted: `source_id` 0 for all, `words` of an event's name or of whoever did it."""

    source_id: int
    words: str
    is_paused: bool

    @classmethod
    def of(cls, asked: QueryDict) -> Self:
        source = asked.get("source", "")
        words = asked.get("q", "").strip()[:WORDS_MAX]
        return cls(int(source) if source.isdecimal() and len(source) < 10 else 0, words, asked.get("pause") == "1")

    def is_met(self, event: Event, found: Collection[int]) -> bool:
        """Whether an event belongs into the tail; `found` are the profiles of people whom the words find."""
        if self.source_id and event.source_id != self.source_id:
            return False
        texts = (event.name, event.kind.value, event.user_id, event.anonymous_id)
        is_named = any(self.words.lower() in text.lower() for text in texts)
        return not self.words or is_named or event.profile_id in found

    def query(self, *, is_paused: bool) -> str:
        """The address's query that asks for the same, going or paused."""
        source = str(self.source_id) if self.source_id else ""
        asked = {"source": source, "q": self.words, "pause": "1" if is_paused else ""}
        return urlencode({name: value for name, value in asked.items() if value})


def _told(event: Event, person: Person | None) -> tuple[Event, Moment, Person | None]:
    is_simulated = event.trust == Trust.LINK and person is not None and reading.is_simulated(person)
    return event, story.moment(event, is_of_simulated=is_simulated), person


def tail(wish: Wish) -> dict[str, object]:
    """What the tail's template shows."""
    last = collect.event_count()
    depth = LOOKED_AT if wish.source_id or wish.words else SHOWN
    found = {profile for person in context.find(wish.words) for profile in person.profile_ids}
    newest = collect.events_between(last - depth + 1, last)[::-1]
    events = [event for event in newest if wish.is_met(event, found)][:SHOWN]
    people = context.persons({event.profile_id for event in events})
    told = [_told(event, people.get(event.profile_id)) for event in events]
    return {
        "events": told, "event_count": last, "wish": wish, "looked_at": min(depth, last),
        "going": wish.query(is_paused=False), "paused": wish.query(is_paused=True),
    }  # fmt: skip
