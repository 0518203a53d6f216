"""Experts: whom the company calls one, in which topic and why; and who is likely to be one, by how they helped."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from ninefold.community import queries as community
from ninefold.context import queries as context
from ninefold.credibility import actions
from ninefold.credibility import queries as credibility
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput, NotFound
from ninefold.web.numbers import whole
from ninefold.web.public.community.reading import NO_NAME
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

CANDIDATES_MAX = 10


@require_http_methods(["GET", "POST"])
@takes(Permission.COMMUNITY_MODERATE)
def index(request: HttpRequest) -> HttpResponse:
    """The badges that hold, candidates of a topic, and the form that gives one."""
    asked = request.POST if request.method == "POST" else request.GET
    form = {name: asked.get(name, "").strip()[:500] for name in ("person", "topic", "reason")}
    error = _give(request, form) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        messages.success(request, "The badge is given. It stands beside what they answer in this topic.")
        return redirect("community:experts")
    badges = credibility.badges()
    candidates = credibility.experts(form["topic"][:100], limit=CANDIDATES_MAX)
    names = community.names([*(one.profile_id for one in badges), *(one.profile_id for one in candidates)])
    shown = {
        "badges": [(one, names.get(one.profile_id) or NO_NAME) for one in badges],
        "candidates": [(one, names.get(one.profile_id) or NO_NAME) for one in candidates],
        "topics": community.topics(),
        "form": form,
        "error": error,
    }
    return render(request, "studio/community/experts.html", shown, status=422 if error else 200)


def _give(request: HttpRequest, form: dict[str, str]) -> str:
    """Give a badge as the form says; what is wrong with it, or ""."""
    try:
        actions.give_badge(
            actor=actor_of(request), profile_id=_profile(form["person"]), topic=form["topic"], reason=form["reason"],
            now=clock.now_us(),
        )  # fmt: skip
    except (BadInput, NotFound) as error:
        return error.message
    return ""


def _profile(text: str) -> int:
    """A profile by its number, or by the mail address or account of one person; raises NotFound."""
    if profile_id := whole(text):
        return profile_id
    found = context.find(text, limit=2) if text else []
    if len(found) != 1:
        raise NotFound("person_not_found", "Name one person by their whole mail address, account or number.")
    return found[0].profile_ids[0]


@require_POST
@takes(Permission.COMMUNITY_MODERATE)
def take(request: HttpRequest, badge_id: int) -> HttpResponse:
    """Take a badge back."""
    actions.take_badge(actor=actor_of(request), badge_id=badge_id, now=clock.now_us())
    messages.success(request, "The badge is taken back. That they held it stays on record.")
    return redirect("community:experts")
