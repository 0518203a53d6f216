"""The settings page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ninefold.kernel import settings
from ninefold.kernel.actors import Permission
from ninefold.web.studio.settings import facts
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import EVERYONE, takes


@takes(EVERYONE)
def index(request: HttpRequest) -> HttpResponse:
    """Facts about the install, its settings, and where accounts are kept."""
    install = settings.current()
    may_edit = actor_of(request).may(Permission.CHARTER_EDIT)
    context = {
        "facts": list(facts.facts(install)), "values": list(facts.values(install)), "install": install,
        "may_edit": may_edit,
    }  # fmt: skip
    return render(request, "studio/settings/index.html", context)
