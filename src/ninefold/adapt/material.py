"""What a block offers to a form factor: its sentences or lines, its short form, whether it must appear."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ninefold.adapt import listeners, sentences, wording
from ninefold.adapt import living as living_wording
from ninefold.adapt.lettertext import label
from ninefold.adapt.placeholders import Literal
from ninefold.adapt.types import FormFactor, Layout, Link
from ninefold.adapt.wording import Wording
from ninefold.content import events, facts, living
from ninefold.content.types import Block, BlockKind, Priority

WHOLE, PLAIN, SHORT, LINK_ONLY = 100, 85, 70, 40
_LEADING = {BlockKind.CALL_TO_ACTION, BlockKind.VIDEO, BlockKind.EVENT}
_LIVING_WORTHS = (WHOLE, 85, SHORT, 55, LINK_ONLY)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to say a block in one piece. `source` is what its facts are looked for in; `worth` is 1 to 100."""

    words: Wording
    source: str
    worth: int


@dataclass(frozen=True, slots=True)
class Material:
    """A block for one form factor. `lines` may be left out one by one when `divisible` (the first `fixed` may not).

    With `only_its_end` they go from the last one on, so that what is left reads as it was written.
    """

    block: Block
    number: int
    facts: tuple[str, ...]
    must_appear: bool
    lines: tuple[Way, ...]
    separator: str
    divisible: bool
    fixed: int
    only_its_end: bool
    ways: tuple[Way, ...]
    attached: tuple[Link, ...]

    @property
    def name(self) -> str:
        """How a message names the block: its first words."""
        words = " ".join(wording.sample(wording.read(self.block.text)).split())
        return f"“{words[:24].rstrip()}…”" if len(words) > 26 else f"“{words}”" if words else f"block {self.number}"


def of_block(block: Block, number: int, form_factor: FormFactor) -> Material:
    """The material of a block. `number` counts blocks from 1, as messages do. Raise PlaceholderRefused."""
    kept = facts.of_block(block)
    titled = form_factor.layout is Layout.TITLED
    lines, separator, fixed = _lines(block, kept, titled=titled)
    ways = _living_ways(block, titled=titled) if living.is_living(block) else _ways(block, titled=titled)
    lines, ways = _heard(lines, form_factor), _heard(ways, form_factor)
    leads = (block.kind in _LEADING and bool(block.url)) or living.is_living(block)
    attached = (_target(block),) if titled and leads else ()
    shown = bool(lines or ways or attached)
    must_appear = (
        block.priority is Priority.ESSENTIAL
        or block.kind is BlockKind.LEGAL  # whatever its author thinks of its weight
        or (block.kind is BlockKind.CALL_TO_ACTION and block.priority is not Priority.DETAIL)
    )
    return Material(
        block=block,
        number=number,
        facts=kept,
        must_appear=must_appear and (shown or block.kind is not BlockKind.IMAGE),
        lines=lines,
        separator=separator,
        divisible=block.kind in (BlockKind.TEXT, BlockKind.LIST),
        fixed=fixed,
        only_its_end=block.kind is BlockKind.TEXT and block.priority is not Priority.ESSENTIAL and not kept,
        ways=ways,
        attached=attached,
    )


def _heard(ways: tuple[Way, ...], form_factor: FormFactor) -> tuple[Way, ...]:
    """The same as those hear it to whom the form factor speaks."""
    return tuple(replace(way, words=listeners.words(way.words, form_factor)) for way in ways)


def _target(block: Block) -> Link:
    if living.is_living(block):
        return living_wording.link(block)
    return Link(block.url, block.call or label(block.text))


