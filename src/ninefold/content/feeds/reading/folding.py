"""Brings what an article says into as many blocks, of such length, as a variant may hold, losing little."""

from collections.abc import Sequence

from ninefold.content.limits import BLOCKS_MAX, LINE_CHARACTERS_MAX, TEXT_CHARACTERS_MAX
from ninefold.content.types import BlockKind

Said = tuple[BlockKind, str, str, tuple[str, ...]]  # kind, text, url, options
# What gives up being a block of its own first.
_STEPS = (
    frozenset({BlockKind.TEXT}),
    frozenset({BlockKind.TEXT, BlockKind.QUOTE, BlockKind.LIST}),
    frozenset({BlockKind.TEXT, BlockKind.QUOTE, BlockKind.LIST, BlockKind.CALL_TO_ACTION, BlockKind.HEADING}),
)


def fold(said: Sequence[Said]) -> tuple[list[Said], list[str]]:
    """The same in at most BLOCKS_MAX blocks, none longer than it may be; and in words what did not go in."""
    found = [piece for one in said for piece in _fitting(one)]
    for kinds in _STEPS:
        if len(found) <= BLOCKS_MAX:
            break
        found = _joined(found, kinds)
    rest = len(found) - BLOCKS_MAX
    return found[:BLOCKS_MAX], [
        f"the last {rest} of its {len(found)} parts: it is too long for one item"
    ] if rest > 0 else []


def _fitting(said: Said) -> list[Said]:
    kind, text, url, options = said
    if kind is BlockKind.HEADING and len(text) > LINE_CHARACTERS_MAX:
        kind = BlockKind.TEXT
    if kind in (BlockKind.LIST, BlockKind.CALL_TO_ACTION, BlockKind.HEADING):
        return [(kind, text, url, options)]
    return [(kind, piece, "", ()) for piece in pieces(text)]


def pieces(text: str) -> list[str]:
    """A text in pieces that a block may hold, parted where a paragraph, a line, a sentence or a word ends."""
    found = []
    while len(text) > TEXT_CHARACTERS_MAX:
        head = text[:TEXT_CHARACTERS_MAX]
        ends = [head.rfind(mark) + len(mark) for mark in ("\n\n", "\n", ". ", " ")]
        at = next((end for end in ends if end > len(head) // 2), len(head))
        found.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*found, text] if text else found


def _joined(said: Sequence[Said], kinds: frozenset[BlockKind]) -> list[Said]:
    """Neighbours of these kinds as one text, as far as one may go."""
    found: list[Said] = []
    for one in said:
        if one[0] in kinds and found and found[-1][0] in kinds:
            both = f"{as_text(found[-1])}\n\n{as_text(one)}"
            if len(both) <= TEXT_CHARACTERS_MAX:
                found[-1] = (BlockKind.TEXT, both, "", ())
                continue
        found.append(one)
    return found


def as_text(said: Said) -> str:
    """What a block says, as text with its lines."""
    kind, text, url, options = said
    if kind is BlockKind.LIST:
        return "\n".join(f"• {line}" for line in options)
    return f"{text} ({url})" if url and url not in text else text
