"""The shelf of rewards, and one reward. A GET takes nothing; the button redeems, once however often it is pressed."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from ninefold.channel import queries as channel
from ninefold.community import queries as community
from ninefold.community.types import Member
from ninefold.currency import actions, queries
from ninefold.currency.types import Offer, Outlook, Price, Redemption, Reward, RewardState
from ninefold.kernel import clock
from ninefold.kernel.errors import BadInput, NotFound
from ninefold.kernel.ids import uuid7
from ninefold.web.public.redeem import receipt
from ninefold.web.public.session import join_address, member_of, open_page
from ninefold.web.public.wallet import earning

KEY_CHARACTERS_MAX = 60
REWARD_CLOSED = "reward_closed"  # the state is open, but what it opens is not published


@open_page
def shelf(request: HttpRequest) -> HttpResponse:
    """All rewards that are open, with what the member holds."""
    member, now = member_of(request), clock.now_us()
    profiles = community.own_profiles(member.profile_id) if member else ()
    rewards = [one for one in queries.rewards(state=RewardState.OPEN) if not one.valid_until or now < one.valid_until]
    names = {one.key: one.name for one in queries.currencies()}
    shown = {
        "outlooks": [one for one in queries.outlooks(profiles, rewards, now=now) if one.refusal_code != REWARD_CLOSED],
        "ways": [(names[key], ways) for key, ways in earning.ways(is_member=member is not None, now=now).items()],
        "member": member,
        "join": join_address("/redeem"),
    }
    return render(request, "public/redeem/shelf.html", shown)


@open_page
def reward(request: HttpRequest, key: str) -> HttpResponse:
    """One reward, at the price of the offer that the address names, if any."""
    asked = queries.reward(key)
    if asked.state is RewardState.DRAFT:
        raise NotFound("reward_unknown", f"There is no reward {key!r}.")
    member = member_of(request)
    given = request.POST if request.method == "POST" else request.GET
    offer = queries.offer(given["offer"]) if given.get("offer") else None
    if request.method == "POST":
        if member is None:
            return HttpResponseRedirect(join_address(_address(asked, offer)))
        return _redeemed(request, member, asked, offer)
    return _page(request, member, asked, offer)


def _redeemed(request: HttpRequest, member: Member, asked: Reward, offer: Offer | None) -> HttpResponse:
    """Redeem and show what it gave, or the page again with the reason why not."""
    key, now = request.POST.get("key", "")[:KEY_CHARACTERS_MAX], clock.now_us()
    received = _received(community.own_profiles(member.profile_id), offer)
    try:
        with transaction.atomic():
            made = actions.redeem(
                key=f"page:{key or uuid7()}", profile_id=member.profile_id, reward=asked.key,
                offer=offer.key if offer else "", received=received, shown=_shown(request), now=now,
            )  # fmt: skip
            if made.is_new:
                receipt.send(member, made, now=now)
    except BadInput as refused:
        return _page(request, member, asked, offer, refused.message)
    return HttpResponseRedirect(f"/redeem/{asked.key}?{urlencode({'got': made.key})}")


def _shown(request: HttpRequest) -> Price:
    """The price that stood on the button. What cannot be read is no price, so that nothing is taken for it."""
    amount = request.POST.get("price", "")[:KEY_CHARACTERS_MAX]
    return Price(int(amount) if amount.isascii() and amount.isdecimal() else -1, request.POST.get("currency", ""))


def _page(
    request: HttpRequest, member: Member | None, asked: Reward, offer: Offer | None, refusal: str = ""
) -> HttpResponse:
    profiles, now = community.own_profiles(member.profile_id) if member else (), clock.now_us()
    outlook = queries.outlook(profiles, asked, offer=offer, received=_received(profiles, offer), now=now)
    shown = {
        "outlook": outlook,
        "offer": offer,
        "member": member,
        "got": _got(profiles, asked, request.GET.get("got", "")),
        "refusal": refusal or _refusal(outlook, member),
        "key": str(uuid7()),
        "join": join_address(_address(asked, offer)),
    }
    return render(request, "public/redeem/reward.html", shown, status=409 if refusal else 200)


def _refusal(outlook: Outlook, member: Member | None) -> str:
    """Why not; who is not signed in cannot know yet whether an offer is theirs."""
    return "" if member is None and outlook.refusal_code == "offer_not_yours" else outlook.refusal


def _got(profiles: Sequence[int], asked: Reward, key: str) -> Redemption | None:
    """What a member got just now, or before: the one the address names, if it is theirs."""
    had = [one for one in queries.redemptions(profiles) if one.reward == asked.key] if profiles else []
    return next((one for one in had if one.key == key), None)


def _received(profiles: Sequence[int], offer: Offer | None) -> set[int]:
    return channel.campaigns_received(profiles) if profiles and offer and offer.campaign_id else set()


def _address(asked: Reward, offer: Offer | None) -> str:
    return f"/redeem/{asked.key}" + (f"?{urlencode({'offer': offer.key})}" if offer else "")
