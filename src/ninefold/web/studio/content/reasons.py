"""Why a reader gets what they get: which version of an item, and what stands in for what is not known of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from ninefold.adapt import lacking, ownwords
from ninefold.adapt.formfactors import form_factors
from ninefold.adapt.lacking import Fallback
from ninefold.adapt.personas import Persona
from ninefold.adapt.queries import values_of
from ninefold.content import lookup
from ninefold.content.lexicon.drafting import Change
from ninefold.content.types import VariantContent
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.culture import tags
from ninefold.culture.types import Community
from ninefold.web.studio.content import preview
from ninefold.web.studio.content.readers import is_real
from ninefold.web.studio.content.rows import ItemRow, VariantRow
from ninefold.web.studio.shell import tongues


@dataclass(frozen=True, slots=True)
class Step:
    """A tag that was looked for, and whether something is written for it."""

    tag: str
    is_written: bool


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a reader gets the version they get. `gets` is None where nothing is written; `of_forms` are the form factors
    for which a version of their own is written in that tongue, by name; `gets_name` says whom it is written for."""

    reads: str
    because: str
    steps: tuple[Step, ...]
    gets: VariantRow | None
    of_forms: tuple[str, ...]
    fallbacks: tuple[Fallback, ...]
    gets_name: str = ""
    own_words: tuple[Change, ...] = ()  # what is said to them as they say it themselves


def reasons(item: ItemRow, reader: Persona, content: VariantContent, form_factor: str = "mail") -> Reasons:
    """Why a reader gets the version of an item that they get in a form factor, drafts counted as if published.

    `content` is what is shown to them, whose placeholders are looked at.
    """
    communities, tag = culture.communities(), reader.person.tag
    written = {row.tag.lower() for row in item.variants if row.form_factor in ("", form_factor)}
    gets = preview.sheet_variant(item.variants, item.default_tag, tag, form_factor)
    own = [row.form_factor for row in item.variants if gets and row.tag == gets.tag and row.form_factor]
    known = form_factors()
    return Reasons(
        reads=tongues.name_of(tag, "", communities) if tag else "",
        because=_because(reader, communities),
        steps=_steps(tag, item.default_tag, written),
        gets=gets,
        gets_name=tongues.name_of(gets.tag, item.default_tag, communities) if gets else "",
        of_forms=tuple(known[key].name for key in own if key in known),
        own_words=_own_words(reader, content),
        fallbacks=tuple(lacking.fallbacks(content, values_of(reader.person))),
    )


def _own_words(reader: Persona, content: VariantContent) -> tuple[Change, ...]:
    words = context.own_words([reader.person]).get(reader.person.id, ())
    _, changes = ownwords.said(content, ownwords.choices(content, words))
    return tuple({(one.before.casefold(), one.after.casefold()): one for one in reversed(changes)}.values())[::-1]


def _steps(tag: str, default: str, written: set[str]) -> tuple[Step, ...]:
    """What is looked for, one after another, up to what is found."""
    found: list[Step] = []
    for one in dict.fromkeys([*lookup.chain(tag), *lookup.chain(default)]):
        found.append(Step(one, one in written))
        if one in written:
            break
    return tuple(found)


def _because(reader: Persona, communities: Sequence[Community]) -> str:
    """Where the tag comes from, in words."""
    person = reader.person
    register = tags.register(person.tag)
    spoken = next((one.name for one in communities if one.tag.lower() == person.tag.lower()), "")
    spoken = spoken or next((one.name for one in communities if register and tags.register(one.tag) == register), "")
    belongs = f"they belong to {spoken}" if spoken and register else ""
    told = next((name for name in ("language", "locale") if person.traits.get(name)), "")
    language = "their language was told" if told else ""
    if is_real(reader) and not told and person.tag and not spoken:
        language = "a device of theirs is set to it"
    return " and ".join(filter(None, (language, belongs)))
