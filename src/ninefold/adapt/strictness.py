"""What of Liquid may be written: names that are known, and no output that says nothing to somebody.

What a person may lack, or a name may that only some ways through the text give, needs a fallback that can be seen,
behind which stands no filter that may take it away again.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import regex
from liquid.ast import Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import Path
from liquid.builtin.expressions.primitive import Literal
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.capture_tag import CaptureNode
from liquid.builtin.tags.case_tag import CaseNode, MultiExpressionBlockNode
from liquid.builtin.tags.comment_tag import CommentNode
from liquid.builtin.tags.cycle_tag import CycleNode
from liquid.builtin.tags.decrement_tag import DecrementNode
from liquid.builtin.tags.for_tag import ForNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.ifchanged_tag import IfChangedNode
from liquid.builtin.tags.increment_tag import IncrementNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.exceptions import LiquidError
from liquid.stringify import to_liquid_string

from ninefold.adapt import passages, personfields
from ninefold.adapt.errors import PlaceholderRefused
from ninefold.adapt.passages import SANDBOX

# Tags that say nothing of use in a text: there are no files to take in, and rows of a table are HTML.
_REFUSED = {
    "include": "There is nothing to take in.",
    "render": "There is nothing to take in.",
    "tablerow": "It writes HTML, which a text cannot hold. Use “for”.",
}
# Of what says something these leave something; the second ones where they are told by literals how much.
_KEEPING = frozenset((
    "abs", "append", "at_least", "at_most", "capitalize", "ceil", "default", "divided_by", "downcase", "escape",
    "escape_once", "floor", "join", "json", "lstrip", "minus", "modulo", "newline_to_br", "plus", "prepend", "round",
    "rstrip", "size", "strip", "times", "upcase", "url_encode",
))  # fmt: skip
_KEEPING_BY_LITERALS = frozenset(("date", "truncate", "truncatewords"))
_LOOP_NAMES = frozenset(("first", "index", "index0", "last", "length", "name", "parentloop", "rindex", "rindex0"))
_PARTING = (IfNode, UnlessNode, CaseNode, ForNode)
_NOT_AROUND: frozenset[str] = frozenset()
_VISIBLE = regex.compile(r"[^\p{Z}\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\u2800]")


def check(nodes: Iterable[Node]) -> None:
    """Raise PlaceholderRefused for what may not be written, with the way out."""
    nodes = list(nodes)
    for node in passages.walk(nodes):
        name = node.token.value
        if name in _REFUSED and not isinstance(node, ContentNode):
            raise refused(f"“{name}” may not be used. {_REFUSED[name]}")
        for expression in node.expressions():
            for one in _filters(expression):
                if one.name not in SANDBOX.filters:
                    raise refused(f"There is no filter “{one.name}”. There are: {', '.join(sorted(SANDBOX.filters))}.")
    _check_names(nodes, {}, _NOT_AROUND)


def names(expression: Any) -> Iterator[str]:
    """The dotted names in an expression, those in its filters and conditions included."""
    if isinstance(expression, Path):
        yield ".".join(str(segment) for segment in expression.path)
    for child in expression.children():
        yield from names(child)


def for_nobody(expression: Any) -> str:
    """What an expression says to somebody of whom nothing is known."""
    try:
        return str(to_liquid_string(expression.evaluate(passages.context({})), False))
    except LiquidError:
        return ""


def says(text: str) -> bool:
    """Whether anything of a text can be seen: no blanks, nothing without width, no marks on nothing."""
    return text[:1].isalnum() or bool(_VISIBLE.search(text))


def refused(message: str) -> PlaceholderRefused:
    """The refusal of a text, in the words of the message."""
    return PlaceholderRefused("placeholder_refused", message)


def _filters(expression: Any) -> Iterator[Any]:
    yield from getattr(expression, "filters", None) or []
    for child in expression.children():
        yield from _filters(child)


def _check_names(nodes: Iterable[Node], own: dict[str, bool], around: frozenset[str]) -> None:
    """Every name must be known, and what may be missing must have a fallback.

    `own` are the names that the text itself gave so far, and whether they may be missing; it is brought up to date.
    `around` are those of loops around.
    """
    for node in nodes:
        may_lack = False
        for expression in node.expressions():
            given = list(names(expression))
            _check_known(given, own, around)
            lacks = _may_say_nothing(expression, given, own, around)
            if lacks and isinstance(node, OutputNode | CycleNode):
                raise _lacking(node, expression, given[0])
            may_lack = may_lack or lacks
        if not isinstance(node, CommentNode):
            _check_inside(node, own, around)
        if isinstance(node, CaptureNode):
            may_lack = not _always_says(node.block)
        own |= {str(name): may_lack for name in node.template_scope()}


def _check_inside(node: Node, own: dict[str, bool], around: frozenset[str]) -> None:
    """What stands in a node; where ways part in it, a name may be missing afterwards that not all of them give."""
    if not isinstance(node, _PARTING):
        _check_names(passages.inside(node), own, around)
        return
    ways = [] if _is_complete(node) else [dict(own)]
    for arm in passages.inside(node):
        way = dict(own)
        is_body = isinstance(node, ForNode) and arm is node.block
        of_loop = {str(name) for name in node.block_scope()} if is_body else set()
        _check_names([arm], way, around | of_loop)
        ways.append(way)
    own |= {name: any(way.get(name, True) for way in ways) for one in ways for name in one}


def _is_complete(node: Node) -> bool:
    """Whether one of its arms is gone through, whatever holds. A loop may be broken off."""
    if isinstance(node, CaseNode):
        return not all(isinstance(block, MultiExpressionBlockNode) for block in node.blocks)
    return isinstance(node, IfNode | UnlessNode) and node.default is not None


def _always_says(node: Node) -> bool:
    """Whether it says something to everybody."""
    match node:
        case ContentNode():
            return says(node.text)
        case OutputNode() | IncrementNode() | DecrementNode():
            return True  # an output has been checked
        case ForNode() | CaptureNode() | IfChangedNode() | CommentNode():
            return False
        case IfNode() | UnlessNode() | CaseNode():
            return _is_complete(node) and all(map(_always_says, passages.inside(node)))
    return any(map(_always_says, passages.inside(node)))


def _check_known(given: list[str], own: dict[str, bool], around: frozenset[str]) -> None:
    for name in given:
        root, _, rest = name.partition(".")
        is_of_text = root in own or root in around
        is_of_loop = root == "forloop" and "forloop" in around
        if is_of_loop and rest and rest.partition(".")[0] not in _LOOP_NAMES:
            raise refused(f"A loop has no “{rest}”. It has {', '.join(sorted(_LOOP_NAMES))}.")
        if not is_of_text and personfields.field(name) is None:
            known = ", ".join(personfields.FIELDS)
            raise refused(f"Nobody knows “{name}”. There are {known}, and {personfields.TRAITS}.… for any trait.")


def _may_say_nothing(expression: Any, given: list[str], own: dict[str, bool], around: frozenset[str]) -> bool:
    """Whether an expression may come to nothing: for what it names, or for what its filters take away."""
    if not given or _has_fallback(expression):
        return False
    is_own = any(name.partition(".")[0] in (own.keys() | around) for name in given)
    takes_away = is_own and not all(map(_keeps, getattr(expression, "filters", None) or []))
    return takes_away or any(_may_lack(name, own, around) for name in given)


def _may_lack(name: str, own: dict[str, bool], around: frozenset[str]) -> bool:
    root, _, rest = name.partition(".")
    if root in around:
        return bool(rest) and (root != "forloop" or rest.startswith("parentloop"))
    if root in own:
        return bool(rest) or own[root]
    found = personfields.field(name)
    return found is None or found.may_be_missing


def _has_fallback(expression: Any) -> bool:
    """Whether it has one that can be seen, and none of the filters behind that takes it away."""
    filters = list(getattr(expression, "filters", None) or [])
    last = max((place for place, one in enumerate(filters) if one.name == "default"), default=len(filters))
    return last < len(filters) and all(map(_keeps, filters[last:])) and says(for_nobody(expression))


def _keeps(one: Any) -> bool:
    """Whether a filter leaves something of whatever says something."""
    by_literals = one.name in _KEEPING_BY_LITERALS and all(isinstance(given.value, Literal) for given in one.args)
    return one.name in _KEEPING or by_literals


def _lacking(node: Node, expression: Any, name: str) -> PlaceholderRefused:
    """What to say of an output that may say nothing."""
    filters = list(getattr(expression, "filters", None) or [])
    taking = next((one.name for one in reversed(filters) if not _keeps(one)), "")
    if taking:
        return refused(
            f"“{node}” says nothing where “{taking}” leaves nothing. "
            f'Put a fallback last: {{{{ {expression} | default: "friend" }}}}.'
        )
    return refused(
        f"“{node}” says nothing for people of whom it is not known. "
        f'Give it a fallback: {{{{ {name} | default: "friend" }}}}.'
    )
