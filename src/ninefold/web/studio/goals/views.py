"""The pages of goals: the list with what was reached lately, and a new goal."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.collect import queries as collect
from ninefold.context import queries as context
from ninefold.culture import actions
from ninefold.culture import queries as culture
from ninefold.culture.goals import NoGoal
from ninefold.culture.types import Goal
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.measure.reaching import matches
from ninefold.web.studio.goals.forms import GoalForm, PropertyForm, initial_of, one_more, property_forms
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

DAYS = 28
DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Reached:
    """A goal with how often, and by how many people, it was reached in the last DAYS days."""

    goal: Goal
    times: int
    people: int


@require_GET
@takes(Permission.RESULT_READ)
def index(request: HttpRequest) -> HttpResponse:
    """All goals; the counts arrive by themselves."""
    may_edit = actor_of(request).may(Permission.CHARTER_EDIT)
    return render(request, "studio/goals/index.html", {"goals": culture.goals(), "days": DAYS, "may_edit": may_edit})


@require_GET
@takes(Permission.RESULT_READ)
def reached(request: HttpRequest) -> HttpResponse:
    """The counts of all goals, as one fragment that fills the list's cells."""
    found = reached_lately(culture.goals(), now=clock.now_us())
    return render(request, "studio/goals/reached.html", {"reached": found})


def reached_lately(goals: list[Goal], *, now: int) -> list[Reached]:
    """How often each goal was reached in the DAYS days up to `now` (us); one reading of the log for all."""
    names = sorted({goal.event_name for goal in goals})
    times: Counter[str] = Counter()
    profiles: dict[str, set[int]] = {goal.key: set() for goal in goals}
    for event in collect.events_named(names, since=now - DAYS * DAY_US, until=now) if names else ():
        for goal in goals:
            if event.name == goal.event_name and not event.is_bot and matches(goal, event.properties):
                times[goal.key] += 1
                profiles[goal.key].add(event.profile_id)
    person_of = context.person_ids(set().union(*profiles.values()))
    return [
        Reached(goal, times[goal.key], len({person_of.get(one, one) for one in profiles[goal.key]})) for goal in goals
    ]


@require_http_methods(["GET", "POST"])
@takes(Permission.CHARTER_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """The form of a new goal. What cannot be a goal is refused in words."""
    return _form(request, None)


@require_http_methods(["GET", "POST"])
@takes(Permission.CHARTER_EDIT)
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The form of a goal that stands; its key stays."""
    return _form(request, culture.goal(key))


def _form(request: HttpRequest, present: Goal | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    if posted is not None and posted.get("do") == "add":
        return render(request, "studio/goals/properties.html", {"properties": property_forms(one_more(posted), None)})
    form = GoalForm(posted, initial=initial_of(present) if present else None)
    properties = property_forms(posted, present)
    if posted is not None and (goal := _saved(request, form, properties, present)):
        messages.success(request, f"“{goal.name}” is saved as a goal.")
        return redirect("goals:index")
    context = {"form": form, "properties": properties, "goal": present, "event_names": collect.event_names()}
    return render(request, "studio/goals/form.html", context, status=200 if posted is None else 422)


def _saved(
    request: HttpRequest, form: GoalForm, properties: BaseFormSet[PropertyForm], present: Goal | None
) -> Goal | None:
    """The stored goal, or None with the reason in the forms."""
    if not form.is_valid() or not properties.is_valid():
        return None
    goal = form.goal(properties, key=present.key if present else "")
    if present is None and any(goal.key == other.key for other in culture.goals()):
        form.add_error("name", "There is a goal of this name already. Choose another name, or change that one.")
        return None
    try:
        return actions.define_goal(actor=actor_of(request), goal=goal)
    except BadInput as error:
        form.add_error("event_name" if isinstance(error, NoGoal) else None, error.message)
        return None
