"""Taking back what rules gave: never more than the wallet holds; what was not there is noted, and asked of nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Sum

from ninefold.collect import actions as collect
from ninefold.community import queries as community
from ninefold.currency import ledger, owners, reversing
from ninefold.currency.earning import BY
from ninefold.currency.ledger import Entry
from ninefold.currency.models import Currency as CurrencyRow
from ninefold.currency.models import Reversal as ReversalRow
from ninefold.currency.reversing import Undoing
from ninefold.currency.types import Reversal, Transfer
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotFound

_BY_HAND = "by hand"


def give_and_take(gives: Sequence[Transfer], undoings: Sequence[Undoing]) -> None:
    """Make the transfers of rules and take back what is undone: one batch of the ledger, in the caller's transaction.

    What is undone before it was given waits, and goes back as it comes.
    """
    asked = [*_new(undoings), *_waiting(gives)]
    given = ledger.standing({key for one in asked for key in one.gift_keys}) if asked else {}
    given |= {each.key: (each.currency, each.debit, each.credit, each.amount) for each in gives}
    found, rest = _found(asked, given)
    ledger.transfer(transfers=[*gives, *(each for _, each in found)], up_to={each.key for _, each in found})
    _note(found)
    _keep_waiting([one for one in rest if one.may_wait and not any(key in given for key in one.gift_keys)])


def _new(undoings: Sequence[Undoing]) -> list[Undoing]:
    """Those that were not heard of before, each once."""
    by_key = {one.key: one for one in undoings}
    known = set(ReversalRow.objects.filter(key__in=list(by_key)).values_list("key", flat=True)) if by_key else set()
    return [one for key, one in by_key.items() if key not in known]


def _waiting(gives: Sequence[Transfer]) -> list[Undoing]:
    """What waits for one of these gifts."""
    gift_of = {each.key.rpartition(BY)[0] or each.key: each for each in gives}
    rows = ReversalRow.objects.select_related("currency").filter(gift_key__in=list(gift_of), is_waiting=True)
    return [
        Undoing(
            row.key, (gift_of[row.gift_key].key,), row.currency.key, row.asked, row.profile_id, row.reason,
            max(clock.to_us(row.made_at), gift_of[row.gift_key].made_at),
            frozenset(community.own_profiles(row.profile_id)),
        )
        for row in (rows if gives else ())
    ]  # fmt: skip


def _found(asked: Iterable[Undoing], given: dict[str, Entry]) -> tuple[list[tuple[str, Transfer]], list[Undoing]]:
    """The gifts that go back with the transfers that ask for them, and what finds no gift."""
    before = asked_before(given)
    found, rest = [], []
    for one in asked:
        if (undone := reversing.back(one, given, before)) is None:
            rest.append(one)
            continue
        gift_key, back = undone
        before[gift_key] = before.get(gift_key, 0) + back.amount
        found.append((gift_key, back))
    return found, rest


def asked_before(gift_keys: Iterable[str]) -> dict[str, int]:
    """How much was asked back of each of these gifts, whether or not it was there."""
    rows = ReversalRow.objects.filter(gift_key__in=list(gift_keys), is_waiting=False).values_list("gift_key")
    return {key: int(total) for key, total in rows.annotate(Sum("asked")).order_by()}


def _note(found: Sequence[tuple[str, Transfer]], by: str = "") -> None:
    """Write down what was asked and what was there, in the transaction that moved it."""
    if not found:
        return
    moved = ledger.standing([each.key for _, each in found])
    currencies = {row.key: row for row in CurrencyRow.objects.all()}
    for gift_key, each in found:
        ReversalRow.objects.update_or_create(
            key=each.key,
            defaults={"gift_key": gift_key, "currency": currencies[each.currency], "by": by,
                      "profile_id": owners.profile_of(each.debit), "asked": each.amount,
                      "taken": moved[each.key][3] if each.key in moved else 0, "reason": each.reason,
                      "is_waiting": False, "made_at": each.made_at},
        )  # fmt: skip


def _keep_waiting(rest: Sequence[Undoing]) -> None:
    currencies = {row.key: row for row in CurrencyRow.objects.all()} if rest else {}
    ReversalRow.objects.bulk_create([
        ReversalRow(
            key=one.key, gift_key=one.gift_keys[0], currency=currencies[one.currency], profile_id=one.profile_id,
            asked=one.asked, reason=one.reason, is_waiting=True, made_at=one.made_at,
        )
        for one in rest
    ])  # fmt: skip


@transaction.atomic
def take_back_earned(*, actor: Actor, gift_key: str, reason: str, now: int) -> Reversal:
    """Take back by hand what a rule gave, as much as is left of it and still there; a second time changes nothing.

    The person reads the reason. Raises NotAllowed, NotFound, BadInput where all of it was asked back before.
    """
    actor.require(Permission.CURRENCY_GIVE)
    if not 0 < len(reason.strip()) <= reversing.REASON_CHARACTERS_MAX:
        raise BadInput(
            "back_reason", f"Say why, in at most {reversing.REASON_CHARACTERS_MAX} characters: the person reads it."
        )
    collect.hold_log()  # what events take back meanwhile is counted first
    given = ledger.standing([gift_key]) if gift_key.startswith("rule:") else {}
    if not given or not owners.is_person(given[gift_key][2]):
        raise NotFound("gift_unknown", "There is no such entry of a rule.")
    key = reversing.key_of(gift_key, _BY_HAND)
    if not ReversalRow.objects.filter(key=key).exists():
        whose = owners.profile_of(given[gift_key][2])
        _take_all(
            Undoing(key, (gift_key,), given[gift_key][0], 0, whose, reason.strip(), now, frozenset({whose})),
            given,
            actor,
        )
    return of(ReversalRow.objects.select_related("currency").get(key=key))


def _take_all(one: Undoing, given: dict[str, Entry], actor: Actor) -> None:
    found, _ = _found([replace(one, reason=f"Taken back: {one.reason}")], given)
    if not found:
        raise BadInput("back_nothing_left", "All of it has been taken back before.")
    ledger.transfer(transfers=[each for _, each in found], up_to={one.key})
    _note(found, by=actor.key[:100])


def of(row: ReversalRow) -> Reversal:
    return Reversal(
        row.key, row.gift_key, row.currency.key, row.profile_id, row.asked, row.taken, row.reason, row.by,
        clock.to_us(row.made_at),
    )  # fmt: skip


def reversals(profile_ids: Sequence[int], *, limit: int = 500) -> list[Reversal]:
    """What was taken back of a person, given by all their profiles, or was to be; newest first."""
    rows = ReversalRow.objects.select_related("currency").filter(profile_id__in=list(profile_ids), is_waiting=False)
    return [of(row) for row in rows.order_by("-made_at", "-pk")[:limit]]
