"""What can be a goal: an action that a person takes, never an open, a hit or a page view."""

import re

from ninefold.collect.types import EventKind, EventName
from ninefold.kernel.errors import BadInput

_OWN = {
    EventName.MESSAGE_DELIVERED,
    EventName.MESSAGE_REFUSED,
    EventName.MESSAGE_OPENED,
    EventName.LINK_CLICKED,
    EventName.CONSENT_CHANGED,
    EventName.PACE_CHOSEN,
    EventName.GOAL_REACHED,
    EventName.POINTS_EARNED,
}
_HITS = {
    "click", "clicks", "clicked", "hit", "hits", "impression", "impressions", "pageview", "pageviews",
    "view", "views", "viewed", "seen", "loaded",
}  # fmt: skip
_MESSAGES = {"email", "mail", "message", "newsletter", "letter", "push", "notification", "sms", "post"}
_FATES = {"open", "opens", "opened", "delivered", "delivery", "deliveries", "sent", "send", "bounced", "received"}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")


class NoGoal(BadInput):
    """The event is a trace that messages and pages leave, not an action a person takes."""


def check(event_name: str) -> None:
    """Raise NoGoal when a track event of this name cannot be a goal (invariant 6)."""
    words = {word.lower() for word in _WORD.findall(event_name)}
    kinds = {kind.value for kind in EventKind}
    is_fate = bool(words & _FATES) and (bool(words & _MESSAGES) or words <= _FATES)
    if event_name in _OWN or words & _HITS or is_fate or event_name.strip().lstrip("$").lower() in kinds:
        raise NoGoal(
            "goal_not_an_action",
            f"{event_name!r} cannot be a goal: opens, clicks, hits, page views and deliveries show that something was "
            "shown, not that a person did something. Choose an action, such as 'Order Completed' or 'Poll Answered'.",
        )
