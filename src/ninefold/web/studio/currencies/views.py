"""The currencies' overview."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ninefold.currency import queries
from ninefold.kernel.actors import Permission
from ninefold.web.studio.shell.rights import takes


@takes(Permission.RESULT_READ)
def index(request: HttpRequest) -> HttpResponse:
    """Every currency with its totals, and the rules by which it is earned."""
    held = [(one, queries.totals(one.key)) for one in queries.currencies()]
    return render(request, "studio/currencies/index.html", {"held": held, "rules": queries.rules()})
