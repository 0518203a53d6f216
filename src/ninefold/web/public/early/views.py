"""Early access: a content item, or a text, for who is entitled; anyone else is told how to become so."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ninefold.community.types import Member
from ninefold.content import queries as content
from ninefold.content.types import Variant
from ninefold.context import queries as context
from ninefold.context.types import Person
from ninefold.currency import queries as currency
from ninefold.currency.types import EARLY_FORM_FACTORS, Reward, RewardKind, RewardState
from ninefold.kernel.errors import NotFound
from ninefold.web.public.reading import Part, read
from ninefold.web.public.session import member_page


@member_page
def page(request: HttpRequest, key: str, member: Member) -> HttpResponse:
    """What the reward opens, only to who is entitled at this moment."""
    reward = currency.reward(key)
    if reward.kind is not RewardKind.ACCESS or reward.state is RewardState.DRAFT:
        raise NotFound("early_unknown", "Nothing here is opened early.")
    person = context.person(member.profile_id)
    if not currency.is_entitled(person.profile_ids, key):
        return _closed(request, reward, person)
    title, parts = _read(reward, person)
    return render(request, "public/early/early.html", {"reward": reward, "title": title, "parts": parts})


def _closed(request: HttpRequest, reward: Reward, person: Person) -> HttpResponse:
    had = currency.entitlements(person.profile_ids, is_standing=False)
    ended = next((one for one in had if one.reward == reward.key), None)
    return render(request, "public/early/closed.html", {"reward": reward, "ended": ended}, status=403)


def _read(reward: Reward, person: Person) -> tuple[str, list[Part]]:
    """The title and the parts; the reward's own text where it names no item, or its item is not published."""
    variant = _variant(reward.item_id, person) if reward.item_id else None
    if variant is None:
        return reward.name, []
    title, parts = read(variant, person)
    return title or reward.name, parts


def _variant(item_id: int, person: Person) -> Variant | None:
    try:
        item = content.item(item_id)
    except NotFound:
        return None
    for form_factor in EARLY_FORM_FACTORS:
        try:
            return content.variant_for(item, person.tag, form_factor)
        except NotFound:
            continue
    return None
