"""Tags and filters for the studio's templates; ninefold.web.studio.shell says how to use them."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ninefold.adapt import pictures
from ninefold.cadence.zones import zone_of
from ninefold.content.types import ImageFile
from ninefold.context import queries as context
from ninefold.context.types import Person
from ninefold.culture import palette, social
from ninefold.culture import queries as culture
from ninefold.culture.types import Company
from ninefold.kernel import clock, settings
from ninefold.pipeline import demo_note, heldwords
from ninefold.pipeline.person import story
from ninefold.web import brandsheet
from ninefold.web.studio.shell import chips, counts, figures, instants, menu, plots, tongues
from ninefold.web.studio.shell.acting import actor_of

register = template.Library()


@lru_cache(maxsize=64)
def _version(path: str) -> str:
    found = finders.find(path)
    assert isinstance(found, str), f"no static file {path}"
    return blake2b(Path(found).read_bytes(), digest_size=5).hexdigest()


@register.simple_tag
def asset(name: str) -> str:
    """The address of a static file of ours (or of a package, with its folder), with a version that its bytes decide."""
    path = name if "/" in name and not name.startswith("fonts/") else f"ninefold/{name}"
    return f"{static(path)}?v={_version(path)}"


@register.inclusion_tag("studio/shell/menu.html", takes_context=True)
def studio_menu(context: dict[str, Any]) -> dict[str, Any]:
    request = context["request"]
    groups = menu.lines(request.path, counts.all_counts(), actor_of(request)) if request.user.is_authenticated else []
    return {"groups": groups, "user": request.user, "request": request}


@register.simple_tag
def chip(word: object, colour: str = "") -> SafeString:
    text = str(word).replace("_", " ")
    return format_html('<span class="chip {}">{}</span>', colour or chips.colour(text), text)


@register.simple_tag
def sparkline(series: Sequence[float | None] = (), row: str = "ink", label: str = "trend") -> SafeString:
    return plots.sparkline(series, row=row, label=label)


@register.simple_tag
def interval_plot(rows: Sequence[tuple[str, float, float, float]], unit: str = "") -> SafeString:
    return plots.interval_plot(rows, unit=unit)


@register.inclusion_tag("studio/shell/figure.html")
def figure(
    value: object, interval: object = "", series: Sequence[float] = (), row: str = "ink", label: str = "trend"
) -> dict[str, object]:
    return {"value": value, "interval": interval, "series": series, "row": row, "label": label}


@register.inclusion_tag("studio/shell/empty.html")
def empty(title: str, text: str = "", url: str = "", label: str = "") -> dict[str, str]:
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("studio/shell/pager.html")
def pager(newer: str = "", older: str = "") -> dict[str, str]:
    return {"newer": newer, "older": older}


@register.filter
def when(us: int | None) -> SafeString:
    zone = settings.current().time_zone
    shown = instants.when(us or 0, now=clock.now_us(), zone=zone)
    return format_html('<span class="nowrap" title="{}">{}</span>', instants.exact(us or 0, zone=zone), shown)


@register.filter
def instant(us: int | None) -> str:
    return instants.instant(us or 0, zone=settings.current().time_zone)


@register.filter
def clock_time(us: int) -> str:
    """The hour of an instant where the company is: "19:30"."""
    return f"{clock.from_us(us).astimezone(settings.current().time_zone):%H:%M}"


@register.filter
def instant_in(us: int | None, zone: str) -> str:
    """An instant in full where a person lives; in the install's zone where nobody knows."""
    return instants.instant(us or 0, zone=zone_of(zone))


@register.filter
def number(value: float | None) -> str:
    return "" if value is None else f"{value:,}"


@register.filter
def magnitude(value: int) -> int:
    """A number without its sign."""
    return abs(value)


@register.filter
def unlocal(value: float) -> str:
    """A number as drawings take it: a full stop, no thousands."""
    return f"{value:.1f}"


@register.filter
def day(us: int) -> str:
    """The day of an instant: "3 November 2026"."""
    moment = clock.from_us(us).astimezone(settings.current().time_zone)
    return f"{moment.day} {moment:%B %Y}"


