"""What a variant looks like in each form factor for a persona, drafts included; what does not fit says why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import bidirectional

from ninefold.adapt import listeners, pictures
from ninefold.adapt import queries as adapt
from ninefold.adapt.formfactors import form_factors, frame_of
from ninefold.adapt.inboxes import Cut, cuts
from ninefold.adapt.personas import Persona
from ninefold.adapt.things import Previewed, previewed
from ninefold.adapt.types import FormFactor, Layout, Rendition
from ninefold.content import living
from ninefold.content import queries as stored
from ninefold.content.imaging.types import Slot
from ninefold.content.lookup import best_tag
from ninefold.content.types import Block, BlockKind, FitProblem, Picture, Standing, VariantContent
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Actor
from ninefold.kernel.errors import NotFound
from ninefold.web.studio.content import readers

BLOCK_WORDS = 40
ICON_PX_MAX = 256
_DEFAULT = re.compile(r"{{[^}]*?\bdefault:\s*(?:'([^']*)'|\"([^\"]*)\")[^}]*}}")
_LIQUID = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


@dataclass(frozen=True, slots=True)
class Pictured:
    """A place for a picture in a form factor: what is made for it, or why not; `is_awaited` while it is being made.
    One that `is_icon` is a small square."""

    name: str
    picture: Picture | None
    problem: str
    is_awaited: bool
    is_icon: bool = False


@dataclass(frozen=True, slots=True)
class Pictures:
    """The first picture of a version in all places that a form factor has for it."""

    places: tuple[Pictured, ...] = ()

    @property
    def shown(self) -> Picture | None:
        """What stands in the form itself."""
        return next((one.picture for one in self.places if not one.is_icon), None)

    @property
    def icon(self) -> Picture | None:
        """What stands beside its words."""
        return next((one.picture for one in self.places if one.is_icon), None)

    @property
    def others(self) -> tuple[Picture, ...]:
        """How it is cut besides, for other widths."""
        return tuple(one.picture for one in self.places if one.picture and not one.is_icon)[1:]


NO_PICTURES = Pictures()


@dataclass(frozen=True, slots=True)
class Shown:
    """A form factor filled, or not: either `rendition` or `problems`. `left_out` names the blocks that had to go.

    `lines` are subject and preheader as the narrowest list of a phone shows them, of a letter.

    `stood_in` names those that show an example because their thing is not there now; `replaced` those whose thing
    cannot be said whole here, so that their alternate is. `cuts` are where lists of inboxes cut subject and preheader.
    `pictures_bytes` is what a letter's pictures weigh beside its page. `unsaid` are those that go only to who gets a
    message, where all read this; `unseen` the pictures of a form factor that shows none.
    """

    form_factor: FormFactor
    rendition: Rendition | None
    problems: tuple[FitProblem, ...]
    shortened: tuple[str, ...]
    left_out: tuple[str, ...]
    stood_in: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    cuts: tuple[Cut, ...] = ()
    frame: str = ""
    pictured: Pictures = NO_PICTURES
    pictures_bytes: int = 0
    unsaid: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, str]:
        """Subject and preheader of a letter as phones with the least room show them in their lists."""
        whole = {"subject": self.rendition.subject, "preheader": self.rendition.preheader} if self.rendition else {}
        cut = {one.line: one.shown for one in self.cuts if one.inbox.device == "phone"}
        return tuple(cut.get(name, whole.get(name, "")) for name in ("subject", "preheader"))  # type: ignore[return-value]  # two names


def mode_of(text: str, actor: Actor, tag: str) -> tuple[FormFactor | None, Persona]:
    """Form factor and reader of a preview mode such as "sms:marc", or ":marc" for the form factor looked at last."""
    form, _, key = text.partition(":")
    return form_factors().get(form), readers.reader(actor, key, tag)


def modes(actor: Actor, tag: str) -> list[tuple[str, str]]:
    """The preview modes, one a reader: (":marc", "Marc, …")."""
    return [(f":{one.key}", one.label) for one in readers.readers(actor, tag)]


def shown(content: VariantContent, reader: Persona, form_factor: FormFactor, things: Previewed | None = None) -> Shown:
    """The content in a form factor for a persona; `things` are what its living blocks show, where they are known."""
    things = things or shown_things(content, reader)
    found = adapt.preview(content, reader, form_factor.key, links=PreviewLinks(), shown=things)
    names = {block.id: name_of(block) for block in content.blocks}
    if not isinstance(found, Rendition):
        return Shown(form_factor, None, tuple(found), (), (), frame=frame_of(form_factor))
    places = pictured(content, form_factor)
    return Shown(
        form_factor=form_factor,
        rendition=replace(found, html=found.html.replace(f"{settings.current().public_url}/media/", "/media/")),
        problems=(),
        shortened=tuple(names[block.id] for block in content.blocks if block.id in found.shortened),
        left_out=tuple(
            f"{names[block.id]} ({block.priority})"
            for block in content.blocks
            if block.id in found.dropped
            and not (places.places and block is _in_sight(content))
            and (block.kind is not BlockKind.IMAGE or form_factor.image)
        ),
        unseen=tuple(
            names[block.id] for block in content.blocks if block.kind is BlockKind.IMAGE and not form_factor.image
        ),
        unsaid=tuple(names[block.id] for block in content.blocks if not listeners.hears(form_factor, block)),
        stood_in=tuple(
            names[block.id]
            for block in living.blocks_of(content)
            if living.reference(block) in things.stood_in and block.id not in (*found.alternated, *found.dropped)
        ),
        pictured=places,
        pictures_bytes=pictures.weight_of_letter(content) if form_factor.layout is Layout.LETTER else 0,
        replaced=tuple(names[block.id] for block in content.blocks if block.id in found.alternated),
        cuts=tuple(cuts(found.subject, found.preheader)) if form_factor.layout is Layout.LETTER else (),
        frame=frame_of(form_factor),
    )


def pictured(content: VariantContent, form_factor: FormFactor) -> Pictures:
    """The first picture of a version as a form factor cuts it. A letter shows its own."""
    shown = next((block for block in content.blocks if block.image_id), None)
    if shown is None or not form_factor.image or form_factor.layout is Layout.LETTER:
        return Pictures()
    try:
        now = stored.standing(shown.image_id)
    except NotFound:
        return Pictures()
    keyed = {f"{form_factor.key}/{slot.key}": slot for slot in form_factor.image}
    return Pictures(tuple(_place(key, slot, now) for key, slot in keyed.items()))


def _place(key: str, slot: Slot, now: Standing) -> Pictured:
    is_awaited = not (now.is_made or key in now.made)
    is_icon = slot.width == slot.height and slot.width <= ICON_PX_MAX
    return Pictured(slot.name, now.made.get(key), now.problems.get(key, now.problems.get("", "")), is_awaited, is_icon)


def _in_sight(content: VariantContent) -> Block | None:
    """The image that stands in the places of a form factor, and so needs no room in its text."""
    shown = next((block for block in content.blocks if block.image_id), None)
    return shown if shown and shown.kind is BlockKind.IMAGE else None


def is_awaited(one: Shown) -> bool:
    """Whether a picture of it is still being made."""
    return any(place.is_awaited for place in one.pictured.places)


def shown_things(content: VariantContent, reader: Persona) -> Previewed:
    """What the living blocks show in a preview, looked up once for all form factors."""
    return previewed(content, reader.person, now=clock.now_us())


class PreviewLinks:
    """Addresses for a preview: stand-ins as short as tracked ones; the open pixel asks nobody."""

    def __init__(self) -> None:
        self._given = 0

    def __call__(self, url: str, label: str) -> str:
        self._given += 1
        return PIXEL if url == "ninefold:open" else adapt.stand_in(self._given - 1)


def name_of(block: Block) -> str:
    """A block by its kind and first words, as who is not known reads them: Text “Dear friend, twelve records…”."""
    kind = block.kind.value.replace("_", " ").capitalize()
    words = _LIQUID.sub("…", _DEFAULT.sub(lambda found: found[1] or found[2] or "", block.text or block.alt))
    if not words:
        return kind
    said = words if len(words) <= BLOCK_WORDS else f"{words[:BLOCK_WORDS].rstrip()}…"
    is_leftward = any(bidirectional(one) in ("R", "AL") for one in said)
    return f"{kind} “\u2068{said}\u2069”" if is_leftward else f"{kind} “{said}”"  # isolated: it turns nothing around it


def sheet_variant(rows: Sequence[Any], default_tag: str, wanted: str, form_factor: str) -> Any | None:
    """The row, draft or live, that a reader of `wanted` would get in a form factor: content.lookup with drafts."""
    usable = [row for row in rows if row.form_factor in ("", form_factor)]
    tag = best_tag(wanted, [row.tag for row in usable], default_tag)
    speaking = [row for row in usable if row.tag == tag]
    return max(speaking, key=lambda row: (row.form_factor == form_factor, -row.pk), default=None)