def _lines(block: Block, kept: Sequence[str], *, titled: bool) -> tuple[tuple[Way, ...], str, int]:
    match block.kind:
        case _ if block.kind in _LEADING or living.is_living(block):
            return (), "", 0
        case BlockKind.POLL:
            return ((), "", 0) if titled else (_poll(block), "\n", len(block.options) + 1)
        case BlockKind.LIST:
            intro = [block.text] if block.text.strip() else []
            texts = [*intro, *(f"- {option}" for option in block.options)]
            return tuple(_way(text) for text in texts), "\n", len(intro) + 1
        case BlockKind.TEXT:
            return tuple(_way(text) for text in sentences.split(block.text, kept)), " ", 0
        case BlockKind.IMAGE if not kept:  # a caption without its image says little
            return (), "", 0
        case _:
            return ((_way(block.text.strip()),) if block.text.strip() else ()), "", 1


def _way(text: str, worth: int = WHOLE) -> Way:
    return Way(wording.read(text), text, worth)


def _poll(block: Block) -> tuple[Way, ...]:
    """The question, then each answer with its link."""
    options = [
        Way(
            (*wording.read(option), Literal(" "), Link(f"ninefold:poll/{block.id}/{index}", label(option))),
            option,
            WHOLE,
        )
        for index, option in enumerate(block.options)
    ]
    return (_way(block.text.strip()), *options)


def _ways(block: Block, *, titled: bool) -> tuple[Way, ...]:
    if block.kind is BlockKind.EVENT:
        return _event_ways(block, titled=titled)
    if block.kind not in _LEADING:
        speaks = block.kind not in (BlockKind.POLL, BlockKind.IMAGE)
        forms = ((block.plain.strip(), PLAIN), (block.short.strip(), SHORT))
        return tuple(_way(text, worth) for text, worth in forms if text and speaks)
    if titled and block.kind is BlockKind.VIDEO:
        return tuple(_way(text.strip(), worth) for text, worth in ((block.text, WHOLE), (block.short, SHORT)) if text)
    if titled:
        in_text = Way(wording.read(block.text.strip()), f"{block.text} {block.url}", WHOLE - 1)
        return Way((), block.url, WHOLE), in_text
    target = _target(block)
    labels = [(block.text.strip(), WHOLE), *([(block.short.strip(), SHORT)] if block.short.strip() else [])]
    said = [Way((*wording.read(_led(label)), target), f"{label} {block.url}", worth) for label, worth in labels]
    return (*said, Way((target,), block.url, LINK_ONLY))


def _event_ways(block: Block, *, titled: bool) -> tuple[Way, ...]:
    """What it is called, in full or in short, or nothing of it; always day, hour, place, and its link."""
    told = ", ".join(filter(None, (events.in_words(block), block.place)))
    target = (Literal(" "), _target(block)) if block.url and not titled else ()
    names = [(block.text.strip(), WHOLE), *([(block.short.strip(), SHORT)] if block.short.strip() else [])]
    said = [
        Way((*wording.read(_led(name)), Literal(told), *target), f"{name}\n{told} {block.url}", worth)
        for name, worth in names
    ]
    return (*said, Way((Literal(told), *target), f"{told} {block.url}", LINK_ONLY))


def _living_ways(block: Block, *, titled: bool) -> tuple[Way, ...]:
    """A living block with the words before it or without, its parts fuller or briefer, and its link."""
    shape, thing, target = living.SHAPES[block.kind], living.reference(block), living_wording.link(block)
    text = block.text.strip()
    lead = wording.read(_led(text)) if text else ()
    found = []
    for parts, worth in zip(shape.ways, _LIVING_WORTHS, strict=False):
        said = living_wording.words(thing, parts, shape.joint) if parts else (Literal(block.call),)
        after = ": " if not parts or parts[-1].is_fact else " "
        whole = said if titled else (*said, Literal(after), target)
        if lead:
            found.append(Way((*lead, *whole), block.text, worth))
        found.append(Way(whole, "", worth - 5 if lead else worth))
    return tuple(found)


def _led(label: str) -> str:
    """The words before a link: a colon leads to it where no other mark does."""
    return f"{label}: " if label[-1:].isalnum() else f"{label} "
