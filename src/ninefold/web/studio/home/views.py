"""The home page: the square of nine."""

from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Permission
from ninefold.pipeline import demo_note
from ninefold.web.studio.home import measures, waiting
from ninefold.web.studio.shell import menu
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import EVERYONE, takes

KEPT, KEPT_SECONDS = "home-square", 60
ROWS = (
    ("values", "Values", "why people listen"),
    ("delivery", "Delivery", "how you speak"),
    ("moment", "Right time", "what moves them"),
)


@dataclass(frozen=True, slots=True)
class Row:
    colour: str
    name: str
    meaning: str
    measures: list[measures.Measure]


@takes(EVERYONE)
def home(request: HttpRequest) -> HttpResponse:
    """How we engage: nine measures in three rows, for who may read results; for everyone what waits, and the doors.

    The page stands at once; what is not kept yet of the nine arrives by itself.
    """
    actor = actor_of(request)
    reads = actor.may(Permission.RESULT_READ)
    found = {
        "reads": reads,
        "rows": cache.get(KEPT) if reads else None,
        "doors": [] if reads else _doors(request),
        "waiting": waiting.waiting(actor),
        "now": clock.now_us(),
        "demo": demo_note.read(settings.current().data),
        "may_read_people": actor.may(Permission.PERSON_READ),
    }
    return render(request, "studio/home/home.html", found)


def _doors(request: HttpRequest) -> list[menu.Line]:
    """Every other page of the menu, for who has no figures to look at."""
    groups = menu.lines(request.path, {}, actor_of(request))
    return [line for _, lines in groups for line in lines if not line.is_current]


@takes(Permission.RESULT_READ)
def square(request: HttpRequest) -> HttpResponse:
    """The square of nine as a fragment."""
    return render(request, "studio/home/square.html", {"rows": rows()})


def rows() -> list[Row]:
    """The square of nine, kept for a moment: its measures look at everyone."""
    kept: list[Row] | None = cache.get(KEPT)
    if kept is None:
        nine = measures.nine(measures.look(clock.now_us()))
        kept = [Row(*row, [one for one in nine if one.row == row[0]]) for row in ROWS]
        cache.set(KEPT, kept, KEPT_SECONDS)
    return kept
