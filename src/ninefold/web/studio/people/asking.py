"""The people who never said yes or no, and how they can be asked without writing to them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ninefold.context import queries as context
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Permission
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

SHOWN = 50
SILENT = {
    "all": [
        {"consent": {"purpose": purpose.value, "channel": channel.value, "is": "none"}}
        for purpose in (Purpose.NEWS, Purpose.OFFERS, Purpose.COMMUNITY)
        for channel in (Channel.MAIL, Channel.SMS, Channel.PUSH)
    ]
}


@require_GET
@takes(Permission.PERSON_READ)
def asking(request: HttpRequest) -> HttpResponse:
    """How many they are, the first of them, and the ways to their word."""
    silent, actor = context.members(SILENT, now=clock.now_us()), actor_of(request)
    found = {
        "count": len(silent),
        "people": list(context.persons(silent[:SHOWN]).values()),
        "public": settings.current().public_url,
        "may_import": actor.may(Permission.IMPORT),
    }
    return render(request, "studio/people/asking.html", found)
