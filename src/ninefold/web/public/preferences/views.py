"""The preference page and the confirmation of an unsubscription. A GET changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from ninefold.cadence import actions as cadence_actions
from ninefold.cadence import queries as cadence
from ninefold.channel import queries as channel
from ninefold.channel import tokens
from ninefold.collect.types import Trust
from ninefold.community.types import Member
from ninefold.content import queries as content
from ninefold.context import actions as context_actions
from ninefold.context import belonging
from ninefold.context import queries as context
from ninefold.context.computed import moved
from ninefold.context.types import ConsentStatus, Person
from ninefold.culture import motivation
from ninefold.culture import queries as culture
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import actors, clock
from ninefold.kernel.tokens import TokenRefused
from ninefold.pipeline.ownwords import count
from ninefold.pipeline.person import moving
from ninefold.web.public.pages import public_page
from ninefold.web.public.preferences import belongs, offers, ownwords, received
from ninefold.web.public.session import member_page

PAGE_ACTOR = actors.system("preferences page")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who holds the link: their profile, the delivery it came with and its address ("" where that is not known), and
    what the link offers to leave, if any.
    """

    profile_id: int
    delivery_id: int = 0
    address: str = ""
    leaves: tuple[Purpose, Channel] | None = None

    @property
    def evidence(self) -> dict[str, object]:
        """What proves a word of theirs that they give here."""
        sent = {"delivery_id": self.delivery_id, "page": "preferences"}
        return sent | ({"address": self.address} if self.address else {})


def reader_of(token: str) -> Reader:
    """Read a preferences or an unsubscription token; raise TokenRefused for any other."""
    try:
        outcome = tokens.read_preferences(token)
    except TokenRefused:
        leave = tokens.read_unsubscribe(token)
        return _reader(leave.profile_id, leave.delivery_id, (leave.purpose, leave.channel))
    return _reader(outcome.profile_id, outcome.delivery_id, None)


def _reader(profile_id: int, delivery_id: int, leaves: tuple[Purpose, Channel] | None) -> Reader:
    """Who reads the address that a message was sent to: not always whom it was meant for."""
    medium, address = channel.sent_to([delivery_id]).get(delivery_id, (Channel.MAIL, ""))
    return Reader(context.holder(profile_id, medium, address), delivery_id, address, leaves)


@public_page
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the preferences; POST saves what its form showed. An empty tick withdraws, a missing one does nothing."""
    reader = reader_of(token)
    asides = {
        "base": "public/page.html",
        "rights": f"/rights/ask/{token}",
        "leaves": f"/unsubscribe/{token}" if reader.leaves else "",
    }
    return _answered(request, reader, f"/preferences/{token}", asides)


@member_page
def own(request: HttpRequest, member: Member) -> HttpResponse:
    """A member's preferences, for as long as they are signed in: no address opens these for who is not."""
    asides = {"base": "public/member_base.html", "rights": "/settings/data", "is_own": True}
    return _answered(request, Reader(member.profile_id), "/settings", asides)


def _answered(request: HttpRequest, reader: Reader, url: str, asides: Mapping[str, object]) -> HttpResponse:
    person = context.person(reader.profile_id)
    if request.method == "POST":
        if request.POST.get("do") == "nothing":
            _stop_everything(reader)
            return HttpResponseRedirect(f"{url}?stopped=1")
        _save(request, reader, person)
        return HttpResponseRedirect(f"{url}?saved=1")
    return render(request, "public/preferences.html", {**_shown(request, person), **asides})


