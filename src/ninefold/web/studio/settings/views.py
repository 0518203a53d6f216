"""The settings page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ninefold.kernel import settings
from ninefold.web.studio.settings import facts
from ninefold.web.studio.shell.rights import EVERYONE, takes


@takes(EVERYONE)
def index(request: HttpRequest) -> HttpResponse:
    """Facts about the install, its settings, and where accounts are kept."""
    install = settings.current()
    context = {"facts": list(facts.facts(install)), "values": list(facts.values(install)), "install": install}
    return render(request, "studio/settings/index.html", context)
