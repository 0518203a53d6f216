"""What events earn, given in the projecting transaction: each cause once, and no more a day than a rule allows."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import structlog
from django.db import connection

from ninefold.collect.types import Event
from ninefold.community import queries as community
from ninefold.context import queries as context
from ninefold.currency import earning, ledger, listing, owners, reversing, taking, turns
from ninefold.currency.earning import Earning, People
from ninefold.currency.errors import TransferRefused
from ninefold.currency.types import Rule, Transfer
from ninefold.kernel import clock, settings
from ninefold.kernel.database.bulk import among

DAY_US = 86_400_000_000
_Day = tuple[str, int, date]  # rule, person, day in the install's zone
log = structlog.get_logger(__name__)


def project(*, events: Sequence[Event]) -> None:
    """Give what these events earn by the rules, and take back what they undo.

    What cannot be given is left out and logged: a wrong rule or a message id used again must not hold up events.
    """
    rules = listing.rules() if events else []
    matched, undone = earning.matched(events, rules), reversing.matched(events, rules)
    if not matched and not undone:
        return
    people = _people(matched, undone)
    found = [one for event, rule in matched if (one := earning.earning(event, rule, people))]
    undoings = [back for event, rule in undone if (back := reversing.undoing(event, rule, people))]
    taking.give_and_take(_capped(_fresh(found), people), undoings)


def _people(matched: Collection[tuple[Event, Rule]], undone: Collection[tuple[Event, Rule]]) -> People:
    """Who stands behind these events, where a rule asks: an order without a number alone asks for nothing."""
    about = [(event, rule, earning.answer_of(event, rule)) for event, rule in matched]
    asked = [(event, answer) for event, rule, answer in about if rule.per_day_max or earning.is_once(event, rule)]
    asked += [(event, reversing.answer_of(event)) for event, _ in undone]
    if not asked:
        return People({}, {}, {})
    parties = community.parties({answer for _, answer in asked if answer})
    profiles = {event.profile_id for event, _ in asked}
    profiles |= {profile for each in parties.values() for profile in (each.author, each.asker)}
    person_of = context.person_ids(profiles)
    return People(parties, person_of, context.profiles_of(set(person_of.values())))


def _fresh(found: Sequence[Earning]) -> list[Earning]:
    """Those that have not been earned yet, each cause once."""
    known = set(ledger.standing({key for one in found for key in one.twins})) if found else set()
    joined = turns.joined_before({_joined(one) for one in found if earning.is_joining(one.rule)})
    fresh = []
    for one in found:
        if known.intersection(one.twins) or _joined(one) in joined:
            continue
        try:
            ledger.check(one.transfer)
        except TransferRefused as refused:
            log.warning("an event earned nothing", code=refused.code, key=one.transfer.key)
            continue
        known.update(one.twins)
        fresh.append(one)
    return fresh


def _joined(one: Earning) -> tuple[str, int]:
    """The rule and the profile that it gives to."""
    return one.rule.key, owners.profile_of(one.transfer.credit)


def _capped(found: Sequence[Earning], people: People) -> list[Transfer]:
    """Their transfers, cut to what a person may still earn by a rule that day."""
    zone = settings.current().time_zone
    used = _used([one for one in found if one.rule.per_day_max], people, zone)
    given = []
    for one in found:
        amount = one.transfer.amount
        if one.rule.per_day_max:
            day = (one.rule.key, one.person, _day(one.transfer.made_at, zone))
            amount = min(amount, max(0, one.rule.per_day_max - used.get(day, 0)))
            used[day] = used.get(day, 0) + amount
        if amount:
            given.append(_of(one.transfer, amount))
    return given


def _of(each: Transfer, amount: int) -> Transfer:
    if amount == each.amount:
        return each
    return Transfer(
        each.key, each.currency, each.debit, each.credit, amount, f"{each.reason} (up to the day's most)", each.made_at
    )


def _used(found: Sequence[Earning], people: People, zone: ZoneInfo) -> dict[_Day, int]:
    """What these people have earned by these rules on these days."""
    if not found:
        return {}
    persons = {one.person for one in found}
    person_of = {profile: person for person in persons for profile in people.profiles_of.get(person, (person,))}
    days = [_day(one.transfer.made_at, zone) for one in found]
    since, until = _midnight(min(days)) - DAY_US, _midnight(max(days)) + 2 * DAY_US  # whatever the zone
    rules = {one.rule.key for one in found}
    used: dict[_Day, int] = {}
    for key, profile, amount, made_at in _earned_between(person_of, since, until):
        rule = key.split(":")[1]
        if rule in rules:
            day = (rule, person_of[profile], _day(made_at, zone))
            used[day] = used.get(day, 0) + amount
    return used


def _earned_between(profiles: Collection[int], since: int, until: int) -> list[tuple[str, int, int, int]]:
    condition, ids = among("a.profile_id", profiles)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.key, a.profile_id, t.amount, t.made_at FROM currency_account a"
            " JOIN currency_transfer t ON t.credit_id = a.id"
            f" WHERE {condition} AND a.profile_id <> 0 AND t.made_at >= %s AND t.made_at < %s"
            " AND substr(t.key, 1, 5) = 'rule:' AND t.key NOT LIKE '%%/pool/%%'",
            [ids, since, until],
        )
        return list(cursor.fetchall())


def _day(us: int, zone: ZoneInfo) -> date:
    return clock.from_us(us).astimezone(zone).date()


def _midnight(day: date) -> int:
    return clock.to_us(datetime(day.year, day.month, day.day, tzinfo=UTC))
