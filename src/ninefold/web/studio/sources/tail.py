"""The live tail: the newest events, of one source or holding some words, and a pause."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from ninefold.collect import queries as collect
from ninefold.collect.types import Event, Trust
from ninefold.context import queries as context
from ninefold.pipeline.person import reading, story

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

    def is_met(self, event: Event) -> bool:
        """Whether an event belongs into the tail."""
        if self.source_id and event.source_id != self.source_id:
            return False
        texts = (event.name, event.kind.value, event.user_id, event.anonymous_id)
        return not self.words or any(self.words.lower() in text.lower() for text in texts)

    def query(self, *, is_paused: bool) -> str:
        """The address's query that asks for the same, going or paused."""
        source = str(self.source_id) if self.source_id else ""
        asked = {"source": source, "q": self.words, "pause": "1" if is_paused else ""}
        return urlencode({name: value for name, value in asked.items() if value})


def tail(wish: Wish) -> dict[str, object]:
    """What the tail's template shows."""
    last = collect.event_count()
    depth = LOOKED_AT if wish.source_id or wish.words else SHOWN
    events = [event for event in collect.events_between(last - depth + 1, last)[::-1] if wish.is_met(event)][:SHOWN]
    people = context.persons({event.profile_id for event in events if event.trust == Trust.LINK})
    simulated = {profile for profile, person in people.items() if reading.is_simulated(person)}
    told = [(event, story.moment(event, is_of_simulated=event.profile_id in simulated)) for event in events]
    return {
        "events": told, "event_count": last, "wish": wish, "looked_at": min(depth, last),
        "going": wish.query(is_paused=False), "paused": wish.query(is_paused=True),
    }  # fmt: skip
