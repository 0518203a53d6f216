"""The demo's shop page: the link of a demo letter ends on a page that stands, and says what the click did."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ninefold.kernel import settings
from ninefold.kernel.errors import NotFound
from ninefold.pipeline import demo_note


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the page where this install holds the demo; anywhere else there is no such shop."""
    install = settings.current()
    if demo_note.read(install.data) is None:
        raise NotFound("shop_missing", "Only the demo has a shop here.")
    return render(request, "public/shop.html", {"studio": install.studio_url})
