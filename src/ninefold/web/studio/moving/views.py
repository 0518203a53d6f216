"""Pages of moving in. The worker does the work; the page of a move only looks."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.collect.errors import ImportRefused
from ninefold.collect.moving.types import Tool
from ninefold.context import actions as context
from ninefold.context import queries
from ninefold.context.types import Moving
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import NinefoldError
from ninefold.pipeline.moving import beginning, job, places, telling
from ninefold.web.studio.moving.forms import MoveForm, PassForm
from ninefold.web.studio.moving.steps import WAYS
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes


@require_GET
@takes(Permission.IMPORT)
def index(request: HttpRequest) -> HttpResponse:
    """The tools to come from, and the moves so far."""
    moves = [(move, telling.told(move)) for move in queries.moves_in()]
    return render(request, "studio/moving/index.html", {"tools": list(Tool), "moves": moves})


@require_http_methods(["GET", "POST"])
@takes(Permission.IMPORT)
def tool(request: HttpRequest, tool: str) -> HttpResponse:
    """What to export there, and the files."""
    if tool not in list(Tool):
        raise Http404
    chosen = Tool(tool)
    form = MoveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        files = [(one.name or "export", one.chunks()) for one in form.cleaned_data["exports"]]
        try:
            key = beginning.begin(actor=actor_of(request), wanted=form.wanted(chosen), files=files, now=clock.now_us())
            return redirect("moving:move", key=key)
        except ImportRefused as refused:
            form.add_error(None, refused.message)
    context_of = {"tool": chosen, "way": WAYS[chosen], "form": form, "under_way": _under_way()}
    return render(request, "studio/moving/tool.html", context_of, status=422 if form.errors else 200)


def _under_way() -> Moving | None:
    """A move that goes on: another one has to wait for it."""
    found = queries.unfinished_move()
    return found if found and not found.problem else None


@require_GET
@takes(Permission.IMPORT)
def move(request: HttpRequest, key: str) -> HttpResponse:
    """How far a move is, and what came of it; a part of the page for htmx, while it goes on."""
    found = queries.move_in(key)
    template = "progress.html" if request.headers.get("HX-Request") else "move.html"
    return render(request, f"studio/moving/{template}", _shown(request, key) | {"form": PassForm(), "move": found})


def _shown(request: HttpRequest, key: str) -> dict[str, object]:
    found = queries.move_in(key)
    steps = [*job.STEPS]
    return {
        "move": found, "told": telling.told(found), "steps": [(one, telling.STEP_WORDS[one]) for one in steps],
        "place": steps.index(found.step) if found.step in steps else len(steps),
        "goes_on": not found.finished_at and (not found.problem or job.can_pass(found)),
        "has_refused": places.refused(key).exists(), "may_give_up": not found.report.get("taken"),
        "may_let_pass": found.step in job.PASSABLE and actor_of(request).may(Permission.CONSENT_EDIT),
    }  # fmt: skip


@require_POST
@takes(Permission.IMPORT)
def again(request: HttpRequest, key: str) -> HttpResponse:
    """Look again: something may have been set right since."""
    beginning.again(actor=actor_of(request), key=key)
    return redirect("moving:move", key=key)


@require_POST
@takes(Permission.CONSENT_EDIT)
def let_pass(request: HttpRequest, key: str) -> HttpResponse:
    """Let sending go on, by name and with a reason."""
    try:
        reason = request.POST.get("reason", "")
        context.override_hold(actor=actor_of(request), key=key, reason=reason, now=clock.now_us())
    except NinefoldError as refused:
        messages.error(request, refused.message)
    return redirect("moving:move", key=key)


@require_POST
@takes(Permission.IMPORT)
def give_up(request: HttpRequest, key: str) -> HttpResponse:
    """End a move of which nothing is recorded."""
    try:
        beginning.give_up(actor=actor_of(request), key=key, now=clock.now_us())
    except NinefoldError as refused:
        messages.error(request, refused.message)
        return redirect("moving:move", key=key)
    messages.success(request, "Given up. Nothing of it was recorded.")
    return redirect("moving:index")


@require_GET
@takes(Permission.IMPORT)
def refused(request: HttpRequest, key: str) -> HttpResponse:
    """The rows that could not be read, each with its reason, as CSV."""
    path = places.refused(queries.move_in(key).key)
    if not path.exists():
        raise Http404
    head = b"\xef\xbb\xbfkind,where,what is wrong,row\r\n"
    response = HttpResponse(head + path.read_bytes(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="refused.csv"'
    return response
