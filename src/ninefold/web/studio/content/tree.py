"""The way to the pages of the team's own: Wagtail's tree, below the page that the public site stands on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET
from wagtail.models import Site

from ninefold.kernel.errors import NotFound
from ninefold.web.studio.content.pagerights import RIGHT
from ninefold.web.studio.shell.rights import takes


@require_GET
@takes(RIGHT)
def pages(request: HttpRequest) -> HttpResponse:
    """To the site's own page in the tree; where nothing is below it, to a first page."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        raise NotFound("site_not_found", "There is no site whose pages could be shown.")
    if not site.root_page.numchild:
        return redirect("wagtailadmin_pages:add", "content", "contentpage", site.root_page_id)
    return redirect("wagtailadmin_explore", site.root_page_id)
