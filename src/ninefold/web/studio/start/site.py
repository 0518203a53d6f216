"""The step that connects a company's web site: one line for its pages, and whether it has been heard from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.collect import actions as collect
from ninefold.collect.plan import queries as plan
from ninefold.collect.types import Trust
from ninefold.kernel import settings
from ninefold.kernel.actors import Permission
from ninefold.web.studio.shell import steps
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

NAME = "Our web site"


@require_http_methods(["GET", "POST"])
@takes(Permission.SOURCE_EDIT)
def site(request: HttpRequest) -> HttpResponse:
    """Make the site's key, once; then show the line that carries it."""
    if request.method == "POST":
        if not steps.site_sources():
            collect.create_source(actor=actor_of(request), name=NAME, trust=Trust.BROWSER)
        return redirect("start:site")
    return render(request, "studio/start/site.html", _shown())


@require_GET
@takes(Permission.SOURCE_EDIT)
def heard(request: HttpRequest) -> HttpResponse:
    """What has been heard so far, as a fragment that the page asks for every few seconds."""
    if not request.headers.get("HX-Request"):
        return redirect("start:site")
    return render(request, "studio/start/heard.html", _shown())


def _shown() -> dict[str, object]:
    found = steps.site_sources()
    return {
        "source": found[0] if found else None,
        "edge_url": settings.current().edge_url,
        "heard": plan.heard_from([each.id for each in found]),
    }
