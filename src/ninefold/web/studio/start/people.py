"""People with consent, or events, from a file: send it, say what its columns mean, see what came of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.collect import actions, queries
from ninefold.collect.errors import ImportRefused
from ninefold.collect.importing.uploads import EVENTS, too_large
from ninefold.collect.types import UploadState
from ninefold.culture import actions as house
from ninefold.culture import queries as culture
from ninefold.experiments.queries import PEOPLE_LEAST, TOO_SMALL
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Actor, Permission
from ninefold.web import uploading
from ninefold.web.numbers import whole
from ninefold.web.studio.shell import steps
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes
from ninefold.web.studio.start.columns import MEANINGS, ColumnsForm, mapping_of
from ninefold.web.studio.start.eventcolumns import EventsForm, mapping_of_events


@require_http_methods(["GET", "POST"])
@takes(Permission.IMPORT)
def index(request: HttpRequest) -> HttpResponse:
    """Send a file of people, or of events."""
    error, what = "", request.POST.get("what", request.GET.get("what", "people"))
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise ImportRefused("file_missing", _without_file(request))
            are_events = what == "events"
            key = actions.keep_upload(
                actor=actor_of(request), sent=file.chunks(), called=file.name or "", are_events=are_events
            )
            return redirect("start:event_columns" if are_events else "start:columns", key=key)
        except ImportRefused as refused:
            error = refused.message
    return _asking(request, what, error, status=422 if error else 200)


def _asking(request: HttpRequest, what: str, error: str, *, status: int) -> HttpResponse:
    """The page that asks for a file."""
    most = settings.current().upload_bytes_max // 1_000_000
    context = {"error": error, "what": what, "reachable": steps.reachable(), "most": most}
    return render(request, "studio/start/people.html", context, status=status)


def _without_file(request: HttpRequest) -> str:
    """Why no file came: none was chosen, or it was larger than is taken in."""
    most = settings.current().upload_bytes_max
    is_large = uploading.is_too_large(whole(request.META.get("CONTENT_LENGTH")))
    return too_large(most) if is_large else "Choose a file first."


@require_http_methods(["GET", "POST"])
@takes(Permission.IMPORT)
def columns(request: HttpRequest, key: str) -> HttpResponse:
    """The first rows, what each column means, and how these people agreed."""
    if _is_begun(key):
        return redirect("start:reading", key=key)
    try:
        sheet = queries.upload(key)
    except ImportRefused as refused:
        return _asking(request, "people", refused.message, status=404)
    said = queries.remembered_columns(key)
    form = ColumnsForm(
        request.POST or None, sheet=sheet, today=clock.now().date(), home=culture.home_country(), said=said
    )
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        meant = mapping_of(form, company=culture.company().name, confirmed_by=actor.name, now=clock.now())
        try:
            actions.say_what_columns_mean(actor=actor, key=key, mapping=meant)
            _remember(actor, key, {name: str(form.cleaned_data[name] or "") for name in form.fields})
            return redirect("start:reading", key=key)
        except ImportRefused as refused:
            form.add_error(None, refused.message)
    context = {"sheet": sheet, "form": form, "meanings": MEANINGS, "is_remembered": bool(said)}
    return render(request, "studio/start/columns.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@takes(Permission.IMPORT)
def event_columns(request: HttpRequest, key: str) -> HttpResponse:
    """The first rows of a file of events, what each column means, and how the first lines are read by that."""
    if _is_begun(key):
        return redirect("start:reading", key=key)
    tried, meant = None, None
    try:
        sheet = queries.upload(key)
    except ImportRefused as refused:
        return _asking(request, "events", refused.message, status=404)
    said = queries.remembered_columns(key)
    posted = request.POST if request.method == "POST" else None
    form = EventsForm(posted, sheet=sheet, home=culture.home_country(), said=said)
    if request.method == "POST" and form.is_valid():
        meant = mapping_of_events(form)
        try:
            if request.POST.get("do") != "look":
                actions.say_what_columns_mean(actor=actor_of(request), key=key, mapping=meant)
                if not sheet.are_messages:
                    _remember(actor_of(request), key, form.to_remember())
                return redirect("start:reading", key=key)
            tried = queries.try_upload(key, meant, now=clock.now_us())
        except ImportRefused as refused:
            form.add_error(None, refused.message)
    context = {"sheet": sheet, "form": form, "tried": tried, "is_remembered": bool(said)}
    return render(request, "studio/start/event_columns.html", context, status=422 if form.errors else 200)


def _remember(actor: Actor, key: str, said: dict[str, str]) -> None:
    """Keep what was said, for the next file with these columns; the country for every file and for search."""
    actions.remember_columns(actor=actor, key=key, said=said)
    country = said.get("country", "")
    if country and country != culture.home_country():
        house.set_home_country(actor=actor, country=country)


def _is_begun(key: str) -> bool:
    state = queries.upload_state(key)
    return queries.is_upload_asked(key) or (state is not None and not state.problem)


@require_GET
@takes(Permission.IMPORT)
def reading(request: HttpRequest, key: str) -> HttpResponse:
    """How far the worker has come with the import, and then with learning from it. The page asks again and again."""
    state = queries.upload_state(key)
    error = state.problem if state else ""
    if state is None and not queries.is_upload_asked(key):
        error = "This file is not kept any more. Send it again."
    left = queries.waiting_up_to(state.last_id) if state and state.is_done else 0
    people, are_events = _known(state), key.startswith(EVENTS)
    context = {
        "key": key, "state": state, "error": error, "share": _share(state), "people": people, "left": left,
        "held": queries.upload_held(key) if state and state.is_done and not left else 0,
        "may_mend": actor_of(request).may(Permission.SOURCE_EDIT),
        "are_events": are_events, "too_small": TOO_SMALL if people < 2 * PEOPLE_LEAST and not are_events else "",
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
    """The lines that could not be used, each with its reason."""
    name, held = queries.upload_to_mend(key)
    response = HttpResponse(held, content_type="text/csv; charset=utf-8" if name.endswith("csv") else "text/plain")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
