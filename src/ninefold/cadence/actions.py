"""Writes of cadence: decide who may be contacted, and note the pace people choose."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from ninefold.cadence import days, judging, ledger, outside, paces, stocks
from ninefold.cadence.judging import Hours, Reason, Standing
from ninefold.cadence.ledger import SpendRow
from ninefold.cadence.prices import MICRO, PRICES
from ninefold.cadence.types import AttentionRequest, Outcome, Pace, Verdict
from ninefold.cadence.zones import zone_of
from ninefold.collect import actions as collect
from ninefold.collect.types import Event, EventKind, EventName, NewEvent, Trust
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.culture.types import Channel, Charter
from ninefold.kernel import ids
from ninefold.kernel.errors import BadInput

_Person = tuple[int, ...]  # a person, named by their profile ids


def decide(*, requests: Sequence[AttentionRequest], now: int) -> list[Verdict]:
    """A verdict for each request, in their order; what is admitted has spent its price in the caller's transaction.

    Rivals for one person are ranked by value, then key. Budgets are locked until the transaction ends, so none is
    overdrawn however many decide at once. Asked again about a key that was admitted, the answer is the same and free.
    """
    assert connection.in_atomic_block, "attention is spent in the transaction that makes the intent"
    if not requests:
        return []
    people = _lock_people(requests)
    charter = culture.charter()
    deciding = _Deciding(
        standings=_standings(set(people.values()), charter, now),
        before=ledger.spends_by_key(request.key for request in requests),
        hours=Hours(charter.quiet_from, charter.quiet_until),
        now=now,
    )
    for request in sorted(requests, key=lambda r: (-r.value, r.key)):
        deciding.settle(request, people[request.key])
    ledger.spend(deciding.spent)
    return [deciding.verdicts[request.key] for request in requests]


def project(*, events: Sequence[Event]) -> None:
    """Take in the pace that people chose: `Pace Chosen` with `per_week`, null for as often as the charter promises;
    and the contacts that others made with them: `Contact Made`.

    A browser's word is no choice of theirs, and no contact.

    Raises BadInput for a pace out of bounds.
    """
    rows = []
    for event in events:
        if not _is_choice(event):
            continue
        micro = _micro(_per_week(event))
        if event.trust > Trust.BROWSER:
            source = str(event.properties.get("source") or Trust(event.trust).name.lower())[:100]
            rows.append((event.profile_id, micro, _days(event), event.occurred_at, source, event.message_id))
    ledger.choose(rows)
    ledger.note(outside.spends(events))


def check_contact(event: Event) -> None:
    """Raise BadInput, in words for who sent it, where a contact that was made cannot be counted."""
    outside.check(event)


def check_pace(event: Event) -> None:
    """Raise BadInput, in words for who sent it, when a chosen pace cannot be kept."""
    if _is_choice(event):
        _per_week(event)
        _days(event)


def _is_choice(event: Event) -> bool:
    return event.kind is EventKind.TRACK and event.name == EventName.PACE_CHOSEN


def _per_week(event: Event) -> float | None:
    """The pace of a `Pace Chosen` event, None for the charter's."""
    per_week = event.properties.get("per_week", "")
    if isinstance(per_week, bool) or not isinstance(per_week, int | float | None):
        raise BadInput("pace_missing", "A chosen pace needs `per_week`: contacts a week, or null for the charter's.")
    _check_bounds(per_week)
    return per_week


def _days(event: Event) -> int:
    """The days of a `Pace Chosen` event, of all channels and of single ones, packed; 0 for any."""
    own = event.properties.get("days_by_channel") or {}
    if not isinstance(own, dict) or not own.keys() <= set(days.CHANNELS):
        named = ", ".join(channel.value for channel in days.CHANNELS)
        raise BadInput(
            "pace_channels", f"The `days_by_channel` of a pace have one of {named} before each list of days."
        )
    by_channel = {Channel(channel): _numbers(given) for channel, given in own.items()}
    return days.packed(_numbers(event.properties.get("days") or []), by_channel)


def _numbers(given: Any) -> list[int]:
    if not isinstance(given, list) or not set(given) <= set(days.NAMES):
        raise BadInput("pace_days", f"The `days` of a pace are a list of {', '.join(days.NAMES)}.")
    return [days.NAMES.index(name) for name in given]


def _names(chosen: Iterable[int]) -> list[str]:
    return [days.NAMES[day] for day in chosen]


def _micro(per_week: float | None) -> int | None:
    return None if per_week is None else round(per_week * MICRO)


def _check_bounds(per_week: float | None) -> None:
    if per_week is not None and not 0 <= per_week <= paces.PER_WEEK_MAX:
        raise BadInput("pace_bounds", f"A pace is 0 to {paces.PER_WEEK_MAX:.0f} contacts a week.")


