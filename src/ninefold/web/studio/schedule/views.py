"""What goes out and what ends by itself, day by day, in the company's time zone."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ninefold.content.schedule import queries
from ninefold.content.schedule.queries import Entry
from ninefold.kernel import clock, settings
from ninefold.web.studio.shell.rights import EVERYONE, takes


@require_GET
@takes(EVERYONE)
def index(request: HttpRequest) -> HttpResponse:
    """All of it, the next first."""
    now, zone = clock.now_us(), settings.current().time_zone
    found = queries.entries(now=now)
    days = [(day, list(entries)) for day, entries in groupby(found, key=_day)]
    context = {"days": days, "zone": zone.key, "troubled": sum(bool(one.problems) for one in found)}
    return render(request, "studio/schedule/index.html", context)


def _day(entry: Entry) -> str:
    moment = clock.from_us(entry.at).astimezone(settings.current().time_zone)
    return f"{moment:%A}, {moment.day} {moment:%B %Y}"
