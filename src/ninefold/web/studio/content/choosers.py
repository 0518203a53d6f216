"""The things that a living block may show, by name: what the editor's lists are filled from."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ninefold.community import queries as community
from ninefold.community.types import Order
from ninefold.content import queries as content
from ninefold.content.types import BlockKind
from ninefold.currency import queries as currency
from ninefold.kernel.actors import Permission
from ninefold.web.studio.shell.rights import takes

OFFERED_MAX = 40
NOTHING = {
    BlockKind.BEST_ANSWER: "the best answered, as below",
    BlockKind.OPEN_QUESTION: "the question that the message is about",
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: keys and names, what choosing nothing means ("" where one must be), whether there is more."""

    offered: tuple[tuple[str, str], ...]
    nothing: str
    is_more: bool


@require_GET
@takes(Permission.CONTENT_EDIT)
def things(request: HttpRequest) -> HttpResponse:
    """The choices for a kind of block as options, found by `q`; the one that is chosen (`key`) always among them."""
    asked = request.GET
    kind = next((each for each in _FINDERS if each.value == asked.get("kind")), BlockKind.PRODUCT)
    search, key = asked.get("q", "").replace("\x00", "").strip()[:100], asked.get("key", "").replace("\x00", "")[:200]
    found = _choices(kind, search)
    chosen = "" if key in dict(found.offered) else key
    context = {"choices": found, "key": key, "chosen": chosen, "chosen_name": _name(kind, chosen) if chosen else ""}
    answer = render(request, "studio/content/things.html", context)
    answer["X-More"] = "1" if found.is_more else ""
    return answer


def _choices(kind: BlockKind, search: str) -> Choices:
    found = _FINDERS[kind](search)
    return Choices(tuple(found[:OFFERED_MAX]), NOTHING.get(kind, ""), len(found) > OFFERED_MAX)


def _questions(search: str) -> list[tuple[str, str]]:
    limit = OFFERED_MAX + 1
    newest = community.search(search, limit=limit) if search else community.page(order=Order.NEWEST, limit=limit)
    return [(each.key, f"{each.title} ({each.topic})" if each.topic else each.title) for each in newest]


def _products(search: str) -> list[tuple[str, str]]:
    found = content.products(search=search, limit=OFFERED_MAX + 1)
    return [(each.key, each.name if each.is_available else f"{each.name} (not for sale)") for each in found]


def _currencies(search: str) -> list[tuple[str, str]]:
    return [(each.key, each.name) for each in currency.currencies() if search.lower() in each.name.lower()]


def _offers(search: str) -> list[tuple[str, str]]:
    names = {each.key: each.name for each in currency.rewards()}
    offers = [(each.key, f"{names.get(each.reward, each.reward)}: {each.key}") for each in currency.offers()]
    return [(key, name) for key, name in offers if search.lower() in name.lower()]


def _name(kind: BlockKind, key: str) -> str:
    """The name of what is chosen and not among the first; its key where it is gone."""
    if kind in NOTHING:
        found = community.questions_by_keys([key])
        return found[key].title if key in found else f"gone: {key}"
    return next((name for one, name in _FINDERS[kind](key) if one == key), f"gone: {key}")


_FINDERS: dict[BlockKind, Callable[[str], list[tuple[str, str]]]] = {
    BlockKind.BEST_ANSWER: _questions,
    BlockKind.OPEN_QUESTION: _questions,
    BlockKind.PRODUCT: _products,
    BlockKind.BALANCE: _currencies,
    BlockKind.OFFER: _offers,
}
