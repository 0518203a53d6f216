"""Texts in whole Liquid compiled once: closures for what stands in most of them, python-liquid for all the rest.

Both share python-liquid's context, so either may assign what the other reads. Tests compare every golden case and
random templates and data with python-liquid.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from liquid.ast import BlockNode, Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.builtin.expressions.arguments import PositionalArgument
from liquid.builtin.expressions.filtered import Filter
from liquid.builtin.expressions.logical import BooleanExpression
from liquid.builtin.expressions.primitive import StringLiteral
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.capture_tag import CaptureNode
from liquid.builtin.tags.echo_tag import EchoNode
from liquid.builtin.tags.for_tag import BreakLoop, ContinueLoop, ForLoop, ForNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.exceptions import ContextDepthError, LiquidError
from liquid.stringify import to_liquid_string

Write = Callable[[str], None]
Run = Callable[[Any, Write], None]
Value = Callable[[Any], Any]
SAID_CHARACTERS_MAX = 40_000
_PROPERTIES = frozenset(("size", "first", "last"))


class LimitReached(LiquidError):  # type: ignore[misc]  # its types are not followed
    """The text needs more than it is given."""


class Said:
    """What is said so far; raises LimitReached where it becomes too much."""

    __slots__ = ("_parts", "_size")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0

    def write(self, text: str) -> None:
        self._size += len(text)
        if self._size > SAID_CHARACTERS_MAX:
            raise LimitReached("too much is said", token=None)
        self._parts.append(text)

    def __str__(self) -> str:
        return "".join(self._parts)


def compiled(nodes: Iterable[Node]) -> Run:
    """The nodes in a row as one function of a context and where to write to."""
    runs = tuple(_run(node) for node in nodes)

    def run(context: Any, write: Write) -> None:
        for one in runs:
            one(context, write)

    return run


def _run(node: Node) -> Run:
    make = _MAKERS.get(type(node), _left_to_liquid)
    return make(node)


def _left_to_liquid(node: Node) -> Run:
    def run(context: Any, write: Write) -> None:
        buffer = context.get_buffer()
        try:
            node.render(context, buffer)
        finally:  # a loop that is broken off keeps what was said
            write(buffer.getvalue())

    return run


def _content(node: ContentNode) -> Run:
    text = node.text
    return lambda _, write: write(text)


def _output(node: OutputNode | EchoNode) -> Run:
    value = _value(node.expression)

    def run(context: Any, write: Write) -> None:
        found = value(context)
        write(found if type(found) is str else to_liquid_string(found, False))

    return run


def _assign(node: AssignNode) -> Run:
    name, value = node.name, _value(node.expression)
    return lambda context, _: context.assign(name, value(context))


def _capture(node: CaptureNode) -> Run:
    block, name = _block(node.block), node.name

    def run(context: Any, _: Write) -> None:
        said = Said()
        block(context, said.write)
        context.assign(name, str(said))

    return run


def _block(node: BlockNode) -> Run:
    """What a tag holds; where it is of blanks alone it runs and says nothing."""
    inner = compiled(node.nodes)
    return (lambda context, _: inner(context, _nowhere)) if node.blank else inner


def _nowhere(_: str) -> None:
    """Where blanks go."""


def _nothing(_context: Any, _write: Write) -> None:
    """An arm that is not there."""


def _if(node: IfNode | UnlessNode) -> Run:
    first = _truth(node.condition, is_negated=isinstance(node, UnlessNode))
    arms = [(first, _block(node.consequence))]
    arms += [(_truth(one.expression), _block(one.block)) for one in node.alternatives]
    otherwise = _block(node.default) if node.default else _nothing

    def run(context: Any, write: Write) -> None:
        for holds, block in arms:
            if holds(context):
                block(context, write)
                break
        else:
            otherwise(context, write)

    return run


def _for(node: ForNode) -> Run:
    expression, block, each = node.expression, _block(node.block), _each(node.expression)
    name, otherwise = str(expression.identifier), _block(node.default) if node.default else _nothing
    loop_name = f"{name}-{expression.iterable}"

    def run(context: Any, write: Write) -> None:
        items, length = each(context)
        if not length:
            otherwise(context, write)
            return
        loop = ForLoop(name=loop_name, it=items, length=length, parentloop=context.parentloop())
        namespace: dict[str, Any] = {"forloop": loop, name: None}
        context.spend(length * context.nodes)
        if context.scope.size() > context.env.context_depth_limit:
            raise ContextDepthError("maximum context depth reached", token=None)
        context.loops.append(loop)
        context.scope.push(namespace)
        try:
            for namespace[name] in loop:
                try:
                    block(context, write)
                except ContinueLoop:
                    continue
        except BreakLoop:
            pass
        finally:
            context.scope.pop()
            context.loops.pop()

    return run


def _each(expression: Any) -> Callable[[Any], tuple[Iterator[Any], int]]:
    """What a loop goes through, and how much that is: a list from its beginning to its end, or python-liquid's."""
    general: Callable[[Any], tuple[Iterator[Any], int]] = expression.evaluate
    value = _value(expression.iterable)
    key = f"{expression.identifier}-{expression.iterable}"
    if expression.limit or expression.offset or expression.reversed:
        return general

    def each(context: Any) -> tuple[Iterator[Any], int]:
        found = value(context)
        if type(found) is not list:
            return general(context)
        context.stopindex(key, len(found))  # where `offset: continue` goes on
        return iter(found), len(found)

    return each


