"""What authors write in Liquid, parsed once: into literals, holes and choices, or as one passage.

`{{ … }}` with filters that do not lengthen, `if`, `unless`, `case` and comments have a length that can be proved and
are filled in without Liquid's machinery. A text with anything else of Liquid (loops, assignments, other filters) is one
passage, which counts with a fixed bound. Meaning is python-liquid's: it parses, and evaluates all but the plainest.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from liquid import BoundTemplate
from liquid.ast import BlockNode, Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.builtin.expressions.primitive import Literal as LiquidLiteral
from liquid.builtin.expressions.primitive import StringLiteral
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.case_tag import CaseNode, MultiExpressionBlockNode
from liquid.builtin.tags.comment_tag import CommentNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.inline_comment_tag import InlineCommentNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.exceptions import LiquidError
from liquid.stringify import to_liquid_string

from ninefold.adapt import passages as whole
from ninefold.adapt import personfields, strictness
from ninefold.adapt.passages import PASSAGE_CHARACTERS_MAX, SANDBOX, Context, evaluator, walk
from ninefold.adapt.strictness import refused

SOURCE_CHARACTERS_MAX = 10_000
_STEADY = frozenset((
    "abs", "append", "at_least", "at_most", "capitalize", "ceil", "default", "divided_by", "downcase", "first", "floor",
    "join", "last", "lstrip", "minus", "modulo", "plus", "prepend", "remove", "remove_first", "remove_last", "replace",
    "replace_first", "replace_last", "round", "rstrip", "size", "slice", "split", "strip", "times", "truncate",
    "truncatewords", "upcase",
))  # fmt: skip
_PROPERTIES = frozenset(("size", "first", "last"))
_MARKS = ("{{", "}}", "{%", "%}")
NO_THINGS: Mapping[str, str] = MappingProxyType({})


class Values:
    """What one person's placeholders are filled from: nested mappings, and Liquid's context made when first needed.

    A person's placeholders spend their steps together; nobody's do not: they are asked for as long as a process lives.
    """

    __slots__ = ("_context", "data", "things")

    def __init__(self, data: Mapping[str, Any], things: Mapping[str, str] = NO_THINGS) -> None:
        """`things` is what living blocks say, by the source of each hole (adapt.living)."""
        self.data = data
        self.things = things
        self._context: Context | None = None

    @property
    def context(self) -> Context:
        if not self.data:
            return whole.context(self.data)
        if self._context is None:
            self._context = whole.context(self.data)
        return self._context


NOBODY = Values({})
Produce = Callable[[Values], str]


@dataclass(frozen=True, slots=True)
class Literal:
    """Text as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Hole:
    """One placeholder: what it says for a person, the most room it may take, and what it says when nothing is known."""

    source: str
    produce: Produce
    bound: int
    fallback: str
    is_markup: bool = False  # what it says is HTML of our own, whose holes are escaped


@dataclass(frozen=True, slots=True)
class Passage(Hole):
    """A text in whole Liquid. `texts` are what it holds as it stands, `always` what of it stands outside of all tags,
    `why` is what has no bound in it."""

    texts: tuple[str, ...] = ()
    always: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A condition: `pick` gives the arm to say for a person, or -1 for none."""

    source: str
    pick: Callable[[Values], int]
    arms: tuple[tuple["Literal | Hole | Choice", ...], ...]


Part = Literal | Hole | Choice


class _Unbounded(Exception):
    """Something whose length nobody can tell from the text: the tag or filter, by its name."""


def parse(source: str) -> tuple[Part, ...]:
    """The parts of an author's text; PlaceholderRefused for what may not be written, with the way out."""
    template = _template(source)
    strictness.check(template.nodes)
    parts = _parts_of(source, template)
    for literal in literals(parts):
        if any(mark in literal for mark in _MARKS):
            raise refused(
                f"A placeholder is left open in “{literal.strip()[:40]}”. Close it or take the brackets away."
            )
    return parts


def parse_freely(source: str) -> tuple[Part, ...]:
    """The parts of a text whose names nobody checks (tests against Liquid elsewhere)."""
    return _parts_of(source, _template(source))


def passages(parts: Iterable[object]) -> Iterator[Passage]:
    """The passages among parts."""
    return (part for part in parts if isinstance(part, Passage))


def _template(source: str) -> BoundTemplate:
    if len(source) > SOURCE_CHARACTERS_MAX:
        raise refused(f"The text has {len(source)} characters; {SOURCE_CHARACTERS_MAX} are the most.")
    try:
        return SANDBOX.from_string(source)
    except LiquidError as error:
        raise refused(f"A placeholder cannot be read: {str(error).splitlines()[0]}.") from error


def _parts_of(source: str, template: BoundTemplate) -> tuple[Part, ...]:
    try:
        return _joined(_parts(template.nodes))
    except _Unbounded as unbounded:
        return (_passage(source, template, str(unbounded)),)


def _passage(source: str, template: BoundTemplate, why: str) -> Passage:
    run = evaluator(template)
    try:
        fallback = run(NOBODY.data)
    except LiquidError as error:
        wrong = str(error).splitlines()[0]
        raise refused(f"It says nothing to people of whom nothing is known, because of this: {wrong}.") from error

    def produce(values: Values) -> str:
        try:
            return run(values.data)
        except LiquidError:
            return fallback

    texts = tuple(node.text for node in walk(template.nodes) if isinstance(node, ContentNode))
    always = "\n".join(node.text for node in template.nodes if isinstance(node, ContentNode))
    return Passage(source, produce, PASSAGE_CHARACTERS_MAX, fallback, texts=texts, always=always, why=why)


