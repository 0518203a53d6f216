"""Pages of people: the list with its search, one person, and their story as it is asked for."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ninefold.cadence import queries as cadence
from ninefold.context import queries as context
from ninefold.context.computed.definitions import CONTACTS_LEAST, REDEEMED_DAYS
from ninefold.context.types import Person, Segment
from ninefold.culture import queries as culture
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.measure.types import Interval
from ninefold.pipeline.person import moving, reading, story
from ninefold.web.numbers import whole
from ninefold.web.public.preferences import ownwords
from ninefold.web.studio.campaigns.plot import plot
from ninefold.web.studio.people import leavings, picture, refusing, rights
from ninefold.web.studio.shell.acting import actor_of, team_names
from ninefold.web.studio.shell.rights import takes

PAGE = 50
SEARCH_MAX = 50


@takes(Permission.PERSON_READ)
def index(request: HttpRequest) -> HttpResponse:
    """The list: everyone, or those of a segment, or those whom a search finds."""
    text = request.GET.get("q", "").strip()[:200]
    segments = context.segments()
    chosen = next((one for one in segments if one.key == request.GET.get("segment")), None)
    after = whole(request.GET.get("after"))
    count, known = context.people_count(), context.people_count(known_only=True)
    people = context.find(text, limit=SEARCH_MAX) if text else _page(after, chosen)
    older = "" if text or len(people) <= PAGE else _address(people[PAGE - 1].id, chosen)
    found = {
        "people": people if text else people[:PAGE],
        "text": text,
        "segments": segments,
        "segment": chosen,
        "older": older,
        "newer": "?" + urlencode({"segment": chosen.key}) if after and chosen else "?" if after else "",
        "count": count,
        "formats": [(kind, name) for kind, (name, _) in rights.FORMATS.items()],
        "may_export": actor_of(request).may(Permission.PERSON_EXPORT),
        "may_import": actor_of(request).may(Permission.IMPORT),
        "may_suppress": actor_of(request).may(Permission.CONSENT_EDIT),
        "known": known,
        "anonymous": count - known,
    }
    return render(request, "studio/people/index.html", found)


@takes(Permission.PERSON_READ)
def fullest(request: HttpRequest) -> HttpResponse:
    """To the person whose story has the most different things in it: the one to look at first."""
    found = context.fullest()
    return redirect("people:person", found) if found else redirect("people:index")


def _page(after: int, segment: Segment | None) -> list[Person]:
    return context.people(after=after, limit=PAGE + 1, segment=segment.key if segment else None)


def _address(after: int, segment: Segment | None) -> str:
    return "?" + urlencode({"after": after} | ({"segment": segment.key} if segment else {}))


@takes(Permission.PERSON_READ)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person: why they were or were not contacted, what they agreed to, what they did."""
    page = reading.read(person_id, clock.now_us())
    if page.person.id != person_id:
        return redirect("people:person", page.person.id)
    rules, regroupings = context.identity_rules(), context.regroupings(person_id)
    team = team_names(one.made_by for one in regroupings)
    told = reading.read_story(page.person, theme="", before=0)
    return render(
        request,
        "studio/people/person.html",
        {
            "page": page,
            "person": page.person,
            "told": told,
            "themes": story.THEMES,
            "may_export": actor_of(request).may(Permission.PERSON_EXPORT),
            "may_erase": actor_of(request).may(Permission.PERSON_ERASE),
            "groups": [(stay, leavings.told(stay.leavings)) for stay in context.group_stays(page.person)],
            "may_rule": actor_of(request).may(Permission.CONSENT_EDIT),
            "picture": picture.draw(page.person, page.joins, page.rulings),
            "may_give": actor_of(request).may(Permission.CURRENCY_GIVE),
            "computed": context.computed_traits(page.person.traits),
            "said": context.said_traits(page.person.traits),
            "of_roles": [one.value for one in page.person.identifiers if rules.is_role(one.kind, one.value)],
            "regroupings": [(one, team.get(one.made_by, one.made_by)) for one in regroupings],
            **_moves(page.person),
            "own_pace": cadence.pace_in_words(page.stock.pace),
            "own_words": ownwords.of_person(page.person),
            "belongings": context.belongings(page.person),
            "denied": [
                one for one in culture.communities() if one.key in context.denied_communities(page.person.traits)
            ],
            "pending": context.pending_of(page.person),
            "consents": refusing.named(page.consents),
            "history": refusing.history(page.person),
        },
    )


def _moves(person: Person) -> dict[str, object]:
    """What moves somebody; an interval is drawn where there are enough messages to tell."""
    moves = moving.read(person)
    told = [one for one in moves.responses if not one.counted.is_few and not one.is_denied]
    drawn = [
        (f"{one.name}: {one.counted.responses} of {one.counted.times}",
         Interval(one.counted.responses / one.counted.times, *one.counted.bounds))
        for one in told
    ]  # fmt: skip
    return {
        "moves": moves,
        "responses_plot": plot(drawn),
        "untold": [one for one in moves.responses if one not in told],
        "redeemed_days": REDEEMED_DAYS,
        "contacts_least": CONTACTS_LEAST,
    }


def story_part(request: HttpRequest, person_id: int) -> dict[str, object]:
    """What one further part of a story needs."""
    theme = request.GET.get("show", "")
    theme = theme if theme in dict(story.THEMES) else ""
    told = reading.read_story(context.person(person_id), theme=theme, before=whole(request.GET.get("before")))
    return {"told": told, "theme": theme, "person_id": person_id, "is_more": "before" in request.GET}


@takes(Permission.PERSON_READ)
def story_page(request: HttpRequest, person_id: int) -> HttpResponse:
    """A further part of the story, for htmx; a whole page without it."""
    context_of = story_part(request, person_id)
    template = "moments.html" if request.headers.get("HX-Request") else "story.html"
    return render(request, f"studio/people/{template}", context_of | {"themes": story.THEMES})
