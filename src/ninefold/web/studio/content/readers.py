"""Who a preview or a test can be seen by: a company's own people, and made-up ones; in the demo the invented ones."""

from collections.abc import Sequence

from ninefold.adapt.personas import PERSONAS, STAND_INS, Persona
from ninefold.context import queries as context
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.web.studio.shell import steps

OWN_MAX = 4


def readers(actor: Actor, tag: str = "") -> Sequence[Persona]:
    """The readers to choose from, the one shown first in front: where a tag is given, somebody whom it speaks to."""
    if not steps.is_own():
        return _fitting(PERSONAS, tag)
    return _fitting((*(_own() if actor.may(Permission.PERSON_READ) else ()), *STAND_INS), tag)


def _fitting(found: Sequence[Persona], tag: str) -> Sequence[Persona]:
    return sorted(found, key=lambda one: _register(one.person.tag) != _register(tag)) if tag else found


def _register(tag: str) -> str:
    """A community's way of speaking in a tag: "vinyl" of en-x-vinyl; "" for everyone."""
    return tag.lower().partition("-x-")[2]


def reader(actor: Actor, key: str, tag: str = "") -> Persona:
    """The reader of a key; for an unknown key the first one, whom the tag speaks to where one is given."""
    found = readers(actor, tag)
    return next((one for one in found if one.key == key), found[0])


def _own() -> list[Persona]:
    """The first of those who said yes to news by mail, else of all."""
    agreed = context.members(steps.CONSENTED, now=clock.now_us())[:OWN_MAX]
    people = context.persons(agreed).values() if agreed else context.people(limit=OWN_MAX)
    return [Persona(f"person-{one.id}", one.name or f"Person {one.id}", one) for one in people]
