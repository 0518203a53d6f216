"""Culture: the promises that data can hold us to, kept of due. Pure; `judging` asks the rooms and keeps what is found.

Every promise is made to a person, so people can be judged in any parts, and what was found of the parts adds up.

Each contact is judged by what the charter promised when it was made.

Quiet hours: each contact, where the person lives, by the charter's hours. Pace: each contact, with those of the seven
days before it, by the person's own pace at that moment, else by the charter's attention; and by the days that they
asked to hear on. Leaving: each person who
withdrew, once a week, where they had heard from us; it is broken by a contact on the same purpose and channel before
the next yes. Why: each contact, that its decision with
its reason is on record.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from zoneinfo import ZoneInfo

from ninefold.cadence import days, paces, quiet
from ninefold.cadence.prices import MICRO, PRICES
from ninefold.cadence.tallies import Choice
from ninefold.cadence.zones import zone_of
from ninefold.channel.tallies import Contact
from ninefold.context.tallies import Whereabouts, Word
from ninefold.culture.types import Promised
from ninefold.kernel.weeks import WEEK_US, Distinct, Tally, Weeks, distinct, tallied
from ninefold.measure.types import BrokenPromise, PromiseRead

BROKEN_SHOWN_MAX = 50
BACK_WEEKS = 4  # how far before the first week a pace looks back
PROMISES = {
    "quiet": "No contact in quiet hours, where the person lives",
    "pace": "No more contacts than the person's own pace, or the charter's, and on their own days",
    "leave": "Who leaves is left in peace",
    "why": "Every contact can be explained: its decision is on record",
}


@dataclass(frozen=True, slots=True)
class World:
    """All that the promises are judged from. Contacts run from BACK_WEEKS before the weeks, oldest first."""

    weeks: Weeks
    promised: tuple[Promised, ...]
    contacts: tuple[Contact, ...]
    of_profile: dict[int, Whereabouts]
    choices: tuple[Choice, ...]
    words: tuple[Word, ...]
    explained: frozenset[int]

    def person(self, profile_id: int) -> int:
        """The person of a profile; itself where it is gone."""
        found = self.of_profile.get(profile_id)
        return found.person_id if found else profile_id

    def promised_at(self, at: int) -> Promised:
        """What the charter promised at an instant (us)."""
        return self.promised[bisect_right([one.until for one in self.promised[:-1]], at)]

    def own(self) -> tuple[Contact, ...]:
        """The contacts of the weeks themselves."""
        return tuple(one for one in self.contacts if one.at >= self.weeks.since)

    def uninvited(self) -> tuple[Contact, ...]:
        """Those of them that come on a channel nobody opens by themselves."""
        return tuple(one for one in self.own() if PRICES[one.channel].uninvited)


def judged(world: World) -> tuple[PromiseRead, ...]:
    """Each promise by week, kept of due."""
    return (
        _by_contact("quiet", world, world.uninvited(), _quiet(world)),
        _by_contact("pace", world, world.uninvited(), _pace(world)),
        _left_in_peace(world),
        _by_contact("why", world, world.own(), _why(world)),
    )


def added(one: Sequence[PromiseRead], other: Sequence[PromiseRead]) -> tuple[PromiseRead, ...]:
    """What was found of some people and of others, as of all of them; nothing found yet is an empty sequence."""
    if not one or not other:
        return tuple(one or other)
    return tuple(
        PromiseRead(
            left.key,
            left.words,
            tuple(Tally(a.count + b.count, a.of + b.of) for a, b in zip(left.weeks, right.weeks, strict=True)),
            left.people.with_others(right.people),
            _newest([*left.broken, *right.broken]),
        )
        for left, right in zip(one, other, strict=True)
    )


def together(promises: Iterable[PromiseRead], weeks: Weeks) -> tuple[Tally, ...]:
    """All promises by week: each instance that was due counts once."""
    rows = [(week, one.count, one.of) for promise in promises for week, one in enumerate(promise.weeks)]
    return tallied(rows, weeks)


def promised(promises: Iterable[PromiseRead], weeks: Weeks) -> Distinct:
    """To how many people something was due: those of the promise that was due to most, as the others' are among them
    but for people who only left."""
    nobody = distinct((), weeks)
    return max((one.people for one in promises), key=lambda one: one.newest(weeks.count), default=nobody)


Judge = Callable[[Contact], str]  # how a contact breaks a promise, "" where it keeps it


def _by_contact(key: str, world: World, contacts: Sequence[Contact], judge: Judge) -> PromiseRead:
    rows: list[tuple[int, int, int]] = []
    people: set[tuple[int, int]] = set()
    broken = []
    for contact in contacts:
        words, week, person = judge(contact), world.weeks.of(contact.at), world.person(contact.profile_id)
        rows.append((week, int(not words), 1))
        people.add((week, person))
        if words:
            broken.append(_broken(key, person, contact, words))
    return PromiseRead(key, PROMISES[key], tallied(rows, world.weeks), distinct(people, world.weeks), _newest(broken))


def _broken(key: str, person_id: int, contact: Contact, words: str) -> BrokenPromise:
    return BrokenPromise(key, person_id, contact.at, contact.campaign_id, contact.delivery_id, words)


def _newest(broken: Iterable[BrokenPromise]) -> tuple[BrokenPromise, ...]:
    return tuple(sorted(broken, key=lambda one: (-one.at, -one.delivery_id))[:BROKEN_SHOWN_MAX])


def _quiet(world: World) -> Judge:
    """Whether a contact came in quiet hours: by the nights of each zone, found once."""
    zones = {place.zone for place in world.of_profile.values()} | {""}
    nights = {
        (zone, one): _nights(world.weeks, zone_of(zone), one.quiet_from, one.quiet_until)
        for zone in zones
        for one in world.promised
    }

    def judge(contact: Contact) -> str:
        place = world.of_profile.get(contact.profile_id)
        starts, ends = nights[place.zone if place else "", world.promised_at(contact.at)]
        night = bisect_right(starts, contact.at) - 1
        return "It came in quiet hours." if night >= 0 and contact.at < ends[night] else ""

    return judge


@lru_cache(maxsize=1024)
def _nights(weeks: Weeks, zone: ZoneInfo, quiet_from: time, quiet_until: time) -> tuple[list[int], list[int]]:
    """When the nights of a zone start, and when they end."""
    found = quiet.nights(weeks.since, weeks.until, zone, quiet_from, quiet_until)
    return [start for start, _ in found], [end for _, end in found]


def _pace(world: World) -> Judge:
    """Whether a contact came too soon after others: judged in one pass, by person and time."""
    made = [one for one in world.contacts if PRICES[one.channel].uninvited]
    of_person = [(world.person(one.profile_id), one) for one in made]
    of_person.sort(key=lambda pair: (pair[0], pair[1].at))
    chosen: dict[int, list[Choice]] = {}
    for choice in world.choices:
        chosen.setdefault(world.person(choice.profile_id), []).append(choice)
    over = {one: _over_promised(one.attention_per_week, of_person) for one in world.promised}
    broken = {each.delivery_id: over[world.promised_at(each.at)].get(each.delivery_id, "") for each in made}
    own: dict[int, list[int]] = {}
    for person, contact in of_person:
        if person in chosen:
            instants = own.setdefault(person, [])
            instants.append(contact.at)
            held = max((one for one in chosen[person] if one.at <= contact.at), key=lambda one: one.at, default=None)
            if held and held.per_week_micro is not None:
                broken[contact.delivery_id] = _over_own_pace(held.per_week_micro, instants, contact.at)
            if held and (off := _off_own_days(held.days, contact, world.of_profile.get(contact.profile_id))):
                broken[contact.delivery_id] = off
    return lambda contact: broken.get(contact.delivery_id, "")


def _over_own_pace(micro: int, instants: list[int], at: int) -> str:
    """In words, "" where a contact keeps a pace; `instants` are the person's contacts up to it."""
    if micro == 0:
        return "They had asked for no contact at all."
    count, period = paces.span(micro)
    got = len(instants) - bisect_right(instants, at - period)
    whole_days = round(period / 86_400_000_000)
    return f"It was number {got} in {whole_days} days; they had asked for at most {count}." if got > count else ""