def _truth(expression: Any, *, is_negated: bool = False) -> Callable[[Any], bool]:
    """Whether a condition holds. A name alone is asked for without Liquid's machinery where it is a text or a truth."""
    value = _value(expression.expression) if type(expression) is BooleanExpression else None
    if value is None or type(expression.expression) is not Path:
        return lambda context: bool(expression.evaluate(context)) is not is_negated

    def holds(context: Any) -> bool:
        found = value(context)
        if type(found) is str:
            return not is_negated
        return (found if type(found) is bool else bool(expression.evaluate(context))) is not is_negated

    return holds


def _value(expression: Any) -> Value:
    if type(expression) is Path:
        return _path(expression)
    if type(expression) is FilteredExpression and not expression.filters:
        return _value(expression.left)
    if fallback := _only_default(expression):
        return _or_default(_value(expression.left), fallback, expression)
    plain = type(expression) is FilteredExpression and all(_is_plain(one) for one in expression.filters)
    return _filtered(expression) if plain else expression.evaluate


def _is_plain(one: Filter) -> bool:
    return all(type(given) is PositionalArgument for given in one.args)


def _filtered(expression: FilteredExpression) -> Value:
    """A value through filters with plain arguments; where one of them fails, python-liquid says how."""
    left = _value(expression.left)
    steps = [(one.name, [_value(given.value) for given in one.args]) for one in expression.filters]

    def value(context: Any) -> Any:
        found, known = left(context), context.env.filters
        try:
            for name, given in steps:
                args = [one(context) for one in given]
                found = known[name](found, *args, context=context, environment=context.env)
        except (LookupError, TypeError, ValueError, ArithmeticError):
            return expression.evaluate(context)
        return found

    return value


def _path(expression: Path) -> Value:
    """A dotted name in nested dictionaries; whatever is not so plain is python-liquid's."""
    path, general = expression.path, expression.evaluate
    if not all(isinstance(segment, str) for segment in path) or not _PROPERTIES.isdisjoint(path[1:]):
        own = [str(segment) for segment in path]
        return _of_loop(own[1], general) if own[0] == "forloop" and len(own) == 2 else general
    root, rest = path[0], path[1:]

    def value(context: Any) -> Any:
        for scope in context.scope._maps:  # its own look-up raises and catches for each of them
            if root in scope:
                found = scope[root]
                break
        else:
            return general(context)
        for segment in rest:
            if type(found) is not dict or segment not in found:
                return general(context)
            found = found[segment]
        return found

    return value


def _of_loop(name: str, general: Value) -> Value:
    """`forloop.first` and `forloop.last`, which look like properties of a list."""

    def value(context: Any) -> Any:
        loop = context.scope._maps[0].get("forloop")  # as above
        return getattr(loop, name) if type(loop) is ForLoop and name in _PROPERTIES - {"size"} else general(context)

    return value


def _only_default(expression: Any) -> str:
    """The text of `| default: "text"` where that is all; "" otherwise."""
    filters = getattr(expression, "filters", None) or []
    if type(expression) is not FilteredExpression or len(filters) != 1 or filters[0].name != "default":
        return ""
    given = getattr(filters[0].args[0], "value", None) if len(filters[0].args) == 1 else None
    return str(given.value) if isinstance(given, StringLiteral) else ""


def _or_default(value: Value, fallback: str, expression: FilteredExpression) -> Value:
    def run(context: Any) -> Any:
        found = value(context)
        return (found or fallback) if type(found) is str else expression.evaluate(context)

    return run


_MAKERS: dict[type[Node], Callable[[Any], Run]] = {
    ContentNode: _content,
    OutputNode: _output,
    EchoNode: _output,
    AssignNode: _assign,
    CaptureNode: _capture,
    IfNode: _if,
    UnlessNode: _if,
    ForNode: _for,
}
