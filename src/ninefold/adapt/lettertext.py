"""The plain-text part of a letter, which some read by choice and some by ear."""

from ninefold.adapt import living as living_wording
from ninefold.adapt import wording
from ninefold.adapt.filling import Piece, Register
from ninefold.adapt.modes import Mode
from ninefold.adapt.placeholders import Literal
from ninefold.adapt.types import Link
from ninefold.adapt.wording import Wording
from ninefold.content import events, living
from ninefold.content.types import Block, BlockKind, VariantContent
from ninefold.culture.tags import language

UNSUBSCRIBE, PREFERENCES, OPEN = "ninefold:unsubscribe", "ninefold:preferences", "ninefold:open"
RULE = "-- "


def said(words: Wording, register: Register, mode: Mode) -> list[Piece]:
    """A wording as plain text; a link says its address."""
    pieces: list[Piece] = []
    for part in words:
        match part:
            case Literal():
                pieces.append(part.text)
            case Link():
                pieces.append(register.link(part))
            case _:
                pieces.append(register.hole(part, mode))
    return pieces


def pieces(
    variant: VariantContent, register: Register, mode: Mode, own_words: dict[str, str], imprint: str
) -> list[Piece]:
    """The whole text: blocks with a blank line between them, then who writes and how to leave."""
    legal = [block for block in variant.blocks if block.kind is BlockKind.LEGAL]
    lead = colon(variant.tag)
    body = [_block(block, register, mode, lead) for block in variant.blocks if block.kind is not BlockKind.LEGAL]
    text: list[Piece] = []
    for part in filter(None, body):
        text += [*part, "\n\n"]
    text.append(f"{RULE}\n")
    for block in legal:
        text += [*said(wording.read(block.text.strip()), register, mode), "\n\n"]
    text += [imprint, "\n\n"] if imprint else []
    for key, url in (("preferences", PREFERENCES), ("unsubscribe", UNSUBSCRIBE)):
        text += [f"{own_words[key]}{lead} ", register.link(Link(url, own_words[key])), "\n"]
    return text


def colon(tag: str) -> str:
    """A colon as a language sets it."""
    return "\u00a0:" if language(tag) == "fr" else ":"


def _block(block: Block, register: Register, mode: Mode, lead: str) -> list[Piece]:
    words = said(wording.read(block.text.strip()), register, mode)
    match block.kind:
        case BlockKind.HEADING:
            words += ["\n", "=" * min(60, max(3, len(label(block.text))))] if words else []
        case BlockKind.LIST:
            lines = [piece for option in block.options for piece in _line(option, register, mode)]
            words += ["\n" if words else "", *lines[:-1]]
        case BlockKind.QUOTE:
            words = ["> ", *[p.replace("\n", "\n> ") if isinstance(p, str) else p for p in words]]
        case BlockKind.CALL_TO_ACTION:
            words += [f"{_leading(block.text, lead)}\n", register.link(Link(block.url, label(block.text)))]
        case BlockKind.VIDEO:
            words += [f"{_leading(block.text, lead)}\n", register.link(Link(block.url, block.call))]
        case BlockKind.EVENT:
            told = "\n".join(filter(None, (events.in_words(block), block.place)))
            words.append(f"\n{told}")
            words += ["\n", register.link(Link(block.url, block.call))] if block.url else []
        case BlockKind.IMAGE:
            words = [f"[{block.alt.strip()}]", *(["\n", *words] if words else [])]
        case BlockKind.POLL:
            words += _answers(block, register, lead)
        case _ if living.is_living(block):
            words += _thing(block, register, mode, lead, has_lead=bool(words))
    return words


def _leading(text: str, lead: str) -> str:
    """What leads from a text to the address under it: a colon, where no other mark does."""
    return "" if text.rstrip()[-1:] in ".!?…:؟。！？" else lead


def _thing(block: Block, register: Register, mode: Mode, lead: str, *, has_lead: bool) -> list[Piece]:
    """What a living block shows, part by part, and where it leads."""
    shape, thing = living.SHAPES[block.kind], living.reference(block)
    joint = "\n" if block.kind in (BlockKind.BEST_ANSWER, BlockKind.OPEN_QUESTION) else shape.joint
    parts = said(living_wording.words(thing, shape.full, joint), register, mode)
    found: list[Piece] = ["\n", *parts] if has_lead else parts
    return [*found, f"\n{block.call}{lead}\n", register.link(living_wording.link(block))]


def _line(option: str, register: Register, mode: Mode) -> list[Piece]:
    return ["- ", *said(wording.read(option), register, mode), "\n"]


def _answers(block: Block, register: Register, lead: str) -> list[Piece]:
    found: list[Piece] = []
    for index, option in enumerate(block.options):
        found += [f"\n- {label(option)}{lead} ", register.link(poll_link(block, index))]
    return found


def poll_link(block: Block, index: int) -> Link:
    """The reserved link of one answer of a poll; answers count from 0."""
    return Link(f"ninefold:poll/{block.id}/{index}", label(block.options[index]))


def label(text: str) -> str:
    """A text without its placeholders, for the label of a link."""
    return "".join(part.text for part in wording.read(text) if isinstance(part, Literal)).strip()