@register.filter
def percent(share: float | None) -> str:
    return "" if share is None else figures.percent(share)


@register.filter
def money(minor: int | None) -> str:
    return "" if minor is None else figures.money(minor)


@register.filter
def amounts(by_currency: Mapping[str, int]) -> str:
    """Money in smallest units by currency, in words."""
    return context.in_words(by_currency)


@register.simple_tag(takes_context=True)
def company(context: Context) -> str:
    """The name of the company whose install this is."""
    return _company(context).name


@register.inclusion_tag("public/head.html", takes_context=True)
def brand_head(context: Context) -> dict[str, Any]:
    """Of the head of a page what the brand decides: its icon, its colour, its style sheet."""
    brand = _company(context).brand
    colours = (palette.light(brand).paper, palette.dark(brand).paper)
    return {"logo": _logo(context), "colours": colours, "version": brand.is_drawn and brandsheet.version(brand)}


@register.simple_tag(takes_context=True)
def brand_style(context: Context) -> str:
    """The brand for a frame that shows what customers see: a style attribute's value."""
    return brandsheet.inline(_company(context).brand)


@register.inclusion_tag("public/mark.html", takes_context=True)
def brand_mark(context: Context) -> dict[str, Any]:
    """The company's logo, or our own mark where it has none."""
    dark_id = _company(context).brand.dark_logo_id
    return {"logo": _logo(context), "dark": pictures.logo(dark_id)}


@register.inclusion_tag("public/foot.html", takes_context=True)
def brand_foot(context: Context) -> dict[str, Any]:
    """The foot of a page: what the company says there, who and where it is, its pages here and elsewhere."""
    found = _company(context)
    address = culture.charter().postal_address
    return {
        "footer": found.brand.footer, "imprint": address and f"{found.name}, {address}", "pages": found.legal_links,
        "elsewhere": social.named(found.brand.social),
    }  # fmt: skip


def _company(context: Context) -> Company:
    """The company, asked for once a page."""
    request = getattr(context, "request", None)
    found: Company | None = getattr(request, "company", None)
    if found is None:
        found = culture.company()
        if request is not None:
            request.company = found
    return found


def _logo(context: Context) -> ImageFile | None:
    """The company's logo, where it has one; asked for once a page."""
    logo_id, request = _company(context).logo_id, getattr(context, "request", None)
    if not logo_id:
        return None
    found: ImageFile | None = getattr(request, "company_logo", None) or pictures.logo(logo_id)
    if request is not None:
        request.company_logo = found
    return found


@register.filter
def month(us: int | None) -> str:
    """ "March 2026"; "not yet" for 0."""
    return instants.month(us, zone=settings.current().time_zone) if us else "not yet"


@register.filter
def mail(person: Person) -> str:
    """The newest mail address of a person, or ""."""
    return person.address("email")


@register.simple_tag
def demo_is_building() -> bool:
    """Whether the demo is not finished yet, so that nobody can have its login."""
    note = demo_note.read(settings.current().data)
    return note is not None and note.is_building


@register.filter
def event_name(name: str) -> str:
    """What an event is called in lists of names: a track's own name, words for the calls that have none."""
    return story.activity_name(name) if name.startswith("$") else name


@register.filter
def activity(name: str) -> str:
    """What people do when an event of this name comes, in words; the name itself where nobody knows more."""
    return story.activity_name(name)


@register.filter
def claim(person: Person) -> str:
    """The account that a browser said was theirs, of somebody of whom nobody proved it; "" for all others."""
    return "" if person.is_known else person.address("claimed")


@register.filter
def held(code: str) -> str:
    """Why an event waits in quarantine, in words."""
    return heldwords.held(code)


@register.filter
def spaced(name: str) -> str:
    """The name of a property as it is read: "order_id" is "order id"."""
    return name.replace("_", " ")


@register.simple_tag(takes_context=True)
def tongue(context: dict[str, Any], tag: str) -> str:
    """Whose way of speaking a tag is, by name; a page asks for the communities once."""
    request = context["request"]
    if not hasattr(request, "communities"):
        request.communities = culture.communities()
    return tongues.name_of(tag, "", request.communities)
