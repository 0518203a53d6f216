"""Living blocks show a thing of another room: a best answer, an open question, a product, a balance, an offer.

A block holds only the thing's key. It declares what it shows and how much room that may take, so that it is proved to
fit before the thing is known; when the thing is gone, the block's alternate stands in its place.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations

from ninefold.content import facts
from ninefold.content.types import Block, BlockKind, Reference, VariantContent

LIVING_MAX = 4  # what is proved is each set of things that may be gone: 16 at most


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a thing: at most `bound` characters of it, in the units of the form factor.

    A fact is said whole, or the block gives way to its alternate; what is none is cut at a word. What `may_lack` is
    left out where the thing has none of it.
    """

    name: str
    bound: int
    is_fact: bool = False
    may_lack: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """How a kind of living block is said: in a letter with `full`, in short forms in one of `ways`, fullest first.

    Every way ends with the thing's link; an empty one is the link alone. `joint` stands between the parts.
    """

    full: tuple[Part, ...]
    ways: tuple[tuple[Part, ...], ...]
    joint: str
    word: str  # what a person calls it


def _fact(name: str, bound: int) -> Part:
    return Part(name, bound, is_fact=True)


SHAPES: dict[BlockKind, Shape] = {
    BlockKind.BEST_ANSWER: Shape(
        full=(Part("question", 200), Part("answer", 600)),
        ways=(
            (Part("question", 100), Part("answer", 140)),
            (Part("question", 60), Part("answer", 60)),
            (Part("question", 50),),
            (),
        ),
        joint=" ",
        word="answer",
    ),
    BlockKind.OPEN_QUESTION: Shape(
        full=(Part("question", 200), Part("body", 400, may_lack=True)),
        ways=((Part("question", 120),), (Part("question", 60),), ()),
        joint=" ",
        word="question",
    ),
    BlockKind.PRODUCT: Shape(
        full=(_fact("name", 100), _fact("price", 24)),
        ways=((_fact("name", 60), _fact("price", 20)), (_fact("name", 30), _fact("price", 14))),
        joint=", ",
        word="product",
    ),
    BlockKind.BALANCE: Shape(
        full=(_fact("amount", 20), _fact("currency", 60)),
        ways=((_fact("amount", 16), _fact("currency", 30)), (_fact("amount", 12), _fact("currency", 14))),
        joint=" ",
        word="balance",
    ),
    BlockKind.OFFER: Shape(
        full=(_fact("name", 100), _fact("price", 60)),
        ways=((_fact("name", 60), _fact("price", 30)), (_fact("name", 30), _fact("price", 20))),
        joint=", ",
        word="offer",
    ),
}


def is_living(block: Block) -> bool:
    """Whether a block shows a thing of another room."""
    return block.kind in SHAPES


def reference(block: Block) -> Reference:
    """The thing that a living block shows."""
    if block.kind is BlockKind.BEST_ANSWER and not block.thing:
        return Reference(block.kind, "", block.topic, block.days)
    return Reference(block.kind, block.thing)


def blocks_of(content: VariantContent) -> tuple[Block, ...]:
    """The living blocks of a variant."""
    return tuple(block for block in content.blocks if is_living(block))


def is_of_message(asked: Reference) -> bool:
    """Whether it is the question that each message is about, so that no two messages need show the same."""
    return asked.kind is BlockKind.OPEN_QUESTION and not asked.key


def is_personal(asked: Reference) -> bool:
    """Whether each person sees another thing."""
    return asked.kind is BlockKind.BALANCE


def without(content: VariantContent, gone: Collection[str]) -> VariantContent:
    """The variant when the things of the blocks with these ids are gone: alternates, or nothing, in their places."""
    if not gone:
        return content
    kept = [_alternate(block) if block.id in gone else block for block in content.blocks]
    return replace(content, blocks=tuple(block for block in kept if block is not None))


def _alternate(block: Block) -> Block | None:
    text = block.alternate.strip()
    if not text:
        return None
    marked = tuple(fact for fact in block.must_keep if facts.stands_in(text, fact))
    return Block(block.id, BlockKind.TEXT, block.priority, text, must_keep=marked)


def losses(content: VariantContent) -> Iterator[frozenset[str]]:
    """Every set of blocks whose things may be gone, none first; a variant has LIVING_MAX such blocks at most."""
    ids = [block.id for block in blocks_of(content)][:LIVING_MAX]
    sets = chain.from_iterable(combinations(ids, count) for count in range(len(ids) + 1))
    return map(frozenset, sets)
