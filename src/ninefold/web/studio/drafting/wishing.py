"""What the model is told: for whom, in which form, of what; and how the house speaks."""

from ninefold.adapt.formfactors import form_factors
from ninefold.content import queries as content
from ninefold.content.languagemodel.types import House, Wish
from ninefold.content.types import TermState, VariantContent
from ninefold.culture import queries as culture
from ninefold.web.studio.content.preview import sheet_variant
from ninefold.web.studio.content.rows import ItemRow, contents


def wish(item: ItemRow, *, tag: str, form_factor: str, brief: str, is_begun: bool) -> Wish:
    """A draft of an item for a tag and a form factor, "" for all."""
    community = next((one for one in culture.communities() if one.tag.lower() == tag.lower()), None)
    readers = f"the community “{community.name}”" if community else "everyone who reads this language"
    form = form_factors().get(form_factor)
    words = f"{form.name}, at most {form.limit} {form.unit.replace('_', ' ')}" if form else ""
    return Wish(
        item.title, tag, readers, form_factor, words, brief, source(item, tag) if is_begun else None, item.facts
    )


def source(item: ItemRow, tag: str) -> VariantContent | None:
    """What readers of a tag get of an item now, draft or live; None where nothing is written."""
    row = sheet_variant(item.variants, item.default_tag, tag, "mail")
    return contents([row.pk])[row.pk] if row else None


def house(tag: str) -> House:
    """How the house speaks, and the terms of the community of this tag."""
    charter = culture.charter()
    community = next((one for one in culture.communities() if one.tag.lower() == tag.lower()), None)
    terms = content.terms(community.key) if community else []
    accepted = tuple(one for one in terms if one.state is TermState.ACCEPTED)
    return House(culture.company().name, charter.voice, tuple(charter.values), charter.avoided, accepted)
