"""A page of the team's own, as Wagtail keeps it, on the public site."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from ninefold.kernel.errors import NotFound

_OURS = {"content_type__app_label": "content", "content_type__model": "contentpage"}


@require_safe
def page(request: HttpRequest, path: str) -> HttpResponse:
    """A page that is published and open to all, by its place in the tree. Raises NotFound."""
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    place = f"{site.root_page.url_path}{path.strip('/')}/" if site else ""
    row = Page.objects.live().public().filter(url_path=place, **_OURS).first()
    if row is None:
        raise NotFound("page_not_found", "There is no such page.")
    found = row.specific
    answer: HttpResponse = TemplateResponse(request, found.get_template(request), found.get_context(request)).render()
    answer["Cache-Control"] = "private, max-age=0"
    patch_vary_headers(answer, ("Cookie", "Accept-Language"))
    return answer
