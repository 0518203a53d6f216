"""Context's steps of the pipeline: computed traits and segments follow what is learnt of people."""

from ninefold.context.computed import following as computed
from ninefold.context.computed import valuing
from ninefold.context.linkage import following as linkage
from ninefold.context.regrouping import walking, weighing
from ninefold.context.segments import following


def follow_segments(*, now: int) -> int:
    """Bring memberships up to what is projected and to `now` (us), a bounded piece of it; how much there was to do."""
    return following.follow(now)


def follow_addresses() -> int:
    """After an update, bring in addresses from before they were evidence, a bounded piece of it; how many profiles."""
    return linkage.catch_up()


def compute_traits(*, now: int) -> int:
    """Bring computed traits up to what is projected, a bounded piece of it; how much there was to do."""
    return computed.follow(now)


def value_customers(*, now: int) -> int:
    """Once a day, what each customer may still be worth; how many values changed."""
    return valuing.value_due(now)


def follow_rules(*, now: int) -> int:
    """Group people by rules of identity that were changed, then weigh those that are drafted; how many pieces."""
    return walking.go_on(now) or weighing.go_on()
