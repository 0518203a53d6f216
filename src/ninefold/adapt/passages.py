"""Texts in whole Liquid, whose length nobody knows beforehand: said as python-liquid says them, within counted limits.

What is spent is counted in steps, not by a watch: each loop costs its length times the nodes of the text, each filter
what goes in and comes out. A text that needs more, or says more than its bound, says its fallback: what it says to
somebody of whom nothing is known.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from io import StringIO
from typing import Any

from liquid import BoundTemplate, Environment, RenderContext
from liquid.ast import Node
from liquid.builtin.tags.comment_tag import CommentNode
from liquid.builtin.tags.for_tag import ForLoop
from liquid.builtin.tags.tablerow_tag import TableRow
from liquid.exceptions import LiquidError, LiquidInterrupt, StopRender
from liquid.output import LimitedStringIO

from ninefold.adapt.compiling import SAID_CHARACTERS_MAX, LimitReached, Said, compiled

STEPS_MAX = 50_000
PASSAGE_CHARACTERS_MAX = 1_500
_VALUE_SIZE_MAX = 20_000
_PER_STEP = 50  # characters or elements that a filter handles in one step
_NUMBER_BITS_MAX = 512
_FORMAT_CHARACTERS_MAX = 60
_WIDE_FORMAT = re.compile(r"%[^a-zA-Z%]*\d{2}")
_MULTIPLYING = frozenset(("replace", "replace_first", "replace_last", "join"))


class Context(RenderContext):  # type: ignore[misc]  # as above
    """Liquid's context that counts what is spent; copies of it count together."""

    __slots__ = ("nodes", "spent")

    def __init__(self, template: BoundTemplate, *, nodes: int = 1, **inherited: Any) -> None:
        """`nodes` is how many the whole text has; all else is Liquid's own."""
        super().__init__(template, **inherited)
        first = self.parent_context
        self.nodes: int = first.nodes if isinstance(first, Context) else nodes
        self.spent: list[int] = first.spent if isinstance(first, Context) else [0]

    def assign(self, key: str, val: Any) -> None:
        """Give a name to a value, which must not be too large."""
        _spend(self, val)
        self.locals[key] = val

    def spend(self, steps: int) -> None:
        """Count steps; raise LimitReached where there are too many."""
        self.spent[0] += steps
        if self.spent[0] > STEPS_MAX:
            raise LimitReached("too many steps", token=None)

    def loop(
        self, namespace: Mapping[str, object], forloop: ForLoop | TableRow
    ) -> AbstractContextManager[RenderContext]:
        """A loop costs its whole length before it begins."""
        self.spend(forloop.length * self.nodes)
        found: AbstractContextManager[RenderContext] = super().loop(namespace, forloop)
        return found

    def get_buffer(self, buf: Any = None) -> StringIO:
        """A place to write to, which has what is left of the room and keeps line ends as they are."""
        used = buf.size if isinstance(buf, LimitedStringIO) else 0
        fresh: StringIO = LimitedStringIO(SAID_CHARACTERS_MAX - used, None, "")
        return fresh


class Sandbox(Environment):  # type: ignore[misc]  # as above
    """Liquid whose filters count what they handle. It has no loader: there are no files to take in."""

    block_nesting_limit = 8
    context_depth_limit = 12
    loop_iteration_limit = STEPS_MAX
    local_namespace_limit = 1_000_000
    output_stream_limit = SAID_CHARACTERS_MAX

    filters: dict[str, Any]

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Liquid's own, the filters metered."""
        super().setup_tags_and_filters(extra=extra)
        self.filters = {name: _metered(name, run) for name, run in self.filters.items()}


def _metered(name: str, run: Callable[..., Any]) -> Callable[..., Any]:
    takes = [one for one in ("context", "environment") if getattr(run, f"with_{one}", False)]

    def metered(value: Any, *args: Any, context: Any, environment: Any, **options: Any) -> Any:
        given = {"context": context, "environment": environment}
        _check_work(name, value, args)
        _spend(context, value)
        made = run(value, *args, **{one: given[one] for one in takes}, **options)
        _spend(context, made)
        return made

    metered.with_context = metered.with_environment = True  # type: ignore[attr-defined]  # how Liquid hands them in
    return metered


def _check_work(name: str, value: Any, args: tuple[Any, ...]) -> None:
    """Refuse what would make much of little before it is made."""
    if name in _MULTIPLYING and _size(value) * max(map(_size, args), default=1) > _VALUE_SIZE_MAX * _PER_STEP:
        raise LimitReached("a value becomes too large", token=None)
    if name == "date" and args and (_size(args[0]) > _FORMAT_CHARACTERS_MAX or _WIDE_FORMAT.search(str(args[0]))):
        raise LimitReached("a date's format is too wide", token=None)


def _spend(context: Any, value: Any) -> None:
    size = _size(value)
    if size > _VALUE_SIZE_MAX:
        raise LimitReached("a value becomes too large", token=None)
    if isinstance(context, Context):
        context.spend(1 + size // _PER_STEP)


def _size(value: Any) -> int:
    if isinstance(value, int):
        return 0 if value.bit_length() <= _NUMBER_BITS_MAX else _VALUE_SIZE_MAX + 1
    try:
        return len(value)
    except OverflowError:
        return _VALUE_SIZE_MAX + 1
    except TypeError:
        return 1


def evaluator(template: BoundTemplate) -> Callable[[Mapping[str, Any]], str]:
    """What a text says for data, as python-liquid says it. Raise LiquidError, also where a limit is reached."""
    nodes, text = sum(1 for _ in walk(template.nodes)), compiled(template.nodes)

    def run(data: Mapping[str, Any]) -> str:
        context, said = Context(template, nodes=nodes, globals=data), Said()
        try:
            text(context, said.write)
        except StopRender:
            return str(said)
        except LiquidInterrupt as error:
            raise LiquidError(f"unexpected '{error}'", token=None) from error
        except (ArithmeticError, ValueError, TypeError, RecursionError) as error:
            raise LiquidError(f"a value of the wrong kind: {error}", token=None) from error
        return str(said)

    return run


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node, those inside others after them, comments left as they are."""
    for node in nodes:
        yield node
        if not isinstance(node, CommentNode):
            yield from walk(inside(node))


def inside(node: Node) -> list[Node]:
    """The nodes that stand in a node, its arms where it has some."""
    return list(node.children(_NO_CONTEXT, include_partials=False))


def context(data: Mapping[str, Any]) -> Context:
    """A context of its own, of which nothing is spent yet."""
    return Context(_EMPTY_TEMPLATE, globals=data)


SANDBOX = Sandbox(strict_filters=True)
_EMPTY_TEMPLATE = SANDBOX.from_string("")
_NO_CONTEXT = context({})
