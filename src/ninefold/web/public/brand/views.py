"""The brand's style sheet for our own pages, and the brand as data for apps and other sites."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from ninefold.adapt import queries as adapt
from ninefold.culture import queries as culture
from ninefold.web import brandsheet
from ninefold.web.assets import SHORT_SECONDS, YEAR_SECONDS
from ninefold.web.public.published.views import for_programs


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The style sheet. An address with the version of what holds is kept for a year."""
    brand = culture.company().brand
    is_named = request.GET.get("v") == brandsheet.version(brand)
    response = HttpResponse(brandsheet.sheet(brand), content_type="text/css; charset=utf-8")
    kept = f"max-age={YEAR_SECONDS}, immutable" if is_named else f"max-age={SHORT_SECONDS}"
    response["Cache-Control"] = f"public, {kept}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@for_programs
def told(_: HttpRequest) -> HttpResponse:
    """Logo, colours, fonts and corners, for in-app cards and what else another program draws."""
    company = culture.company()
    logos = (adapt.logo(company), adapt.logo(company, is_dark=True))
    light, dark = (found.path if found else "" for found in logos)
    return JsonResponse(brandsheet.told(company, (light, dark)))