def _off_own_days(chosen: int, contact: Contact, place: Whereabouts | None) -> str:
    """In words, "" where a contact came on a day that they wanted to hear on."""
    wanted = days.on(chosen, contact.channel)
    if days.is_on(contact.at, wanted, zone_of(place.zone if place else "")):
        return ""
    return f"They had asked to hear by {contact.channel.value} on {days.in_words(wanted)} only."


def _over_promised(promised: float, of_person: Sequence[tuple[int, Contact]]) -> dict[int, str]:
    """The contacts that asked for more than the charter promises, in words; a window slides over each person's."""
    if promised <= 0:
        return {contact.delivery_id: "The charter promises no contact at all." for _, contact in of_person}
    period, most = (WEEK_US, promised) if promised >= 1 else (int(WEEK_US / promised), 1.0)
    found, first, asked = {}, 0, 0
    for person, contact in of_person:
        asked += PRICES[contact.channel].micro
        while of_person[first][0] != person or of_person[first][1].at <= contact.at - period:
            asked -= PRICES[of_person[first][1].channel].micro
            first += 1
        if asked > most * MICRO:
            over = f"It asked for attention {asked / MICRO:g} in {round(period / 86_400_000_000)} days"
            found[contact.delivery_id] = f"{over}; the charter promises at most {most:g}."
    return found


