"""Pages of groups: the list with its search, and one group with what is told of it and its people."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ninefold.collect import queries as collect
from ninefold.context import queries as context
from ninefold.kernel.actors import Permission
from ninefold.web.numbers import whole
from ninefold.web.studio.shell.rights import takes

PAGE = 50


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
    shown = {
        "group": context.group(group_id),
        "traits": [(one, sources.get(one.source_id, "a revoked source")) for one in context.group_traits(group_id)],
        "people": people[:PAGE],
        "older": "?" + urlencode({"after": people[PAGE - 1].id}) if len(people) > PAGE else "",
        "newer": "?" if after else "",
    }
    return render(request, "studio/people/group.html", shown)
