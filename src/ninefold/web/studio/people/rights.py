"""Files of people; a person's rights: a file of everything, and erasing with its progress and receipt."""

import structlog
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ninefold.context import actions as context_actions
from ninefold.context import queries as context
from ninefold.context.types import Person
from ninefold.kernel import clock, settings, tables
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.pipeline.erasing import places
from ninefold.pipeline.erasing.steps import STEPS
from ninefold.web import personfile
from ninefold.web.studio.shell.acting import actor_of, names_of
from ninefold.web.studio.shell.rights import takes

SHOWN_MAX = 200
# By the end of a file's name: what it is called, and its media type.
FORMATS = {
    "csv": ("CSV", "text/csv; charset=utf-8"), "jsonl": ("JSON lines", "application/x-ndjson"),
    "parquet": ("Parquet", "application/vnd.apache.parquet"),
}  # fmt: skip
log = structlog.get_logger(__name__)


@takes(Permission.PERSON_EXPORT)
@require_POST
def export(request: HttpRequest, person_id: int) -> HttpResponse:
    """The file of everything; that it was taken, and by whom, stands in the person's story."""
    return personfile.download(personfile.write(context.person(person_id), by=actor_of(request).name))


@takes(Permission.PERSON_EXPORT)
@require_POST
def export_all(request: HttpRequest) -> StreamingHttpResponse:
    """Everyone, or who is in a segment now, as a file of a format that is written while it is read."""
    key, kind = request.POST.get("segment", ""), request.POST.get("format", "csv")
    if kind not in FORMATS:
        raise BadInput("format_unknown", "Choose CSV, JSON lines or Parquet.")
    segment = context.segment(key) if key else None
    rows = context.people_rows(segment.key if segment else None)
    body = tables.pieces(f".{kind}", context.people_columns(), rows, folder=settings.current().data / "exports")
    log.info("people exported", by=actor_of(request).key, segment=key, format=kind)
    headers = {"Content-Disposition": f'attachment; filename="{segment.key if segment else "people"}.{kind}"'}
    return StreamingHttpResponse(body, content_type=FORMATS[kind][1], headers=headers)


@takes(Permission.PERSON_ERASE)
def erase(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask once more, typed by hand; then erase."""
    person = context.person(person_id)
    typed, wanted = request.POST.get("typed", "").strip(), _word(person)
    if request.method == "POST" and typed == wanted:
        key = context_actions.ask_erasure(actor=actor_of(request), profile_id=person.id, now=clock.now_us())
        return redirect("people:erasure", key)
    shown = {"person": person, "wanted": wanted, "is_wrong": request.method == "POST"}
    return render(request, "studio/people/erase.html", shown, status=400 if request.method == "POST" else 200)


def _word(person: Person) -> str:
    return person.address("account") or str(person.id)


@takes(Permission.PERSON_ERASE)
def erasure(request: HttpRequest, key: str) -> HttpResponse:
    """How far an erasure has come; once it is done, its receipt."""
    found = context.erasure(key)
    done = {
        name: [(places.named(place), count) for place, count in counted.items() if count]
        for name, counted in found.counts.items()
    }
    steps = [(step.words, done.get(step.name), step.name == found.step) for step in STEPS]
    shown = {"erasure": found, "steps": steps, "asked_by": names_of([found.asked_by])[found.asked_by]}
    return render(request, "studio/people/erasure.html", shown)


@takes(Permission.PERSON_ERASE)
def erasures(request: HttpRequest) -> HttpResponse:
    """The receipts, newest first."""
    found = context.erasures(limit=SHOWN_MAX)
    names = names_of(one.asked_by for one in found)
    shown = {"erasures": [(one, names[one.asked_by]) for one in found]}
    return render(request, "studio/people/erasures.html", shown)
