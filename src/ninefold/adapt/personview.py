"""A person as authors may speak of them: the values that placeholders are filled from."""

from collections.abc import Mapping
from typing import Any

from ninefold.adapt.placeholders import NO_THINGS, Values
from ninefold.adapt.strictness import says
from ninefold.context.types import Person


def values(person: Person, company: str, things: Mapping[str, str] = NO_THINGS) -> Values:
    """The values of one person. A field nobody knows, or of which nothing can be seen, is empty, so that the fallback
    stands in.

    `things` is what living blocks say (adapt.living).
    """
    traits = person.traits
    if any(type(value) is str and value and not says(value) for value in traits.values()):
        traits = {key: value for key, value in traits.items() if type(value) is not str or says(value)}
    name = _text(traits, "name") or (person.name if says(person.name) else "")
    first = _text(traits, "first_name", "firstName") or (name.split()[0] if name.split() else "")
    known: dict[str, Any] = {
        "first_name": first,
        "last_name": _text(traits, "last_name", "lastName"),
        "name": name,
        "city": _text(traits, "city"),
        "country": _text(traits, "country"),
        "community": _text(traits, "community"),
        "language": person.tag,
        "plan": _text(traits, "plan"),
        "traits": traits,
    }
    return Values({"person": known, "company": {"name": company}}, things)


def _text(traits: dict[str, Any], *keys: str) -> str:
    for key in keys:
        value = traits.get(key)
        if isinstance(value, str) and value:
            return value
    return ""
