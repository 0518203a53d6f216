"""Pages of groups: the list with its search, and one group with what is told of it, its people and who left."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ninefold.collect import queries as collect
from ninefold.context import actions
from ninefold.context import queries as context
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.web.numbers import whole
from ninefold.web.studio.people.leavings import told
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

PAGE = 50
LEFT_MAX = 50


@require_GET
@takes(Permission.PERSON_READ)
def index(request: HttpRequest) -> HttpResponse:
    """All groups by when they were first heard of, or those whom a search finds."""
    text, after = request.GET.get("q", "").strip()[:200], whole(request.GET.get("after"))
    found = context.groups(after=after, limit=PAGE + 1, text=text)
    older = "?" + urlencode({"after": found[PAGE - 1].id}) if len(found) > PAGE and not text else ""
    shown = {"groups": found[:PAGE], "text": text, "older": older, "newer": "?" if after else ""}
    return render(request, "studio/people/groups.html", shown)


@require_GET
@takes(Permission.PERSON_READ)
def group(request: HttpRequest, group_id: int) -> HttpResponse:
    """One group."""
    after = whole(request.GET.get("after"))
    people = context.group_members(group_id, after=after, limit=PAGE + 1)
    sources = {source.id: source.name for source in collect.sources()} | {0: "Imports"}
    left = context.group_leavings(group_id, limit=LEFT_MAX)
    names = context.persons([one.person_id for one in left])
    shown = {
        "group": context.group(group_id),
        "traits": [(one, sources.get(one.source_id, "a revoked source")) for one in context.group_traits(group_id)],
        "people": people[:PAGE],
        "older": "?" + urlencode({"after": people[PAGE - 1].id}) if len(people) > PAGE else "",
        "newer": "?" if after else "",
        "left": [(one, names[one.person_id].name, words) for one, words in told(left) if one.person_id in names],
        "may_remove": actor_of(request).may(Permission.CONSENT_EDIT),
    }
    return render(request, "studio/people/group.html", shown)


@require_POST
@takes(Permission.CONSENT_EDIT)
def remove(request: HttpRequest, group_id: int) -> HttpResponse:
    """Take somebody out of a group; back to the page it was asked on."""
    found, person = context.group(group_id), context.person(whole(request.POST.get("person")))
    actions.remove_from_group(actor=actor_of(request), group_id=group_id, person_id=person.id, now=clock.now_us())
    messages.success(request, f"{person.name or 'This person'} is no longer in “{found.name}”.")
    if request.POST.get("from") == "person":
        return redirect(reverse("people:person", args=[person.id]) + "#identity")
    return redirect("people:group", group_id)
