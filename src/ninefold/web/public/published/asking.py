"""What is asked for in an address of the content API: language, topic, form factor, how many."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from ninefold.adapt.formfactors import form_factors
from ninefold.adapt.types import Layout
from ninefold.content import lookup, tags
from ninefold.content.types import Item, Variant
from ninefold.culture import tags as culture_tags
from ninefold.kernel.errors import BadInput

LIMIT, LIMIT_MAX = 20, 100
TOPIC_CHARACTERS_MAX = 100
LANGUAGES_MAX = 5  # of a browser's header


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: the language "" for each item's own, the form factor "" for whole blocks; items before an id."""

    language: str
    topic: str
    form: str
    limit: int
    before_id: int


def asked(query: QueryDict) -> Asked:
    """What the query of an address asks for. Raise BadInput naming what is wrong."""
    limit, before = _number(query, "limit", LIMIT), _number(query, "before", 0)
    if not 1 <= limit <= LIMIT_MAX:
        raise BadInput("limit_refused", f"“limit” is 1 to {LIMIT_MAX}.")
    form = query.get("form", "")
    for_all = [key for key, one in form_factors().items() if one.layout is not Layout.LETTER]
    if form and form not in for_all:
        raise BadInput("form_factor_unknown", f"“form” is one of: {', '.join(for_all)}. A letter is for its reader.")
    language = query.get("language", "")
    return Asked(
        tags.normal(language) if language else "", query.get("topic", "")[:TOPIC_CHARACTERS_MAX], form, limit, before
    )


def language_of(request: HttpRequest, item: Item) -> str:
    """The first of the languages that the address or the browser asks for in which the item speaks, else its own."""
    wanted = [request.GET.get("language", ""), *_accepted(request.headers.get("Accept-Language", ""))]
    spoken = {culture_tags.language(one.content.tag) for one in item.variants}
    found = (tag for one in wanted if (tag := culture_tags.canonical(one)) and culture_tags.language(tag) in spoken)
    return next(found, item.default_tag)


def _accepted(header: str) -> list[str]:
    """The first languages of a header, as browsers send them: the most wanted first."""
    return [one.partition(";")[0].strip() for one in header[:500].split(",")[:LANGUAGES_MAX]]


def _number(query: QueryDict, name: str, default: int) -> int:
    said = query.get(name, "")
    if said and not (said.isascii() and said.isdigit() and len(said) <= 18):
        raise BadInput(f"{name}_refused", f"“{name}” is a number.")
    return int(said) if said else default


def version(item: Item, language: str, form: str = "") -> Variant | None:
    """The version for a language, of those that fit a form factor or ("") any; None where there is none."""
    wanted = language or item.default_tag
    for one in [form] if form else form_factors():
        if found := lookup.best_variant(item, wanted, one):
            return found
    return None
