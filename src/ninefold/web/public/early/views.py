"""Early access: a content item, or a text, for who is entitled; anyone else is told how to become so."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ninefold.adapt import placeholders
from ninefold.adapt import queries as adapt
from ninefold.community.types import Member
from ninefold.content import events, plain
from ninefold.content import queries as content
from ninefold.content.types import Block, BlockKind, ImageFile, Variant
from ninefold.context import queries as context
from ninefold.context.types import Person
from ninefold.currency import queries as currency
from ninefold.currency.types import EARLY_FORM_FACTORS, Reward, RewardKind, RewardState
from ninefold.kernel.errors import NotFound
from ninefold.web.public.session import member_page

IMAGE_WIDTH = 860
SHOWN = frozenset({
    BlockKind.HEADING, BlockKind.TEXT, BlockKind.LIST, BlockKind.QUOTE, BlockKind.IMAGE, BlockKind.CALL_TO_ACTION,
    BlockKind.LEGAL, BlockKind.VIDEO, BlockKind.EVENT,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One block as read here: its words are said for the person, its image found."""

    kind: str
    text: str
    options: tuple[str, ...]
    url: str
    image: ImageFile | None
    alt: str


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
    values = adapt.values_of(person)
    said = plain.for_reader(variant.content, person.tag)
    parts = [_part(block, values) for block in said.blocks if block.kind in SHOWN]
    return _said(variant.content.subject, values) or reward.name, parts


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


def _part(block: Block, values: placeholders.Values) -> Part:
    image = content.image(block.image_id, width=IMAGE_WIDTH) if block.image_id else None
    options = tuple(_said(option, values) for option in block.options)
    text = "\n".join(filter(None, (_said(block.text, values), events.in_words(block), block.place)))
    return Part(block.kind.value, text, options, block.url, image, block.alt)


def _said(source: str, values: placeholders.Values) -> str:
    return placeholders.produce(placeholders.parse(source), values)