def literals(parts: tuple[Part, ...]) -> Iterator[str]:
    """All texts that may come out as they stand, in any arm."""
    for part in parts:
        match part:
            case Literal():
                yield part.text
            case Passage():
                yield from part.texts
            case Choice():
                for arm in part.arms:
                    yield from literals(arm)


def produce(parts: tuple[Part, ...], values: Values) -> str:
    """What the parts say, as Liquid says it, without any bound."""
    return "".join(_say(part, values) for part in parts)


def _say(part: Part, values: Values) -> str:
    match part:
        case Literal():
            return part.text
        case Hole():
            return part.produce(values)
        case Choice():
            arm = part.pick(values)
            return produce(part.arms[arm], values) if arm >= 0 else ""


def _joined(parts: list[Part]) -> tuple[Part, ...]:
    joined: list[Part] = []
    for part in parts:
        if isinstance(part, Literal) and joined and isinstance(joined[-1], Literal):
            joined[-1] = Literal(joined[-1].text + part.text)
        else:
            joined.append(part)
    return tuple(part for part in joined if part != Literal(""))


def _parts(nodes: list[Node]) -> list[Part]:
    parts: list[Part] = []
    for node in nodes:
        match node:
            case ContentNode():
                parts.append(Literal(node.text))
            case OutputNode():
                parts.append(_hole(node))
            case IfNode() | UnlessNode():
                parts.append(_if(node))
            case CaseNode():
                parts.append(_case(node))
            case CommentNode() | InlineCommentNode():
                continue
            case _:
                raise _Unbounded(node.token.value)
    return parts


def _arm(block: BlockNode) -> tuple[Part, ...]:
    """What an arm says; one of blanks alone says nothing, as in Liquid."""
    return () if block.blank else _joined(_parts(block.nodes))


def _if(node: IfNode | UnlessNode) -> Choice:
    conditions = [node.condition, *(alternative.expression for alternative in node.alternatives)]
    blocks = [node.consequence, *(alternative.block for alternative in node.alternatives)]
    otherwise = len(blocks) if node.default else -1
    negated = isinstance(node, UnlessNode)

    def pick(values: Values) -> int:
        for index, condition in enumerate(conditions):
            if _holds(condition, values) is not (negated and index == 0):
                return index
        return otherwise

    arms = [_arm(block) for block in (*blocks, *([node.default] if node.default else []))]
    return Choice(str(node), pick, tuple(arms))


def _holds(condition: Any, values: Values, of: Callable[[Any], bool] = bool) -> bool:
    """Whether a condition holds; one that compares what cannot be compared does not."""
    try:
        return of(condition.evaluate(values.context))
    except LiquidError:
        return False


def _case(node: CaseNode) -> Choice:
    whens = [block for block in node.blocks if isinstance(block, MultiExpressionBlockNode)]
    others = [block for block in node.blocks if not isinstance(block, MultiExpressionBlockNode)]
    answers = [str(expression) for when in whens for expression in when.expression.expressions]
    plain = all(isinstance(e, LiquidLiteral) for when in whens for e in when.expression.expressions)
    in_order = node.blocks == [*whens, *others]
    if not plain or not in_order or len(set(answers)) < len(answers) or len(others) > 1:
        raise _Unbounded("case")
    otherwise = len(whens) if others else -1

    def pick(values: Values) -> int:
        for index, when in enumerate(whens):
            if _holds(when.expression, values, any):
                return index
        return otherwise

    return Choice(str(node), pick, tuple([_arm(when.block) for when in whens] + [_arm(block) for block in others]))


def _hole(node: OutputNode) -> Part:
    expression = node.expression
    growing = [one.name for one in getattr(expression, "filters", None) or [] if one.name not in _STEADY]
    if growing:
        raise _Unbounded(growing[0])
    fallback = strictness.for_nobody(expression)
    names = list(strictness.names(expression))
    if not names:
        return Literal(fallback)
    general = _general(expression, fallback)
    bounds = [field.bound for field in map(personfields.field, names) if field]
    run = _quick(expression, general) if isinstance(expression, FilteredExpression) else general
    return Hole(str(node), run, max(bounds, default=personfields.TRAIT_BOUND), fallback)


def _general(expression: Any, fallback: str) -> Produce:
    def run(values: Values) -> str:
        try:
            return str(to_liquid_string(expression.evaluate(values.context), False))
        except LiquidError:
            return fallback  # a value of the wrong type, such as a list to be divided

    return run


def _quick(expression: FilteredExpression, general: Produce) -> Produce:
    """`name | default: "text"` on a string without Liquid's machinery; anything else goes the general way."""
    filters = expression.filters or []
    path = expression.left.path if isinstance(expression.left, Path) else [0]
    plain = all(isinstance(segment, str) and segment not in _PROPERTIES for segment in path)
    fallback = _only_default(filters)
    if not plain or fallback is None:
        return general

    def run(values: Values) -> str:
        found: Any = values.data
        for segment in path:
            if type(found) is not dict:
                return general(values)
            found = found.get(segment)
        return (found or fallback) if type(found) is str else general(values)

    return run


def _only_default(filters: list[Any]) -> str | None:
    """The fallback where `default` with a plain text is the only filter, "" without filters, None otherwise."""
    if not filters:
        return ""
    if len(filters) > 1 or filters[0].name != "default" or len(filters[0].args) != 1:
        return None
    value = getattr(filters[0].args[0], "value", None)
    return value.value if isinstance(value, StringLiteral) else None