@transaction.atomic
def choose_pace(
    *,
    profile_id: int,
    per_week: float | None,
    source: str,
    now: int,
    on_days: Collection[int] = (),
    by_channel: Mapping[Channel, Collection[int]] | None = None,
) -> Pace | None:
    """Note that a person wants at most `per_week` contacts a week (0: none; None: as often as the charter promises
    everyone) on these days of the week (Monday 0; none or all: any), and record it as an event of theirs. A channel
    may have days of its own.

    With None and any day their own pace is taken back.
    """
    _check_bounds(per_week)
    micro, wanted = _micro(per_week), days.packed(on_days, by_channel or {})
    message_id = f"pace:{ids.derived_id('pace', profile_id, '' if micro is None else micro, now, wanted)}"
    ledger.choose([(profile_id, micro, wanted, now, source[:100], message_id)])
    own = days.by_channel(wanted)
    named = {"days": _names(days.of(wanted)), "days_by_channel": {each.value: _names(of) for each, of in own.items()}}
    collect.record(
        events=[
            NewEvent(
                message_id=message_id,
                name=EventName.PACE_CHOSEN,
                occurred_at=now,
                profile_id=profile_id,
                properties={"per_week": per_week, **named, "source": source[:100]},
                trust=Trust.LINK,
            )
        ]
    )
    if micro is None and not wanted:
        return None
    return Pace(None if micro is None else micro / MICRO, now, source[:100], days.of(wanted), own)


@dataclass(slots=True)
class _Deciding:
    """One call of `decide`: how people stand as it goes on, and what came of it."""

    standings: dict[_Person, Standing]
    before: dict[int, SpendRow]
    hours: Hours
    now: int
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    spent: list[SpendRow] = field(default_factory=list)

    def settle(self, request: AttentionRequest, person: _Person) -> None:
        """Judge one request, and spend its price when it is admitted."""
        standing = self.standings[person]
        if request.key in self.verdicts:
            return
        if request.key in self.before:
            self.verdicts[request.key] = _again(request, standing, self.before[request.key])
            return
        verdict = judging.judge(request, standing, self.hours, zone_of(request.zone), self.now)
        self.verdicts[request.key] = verdict
        if verdict.outcome is not Outcome.ADMITTED:
            return
        price = PRICES[request.channel]
        self.standings[person] = standing.after(verdict, price.micro, uninvited=price.uninvited)
        channel = request.channel.value
        self.spent.append((request.key, person[0], channel, price.micro, self.now, verdict.not_before, "", ""))


def _again(request: AttentionRequest, standing: Standing, spend: SpendRow) -> Verdict:
    sentence = "Admitted before: this contact has its attention already."
    held = standing.level.micro / MICRO
    return Verdict(
        request.key, Outcome.ADMITTED, Reason.ADMITTED_BEFORE.value, sentence, spend[5], 0, held, spend[3] / MICRO
    )


def _lock_people(requests: Sequence[AttentionRequest]) -> dict[int, _Person]:
    """Each request's person as it is once their budget is locked; people may have been joined since it was asked."""
    asked = {profile for request in requests for profile in request.profile_ids}
    profiles = _now_joined(asked)
    ledger.lock(asked | {profile for person in profiles.values() for profile in person})
    joined = _now_joined(asked)
    if joined != profiles:  # a merge was committed in between
        ledger.lock({profile for person in joined.values() for profile in person})
    return {request.key: joined.get(request.profile_ids[0], request.profile_ids) for request in requests}


def _now_joined(asked: set[int]) -> dict[int, _Person]:
    """The profiles of each profile's person, as context knows them now."""
    person_of = context.person_ids(asked)
    profiles = context.profiles_of(person_of.values())
    return {profile: profiles[person] for profile, person in person_of.items()}


def _standings(people: set[_Person], charter: Charter, now: int) -> dict[_Person, Standing]:
    """How each person stands now, from all that was ever spent of their attention and the pace they chose last."""
    profiles = [profile for person in people for profile in person]
    chosen = ledger.paces_of(profiles)
    spends: dict[int, list[SpendRow]] = defaultdict(list)
    for row in ledger.spends_of(profiles):
        spends[row[1]].append(row)
    refill = stocks.refill(charter)
    standings = {}
    for person in people:
        own = [row for profile in person for row in spends[profile]]
        level = stocks.level([(row[4], row[3]) for row in own], refill, now)
        contacts = tuple(row[5] for row in own if PRICES[Channel(row[2])].uninvited)
        others = outside.newest([ledger.shown(row) for row in own if row[6]], since=now - stocks.WEEK_US, until=now)
        pace = ledger.newest_pace(person, chosen)
        micro = _micro(pace.per_week) if pace else None
        standings[person] = Standing(
            level, level, contacts, micro, days.packed(pace.days, pace.by_channel) if pace else 0, others
        )
    return standings
