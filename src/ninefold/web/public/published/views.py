"""The page of a public item, and the content API: items as JSON, whole or fitted to a form factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from ninefold.adapt import pictures
from ninefold.adapt import queries as adapt
from ninefold.adapt.errors import DoesNotFit
from ninefold.content import queries as content
from ninefold.content import tags
from ninefold.content.types import BlockKind, Item, Picture, Variant
from ninefold.culture import queries as culture
from ninefold.culture import tags as culture_tags
from ninefold.kernel import clock, settings
from ninefold.kernel.errors import BadInput, NinefoldError, NotFound
from ninefold.web.errors import status_of
from ninefold.web.public import languages, reading
from ninefold.web.public.published.asking import Asked, asked, language_of, version

KEPT_SECONDS = 60
View = Callable[..., HttpResponse]


def for_programs(view: View) -> View:
    """For addresses that programs read: any site may, errors are JSON with `code` and `message`, answers are kept for
    a minute and told by their ETag whether they are new."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            found = view(request, *args, **kwargs)
        except (BadInput, NotFound) as error:
            found = _refused(error)
        found["Access-Control-Allow-Origin"] = "*"
        return found

    kept: View = require_safe(conditional_page(cache_control(public=True, max_age=KEPT_SECONDS)(answer)))
    return kept


def _refused(error: NinefoldError) -> JsonResponse:
    said = {"code": error.code, "message": error.message}
    return JsonResponse(said, status=status_of(error))


@for_programs
def items(request: HttpRequest) -> HttpResponse:
    """Public items, newest first; `next` is the address of those before, null at the end."""
    wanted = asked(request.GET)
    found = content.public_items(now=clock.now_us(), topic=wanted.topic, before_id=wanted.before_id, limit=wanted.limit)
    company = culture.company().name
    said = [one for item in found if (one := _item(item, wanted, company))]
    return JsonResponse({"items": said, "next": _next(request, found, wanted)})


def _next(request: HttpRequest, found: list[Item], wanted: Asked) -> str | None:
    if len(found) < wanted.limit:
        return None
    query = request.GET.copy()
    query["before"] = str(found[-1].id)
    return f"{settings.current().public_url}{request.path}?{query.urlencode()}"


@for_programs
def item(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One public item."""
    wanted = asked(request.GET)
    found = _item(content.public_item(uuid, now=clock.now_us()), wanted, culture.company().name)
    if found is None:
        raise NotFound("variant_not_found", f"Nothing of this item is published that fits {wanted.form}.")
    return JsonResponse(found)


def address(one: Item, language: str = "") -> str:
    """The page of a public item, in a language."""
    query = f"?language={language}" if language else ""
    return f"{settings.current().public_url}/content/{one.uuid}{query}"


def _item(one: Item, wanted: Asked, company: str) -> dict[str, Any] | None:
    variant = version(one, wanted.language, wanted.form)
    if variant is None:
        return None
    title, parts = reading.read(variant, reading.nobody(variant.content.tag), company)
    found = {
        "id": str(one.uuid), "title": reading.headed(title, parts)[0] or one.title, "topic": one.topic,
        "language": variant.content.tag,
        "languages": sorted({each.content.tag for each in one.variants}), "url": address(one, wanted.language),
        "published_at": _time(variant.published_at), "valid_until": _time(one.valid_until),
        "blocks": [_part(part) for part in parts],
    }  # fmt: skip
    return found | {"rendition": _rendition(one, variant, wanted.form)} if wanted.form else found


def _part(part: reading.Part) -> dict[str, Any]:
    """A block, with only what it has."""
    block = part.block
    found: dict[str, Any] = {"kind": part.kind, "text": part.text, "options": list(part.options), "url": part.url}
    if part.image:
        found["image"] = _image(part.image, part.alt)
    if block.kind is BlockKind.EVENT:
        found["event"] = {"starts": block.starts, "ends": block.ends, "zone": block.zone, "place": block.place}
    return {name: value for name, value in found.items() if value}


def _image(image: Picture, alt: str) -> dict[str, Any]:
    """The file that every reader can show, and all that there are."""
    plain = pictures.open_to_all(image.plain)
    files = [
        {"url": pictures.full(file.path), "format": file.format, "width": file.width, "height": file.height,
         "bytes": file.size_bytes}
        for file in image.files
    ]  # fmt: skip
    said = {"url": plain.path, "width": plain.width, "height": plain.height, "alt": alt or image.alt}
    return said | {"files": files}


def _rendition(one: Item, variant: Variant, form: str) -> dict[str, Any]:
    """The same fitted to a form factor, for nobody in particular: what only its reader could open leads to its page.
    With its addresses as they are it may not fit; `problem` says so then."""
    own = address(one)
    try:
        made = adapt.render(
            one, reading.nobody(variant.content.tag), form, links=lambda url, _: own if _is_personal(url) else url
        )
    except DoesNotFit as error:
        return {"form": form, "problem": error.message}
    return {
        "form": form, "title": made.subject, "html": made.html, "text": made.text, "used": made.used,
        "limit": made.limit, "links": [{"url": link.url, "label": link.label} for link in made.links],
    }  # fmt: skip


def _is_personal(url: str) -> bool:
    """Whether an address is one that Ninefold serves to the reader of a message (adapt.queries.render)."""
    return url.startswith("ninefold:")


def _time(us: int) -> str | None:
    return clock.from_us(us).isoformat() if us else None


@require_safe
def page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A public item as a page; `?language=` chooses a version."""
    found, wanted = content.public_item(uuid, now=clock.now_us()), asked(request.GET)
    variant = version(found, wanted.language or language_of(request, found))
    if variant is None:
        raise NotFound("variant_not_found", "Nothing of this is published now.")
    title, parts = reading.headed(*reading.read(variant, reading.nobody(variant.content.tag)))
    context = {
        "title": title or found.title, "parts": parts, "item": found, "others": _others(found, variant.content.tag),
        "language": tags.html_language(variant.content.tag),
        "is_right_to_left": tags.is_right_to_left(variant.content.tag), "address": address(found, wanted.language),
        "share": reading.shared(parts), "logo": adapt.logo(culture.company()),
    }  # fmt: skip
    answer = render(request, "public/published/item.html", context)
    patch_vary_headers(answer, ["Accept-Language"])
    return answer


def _others(one: Item, shown: str) -> list[tuple[str, str]]:
    """The tags of its other versions, each with what its readers call it: a community's name, or a language's."""
    communities = {community.tag.lower(): community.name for community in culture.communities()}
    others = sorted({each.content.tag for each in one.variants if each.content.tag != shown})
    return [(tag, communities.get(tag.lower()) or languages.name(culture_tags.language(tag))) for tag in others]
