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
from ninefold.culture import queries as culture
from ninefold.kernel import clock, ids, settings
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotFound
from ninefold.web.numbers import whole
from ninefold.web.studio.content import invented
from ninefold.web.studio.shell import steps, tongues

OWN_MAX = 4
FOUND_MAX = 12
_REAL = "person-"
_HOUR_SECONDS = 3_600


def readers(actor: Actor, tag: str = "", chosen: Persona | None = None) -> Sequence[Persona]:
    """The readers to choose from: where a tag is given, somebody whom it speaks to in front, real people last.

    `chosen` is among them even where it would not be offered.
    """
    made_up = _made_up(tag)
    own = _own() if steps.is_own() and actor.may(Permission.PERSON_READ) else []
    known = {one.key for one in (*made_up, *own)}
    rest = [chosen] if chosen and chosen.key not in known else []
    return [*made_up, *_fitting(own, tag), *rest]


def _made_up(tag: str) -> Sequence[Persona]:
    """The invented readers, among them one of each community and of the tag, whom it speaks to in front."""
    shipped = STAND_INS if steps.is_own() else PERSONAS
    return _fitting([*shipped, *invented.missing(shipped, tag, culture.communities())], tag)


def _fitting(found: Sequence[Persona], tag: str) -> Sequence[Persona]:
    if not tag:
        return found
    return sorted(found, key=lambda one: (one.is_odd, *_distance(one.person.tag, tag)))


def _distance(own: str, tag: str) -> tuple[bool, bool]:
    return own.lower() != tag.lower(), _register(own) != _register(tag)


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
    found = _made_up(tag)
    named = next((one for one in found if one.key == key), None)
    return named or invented.of_key(key, culture.communities()) or found[0]


def as_reader(person: Person) -> Persona:
    """A real person as a reader."""
    return Persona(f"{_REAL}{person.id}", person.name or f"Person {person.id}", person)


def is_real(one: Persona) -> bool:
    """Whether a reader is somebody, and nobody invented."""
    return bool(one.person.profile_ids)


def found(actor: Actor, text: str) -> list[Persona]:
    """The real people of an address, account, number or name: one whose address or account it is wholly, else those
    that it may mean, FOUND_MAX at most. Raises NotAllowed; BadInput where there is nobody."""
    actor.require(Permission.PERSON_READ)
    people = context.find(text, limit=FOUND_MAX)
    if not people:
        raise BadInput("test_reader", f"Nobody is known as “{text[:100]}”. Write an address, an account or a name.")
    whole_one = [one for one in people if any(i.value.casefold() == text.casefold() for i in one.identifiers)]
    return [as_reader(one) for one in (whole_one if len(whole_one) == 1 else people)]


def told_apart(one: Persona) -> str:
    """What tells a real person from others of their name: a masked address, where they are, their communities or else
    the language that they read, and since when they are known."""
    person = one.person
    address = person.address("email")
    places = [str(said) for name in ("city", "country") if (said := person.traits.get(name))]
    belongs = [each.community.name for each in context.belongings(person)]
    reads = [f"reads {tongues.name_of(person.tag, '', ())}"] if person.tag else []
    since = clock.from_us(person.known_since).astimezone(settings.current().time_zone)
    own = masked(address) if address else "no mail address"
    return " · ".join(filter(None, (own, ", ".join(places), ", ".join(belongs or reads), f"since {since:%B %Y}")))


def masked(address: str) -> str:
    """A mail address that its owner knows again, and nobody learns: d…a@example.org."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…{name[-1:] if len(name) > 3 else ''}@{domain}"


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
