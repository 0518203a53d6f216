"""People counted by week, for the scorecard: who can be reached, whose events are known to be theirs, who left."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import msgspec
import numpy as np
from django.db import connection
from numpy.typing import NDArray

from ninefold.collect.tallies import CAME_IN_SQL
from ninefold.collect.types import EventName, Trust
from ninefold.context import people, sayings
from ninefold.context.consents import spoken
from ninefold.context.sayings import ADDRESS_KIND
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.database.bulk import among
from ninefold.kernel.weeks import Tally, Weeks, tallied

ACTIVE_DAYS = 365
ROWS_AT_ONCE = 20_000
# What is said for a person, or told about them, is no action of their own; an opened picture may be a machine's.
NOT_OWN = ("$identify", "$alias", "$group", EventName.CONSENT_CHANGED.value, *(name.value for name in sayings.TOLD))

LINES = tuple(f"{purpose}/{channel}" for purpose in Purpose for channel in Channel)
KINDS = tuple(sorted(set(filter(None, ADDRESS_KIND.values()))))


def _place(column: str, words: Sequence[str]) -> str:
    """SQL for the place of a column's word among these: whole numbers are read and sorted at many times the speed."""
    cases = " ".join(f"WHEN '{word}' THEN {place}" for place, word in enumerate(words))
    return f"CASE {column} {cases} ELSE -1 END"


ACTIVE_SQL = f"""\
SELECT person_id, MIN(first_at), MAX(last_at)
  FROM context_activity
 WHERE name NOT IN ({", ".join(f"'{name}'" for name in NOT_OWN)}) AND last_at >= %(active_since)s
 GROUP BY person_id"""

ADDRESSED_SQL = f"""\
SELECT p.person_id, {_place("i.kind", KINDS)}
  FROM context_identifier i JOIN context_profile p ON p.id = i.profile_id
 WHERE i.is_verified"""

VERIFIED_SQL = f"""\
SELECT person_id, {_place("purpose || '/' || channel", LINES)}, occurred_at,
       CASE status WHEN 'granted' THEN 1 ELSE 0 END, id
  FROM context_consent
 WHERE purpose <> 'service'
   AND (status = 'withdrawn' OR trust = {int(Trust.LINK)} OR (trust > {int(Trust.LINK)} AND evidence <> '{{}}'))
   AND trust > {int(Trust.BROWSER)} AND occurred_at < %(until)s"""

JOINED_SQL = f"""\
SELECT came.week, came.source_id,
       SUM(CASE WHEN EXISTS (
             SELECT 1 FROM context_profile p
               JOIN context_profile a ON a.person_id = p.person_id AND a.kind = 'account'
              WHERE p.id = came.profile_id
           ) THEN came.events ELSE 0 END) AS of_known_people,
       SUM(came.events) AS events
  FROM ({CAME_IN_SQL}) came
 GROUP BY came.week, came.source_id"""

LEFT_SQL = f"""\
SELECT person_id, occurred_at, basis, evidence
  FROM context_consent
 WHERE status = 'withdrawn' AND trust = {int(Trust.LINK)}
   AND occurred_at >= %(since)s AND occurred_at < %(until)s
 ORDER BY occurred_at, id"""

WITHDREW_SQL = f"""\
SELECT DISTINCT person_id
  FROM context_consent
 WHERE status = 'withdrawn' AND trust > {int(Trust.BROWSER)} AND trust <> {int(Trust.IMPORT)}
   AND occurred_at >= %s AND occurred_at < %s AND {{people}}"""

AFTER_SQL = "SELECT DISTINCT person_id FROM context_profile WHERE person_id > %s ORDER BY person_id LIMIT %s"


@dataclass(frozen=True, slots=True)
class Reached:
    """Active people who can be reached by verified consent, of all active people, at the end of each week.

    Of those active now: how many never said a word; said no, or yes without proof; said yes without a living address.
    """

    weeks: tuple[Tally, ...]
    silent: int
    unwilling: int
    without_address: int


@dataclass(frozen=True, slots=True)
class Source:
    """Events of one source over all the weeks: those of known people, of all."""

    source_id: int
    known: int
    events: int


