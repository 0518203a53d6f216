"""The home page: the square of nine, and the page of each measure."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import NotFound
from ninefold.measure.types import C
from ninefold.pipeline import demo_note
from ninefold.web.studio.campaigns.origin import described
from ninefold.web.studio.home import measure, tiles, waiting
from ninefold.web.studio.shell import menu, steps
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.kept import HOME_SECONDS, HOME_SQUARE
from ninefold.web.studio.shell.rights import EVERYONE, takes
from ninefold.web.studio.start import changing
from ninefold.web.studio.start import views as first_steps

KEPT = HOME_SQUARE


@takes(EVERYONE)
def home(request: HttpRequest) -> HttpResponse:
    """How we engage: nine measures in three rows, for who may read results; for everyone what waits, and the doors.

    The page stands at once; what is not kept yet of the nine arrives by itself.
    """
    actor = actor_of(request)
    reads = actor.may(Permission.RESULT_READ)
    demo = demo_note.read(settings.current().data)
    found = {
        "reads": reads,
        "rows": cache.get(KEPT) if reads else None,
        "doors": [] if reads else _doors(request),
        "waiting": waiting.waiting(actor),
        "now": clock.now_us(),
        "demo": demo,
        "demo_how": described(demo) if demo else "",
        "may_read_people": actor.may(Permission.PERSON_READ),
        "may_change": actor.may(Permission.CHARTER_EDIT),
        "company_stands": changing.company_stands(),
        "start": first_steps.shown(actor) if actor.may(Permission.CAMPAIGN_EDIT) and steps.left() else None,
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


@takes(Permission.RESULT_READ)
def one(request: HttpRequest, c: str) -> HttpResponse:
    """One measure: its definition, its figure by week, the statements it is read from, and what is behind it."""
    if c not in set(C):
        raise NotFound("measure_not_found", f"There is no measure {c!r}. The nine stand on the home page.")
    return render(request, "studio/home/measure.html", {"page": measure.page(C(c), clock.now_us())})


def rows() -> list[tiles.Row]:
    """The square of nine, kept for a moment: its measures look at everyone."""
    kept: list[tiles.Row] | None = cache.get(KEPT)
    if kept is None:
        kept = tiles.square(clock.now_us())
        cache.set(KEPT, kept, HOME_SECONDS)
    return kept
