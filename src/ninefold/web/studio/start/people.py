"""People with consent from a file: send it, say what its columns mean and how they agreed, see what came of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.collect import actions, queries
from ninefold.collect.errors import ImportRefused
from ninefold.collect.types import UPLOAD_BYTES_MAX, UploadState
from ninefold.culture import queries as culture
from ninefold.experiments.queries import PEOPLE_LEAST, TOO_SMALL
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.web.studio.shell import steps
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes
from ninefold.web.studio.start.columns import MEANINGS, ColumnsForm, mapping_of

TURN_SECONDS = 0.7


@require_http_methods(["GET", "POST"])
@takes(Permission.IMPORT)
def index(request: HttpRequest) -> HttpResponse:
    """Send a file."""
    error = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise ImportRefused("file_missing", "Choose a file first.")
            return redirect(
                "start:columns", key=actions.keep_upload(actor=actor_of(request), raw=file.read(UPLOAD_BYTES_MAX + 1))
            )
        except ImportRefused as refused:
            error = refused.message
    context = {"error": error, "reachable": steps.reachable()}
    return render(request, "studio/start/people.html", context, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
@takes(Permission.IMPORT)
def columns(request: HttpRequest, key: str) -> HttpResponse:
    """The first rows, what each column means, and how these people agreed."""
    if queries.upload_state(key):
        return redirect("start:reading", key=key)
    try:
        sheet = queries.upload(key)
    except ImportRefused as refused:
        return render(request, "studio/start/people.html", {"error": refused.message}, status=404)
    form = ColumnsForm(request.POST or None, sheet=sheet, today=clock.now().date())
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        meant = mapping_of(form, company=culture.company().name, confirmed_by=actor.name, now=clock.now())
        try:
            actions.say_what_columns_mean(actor=actor, key=key, mapping=meant)
            return redirect("start:reading", key=key)
        except ImportRefused as refused:
            form.add_error(None, refused.message)
    context = {"sheet": sheet, "form": form, "meanings": MEANINGS}
    return render(request, "studio/start/columns.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@takes(Permission.IMPORT)
def reading(request: HttpRequest, key: str) -> HttpResponse:
    """How far the import has come, and then the learning of it. The page asks again and again, each time for a short
    while of the import, so closing the page rests it, and opening it again goes on."""
    state, error = queries.upload_state(key), ""
    if state is None and request.method == "POST":
        try:
            state = actions.import_upload(
                actor=actor_of(request), key=key, seconds_max=TURN_SECONDS, now=clock.now_us()
            )
        except ImportRefused as refused:
            error = refused.message
    left = queries.waiting_up_to(state.last_id) if state and state.is_done else 0
    people = _known(state)
    context = {
        "key": key, "state": state, "error": error, "share": _share(state), "people": people, "left": left,
        "too_small": TOO_SMALL if people < 2 * PEOPLE_LEAST else "",
    }  # fmt: skip
    template = "studio/start/read.html" if request.headers.get("HX-Request") else "studio/start/reading.html"
    return render(request, template, context)


def _share(state: UploadState | None) -> int:
    return round(100 * state.lines_done / max(state.lines, 1)) if state else 0


def _known(state: UploadState | None) -> int:
    """How many people can be reached, once all lines are read: more of them with every look, until all are learnt."""
    return steps.reachable() if state and state.is_done else 0


@require_GET
@takes(Permission.IMPORT)
def to_mend(request: HttpRequest, key: str) -> HttpResponse:
    """The lines that could not be used, each with its reason, as CSV."""
    response = HttpResponse(queries.upload_to_mend(key), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="to-mend.csv"'
    return response