@dataclass(frozen=True, slots=True)
class Joined:
    """Events of known people, of all, by week and by source."""

    weeks: tuple[Tally, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Leaving:
    """Someone withdrew a consent by a mailed link, a reply or a complaint. `delivery_id` is 0 where none is named."""

    person_id: int
    at: int
    basis: str
    delivery_id: int


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The person of a profile and the zone they live in, "" where it is not known."""

    person_id: int
    zone: str


@dataclass(frozen=True, slots=True)
class Word:
    """One word on consent that counts, by event time (us)."""

    person_id: int
    purpose: Purpose
    channel: Channel
    is_granted: bool
    at: int


def reached(weeks: Weeks, *, carried: Collection[Channel], dead: Collection[str]) -> Reached:
    """Who can be reached on a channel that is carried, at the end of each week; active is who acted in the ACTIVE_DAYS
    before. To an address that is `dead` nobody is reached, in no week.

    A person of several weeks counts as active in all between their first action and their last.
    """
    year = ACTIVE_DAYS * 86_400_000_000
    active = _columns(ACTIVE_SQL, 3, {"active_since": weeks.since - year})
    lines = _lines_of_consent(weeks, carried, _cut_off(dead))
    tallies = []
    for number in range(weeks.count):
        at = weeks.end_of(number)
        here = active[0][(active[1] < at) & (active[2] >= at - year)]
        tallies.append(Tally(int(np.isin(here, _saying_yes(lines, at, addressed=True)).sum()), len(here)))
    return _with_reasons(tuple(tallies), here, lines, weeks.until, _spoken_of(here, carried))


Columns = tuple[NDArray[np.int64], ...]


def _cut_off(dead: Collection[str]) -> set[int]:
    """The people whose newest mail address is one of these."""
    gone = {sayings.folded(address) for address in dead}
    condition, values = among("i.value", gone, "text")
    statement = (
        "SELECT DISTINCT p.person_id FROM context_identifier i JOIN context_profile p ON p.id = i.profile_id"
        f" WHERE i.kind = 'email' AND i.is_verified AND {condition}"
    )
    holding = {person for (person,) in _fetched(statement, [values])} if dead else set()
    return {person for person, address in people.addresses(holding, "email").items() if sayings.folded(address) in gone}


def _lines_of_consent(weeks: Weeks, carried: Collection[Channel], cut_off: set[int]) -> list[Columns]:
    """By purpose and channel: person, moment, yes (1) or no (0), and whether they have an address for it; by time."""
    holder, kinds = _columns(ADDRESSED_SQL, 2, {})
    persons, line, at, yes, number = _columns(VERIFIED_SQL, 5, {"until": weeks.until})
    order = np.lexsort((number, 1 - yes, at))
    lines: list[Columns] = []
    for place in np.unique(line[line >= 0]).tolist():
        purpose, channel = LINES[place].split("/")
        if Channel(channel) not in carried:
            continue
        own = order[line[order] == place]
        kind = ADDRESS_KIND.get(Channel(channel))
        own = own[~np.isin(number[own], _elsewhere(Purpose(purpose), Channel(channel)))]
        here = holder[kinds == KINDS.index(kind)] if kind else persons[own]
        closed = _shut(Purpose(purpose), Channel(channel)) | (cut_off if channel == Channel.MAIL else set())
        shut = np.fromiter(closed, dtype=np.int64)
        have = np.isin(persons[own], here) & ~np.isin(persons[own], shut)
        lines.append((persons[own], at[own], yes[own], have.astype(np.int64)))
    return lines


def _shut(purpose: Purpose, channel: Channel) -> set[int]:
    """Those for whom somebody else, who is reached at the same address, withdrew last."""
    said = spoken(purpose, channel)
    return {person for (person,) in _fetched(said.others, said.others_parameters)}


def _elsewhere(purpose: Purpose, channel: Channel) -> NDArray[np.int64]:
    """The words that were confirmed for another address than their person has."""
    said = spoken(purpose, channel)
    rows = _fetched(said.elsewhere, said.elsewhere_parameters) if said.elsewhere else []
    return np.fromiter((number for (number,) in rows), dtype=np.int64)


def _saying_yes(lines: list[Columns], at: int, *, addressed: bool) -> NDArray[np.int64]:
    """The people whose newest word before an instant is yes, on any purpose and channel."""
    found = [np.empty(0, dtype=np.int64)]
    for persons, instants, yes, have in lines:
        until = int(np.searchsorted(instants, at))
        # The last word of a person is the first one from behind.
        people, first = np.unique(persons[:until][::-1], return_index=True)
        says = yes[:until][::-1][first] == 1
        found.append(people[says & (have[:until][::-1][first] == 1)] if addressed else people[says])
    return np.unique(np.concatenate(found))


def _spoken_of(persons: NDArray[np.int64], carried: Collection[Channel]) -> NDArray[np.int64]:
    """Those of these people of whom there is any word for a channel, verified or not."""
    (said,) = _columns(f"SELECT DISTINCT person_id FROM context_consent WHERE {_words_for(carried)}", 1, {})
    return np.intersect1d(persons, said)


def _words_for(carried: Collection[Channel]) -> str:
    channels = ", ".join(f"'{one.value}'" for one in carried)
    return f"purpose <> 'service' AND trust > {int(Trust.BROWSER)} AND channel IN ({channels})"


def silent_people(*, carried: Collection[Channel], now: int, limit: int) -> list[int]:
    """The first people who acted in the ACTIVE_DAYS before and of whom there is no word for any of these channels."""
    said = f"SELECT 1 FROM context_consent c WHERE c.person_id = a.person_id AND {_words_for(carried)}"
    rows = _fetched(
        f"SELECT DISTINCT person_id FROM ({ACTIVE_SQL}) a WHERE NOT EXISTS ({said}) ORDER BY person_id LIMIT %(limit)s",
        {"active_since": now - ACTIVE_DAYS * 86_400_000_000, "limit": limit},
    )
    return [person for (person,) in rows]


def _with_reasons(
    tallies: tuple[Tally, ...],
    active: NDArray[np.int64],
    lines: list[Columns],
    until: int,
    said: NDArray[np.int64],
) -> Reached:
    reachable = _saying_yes(lines, until, addressed=True)
    said_yes = _saying_yes(lines, until, addressed=False)
    out = active[~np.isin(active, reachable)]
    yes = int(np.isin(out, said_yes).sum())
    silent = int((~np.isin(out, said)).sum())
    return Reached(tallies, silent=silent, unwilling=len(out) - silent - yes, without_address=yes)


def joined(weeks: Weeks) -> Joined:
    """Events of known people, of all that came in, by week and by source."""
    rows = _fetched(JOINED_SQL, weeks.named())
    by_source: dict[int, list[int]] = {}
    for _, source, known, events in rows:
        sums = by_source.setdefault(source, [0, 0])
        sums[0] += int(known)
        sums[1] += int(events)
    sources = tuple(Source(source, *sums) for source, sums in sorted(by_source.items()))
    return Joined(tallied(((week, known, events) for week, _, known, events in rows), weeks), sources)


def leavings(weeks: Weeks) -> list[Leaving]:
    """Who withdrew by themselves in these weeks, oldest first."""
    return leavings_between(weeks.since, weeks.until)


def leavings_between(since: int, until: int) -> list[Leaving]:
    """The same for since <= instant < until (us)."""
    return [
        Leaving(person, at, basis, _delivery_of(evidence))
        for person, at, basis, evidence in _fetched(LEFT_SQL, {"since": since, "until": until})
    ]


def withdrew(weeks: Weeks, person_ids: Iterable[int]) -> set[int]:
    """Who of these people withdrew a consent in these weeks, by themselves or by word to the team."""
    condition, values = among("person_id", person_ids)
    found = _fetched(WITHDREW_SQL.format(people=condition), [weeks.since, weeks.until, values])
    return {person for (person,) in found}


def persons_after(person_id: int, limit: int) -> list[int]:
    """The next people by their id, at most `limit`."""
    return [person for (person,) in _fetched(AFTER_SQL, [person_id, limit])]


def _delivery_of(evidence: str) -> int:
    named = msgspec.json.decode(evidence)
    found = named.get("delivery_id") if isinstance(named, dict) else 0
    return found if isinstance(found, int) else 0


def whereabouts(profile_ids: Iterable[int]) -> dict[int, Whereabouts]:
    """The person of each profile that exists, with their zone."""
    person_of = people.person_ids(profile_ids)
    condition, values = among("person_id", set(person_of.values()))
    statement = (
        "SELECT person_id, value FROM context_trait"
        f" WHERE is_current AND name IN ('$timezone', 'timezone') AND {condition} ORDER BY name"
    )
    zones = {person: msgspec.json.decode(value) for person, value in _fetched(statement, [values])}
    return {
        profile: Whereabouts(person, zone if isinstance(zone := zones.get(person), str) else "")
        for profile, person in person_of.items()
    }


def communities_of(profile_ids: Iterable[int]) -> dict[int, str]:
    """The key of the community of each profile whose person has one."""
    person_of = people.person_ids(profile_ids)
    condition, values = among("person_id", set(person_of.values()))
    statement = f"SELECT person_id, value FROM context_trait WHERE is_current AND name = 'community' AND {condition}"
    said = {person: msgspec.json.decode(value) for person, value in _fetched(statement, [values])}
    return {profile: key for profile, person in person_of.items() if isinstance(key := said.get(person), str)}


def words_of(person_ids: Iterable[int]) -> list[Word]:
    """Every word on consent that counts of these people, oldest first; of one moment a no comes last."""
    condition, values = among("person_id", set(person_ids))
    statement = (
        "SELECT person_id, purpose, channel, CASE status WHEN 'granted' THEN 1 ELSE 0 END AS yes, occurred_at"
        f" FROM context_consent WHERE trust > {int(Trust.BROWSER)} AND {condition} ORDER BY occurred_at, yes DESC, id"
    )
    return [
        Word(person, Purpose(purpose), Channel(channel), bool(yes), at)
        for person, purpose, channel, yes, at in _fetched(statement, [values])
    ]


def _columns(statement: str, width: int, named: dict[str, int]) -> Columns:
    """Whole numbers by column; read in pieces, since a million rows in Python weigh much."""
    pieces = [np.empty((0, width), dtype=np.int64)]
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, named)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=len(rows) * width)
            pieces.append(flat.reshape(len(rows), width))
    return tuple(np.concatenate(pieces).T)


def _fetched(statement: str, parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