def _left_in_peace(world: World) -> PromiseRead:
    contacts: dict[tuple[int, str, str], list[Contact]] = defaultdict(list)
    for contact in world.contacts:
        contacts[world.person(contact.profile_id), contact.purpose, contact.channel].append(contact)
    said: dict[tuple[int, str, str], list[Word]] = defaultdict(list)
    for word in world.words:
        said[word.person_id, word.purpose, word.channel].append(word)
    first = {person: min(one.at for one in made) for person, made in _by_person(contacts).items()}
    kept: dict[tuple[int, int], bool] = {}  # by week and person: to leave on all channels at once is one leaving
    broken: list[BrokenPromise] = []
    for key, words in said.items():
        for place, word in enumerate(words):
            if word.is_granted or not world.weeks.since <= word.at < world.weeks.until:
                continue
            until = next((later.at for later in words[place + 1 :] if later.is_granted), world.weeks.until)
            after = _first_between(contacts.get(key, []), word.at, until)
            if after is not None:
                broken.append(_broken("leave", key[0], after, "They had withdrawn before it came."))
            if after is not None or first.get(key[0], word.at + 1) <= word.at:  # who never heard from us left nobody
                week = world.weeks.of(word.at)
                kept[week, key[0]] = kept.get((week, key[0]), True) and after is None
    rows = [(week, int(is_kept), 1) for (week, _), is_kept in kept.items()]
    told = tallied(rows, world.weeks), distinct(kept, world.weeks)
    return PromiseRead("leave", PROMISES["leave"], *told, _newest(broken))


def _by_person(contacts: dict[tuple[int, str, str], list[Contact]]) -> dict[int, list[Contact]]:
    found: dict[int, list[Contact]] = defaultdict(list)
    for (person, _, _), made in contacts.items():
        found[person] += made
    return found


def _first_between(contacts: list[Contact], after: int, until: int) -> Contact | None:
    place = bisect_right(contacts, after, key=lambda one: one.at)
    end = bisect_left(contacts, until, key=lambda one: one.at)
    return contacts[place] if place < end else None


def _why(world: World) -> Judge:
    return lambda contact: "" if contact.intent_id in world.explained else "No decision with a reason is on record."
