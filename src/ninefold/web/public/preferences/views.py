"""The preference page and the confirmation of an unsubscription. A GET changes nothing."""

from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from ninefold.cadence import actions as cadence_actions
from ninefold.cadence import queries as cadence
from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign
from ninefold.channel import queries as channel
from ninefold.channel import tokens
from ninefold.channel.types import Delivery
from ninefold.collect import actions as collect
from ninefold.collect.types import EventKind, NewEvent, Trust
from ninefold.context import actions as context_actions
from ninefold.context import queries as context
from ninefold.context.types import ConsentStatus, Person
from ninefold.culture import queries as culture
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import actors, clock, ids
from ninefold.kernel.tokens import TokenRefused
from ninefold.web.public.pages import public_page
from ninefold.web.public.preferences import offers

PAGE_ACTOR = actors.system("preferences page")
DELIVERIES_MAX = 10


@dataclass(frozen=True, slots=True)
class Reader:
    """Who holds the link: their profile, the delivery it came with, and what the link offers to leave, if any."""

    profile_id: int
    delivery_id: int
    leaves: tuple[Purpose, Channel] | None


def reader_of(token: str) -> Reader:
    """Read a preferences or an unsubscription token; raise TokenRefused for any other."""
    try:
        outcome = tokens.read_preferences(token)
    except TokenRefused:
        leave = tokens.read_unsubscribe(token)
        return Reader(leave.profile_id, leave.delivery_id, (leave.purpose, leave.channel))
    return Reader(outcome.profile_id, outcome.delivery_id, None)


@public_page
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the preferences; POST saves what its form showed. An empty tick withdraws, a missing one does nothing."""
    reader = reader_of(token)
    person = context.person(reader.profile_id)
    if request.method == "POST":
        _save(request, reader, person)
        return HttpResponseRedirect(f"/preferences/{token}?saved=1")
    return render(request, "public/preferences.html", _shown(request, token, reader, person))


@public_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, then stop: only the POST withdraws the consent."""
    leave = tokens.read_unsubscribe(token)
    if request.method == "POST":
        reader = Reader(leave.profile_id, leave.delivery_id, (leave.purpose, leave.channel))
        _set_consent(reader, offers.Box(leave.purpose, leave.channel, is_granted=False))
    return render(
        request,
        "public/unsubscribe.html",
        {"leave": leave, "is_done": request.method == "POST", "preferences": f"/preferences/{token}"},
    )


def _shown(request: HttpRequest, token: str, reader: Reader, person: Person) -> dict[str, object]:
    stock = cadence.stock(person.profile_ids, clock.now_us())
    return {
        "person": person,
        "token": token,
        "rows": offers.rows(person, context.consents(person.id)),
        "channels": offers.channels(person),
        "charter": culture.charter(),
        "pace": stock.pace,
        "paces": offers.PACES,
        "is_own_pace": stock.pace is not None and stock.pace.per_week not in dict(offers.PACES),
        "communities": culture.communities(),
        "community": person.traits.get("community", ""),
        "log": _log(person),
        "leaves": f"/unsubscribe/{token}" if reader.leaves else "",
        "is_saved": "saved" in request.GET,
    }


def _log(person: Person) -> list[tuple[Delivery, str]]:
    """The last deliveries, each with why it came: what the person agreed to, and whom it was meant for."""
    found = channel.deliveries(person.profile_ids, limit=DELIVERIES_MAX)
    meant = {one.id: one for one in catalyst.campaigns()} if found else {}
    groups = {one.id: one.sentence for one in context.segments()} if found else {}
    return [(delivery, _why(meant.get(delivery.campaign_id), groups)) for delivery in found]


def _why(campaign: Campaign | None, groups: dict[int, str]) -> str:
    if campaign is None:
        return ""
    agreed = f"You had agreed to {campaign.purpose.value} by {campaign.channel.value}."
    group = groups.get(campaign.segment_id, "")
    return f"{agreed} It went to {group[0].lower()}{group[1:]}" if group else agreed


def _save(request: HttpRequest, reader: Reader, person: Person) -> None:
    posted = request.POST
    with transaction.atomic():
        table = offers.rows(person, context.consents(person.id))
        for box in offers.changes(table, posted.getlist("shown"), posted):
            _set_consent(reader, box)
        if "per_week" in posted:
            _set_pace(reader, person, posted["per_week"])
        if "community" in posted:
            _set_community(reader, person, posted["community"])


def _set_consent(reader: Reader, box: offers.Box) -> None:
    context_actions.set_consent(
        actor=PAGE_ACTOR,
        profile_id=reader.profile_id,
        purpose=box.purpose,
        channel=box.channel,
        status=ConsentStatus.GRANTED if box.is_granted else ConsentStatus.WITHDRAWN,
        basis="preference page",
        evidence={"delivery_id": reader.delivery_id, "page": "preferences"},
        now=clock.now_us(),
        trust=Trust.LINK,
    )


def _set_pace(reader: Reader, person: Person, text: str) -> None:
    pace = offers.per_week(text)
    before = cadence.stock(person.profile_ids, clock.now_us()).pace
    if pace == (before.per_week if before else None):
        return
    cadence_actions.choose_pace(
        profile_id=reader.profile_id, per_week=pace, source="preference page", now=clock.now_us()
    )


def _set_community(reader: Reader, person: Person, key: str) -> None:
    known = {"", *(community.key for community in culture.communities())}
    if key not in known or key == person.traits.get("community", ""):
        return
    told = NewEvent(
        message_id=f"preferences-{ids.uuid7()}",
        name="identify",
        kind=EventKind.IDENTIFY,
        occurred_at=clock.now_us(),
        profile_id=reader.profile_id,
        traits={"community": key},
        trust=Trust.LINK,
    )
    collect.record(events=[told])
