"""The home page: the square of nine."""

from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Permission
from ninefold.pipeline import demo_note
from ninefold.web.studio.home import measures, waiting
from ninefold.web.studio.shell.acting import actor_of

KEPT_SECONDS = 20
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


def home(request: HttpRequest) -> HttpResponse:
    """How we engage: nine measures in three rows, and what waits."""
    actor_of(request).require(Permission.RESULT_READ)
    return render(
        request,
        "studio/home/home.html",
        _figures() | {"now": clock.now_us(), "demo": demo_note.read(settings.current().data)},
    )


def _figures() -> dict[str, object]:
    """What the page shows, kept for a moment: nine measures look at everyone."""
    kept: dict[str, object] | None = cache.get("home-figures")
    if kept is not None:
        return kept
    sight = measures.look(clock.now_us())
    nine = measures.nine(sight)
    figures: dict[str, object] = {
        "rows": [Row(*row, [one for one in nine if one.row == row[0]]) for row in ROWS],
        "waiting": waiting.waiting(sight.campaigns),
    }
    cache.set("home-figures", figures, KEPT_SECONDS)
    return figures
