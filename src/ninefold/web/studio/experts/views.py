"""The list of experts, one of them with what they were asked, and the form of an entry."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.catalyst import queries as catalyst
from ninefold.channel import queries as channel
from ninefold.community import queries as community
from ninefold.content.experts import actions, queries
from ninefold.content.types import Expert, ExpertTally
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.experts.forms import ExpertForm, typed
from ninefold.web.studio.experts.lines import lines
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes


@require_GET
@takes(Permission.CONTENT_EDIT)
def index(request: HttpRequest) -> HttpResponse:
    """All experts with their figures."""
    found = queries.tallies(now=clock.now_us())
    shown = [(one, found.get(one.id, ExpertTally())) for one in queries.experts()]
    context = {"experts": shown, "waiting": queries.came_in_count()}
    return render(request, "studio/experts/index.html", context)


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def expert(request: HttpRequest, expert_id: int) -> HttpResponse:
    """One expert with what they were asked; POST takes them off the list."""
    found = queries.expert(expert_id)
    if request.method == "POST":
        actions.delete_expert(actor=actor_of(request), expert_id=expert_id)
        messages.success(request, f"{found.name} is off the list. What was published stays, with its byline.")
        return redirect("experts:index")
    tally = queries.tallies(now=clock.now_us()).get(expert_id, ExpertTally())
    context = {
        "expert": found,
        "tally": tally,
        "readers": _readers(tally),
        "lines": lines(queries.requests_to(expert_id)),
    }
    return render(request, "studio/experts/expert.html", context)


def _readers(tally: ExpertTally) -> int:
    """How many people read a letter that was made of what an expert said."""
    items = tally.used_item_ids
    sent = [one.id for one in catalyst.campaigns() if any(arm.item_id in items for arm in one.arms)] if items else []
    return channel.readers(sent, items) if sent else 0


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """A new entry."""
    return _form(request, None)


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def edit(request: HttpRequest, expert_id: int) -> HttpResponse:
    """Change an entry."""
    return _form(request, queries.expert(expert_id))


def _form(request: HttpRequest, present: Expert | None) -> HttpResponse:
    form = ExpertForm(request.POST or None, initial=typed(present) if present else None)
    if form.is_bound and form.is_valid():
        try:
            value = form.value(present.id if present else 0)
            saved = actions.save_expert(actor=actor_of(request), expert=value, now=clock.now_us())
        except BadInput as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"{saved.name} is on the list.")
            return redirect("experts:expert", saved.id)
    known = sorted({*community.topics(), *queries.topics(queries.experts())}, key=str.casefold)
    context = {"form": form, "expert": present, "topics": known}
    return render(request, "studio/experts/form.html", context, status=422 if form.errors else 200)
