"""The people who act and never said yes or no, and how they can be asked without writing to them."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ninefold.channel.types import CARRIED
from ninefold.context import queries as context
from ninefold.context import tallies
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Permission
from ninefold.measure.scorecard import queries as scorecard
from ninefold.measure.types import C
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

SHOWN = 50


@require_GET
@takes(Permission.PERSON_READ)
def asking(request: HttpRequest) -> HttpResponse:
    """How many they are, the first of them, and the ways to their word."""
    now, actor = clock.now_us(), actor_of(request)
    silent = tallies.silent_people(carried=CARRIED, now=now, limit=SHOWN)
    found = {
        "count": _count(silent, now),
        "people": list(context.persons(silent).values()),
        "public": settings.current().public_url,
        "may_import": actor.may(Permission.IMPORT),
    }
    return render(request, "studio/people/asking.html", found)


def _count(shown: Sequence[int], now: int) -> int:
    """How many there are: those shown, or of more than a page shows those of last night, as the square counts them."""
    if len(shown) < SHOWN:
        return len(shown)
    return max(len(shown), scorecard.read(C.CHANNEL, now, lambda campaign: "").next.count)
