"""The wallet page. A member sees their own and nobody else's."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ninefold.community import queries as community
from ninefold.community.types import Member
from ninefold.currency import queries as currency
from ninefold.currency.types import Currency, Reversal, RewardState
from ninefold.kernel import clock
from ninefold.web.numbers import whole
from ninefold.web.public.session import member_page
from ninefold.web.public.wallet import earning, telling
from ninefold.web.public.wallet.telling import Told

FIRST_LINES, PAGE_LINES = 5, 20
MISSED_MAX = 10


@dataclass(frozen=True, slots=True)
class Purse:
    """One currency of a wallet: what it holds and the statement's newest lines; `older` leads on, "" at the end.

    `missed` is what was to go back when the wallet held nothing: it moved nothing, so no line tells of it.
    """

    currency: Currency
    balance: int
    lines: list[Told]
    older: str
    missed: list[Reversal]


@member_page
def page(request: HttpRequest, member: Member) -> HttpResponse:
    """All currencies with what was redeemed, or the whole statement of the one that is asked for."""
    profiles = community.own_profiles(member.profile_id)
    asked = request.GET.get("currency", "")
    held, missed = currency.balances(profiles), [each for each in currency.reversals(profiles) if not each.taken]
    if asked:
        one = currency.currency(asked)
        purse = _purse(profiles, one, held, missed, after=whole(request.GET.get("after")), count=PAGE_LINES)
        return render(request, "public/wallet/statement.html", {"purse": purse, "is_later": "after" in request.GET})
    ways = earning.ways(is_member=True, now=clock.now_us())
    shown = {
        "purses": [
            (_purse(profiles, one, held, missed, after=0, count=FIRST_LINES), ways.get(one.key, []))
            for one in currency.currencies()
        ],
        "redeemed": currency.redemptions(profiles),
        "has_rewards": bool(currency.rewards(state=RewardState.OPEN)),
    }
    return render(request, "public/wallet/wallet.html", shown)


def _purse(
    profiles: Sequence[int], one: Currency, held: dict[str, int], missed: Sequence[Reversal], *, after: int, count: int
) -> Purse:
    before = currency.line(profiles, one.key, after) if after else None
    found = currency.lines(profiles, one.key, before=before, limit=count + 1) if one.key in held else []
    is_more = len(found) > count
    older = "?" + urlencode({"currency": one.key, "after": found[count - 1].id}) if is_more else ""
    own = [each for each in missed if each.currency == one.key and not after]
    return Purse(one, held.get(one.key, 0), telling.told(found[:count]), older, own[:MISSED_MAX])
