"""A public item inside of another page: said to who is signed in as to them, to all others in their browser's language.

What is the same for everybody of a language is kept for a minute. What cannot be shown leaves its place empty: the page
around it stands.
"""

from uuid import UUID

import structlog
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from ninefold.adapt import queries as adapt
from ninefold.content import queries as content
from ninefold.content import tags
from ninefold.content.types import Item
from ninefold.context import queries as context
from ninefold.context.types import Person
from ninefold.kernel import clock
from ninefold.kernel.errors import NinefoldError
from ninefold.web.public import reading
from ninefold.web.public.published.asking import language_of, version
from ninefold.web.public.published.views import address
from ninefold.web.public.session import member_of

KEPT_SECONDS = 60
log = structlog.get_logger(__name__)


def embedded(request: HttpRequest, uuid: str, form: str = "") -> SafeString:
    """The item's HTML for who asks, whole ("") or in a form factor; "" where it cannot be shown now."""
    try:
        item = content.public_item(UUID(str(uuid)), now=clock.now_us())
        member = member_of(request)
        if member is not None:
            return _drawn(item, context.person(member.profile_id), form)
        language = language_of(request, item)
        key = f"embedded:{item.uuid}:{form}:{language.lower()}"
        kept: SafeString | None = cache.get(key)
        if kept is None:
            kept = _drawn(item, reading.nobody(language), form)
            cache.set(key, kept, KEPT_SECONDS)
        return kept
    except (NinefoldError, ValueError) as error:
        log.info("item not shown in a page", item=str(uuid), form=form, reason=str(error))
        return mark_safe("")


def _drawn(item: Item, person: Person, form: str) -> SafeString:
    variant = version(item, person.tag, form)
    if variant is None:
        return mark_safe("")
    own = address(item)
    found: dict[str, object] = {
        "item": item, "form": form, "tag": variant.content.tag, "address": own,
        "language": tags.html_language(variant.content.tag),
        "is_right_to_left": tags.is_right_to_left(variant.content.tag),
    }  # fmt: skip
    if form:
        found["made"] = adapt.render(item, person, form, links=lambda url, _: own if _is_personal(url) else url)
    else:
        found["title"], found["parts"] = reading.headed(*reading.read(variant, person))
    return render_to_string("public/tree/embedded.html", found)


def _is_personal(url: str) -> bool:
    return url.startswith("ninefold:")
