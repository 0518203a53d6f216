"""The coverage map: which audiences have a version of their own of each item, which fall back, by people it touches.

Content knows no person and context no item; they meet here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ninefold.adapt.formfactors import form_factors
from ninefold.content import lookup
from ninefold.content import queries as content
from ninefold.content.types import Item
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.culture import tags
from ninefold.culture.types import Community, Purpose
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.measure import questions
from ninefold.web.studio.shell import tongues
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import EVERYONE, takes

KEPT_SECONDS = 300
AUDIENCES_MAX, ITEMS_MAX, GAPS_MAX = 12, 60, 25
OWN, WORDS, LANGUAGE, NOTHING, ASIDE = "own", "words", "language", "nothing", "aside"
MEANINGS = {
    OWN: "a version of their own",
    WORDS: "their language, not their words",
    LANGUAGE: "another language",
    NOTHING: "nothing that fits",
    ASIDE: "it is for others",
}


@dataclass(frozen=True, slots=True)
class Audience:
    """People who read one tag: how many, and who they are in words. The tag is "" where nothing is known of them."""

    tag: str
    name: str
    people: int
    community: Community | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What an audience gets of an item: a key of MEANINGS, and the tag that they read, "" for none."""

    state: str
    reads: str


@dataclass(frozen=True, slots=True)
class Row:
    """An item with what each audience gets of it, and how many of each agreed to its purpose."""

    item: Item
    cells: tuple[Cell, ...]
    agreed: tuple[int, ...]

    @property
    def pairs(self) -> list[tuple[Cell, int]]:
        """What each audience gets, with how many of them agreed."""
        return list(zip(self.cells, self.agreed, strict=True))


@dataclass(frozen=True, slots=True)
class Gap:
    """Something to write: an item has no version of its own for an audience, of whom `people` agreed to its purpose."""

    item: Item
    audience: Audience
    people: int
    state: str
    reads: str


@require_GET
@takes(EVERYONE)
def coverage_map(request: HttpRequest) -> HttpResponse:
    """The page; the map itself is read by a request of its own, since counting a million people takes a moment."""
    context = {"forms": form_factors().values(), "form": _form(request)}
    return render(request, "studio/content/coverage.html", context)


@require_GET
@takes(EVERYONE)
def drawn(request: HttpRequest) -> HttpResponse:
    """The map in one form factor or in any, what to write next, and what is asked on the way to the goals."""
    form, now = _form(request), clock.now_us()
    people = audiences()
    items = [item for item in content.items() if item.variants and not _is_over(item, now)]
    asked, goals = questions.asked(now=now)
    rows = [row(item, people, form, agreed(item, form, people)) for item in items[:ITEMS_MAX]]
    found = {
        "audiences": people, "rows": rows, "gaps": gaps(rows, people)[:GAPS_MAX], "meanings": MEANINGS, "form": form,
        "form_name": form_factors()[form].name if form else "", "left_out": max(0, len(items) - ITEMS_MAX),
        "asked": asked, "goals": goals, "days": questions.DAYS,
        "may_edit": actor_of(request).may(Permission.CONTENT_EDIT),
    }  # fmt: skip
    return render(request, "studio/content/coverage_map.html", found)


def _form(request: HttpRequest) -> str:
    form = request.GET.get("form", "")
    return form if form in form_factors() else ""


def _is_over(item: Item, now: int) -> bool:
    return bool(item.valid_until) and item.valid_until <= now


def audiences() -> list[Audience]:
    """The AUDIENCES_MAX greatest audiences, and every community, people first; kept for some minutes."""
    counts: dict[str, int] | None = cache.get("people-by-tag")
    if counts is None:
        counts = context.people_by_tag(people=context.people_count())
        cache.set("people-by-tag", counts, KEPT_SECONDS)
    return named(counts, culture.communities())


def named(counts: Mapping[str, int], communities: Sequence[Community]) -> list[Audience]:
    """Audiences by their tags; a community that nobody states stands with 0."""
    of_tag = {community.tag.lower(): community for community in communities}
    every = {community.tag: 0 for community in communities} | dict(counts)
    found = [
        Audience(tag, tongues.name_of(tag, "", communities) if tag else "Not known", people, of_tag.get(tag.lower()))
        for tag, people in every.items()
    ]
    ordered = sorted(found, key=lambda one: (-one.people, one.name))
    return [one for place, one in enumerate(ordered) if place < AUDIENCES_MAX or one.community]


def agreed(item: Item, form: str, people: Sequence[Audience]) -> tuple[int, ...]:
    """How many of each audience agreed to an item's purpose, by a channel of the form factor or of those that it is
    meant for; all of them for what needs no consent. Kept for some minutes."""
    known, purpose = form_factors(), Purpose(item.purpose)
    channels = sorted({known[one].channel for one in ([form] if form else item.form_factors) if one in known})
    if purpose is Purpose.SERVICE:
        return tuple(audience.people for audience in people)
    key = f"agreed-by-tag:{purpose.value}:{','.join(channels)}"
    counts: dict[str, int] | None = cache.get(key)
    if counts is None:
        counts = context.agreed_by_tag(purpose, channels, now=clock.now_us())
        cache.set(key, counts, KEPT_SECONDS)
    return tuple(counts.get(audience.tag, 0) for audience in people)


def row(item: Item, people: Sequence[Audience], form: str, agreed: Sequence[int] | None = None) -> Row:
    """What each audience gets of an item in a form factor, or ("") in whichever fits best; `agreed` of each agreed."""
    said = tuple(agreed) if agreed is not None else tuple(audience.people for audience in people)
    return Row(item, tuple(_cell(item, audience, form) for audience in people), said)


def _cell(item: Item, audience: Audience, form: str) -> Cell:
    if item.audience and (audience.community is None or audience.community.key not in item.audience):
        return Cell(ASIDE, "")
    forms = [form] if form else list(form_factors())
    reads = [v.content.tag for one in forms if (v := lookup.best_variant(item, audience.tag, one))]
    if not reads:
        return Cell(NOTHING, "")
    states = [(_state(tag, audience.tag, item.default_tag), tag) for tag in reads]
    state, tag = min(states, key=lambda pair: list(MEANINGS).index(pair[0]))
    return Cell(state, tag)


def _state(reads: str, wanted: str, default: str) -> str:
    is_served = not tags.register(wanted) and reads.lower() in lookup.chain(wanted)  # a region by its language
    if is_served or reads.lower() == (wanted or default).lower():
        return OWN
    if tags.language(reads) == tags.language(wanted) or not tags.language(wanted):
        return WORDS
    return LANGUAGE


def gaps(rows: Sequence[Row], people: Sequence[Audience]) -> list[Gap]:
    """What to write next: by how many people it may touch, another language before other words."""
    found = [
        Gap(each.item, audience, count, cell.state, cell.reads)
        for each in rows
        for audience, cell, count in zip(people, each.cells, each.agreed, strict=True)
        if cell.state not in (OWN, ASIDE) and count
    ]
    order = list(MEANINGS)
    return sorted(found, key=lambda gap: (-gap.people, -order.index(gap.state), -gap.item.id))
