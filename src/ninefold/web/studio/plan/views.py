"""The pages of the tracking plan: the list with its lock and its drift, and one event with its properties."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ninefold.collect import queries as collect
from ninefold.collect.plan import actions, queries
from ninefold.collect.plan.types import Drift, Rule
from ninefold.collect.types import What
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.plan import typed
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

_WORDS = {
    What.UNKNOWN_EVENT: "not an event of the plan",
    What.UNKNOWN_PROPERTY: "not a property of the plan",
    What.WRONG_TYPE: "of another type than planned",
    What.MISSING: "missing, though it must be there",
}


@require_GET
@takes(Permission.PERSON_READ)
def index(request: HttpRequest) -> HttpResponse:
    """All events of the plan, what is locked, and what has drifted."""
    days = queries.drift_by_day()
    found = {
        "plan": queries.plan(),
        "events": queries.events(),
        "drifts": _told(queries.drifts()),
        "days": days,
        "deviated": sum(days),
        **_shared(request),
    }
    return render(request, "studio/plan/index.html", found)


def _told(drifts: list[Drift]) -> list[tuple[Drift, str]]:
    return [(drift, _WORDS[drift.deviation.what]) for drift in drifts]


def _shared(request: HttpRequest) -> dict[str, object]:
    return {"rules": typed.RULES, "may_edit": actor_of(request).may(Permission.SOURCE_EDIT), "period": queries.DAYS}


@require_GET
@takes(Permission.PERSON_READ)
def event(request: HttpRequest) -> HttpResponse:
    """One event: what came with it, what is planned, what has drifted."""
    name = request.GET.get("name", "")
    found = queries.event(name)
    sources = {source.id: source.name for source in collect.sources()} | {0: "Imports"}
    shown = {
        "event": found.event,
        "locked_at": found.locked_at,
        "properties": found.properties,
        "sources": [(sources.get(source, "a revoked source"), count) for source, count in found.sources.items()],
        "drifts": _told(queries.drifts(event=name)),
        "types": typed.SHOWN_TYPES,
        "may_go": name not in actions.KEPT_FOR_EVER,
        "readers": _readers(name),
        **_shared(request),
    }
    return render(request, "studio/plan/event.html", shown)


def _readers(name: str) -> list[str]:
    """What would see less of an event that is not kept for ever, in words: segments that look back further, goals."""
    found = [f"segment “{one.name}”" for one in context.segments() if name in context.beyond(one)]
    return found + [f"goal “{one.name}”" for one in culture.goals() if one.event_name == name]


@require_POST
@takes(Permission.SOURCE_EDIT)
def keep(request: HttpRequest) -> HttpResponse:
    """For how long an event is kept."""
    name, days = request.POST.get("name", ""), request.POST.get("keep_days", "").strip() or "0"
    try:
        if not days.isdecimal():
            raise BadInput("plan_days", "Write a number of days, or nothing for ever.")
        actions.keep_event(actor=actor_of(request), name=name, days=int(days))
    except BadInput as error:
        messages.warning(request, error.message)
    else:
        told = f"for {int(days):,} days; older ones go within an hour" if int(days) else "for ever"
        messages.success(request, f"“{name}” is kept {told}.")
    return _to_event(name)


def _to_event(name: str) -> HttpResponse:
    return redirect(f"{reverse('plan:event')}?{urlencode({'name': name})}")


@require_POST
@takes(Permission.SOURCE_EDIT)
def lock_plan(request: HttpRequest) -> HttpResponse:
    """Lock the plan as it stands, or open it."""
    if (rule := _rule(request)) == typed.OPEN:
        actions.unlock_plan(actor=actor_of(request))
        messages.success(request, "The plan is open: everything that comes joins it.")
    elif isinstance(rule, Rule):
        actions.lock_plan(actor=actor_of(request), rule=rule)
        messages.success(request, "The plan is locked as it stands. What is new from now on is not as planned.")
    return redirect("plan:index")


def _rule(request: HttpRequest) -> Rule | str:
    """The rule chosen, typed.OPEN, or "" once it was said that none was chosen."""
    try:
        return typed.rule(request.POST) or typed.OPEN
    except BadInput as error:
        messages.warning(request, error.message)
        return ""


@require_POST
@takes(Permission.SOURCE_EDIT)
def lock_event(request: HttpRequest) -> HttpResponse:
    """Lock one event as it stands, change its rule, or open it."""
    name = request.POST.get("name", "")
    if (rule := _rule(request)) == typed.OPEN:
        actions.unlock_event(actor=actor_of(request), name=name)
        messages.success(request, f"“{name}” is open: it may hold anything.")
    elif isinstance(rule, Rule):
        try:
            actions.lock_event(actor=actor_of(request), name=name, rule=rule)
        except BadInput as error:
            messages.warning(request, error.message)
        else:
            messages.success(request, f"“{name}” is locked.")
    return _to_event(name)


@require_POST
@takes(Permission.SOURCE_EDIT)
def properties(request: HttpRequest) -> HttpResponse:
    """What a locked event may hold from now on."""
    name = request.POST.get("name", "")
    try:
        actions.plan_properties(actor=actor_of(request), name=name, properties=typed.properties(request.POST))
    except BadInput as error:
        messages.warning(request, f"{error.message} Nothing was changed.")
    else:
        messages.success(request, "Kept. It holds from the next event on.")
    return _to_event(name)


@require_POST
@takes(Permission.SOURCE_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """Take an event into the plan by its name."""
    name = request.POST.get("name", "").strip()
    whole = queries.plan().rule
    try:
        actions.plan_event(actor=actor_of(request), name=name, rule=whole or Rule.ALLOW)
    except BadInput as error:
        messages.warning(request, error.message)
        return redirect("plan:index")
    messages.success(request, f"“{name}” stands in the plan. Say here what it may hold.")
    return _to_event(name)


@require_POST
@takes(Permission.SOURCE_EDIT)
def accept(request: HttpRequest) -> HttpResponse:
    """Change the plan so that a deviation is one no more."""
    try:
        actions.accept(actor=actor_of(request), deviation=typed.deviation(request.POST))
    except BadInput as error:
        messages.warning(request, f"{error.message} Nothing was changed.")
    else:
        messages.success(request, "It is in the plan now. What was set aside for it can be replayed from quarantine.")
    return redirect("plan:index")


@require_POST
@takes(Permission.SOURCE_EDIT)
def forget(request: HttpRequest) -> HttpResponse:
    """Take an event out of the plan."""
    name = request.POST.get("name", "")
    actions.forget_event(actor=actor_of(request), name=name)
    messages.success(request, f"“{name}” is out of the plan; its events stay. If one comes again, it is learnt anew.")
    return redirect("plan:index")
