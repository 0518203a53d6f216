"""Writes of context: the one door for other rooms."""

from ninefold.context.addressing import profile_of_reader
from ninefold.context.belonging import infer_again
from ninefold.context.communitywords import join_community, leave_community
from ninefold.context.consenting import set_consent, withdraw_everything
from ninefold.context.erasing import (
    advance_erasure,
    ask_erasure,
    begin_erasure,
    bury,
    finish_erasure,
    hold_erasure,
    move_erasure,
    refuse_events,
    refuse_faults,
)
from ninefold.context.forms.keeping import save_form
from ninefold.context.forms.signing_up import confirm as confirm_submission
from ninefold.context.forms.signing_up import forget_submissions, sign_up_known, submit
from ninefold.context.groups.leaving import check as check_leaving
from ninefold.context.groups.leaving import remove_from_group
from ninefold.context.linkage.candidates import decide as decide_candidate
from ninefold.context.linkage.candidates import keep as keep_candidates
from ninefold.context.masking import mask
from ninefold.context.money import check as check_order
from ninefold.context.moves import take_moved
from ninefold.context.moving.holding import begin as begin_move
from ninefold.context.moving.holding import give_up as give_up_move
from ninefold.context.moving.holding import lift as lift_hold
from ninefold.context.moving.holding import note as note_move
from ninefold.context.moving.holding import override as override_hold
from ninefold.context.moving.holding import replace as replace_move
from ninefold.context.projecting import check_consent, project
from ninefold.context.regrouping.drafting import apply as apply_rules
from ninefold.context.regrouping.drafting import draft as draft_rules
from ninefold.context.regrouping.drafting import drop as drop_rules
from ninefold.context.resolving import resolve
from ninefold.context.reviewing import review, undo_review
from ninefold.context.rightslinks import open_rights_link, use_rights_link
from ninefold.context.segments.defining import create_segment, delete_segment, rebuild_segment
from ninefold.context.suppressing import say_no, suppress
from ninefold.context.telling import tell

__all__ = [
    "advance_erasure",
    "apply_rules",
    "ask_erasure",
    "begin_erasure",
    "begin_move",
    "bury",
    "check_consent",
    "check_leaving",
    "check_order",
    "confirm_submission",
    "create_segment",
    "decide_candidate",
    "delete_segment",
    "draft_rules",
    "drop_rules",
    "finish_erasure",
    "forget_submissions",
    "give_up_move",
    "hold_erasure",
    "infer_again",
    "join_community",
    "keep_candidates",
    "leave_community",
    "lift_hold",
    "mask",
    "move_erasure",
    "note_move",
    "open_rights_link",
    "override_hold",
    "profile_of_reader",
    "project",
    "rebuild_segment",
    "refuse_events",
    "refuse_faults",
    "remove_from_group",
    "replace_move",
    "resolve",
    "review",
    "save_form",
    "say_no",
    "set_consent",
    "sign_up_known",
    "submit",
    "suppress",
    "take_moved",
    "tell",
    "undo_review",
    "use_rights_link",
    "withdraw_everything",
]
