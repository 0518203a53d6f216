"""What the plan's forms hold, read from a request. Pure."""

from django.http import QueryDict

from ninefold.collect.plan.types import TYPES, Planned, Rule
from ninefold.collect.types import Deviation, What
from ninefold.kernel.errors import BadInput

OPEN = "open"
RULES = (
    (Rule.ALLOW, "use it, and count it here"),
    (Rule.WARN, "use it, and mark it where it shows"),
    (Rule.QUARANTINE, "set it aside until it is mended"),
)
SHOWN_TYPES = tuple(each for each in TYPES if each != "null")  # a null is of every type
ROWS_MAX = 1_000


def rule(typed: QueryDict) -> Rule | None:
    """The rule chosen; None for open. Raises BadInput."""
    word = typed.get("rule", "")
    if word == OPEN:
        return None
    if word not in set(Rule):
        raise BadInput("plan_rule", "Choose what becomes of events that deviate.")
    return Rule(word)


def properties(typed: QueryDict) -> dict[str, Planned]:
    """The rows of the form whose box is ticked. Raises BadInput for a name that stands twice."""
    found: dict[str, Planned] = {}
    for number, name in enumerate(typed.getlist("property")[:ROWS_MAX]):
        if f"in-{number}" not in typed or not name.strip():
            continue
        if name in found:
            raise BadInput("plan_property_twice", f"“{name}” stands in the plan twice.")
        found[name] = Planned(frozenset(typed.getlist(f"types-{number}")), f"required-{number}" in typed)
    return found


def deviation(typed: QueryDict) -> Deviation:
    """The deviation that is to be one no more. Raises BadInput."""
    if typed.get("what") not in set(What):
        raise BadInput("plan_deviation", "There is no such deviation.")
    return Deviation(What(str(typed["what"])), typed.get("event", ""), typed.get("property", ""), typed.get("type", ""))
