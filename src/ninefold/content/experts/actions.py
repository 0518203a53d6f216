"""Writes of experts. Each is one transaction or joins the caller's."""

from ninefold.content.experts.asking import (
    answer_request,
    ask_expert,
    hold_back,
    mark_reminded,
    pass_request,
    project,
    set_mailed,
    set_reminder,
)
from ninefold.content.experts.keeping import delete_expert, hear_of_requests, save_expert
from ninefold.content.experts.settling import (
    keep_as_comment,
    mark_told,
    set_posted,
    take_back,
    thank,
    use_in_item,
)

__all__ = [
    "answer_request", "ask_expert", "delete_expert", "hear_of_requests", "hold_back", "keep_as_comment",
    "mark_reminded", "mark_told", "pass_request", "project", "save_expert", "set_mailed", "set_posted", "set_reminder",
    "take_back", "thank", "use_in_item",
]  # fmt: skip
