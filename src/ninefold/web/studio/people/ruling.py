"""The team's word on who is one person: asked for with what would follow, and taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ninefold.context import actions
from ninefold.context import queries as context
from ninefold.context.types import Identifier, Person
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import NotFound
from ninefold.web.numbers import whole
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

SHOWN = 30
_IDS = ("account", "anonymous", "claimed")


@require_http_methods(["GET", "POST"])
@takes(Permission.CONSENT_EDIT)
def rule(request: HttpRequest, person_id: int) -> HttpResponse:
    """Say that two identities are one person, or are not; first who would be who then."""
    said = request.POST if request.method == "POST" else request.GET
    ends, same = _ends(said), said.get("same") == "1"
    pair, actor, now = (ends[0].profile_id, ends[1].profile_id), actor_of(request), clock.now_us()
    if request.method == "POST":
        actions.review(actor=actor, profile_ids=pair, allowed=same, reason=said.get("reason", ""), now=now)
        messages.success(request, "They are one person now." if same else "They are two people now.")
        return redirect(reverse("people:person", args=[context.person(pair[0]).id]) + "#identity")
    outcome = context.outcome(actor=actor, profile_ids=pair, allowed=same, now=now)
    found = context.persons([profile for ids in outcome for profile in ids])
    shown = {
        "person": context.person(person_id),
        "ends": ends,
        "same": same,
        "outcome": [[_of(found[profile], profile) for profile in ids[:SHOWN]] for ids in outcome],
    }
    return render(request, "studio/people/rule.html", shown)


def _ends(said: QueryDict) -> list[Identifier]:
    ids = [whole(said.get("one")), whole(said.get("other"))]
    found = context.persons(ids)
    if len(set(ids) & found.keys()) < 2:
        raise NotFound("person_not_found", "One of the two is not there any more. Start again from the person's page.")
    return [_of(found[profile], profile) for profile in ids]


def _of(person: Person, profile_id: int) -> Identifier:
    return next(one for one in person.identifiers if one.profile_id == profile_id and one.kind in _IDS)


@require_POST
@takes(Permission.CONSENT_EDIT)
def take_back(request: HttpRequest, person_id: int, ruling_id: int) -> HttpResponse:
    """Take a ruling back: all is as it was before it."""
    ruling = actions.undo_review(actor=actor_of(request), ruling_id=ruling_id, now=clock.now_us())
    messages.success(request, "The ruling is taken back; what it changed is as before.")
    return redirect(reverse("people:person", args=[context.person(ruling.left.profile_id).id]) + "#identity")
