"""Invented readers for whoever has none: of a company's own communities, and of a language that a version is in."""

from collections.abc import Collection, Sequence

from ninefold.adapt.personas import Persona, invented
from ninefold.culture import tags
from ninefold.culture.types import Community
from ninefold.web.studio.shell import tongues

_KEY = "reads-"


def of_tag(tag: str, communities: Sequence[Community]) -> Persona:
    """An invented reader of a tag: of the community that has it, else of its language alone."""
    own = next((one for one in communities if one.tag.lower() == tag.lower()), None)
    name = tongues.name_of(tag, "", communities)
    label = f"of {name}" if own else f"reads {name}"
    return invented(f"{_KEY}{tag.lower()}", label, tag, own.key if own else "")


def of_key(key: str, communities: Sequence[Community]) -> Persona | None:
    """The invented reader whom a key names; None where it names none."""
    tag = tags.canonical(key.removeprefix(_KEY)) if key.startswith(_KEY) else ""
    return of_tag(tag, communities) if tag and tags.is_known(tag) else None


def missing(known: Collection[Persona], tag: str, communities: Sequence[Community]) -> list[Persona]:
    """Readers of the communities, and of `tag` ("" for none), where nobody known reads exactly so."""
    read = {one.person.tag.lower() for one in known if not one.is_odd}
    wanted = {one.lower(): one for one in (*(each.tag for each in communities), tag) if one}
    return [of_tag(one, communities) for lower, one in wanted.items() if lower not in read]
