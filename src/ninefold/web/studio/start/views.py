"""The first steps of a company: the list, and the pages of those that have none elsewhere."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.catalyst import actions as catalyst
from ninefold.channel.testing import send_test
from ninefold.content import actions as writing
from ninefold.content import queries as written
from ninefold.content.starters import starters
from ninefold.culture import actions as culture
from ninefold.culture import queries
from ninefold.culture.types import Purpose
from ninefold.kernel import settings
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import NinefoldError
from ninefold.web.studio.content import library, readers
from ninefold.web.studio.content.landing import edit_address, sheet_address
from ninefold.web.studio.shell import steps
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import EVERYONE, takes
from ninefold.web.studio.start import first


@require_GET
@takes(EVERYONE)
def index(request: HttpRequest) -> HttpResponse:
    """Every step as it stands, the next one in front."""
    actor = actor_of(request)
    may_change = actor.may(Permission.CHARTER_EDIT)
    return render(request, "studio/start/index.html", shown(actor) | {"may_change": may_change})


def shown(actor: Actor) -> dict[str, object]:
    """The steps as the list and home show them."""
    found = steps.steps(actor)
    todo = [step for step in found if not step.is_done]
    return {
        "steps": found, "next": next((step for step in todo if not step.may_wait), None),
        "done": len(found) - len(todo), "is_own": steps.is_own(),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@takes(Permission.CHARTER_EDIT)
def goal(request: HttpRequest) -> HttpResponse:
    """Choose one of the goals that are there; another one is written under Goals."""
    if request.method == "POST":
        chosen = culture.define_goal(actor=actor_of(request), goal=queries.goal(request.POST.get("goal", "")))
        messages.success(request, f"“{chosen.name}” is chosen. What one is worth to you can be stated under Goals.")
        return redirect("start:index")
    chosen_keys = {one.key for one in queries.chosen_goals()}
    return render(request, "studio/start/goal.html", {"goals": queries.goals(), "chosen": chosen_keys})


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def content(request: HttpRequest) -> HttpResponse:
    """Begin a letter from one of the beginnings; it opens in the editor."""
    wanted = next((one for one in starters() if one.key == request.POST.get("beginning")), None)
    title = request.POST.get("title", "").strip()[:120]
    if request.method == "POST" and wanted and title:
        actor = actor_of(request)
        item = writing.create_item(actor=actor, title=title, purpose=Purpose.NEWS)
        draft = wanted.content(item.default_tag, Purpose.NEWS)
        return redirect(edit_address(writing.create_variant(actor=actor, item_id=item.id, content=draft)))
    begun = [(item, sheet_address(item.id)) for item in written.items(limit=5)]
    error = "Write what you call it: it stands in lists and reports, never in the letter." if request.POST else ""
    context = {"beginnings": library.beginnings(), "begun": begun, "error": error}
    return render(request, "studio/start/content.html", context, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def test(request: HttpRequest) -> HttpResponse:
    """Send the newest letter to the address of who asks."""
    actor, letters = actor_of(request), steps.letters()
    address = getattr(request.user, "email", "")
    is_here = not settings.current().smtp_url
    if request.method == "POST" and letters and address:
        try:
            draft = written.draft(letters[0].variants[0].id)
            send_test(actor=actor, address=address, content=draft, reader=readers.readers(actor)[0])
        except NinefoldError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"The test is on its way to {address}. Nothing in it is counted.")
            return redirect("mailbox:index" if is_here and actor.may(Permission.PERSON_READ) else "start:index")
    context = {"letters": letters, "address": address, "is_here": is_here}
    return render(request, "studio/start/test.html", context)


@require_http_methods(["GET", "POST"])
@takes(Permission.CAMPAIGN_EDIT)
def campaign(request: HttpRequest) -> HttpResponse:
    """Plan the first campaign from what the steps before have made; it is looked over and started on its own page."""
    planned = next(iter(steps.planned()), None)
    letters, goals, people = steps.letters(), queries.chosen_goals() or queries.goals(), steps.reachable()
    if request.method == "POST" and letters and goals and people:
        made = catalyst.create_campaign(
            actor=actor_of(request), draft=first.draft(actor_of(request), letters[0], goals[0], people)
        )
        return redirect(reverse("campaigns:detail", args=[made.id]))
    context = {
        "planned": planned, "letter": letters[0] if letters else None, "goal": goals[0] if goals else None,
        "people": people, "plan": first.plan(people),
    }  # fmt: skip
    return render(request, "studio/start/campaign.html", context)
