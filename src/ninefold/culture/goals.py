"""What can be a goal: an action that a person takes, never an open, a hit or a page view.

Choosing a pace is an action: who says how often they want to be written to has answered, even where the answer is
"less". Six goals need nothing but Ninefold itself, so they are there from the first day.
"""

import re

from ninefold.collect.types import EventKind, EventName
from ninefold.culture.types import Goal
from ninefold.kernel.errors import BadInput

VALUE_MINOR, WINDOW_DAYS = 100, 28  # until the company states what one is worth to it
BUILT_IN = (
    Goal("replied", "Replied", EventName.MESSAGE_REPLIED.value, {}, VALUE_MINOR, WINDOW_DAYS),
    Goal("answered-a-poll", "Answered a poll", EventName.POLL_ANSWERED.value, {}, VALUE_MINOR, WINDOW_DAYS),
    Goal("asked-a-question", "Asked a question", EventName.QUESTION_ASKED.value, {}, VALUE_MINOR, WINDOW_DAYS),
    Goal("answered-a-question", "Answered a question", EventName.ANSWER_GIVEN.value, {}, VALUE_MINOR, WINDOW_DAYS),
    Goal("chose-a-pace", "Chose a pace", EventName.PACE_CHOSEN.value, {}, VALUE_MINOR, WINDOW_DAYS),
    Goal(
        "redeemed-a-code",
        "Redeemed a code",
        EventName.REWARD_REDEEMED.value,
        {"kind": "code"},
        VALUE_MINOR,
        WINDOW_DAYS,
    ),
)

_OWN = {
    EventName.MESSAGE_DELIVERED,
    EventName.MESSAGE_REFUSED,
    EventName.MESSAGE_OPENED,
    EventName.LINK_CLICKED,
    EventName.CONSENT_CHANGED,
    EventName.GOAL_REACHED,
    EventName.POINTS_EARNED,
    EventName.QUESTION_ROUTED,
    EventName.EXPERTISE_GIVEN,
    EventName.REWARD_REVOKED,
    EventName.ANSWER_FOUND_HELPFUL,
    EventName.ANSWER_HIDDEN,
    EventName.ACCEPTANCE_WITHDRAWN,
    EventName.ORDER_REFUNDED,
    EventName.ORDER_CANCELLED,
    EventName.POST_FLAGGED,
    EventName.PERSON_PREVIEWED,
    EventName.SEGMENT_ENTERED,
    EventName.SEGMENT_LEFT,
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
