"""Who a preview or a test can be seen by: made-up people, a company's own by choice; in the demo the invented ones.

A look as a real person takes the right to read people, and is written into that person's history with who looked.
"""

from collections.abc import Sequence

from django.core.cache import cache

from ninefold.adapt.personas import PERSONAS, STAND_INS, Persona
from ninefold.collect import actions as collect
from ninefold.collect.types import EventName, NewEvent
from ninefold.context import queries as context
from ninefold.context.types import Person
from ninefold.kernel import clock, ids
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotFound
from ninefold.web.numbers import whole
from ninefold.web.studio.shell import steps

OWN_MAX = 4
_REAL = "person-"
_HOUR_SECONDS = 3_600


def readers(actor: Actor, tag: str = "", chosen: Persona | None = None) -> Sequence[Persona]:
    """The readers to choose from: where a tag is given, somebody whom it speaks to in front, real people last.

    `chosen` is among them even where it would not be offered.
    """
    invented, own = _offered(actor)
    known = {one.key for one in (*invented, *own)}
    rest = [chosen] if chosen and chosen.key not in known else []
    return [*_fitting(invented, tag), *_fitting(own, tag), *rest]


def _offered(actor: Actor) -> tuple[Sequence[Persona], Sequence[Persona]]:
    if not steps.is_own():
        return PERSONAS, ()
    return STAND_INS, _own() if actor.may(Permission.PERSON_READ) else ()


def _fitting(found: Sequence[Persona], tag: str) -> Sequence[Persona]:
    return sorted(found, key=lambda one: _register(one.person.tag) != _register(tag)) if tag else found


def _register(tag: str) -> str:
    """A community's way of speaking in a tag: "vinyl" of en-x-vinyl; "" for everyone."""
    return tag.lower().partition("-x-")[2]


def reader(actor: Actor, key: str, tag: str = "") -> Persona:
    """The reader of a key; for an unknown key the first invented one, whom the tag speaks to where one is given.

    Raises NotAllowed for a real person whom the actor may not see.
    """
    if key.startswith(_REAL) and (number := whole(key.removeprefix(_REAL))):
        actor.require(Permission.PERSON_READ)
        try:
            return as_reader(context.person(number))
        except NotFound:  # erased since
            key = ""
    found = _fitting(_offered(actor)[0], tag)
    return next((one for one in found if one.key == key), found[0])


def as_reader(person: Person) -> Persona:
    """A real person as a reader."""
    return Persona(f"{_REAL}{person.id}", person.name or f"Person {person.id}", person)


def is_real(one: Persona) -> bool:
    """Whether a reader is somebody, and nobody invented."""
    return bool(one.person.profile_ids)


def found(actor: Actor, text: str) -> Persona:
    """The one real person of an address, account, number or name. Raises NotAllowed; BadInput for none or several."""
    actor.require(Permission.PERSON_READ)
    people = context.find(text, limit=2)
    if len(people) != 1:
        count = "Nobody" if not people else "More than one person"
        raise BadInput("test_reader", f"{count} is known as “{text[:100]}”. Write a whole address or account.")
    return as_reader(people[0])


def look(actor: Actor, one: Persona, *, item_id: int, title: str) -> None:
    """Note that the actor looks at an item as a real person, once an hour while they work at it."""
    if not is_real(one):
        return
    now = clock.now_us()
    hour = now // (_HOUR_SECONDS * 1_000_000)
    message_id = f"preview-{ids.derived_id('preview', actor.key, one.person.id, item_id, hour)}"
    if not cache.add(message_id, True, _HOUR_SECONDS):
        return
    said = {"item": title, "by": actor.name}
    told = NewEvent(message_id, EventName.PERSON_PREVIEWED, now, profile_id=one.person.id, properties=said)
    collect.record(events=[told])


def _own() -> list[Persona]:
    """The first of those who said yes to news by mail, else of all."""
    agreed = context.members(steps.CONSENTED, now=clock.now_us())[:OWN_MAX]
    people = context.persons(agreed).values() if agreed else context.people(limit=OWN_MAX)
    return [as_reader(one) for one in people]
