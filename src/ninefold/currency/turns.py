"""How often someone had what is given a bounded number of times, though they were erased since.

At an erasure their mailbox leaves a mark for each thing that they had: a keyed hash of the two together, so that no row
tells whose it was, nor which rows were one person's. The same mailbox, joined again, finds its marks.
"""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import F

from ninefold.community import queries as community
from ninefold.context import tombstones
from ninefold.currency import earning, ledger, listing
from ninefold.currency.models import HadBefore
from ninefold.currency.models import Redemption as RedemptionRow
from ninefold.currency.types import Turns
from ninefold.kernel import settings

_REWARD, _OFFER, _RULE = "reward", "offer", "rule"
Thing = tuple[str, str]  # what kind of thing, and its key


def turns(profile_ids: Sequence[int], rewards: Iterable[str], offer: str = "") -> Turns:
    """What a person, given by all their profiles (none for a stranger), had of each and was not paid back."""
    if not profile_ids:
        return Turns({}, {})
    counts = {(_REWARD, key): 0 for key in rewards} | ({(_OFFER, offer): 0} if offer else {})
    for thing in _redeemed(profile_ids):
        if thing in counts:
            counts[thing] += 1
    before = _before(community.mailboxes(profile_ids).values(), counts)
    for thing, times in before.items():
        counts[thing] += times
    of = {kind: {key: times for (one, key), times in counts.items() if one == kind} for kind in (_REWARD, _OFFER)}
    return Turns(of[_REWARD], of[_OFFER], is_before=bool(before))


def joined_before(pairs: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of these rules and profiles where the rule gave to that member's mailbox before they were erased."""
    mailbox_of = community.mailboxes({profile for _, profile in pairs}) if pairs else {}
    marks = {
        _mark(mailbox_of[profile], (_RULE, rule)): (rule, profile) for rule, profile in pairs if profile in mailbox_of
    }
    return {marks[mark] for mark in _times(marks)}


def remember(profile_ids: Sequence[int]) -> int:
    """Mark what these profiles had, before they are erased, in that transaction; how many marks.

    What rules give for joining is theirs once, too.
    """
    rules = [one.key for one in listing.rules() if earning.is_joining(one)]
    keys = {earning.joined_key(rule, profile): rule for rule in rules for profile in profile_ids}
    had = _redeemed(profile_ids) + [(_RULE, keys[key]) for key in (ledger.standing(keys) if keys else ())]
    marks = [_mark(mailbox, thing) for mailbox in community.mailboxes(profile_ids).values() for thing in had]
    for mark in marks:
        HadBefore.objects.get_or_create(mark=mark, defaults={"times": 0})
        HadBefore.objects.filter(mark=mark).update(times=F("times") + 1)
    return len(set(marks))


def _redeemed(profile_ids: Sequence[int]) -> list[Thing]:
    """Each reward that these profiles had, and each offer that they used, as often as they did."""
    rows = RedemptionRow.objects.filter(profile_id__in=list(profile_ids), is_refunded=False)
    pairs = list(rows.values_list("reward__key", "offer__key"))
    return [(_REWARD, reward) for reward, _ in pairs] + [(_OFFER, offer) for _, offer in pairs if offer]


def _before(mailboxes: Collection[str], things: Iterable[Thing]) -> dict[Thing, int]:
    """How often any of these mailboxes had each of these things, of those that one had."""
    marks = {_mark(mailbox, thing): thing for thing in things for mailbox in mailboxes}
    found: dict[Thing, int] = {}
    for mark, times in _times(marks).items():
        found[marks[mark]] = max(times, found.get(marks[mark], 0))
    return found


def _times(marks: Iterable[str]) -> dict[str, int]:
    return dict(HadBefore.objects.filter(mark__in=list(marks)).values_list("mark", "times"))


def _mark(mailbox: str, thing: Thing) -> str:
    kind, key = thing
    return tombstones.mark((f"{kind}\0{key}", mailbox), tombstones.key(settings.current().secret_key))
