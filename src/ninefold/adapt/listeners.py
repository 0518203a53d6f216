"""What a form factor says that speaks to all: nobody is named, nothing of one person is shown, and what its author says
only to who gets a message (a greeting, most legal lines) is left out.

The one rule for fitting, and so for sheets, previews, senders and the content API; pages ask `Block.is_for_all`, too.
Pure.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import TypeVar

from ninefold.adapt import personview
from ninefold.adapt.living import LivingHole, holes
from ninefold.adapt.placeholders import Choice, Hole, Literal, Part, Passage, Values
from ninefold.adapt.types import FormFactor, Link
from ninefold.adapt.wording import Wording
from ninefold.content import living
from ninefold.content.types import Block, VariantContent
from ninefold.context.types import Person

_KNOWN = ("company.", "person.language")  # of nobody in particular, too
_NOBODY = personview.values(Person(0, (), "", {}, (), "", "", 0, False), "")
_T = TypeVar("_T")


def hears(form_factor: FormFactor, block: Block) -> bool:
    """Whether a block is said in a form factor at all."""
    return block.is_for_all or not form_factor.is_for_all


def gone(variant: VariantContent, form_factor: FormFactor, missing: Collection[str] = ()) -> frozenset[str]:
    """The blocks whose alternate is said: those that are `missing`, and to all those that show something of one person
    or of one message."""
    if not form_factor.is_for_all:
        return frozenset(missing)
    shown = {block.id: living.reference(block) for block in living.blocks_of(variant)}
    own = {key for key, thing in shown.items() if living.is_personal(thing) or living.is_of_message(thing)}
    return frozenset(own.union(missing))


def words(said: Wording, form_factor: FormFactor) -> Wording:
    """A wording as a form factor says it: to all, what it says to somebody of whom nothing is known."""
    if not form_factor.is_for_all:
        return said
    joined: list[Part | Link] = []
    for part in said:
        joined += (part,) if isinstance(part, Link) else _to_all((part,))
    return _merged(joined)


def _to_all(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(one for part in parts for one in _part_to_all(part))


def _part_to_all(part: Part) -> tuple[Part, ...]:
    """Settled where it speaks of a person alone, else asked as if nobody were known."""
    is_open = any(name in getattr(part, "source", "") for name in _KNOWN)
    match part:
        case Literal() | LivingHole():
            return (part,)
        case Hole() if is_open or isinstance(part, Passage):
            return (replace(part, produce=_of_nobody(part.produce)),)
        case Hole():
            return (Literal(part.fallback),)
        case Choice() if is_open or any(holes((part,))):  # or asks what a thing has
            return (Choice(part.source, _of_nobody(part.pick), tuple(map(_to_all, part.arms))),)
        case Choice():
            arm = part.pick(_NOBODY)
            return _to_all(part.arms[arm]) if arm >= 0 else ()


def _of_nobody(ask: Callable[[Values], _T]) -> Callable[[Values], _T]:
    def asked(values: Values) -> _T:
        language = values.data.get("person", {}).get("language", "")
        known = {"person": _NOBODY.data["person"] | {"language": language}, "company": values.data.get("company", {})}
        return ask(Values(known, values.things))

    return asked


def _merged(parts: Iterable[Part | Link]) -> Wording:
    """Texts that stand side by side as one, so that they count as they are read."""
    merged: list[Part | Link] = []
    for part in parts:
        if isinstance(part, Literal) and merged and isinstance(merged[-1], Literal):
            merged[-1] = Literal(merged[-1].text + part.text)
        elif part != Literal(""):
            merged.append(part)
    return tuple(merged)
