"""Living blocks as wordings: holes for the parts of a thing, each with its bound, and the thing's link. Pure.

What fills them is made ready once for each thing and rendition (`Saying`): facts whole, all else cut at a word, no
link, domain, mail address or open bracket of a stranger in it. A thing that cannot be said so is as good as gone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import quote, urlsplit

import regex
from babel.numbers import format_currency, format_decimal, get_currency_precision
from markupsafe import Markup

from ninefold.adapt.modes import Mode
from ninefold.adapt.phrases import phrases
from ninefold.adapt.placeholders import Choice, Hole, Literal, Values
from ninefold.adapt.types import Amount, Link, Money, Priced, Thing
from ninefold.adapt.wording import Wording
from ninefold.content import living, tags
from ninefold.content.living import Part
from ninefold.content.types import Block, BlockKind, Reference, VariantContent
from ninefold.kernel.links import LINK

NOTHING = Reference(BlockKind.PRODUCT, "")
THING, QUESTION = "ninefold:thing/", "ninefold:question"
_PICTURE_URL_MAX = 400
PICTURE = Part("picture", 700, may_lack=True)  # the address, the name in place of the picture, and its HTML
_BRACKETS = regex.compile(r"\{+(?=[{%])|(?<=[%}])\}+|\{%|%\}|\[(?=\[)|(?<=\])\]")
_PLAIN = str.maketrans({
    "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‹": "'", "›": "'",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "…": "...", "•": "-", "\u00a0": " ", "\u202f": " ",
})  # fmt: skip
_UNMARKED = dict.fromkeys((0x200E, 0x200F, 0x061C))  # marks of direction: they say nothing, and forms leave them out
_IMAGE = Markup(
    '<img src="{}" alt="{}" width="100%" style="display:block;width:100%;max-width:518px;height:auto;'
    'border-radius:8px;margin:0 0 14px">'
)


@dataclass(frozen=True, slots=True)
class LivingHole(Hole):
    """A hole that one part of a thing fills."""

    thing: Reference = NOTHING
    part: Part = PICTURE


def hole(thing: Reference, part: Part) -> LivingHole:
    """The hole for a part of a thing. Empty until `Saying` fills it."""
    source = f"{thing.name}.{part.name}:{part.bound}"

    def produce(values: Values) -> str:
        return values.things.get(source, "")

    is_markup = part is PICTURE
    return LivingHole(source, produce, part.bound, "", is_markup, thing, part)


def holes(parts: Iterable[object]) -> Iterator[LivingHole]:
    """The living holes among parts, those in conditions included."""
    for part in parts:
        match part:
            case LivingHole():
                yield part
            case Choice():
                for arm in part.arms:
                    yield from holes(arm)


def link(block: Block) -> Link:
    """The reserved link of a living block: to the thing, or to the question that the message is about."""
    thing = living.reference(block)
    url = QUESTION if living.is_of_message(thing) else THING + quote(thing.name, safe="")
    return Link(url, block.call)


def words(thing: Reference, parts: Iterable[Part], joint: str) -> Wording:
    """The parts in a row; one that may lack takes its joint with it."""
    said: list[Literal | Hole | Choice] = []
    for part in parts:
        own = hole(thing, part)
        if not said:
            said.append(own)
        elif part.may_lack:
            said.append(if_there(own, (Literal(joint), own)))
        else:
            said += [Literal(joint), own]
    return tuple(said)


def if_there(asked: LivingHole, arm: tuple[Literal | Hole | Choice, ...]) -> Choice:
    """What is said only where a thing has this part."""
    return Choice(f"{asked.source}?", lambda values: 0 if values.things.get(asked.source) else -1, (arm,))


def _is_led_by_us(block: Block) -> bool:
    return living.is_living(block) or block.kind in (BlockKind.VIDEO, BlockKind.EVENT)


def spoken(variant: VariantContent, gone: Iterable[str] = ()) -> VariantContent:
    """The variant with alternates in the places of the blocks in `gone`, and words on every link that has none."""
    kept = living.without(variant, frozenset(gone))
    if not any(_is_led_by_us(block) for block in kept.blocks):
        return kept
    own = phrases(variant.tag)
    blocks = tuple(
        replace(block, call=block.call.strip() or own[block.kind.value]) if _is_led_by_us(block) else block
        for block in kept.blocks
    )
    return replace(kept, blocks=blocks)


class Saying:
    """What the living holes of one rendition are filled with, in its way of counting and its language."""

    def __init__(self, found: Iterable[LivingHole], mode: Mode, tag: str) -> None:
        self._holes = tuple({one.source: one for one in found}.values())
        self._mode = mode
        self._tag = tag

    def __bool__(self) -> bool:
        return bool(self._holes)

    def of(self, things: Mapping[Reference, Thing]) -> tuple[dict[str, str], set[Reference]]:
        """What each hole says, by its source; and the things that cannot be said here."""
        said: dict[str, str] = {}
        failing: set[Reference] = set()
        for one in self._holes:
            thing = things.get(one.thing)
            text = self._text(thing, one.part) if thing else None
            if text is None:
                failing.add(one.thing)
            else:
                said[one.source] = text
        return said, failing

    def _text(self, thing: Thing, part: Part) -> str | None:
        if part is PICTURE:
            return _picture(thing)
        value = thing.parts.get(part.name, "")
        text = value if isinstance(value, str) else in_words(value, self._tag)
        if part.is_fact:
            return self._whole(text, part.bound)
        return self._excerpt(text, part.bound) or ("" if part.may_lack else None)

    def _whole(self, text: str, bound: int) -> str | None:
        """A fact as it stands, or None where it cannot stand whole."""
        text = " ".join(text.split())
        text = text if self._mode.admits(text) else text.translate(_PLAIN)
        kept = self._mode.clean(text, bound, "")
        return kept if kept and kept == text else None

    def _excerpt(self, text: str, bound: int) -> str:
        """What a person wrote, on one line, cut at a word; "" where nothing of it can stand."""
        text = " ".join(_BRACKETS.sub(" ", LINK.sub("[…]", text)).split())
        if not self._mode.admits(text):
            text = text.translate(_PLAIN)
        whole = self._mode.clean(text, max(bound, self._mode.measure(text)), "")
        whole = " ".join(_BRACKETS.sub(" ", whole).split())  # a wide bracket may have become a plain one
        if self._mode.measure(whole) <= bound:
            return whole
        end = "…" if self._mode.admits("…") else "..."
        cut = self._mode.clean(whole, bound - self._mode.measure(end), "")
        at_word = cut.rpartition(" ")[0] if not whole[len(cut) : len(cut) + 1].isspace() else cut
        kept = at_word if len(at_word) * 2 > len(cut) else cut
        kept = kept.rstrip(" ,;:-–—")
        fits = kept and self._mode.measure(kept + end) <= bound
        return kept + end if fits else kept


def in_words(value: Money | Amount | Priced, tag: str) -> str:
    """A sum of money or a number as a language writes it."""
    locale = tags.locale(tag)
    if isinstance(value, Priced):
        return f"{format_decimal(value.count, locale=locale)} {value.unit}"
    if isinstance(value, Amount):
        return str(format_decimal(value.count, locale=locale))
    whole = Decimal(value.minor).scaleb(-get_currency_precision(value.currency))
    return str(format_currency(whole, value.currency, locale=locale)).translate(_UNMARKED)


def _picture(thing: Thing) -> str:
    """The picture of a thing as HTML; "" where it has none that can be shown."""
    url = thing.picture
    is_shown = (
        url.startswith(("https://", "http://")) and url.isascii() and url.isprintable() and len(url) <= _PICTURE_URL_MAX
    )
    return _IMAGE.format(url, str(thing.parts.get("name", ""))[:100]) if is_shown and urlsplit(url).hostname else ""
