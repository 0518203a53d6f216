"""What is said to one request for a person's attention, and why. Pure.

The rules in their order: no longer useful, own pace of nothing, quiet hours, own days, own pace, the stock. Whatever
cannot come while the request is still useful is refused at once.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ninefold.cadence import days, paces, quiet
from ninefold.cadence.prices import MICRO, PRICES
from ninefold.cadence.stocks import Level
from ninefold.cadence.types import AttentionRequest, Outcome, Spend, Verdict


class Reason(StrEnum):
    """The codes of a verdict's reason."""

    ADMITTED = "admitted"
    ADMITTED_AFTER_QUIET = "admitted_after_quiet"
    ADMITTED_BEFORE = "admitted_before"
    EXPIRED = "expired"
    NO_CONTACT_WANTED = "no_contact_wanted"
    QUIET_TOO_LONG = "quiet_too_long"
    OWN_DAYS = "own_days"
    OWN_DAYS_TOO_LONG = "own_days_too_long"
    OWN_PACE = "own_pace"
    OWN_PACE_TOO_LONG = "own_pace_too_long"
    ATTENTION_LOW = "attention_low"
    OUTRANKED = "outranked"
    ATTENTION_TOO_LATE = "attention_too_late"
    PRICE_TOO_HIGH = "price_too_high"


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with one person: stock now and before rivals, contacts (us), own pace (millionths, None: none),
    own days (packed, see `days`; 0: any), the newest contact that somebody else made lately."""

    level: Level
    start: Level
    contacts: tuple[int, ...]
    pace_micro: int | None
    days: int = 0
    other: Spend | None = None

    def after(self, verdict: Verdict, price: int, *, uninvited: bool) -> "Standing":
        """The standing once an admitted request has spent its price."""
        contacts = (*self.contacts, verdict.not_before) if uninvited else self.contacts
        return Standing(self.level.less(price), self.start, contacts, self.pace_micro, self.days, self.other)


@dataclass(frozen=True, slots=True)
class Hours:
    """The charter's quiet hours."""

    quiet_from: time
    quiet_until: time


@dataclass(frozen=True, slots=True)
class _Case:
    """One request with what it takes to word a verdict."""

    request: AttentionRequest
    standing: Standing
    zone: ZoneInfo

    @property
    def price(self) -> int:
        return PRICES[self.request.channel].micro

    def verdict(
        self, outcome: Outcome, reason: Reason, sentence: str, *, not_before: int = 0, until: int = 0
    ) -> Verdict:
        return Verdict(
            self.request.key, outcome, reason.value, sentence, not_before, until,
            self.standing.level.micro / MICRO, self.price / MICRO,
        )  # fmt: skip

    def refused(self, reason: Reason, sentence: str) -> Verdict:
        return self.verdict(Outcome.REFUSED, reason, sentence)

    def held(self, until: int, reason: Reason, too_long: Reason, why: str) -> Verdict:
        """Held until an instant, or refused when that comes too late to be useful."""
        when = _clock(until, self.zone)
        if until >= self.request.expires_at:
            return self.refused(too_long, f"Refused: {why}; the next chance, {when}, comes after it is useful.")
        return self.verdict(Outcome.HELD, reason, f"Held until {when}: {why}.", until=until)


def judge(request: AttentionRequest, standing: Standing, hours: Hours, zone: ZoneInfo, now: int) -> Verdict:
    """The verdict on one request as the person stands now; spending is the caller's part."""
    case = _Case(request, standing, zone)
    price = PRICES[request.channel]
    if request.expires_at <= now:
        return case.refused(Reason.EXPIRED, "Refused: it came too late to be useful.")
    at = now
    if price.uninvited:
        if standing.pace_micro == 0:
            return case.refused(Reason.NO_CONTACT_WANTED, "Refused: this person asked for no contact at all.")
        at = quiet.end_of_quiet(now, zone, hours.quiet_from, hours.quiet_until)
        if at >= request.expires_at:
            why = f"quiet hours last until {_clock(at, zone)} where they live, after it is useful"
            return case.refused(Reason.QUIET_TOO_LONG, f"Refused: {why}.")
        if held := _by_own_days(case, at, hours) or _by_own_pace(case, at):
            return held
    return _by_stock(case) or _admitted(case, at, now)


def _by_own_days(case: _Case, at: int, hours: Hours) -> Verdict | None:
    channel = case.request.channel
    wanted = days.on(case.standing.days, channel)
    free = days.first(at, wanted, case.zone, hours.quiet_from, hours.quiet_until)
    if free <= at:
        return None
    by = f"by {channel.value} " if channel in days.by_channel(case.standing.days) else ""
    why = f"they asked to hear {by}on {days.in_words(wanted)} only"
    return case.held(free, Reason.OWN_DAYS, Reason.OWN_DAYS_TOO_LONG, why)


def _by_own_pace(case: _Case, at: int) -> Verdict | None:
    pace = case.standing.pace_micro
    if pace is None or (free := paces.free_at(case.standing.contacts, pace, at)) <= at:
        return None
    count, period = paces.span(pace)
    days = round(period / 86_400_000_000)
    why = f"they asked for at most {_times(count)} in {days} days, and that is reached"
    return case.held(free, Reason.OWN_PACE, Reason.OWN_PACE_TOO_LONG, why)


def _by_stock(case: _Case) -> Verdict | None:
    level, price = case.standing.level, case.price
    if level.affords(price):
        return None
    until = level.affords_at(price)
    if until is None:
        why = "its price is more than this person's attention ever holds"
        return case.refused(Reason.PRICE_TOO_HIGH, f"Refused: {why}.")
    left = _left(case)
    if case.standing.start.affords(price):
        left = f"something worth more took this person's attention; {left}"
    reason = Reason.OUTRANKED if case.standing.start.affords(price) else Reason.ATTENTION_LOW
    return case.held(until, reason, Reason.ATTENTION_TOO_LATE, left)


def _admitted(case: _Case, at: int, now: int) -> Verdict:
    left = _left(case)
    if at == now:
        return case.verdict(Outcome.ADMITTED, Reason.ADMITTED, f"Admitted: {left}.", not_before=now)
    sentence = f"Admitted for {_clock(at, case.zone)}, when quiet hours end where they live: {left}."
    return case.verdict(Outcome.ADMITTED, Reason.ADMITTED_AFTER_QUIET, sentence, not_before=at)


def _left(case: _Case) -> str:
    level = case.standing.level
    held, maximum = level.micro / MICRO, level.refill.maximum / MICRO
    left = f"{held:.1f} of {maximum:.1f} attention left, it costs {case.price / MICRO:.1f}"
    other = case.standing.other
    return f"{left}; {other.words} on {_clock(other.contact_at, case.zone)}" if other else left


def _times(count: int) -> str:
    return "one contact" if count == 1 else f"{count} contacts"


def _clock(us: int, zone: ZoneInfo) -> str:
    """An instant as the person's clock shows it: `Thu 3 Nov, 18:00`."""
    local = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)).astimezone(zone)
    return f"{local:%a} {local.day} {local:%b, %H:%M}"