@public_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, then stop: only the POST withdraws the consent."""
    leave = tokens.read_unsubscribe(token)
    if request.method == "POST":
        _set_consent(reader_of(token), offers.Box(leave.purpose, leave.channel, is_granted=False))
    return render(
        request,
        "public/unsubscribe.html",
        {"leave": leave, "is_done": request.method == "POST", "preferences": f"/preferences/{token}"},
    )


def _shown(request: HttpRequest, person: Person) -> dict[str, object]:
    stock = cadence.stock(person.profile_ids, clock.now_us())
    return {
        "person": person,
        "rows": offers.rows(person, context.consents(person.id)),
        "channels": offers.channels(person),
        "charter": culture.charter(),
        "pace": stock.pace,
        "paces": offers.PACES,
        "is_own_pace": stock.pace is not None and stock.pace.per_week not in {None, *dict(offers.PACES)},
        "days": offers.DAYS,
        "own_days": offers.days_of(person, stock.pace),
        "languages": offers.languages(person, _languages()),
        "language": person.traits.get("language", ""),
        "motivations": motivation.WORDS,
        "motivation": person.traits.get(motivation.TRAIT, ""),
        "communities": culture.communities(),
        "community": person.traits.get("community", ""),
        "belongings": belongs.of_person(person),
        "moved": [one for one in moving.responses(person) if one.is_denied or _is_told(one)],
        "own_words": ownwords.of_person(person),
        "log": received.log(person),
        "is_saved": "saved" in request.GET,
        "is_stopped": "stopped" in request.GET,
    }


def _languages() -> set[str]:
    """The languages that something is published in, that communities write in or that sign-up forms ask for."""
    asked = {tag for form in context.forms() for tag in form.text.languages}
    return content.languages() | asked | {one.tag.partition("-")[0] for one in culture.communities()}


def _is_told(one: moving.Moved) -> bool:
    """Whether enough is known of it, and they responded at all."""
    return bool(one.counted.responses) and not one.counted.is_few


def _not_moved(person: Person, posted: QueryDict) -> dict[str, object]:
    """What they say does not move them, of what the form showed. {} for no change."""
    shown = set(posted.getlist("moved_shown")) & {one.counted.key for one in moving.responses(person)}
    before = context.not_moved_by(person.traits)
    after = (before - shown) | (shown & set(posted.getlist("not_moved")))
    return {} if after == before else {moved.DENIED: sorted(after)}


def _save(request: HttpRequest, reader: Reader, person: Person) -> None:
    posted = request.POST
    with transaction.atomic():
        table = offers.rows(person, context.consents(person.id))
        for box in offers.changes(table, posted.getlist("shown"), posted):
            _set_consent(reader, box)
        _set_pace(reader, person, posted)
        _set_joined(reader, person, posted)
        _set_traits(reader, person, posted)


def _set_consent(reader: Reader, box: offers.Box) -> None:
    context_actions.set_consent(
        actor=PAGE_ACTOR,
        profile_id=reader.profile_id,
        purpose=box.purpose,
        channel=box.channel,
        status=ConsentStatus.GRANTED if box.is_granted else ConsentStatus.WITHDRAWN,
        basis="preference page",
        evidence=reader.evidence,
        now=clock.now_us(),
        trust=Trust.LINK,
    )


def _stop_everything(reader: Reader) -> None:
    context_actions.withdraw_everything(
        actor=PAGE_ACTOR,
        profile_id=reader.profile_id,
        basis="nothing more, on the preference page",
        evidence=reader.evidence,
        now=clock.now_us(),
        trust=Trust.LINK,
    )


def _set_pace(reader: Reader, person: Person, posted: QueryDict) -> None:
    """The pace and the days, as far as the form showed them, where they are others than before."""
    before = cadence.stock(person.profile_ids, clock.now_us()).pace
    held = before.per_week if before else None, offers.by_channel(before)
    per_week = offers.per_week(str(posted["per_week"])) if "per_week" in posted else held[0]
    shown = set(posted.getlist("days_shown"))
    own = {
        channel: offers.on_days(posted.getlist(f"day.{channel.value}")) if channel.value in shown else before_it
        for channel, before_it in held[1].items()
    }
    if (per_week, own) != held:
        cadence_actions.choose_pace(
            profile_id=reader.profile_id, per_week=per_week, source="preference page", now=clock.now_us(),
            by_channel=own,
        )  # fmt: skip


def _set_joined(reader: Reader, person: Person, posted: QueryDict) -> None:
    """The communities that they join or leave, of those that the form showed."""
    shown = set(posted.getlist("joined_shown")) - set(posted.getlist("not_me")) - {posted.get("community", "")}
    ticked, now = set(posted.getlist("joined")), clock.now_us()
    for one in belongs.of_person(person):
        community = one.community
        if one.may_join and community.key in shown and (community.key in ticked) is not one.is_joined:
            change = context_actions.leave_community if one.is_joined else context_actions.join_community
            change(profile_id=reader.profile_id, key=community.key, where="preference page", now=now)


def _denied(person: Person, posted: QueryDict, chosen: str) -> dict[str, object]:
    """What they say they are not, of what the form showed; what they choose as theirs they are. {} for no change."""
    shown = {key for key in posted.getlist("taken_shown") if key in {one.key for one in culture.communities()}}
    before = context.denied_communities(person.traits)
    after = ((before - shown) | (shown & set(posted.getlist("not_me")))) - {chosen}
    return {} if after == before else {belonging.DENIED: sorted(after)}


def _set_traits(reader: Reader, person: Person, posted: QueryDict) -> None:
    """What they said of themselves, each of the words that were shown, where it is another than before."""
    communities = culture.communities()
    choices = {
        "community": {"", *(one.key for one in communities)},
        "language": {tag for tag, _ in offers.languages(person, _languages())},
        motivation.TRAIT: {"", *motivation.WORDS},
    }
    said = {name: posted[name] for name, known in choices.items() if posted.get(name) in known}
    changed: dict[str, object] = {name: word for name, word in said.items() if word != person.traits.get(name, "")}
    not_words = ownwords.not_said(person, posted)
    changed |= not_words
    changed |= _denied(person, posted, str(said.get("community", ""))) | _not_moved(person, posted)
    if changed:
        context_actions.tell(profile_id=reader.profile_id, traits=changed, source="preference page", now=clock.now_us())
    if not_words:
        count(person.profile_ids)
