"""A campaign's draft, checked for what could never be right."""

from collections.abc import Sequence
from typing import Any

from ninefold.catalyst.errors import CampaignError
from ninefold.catalyst.rows import to_json
from ninefold.catalyst.types import CampaignArm, CampaignDraft, CampaignKind

ARMS_MAX = 20
GOALS_MAX = 10
NAME_CHARACTERS_MAX = 200
WAIT_MINUTES_MAX = 14 * 24 * 60
ANSWERERS_MAX = 20
TOPIC_CHARACTERS_MAX = 100


def columns(draft: CampaignDraft) -> dict[str, Any]:
    """The columns of a draft; raises CampaignError saying what to change."""
    _check_text(draft.name, draft.goal_keys)
    _check_arms(draft.arms)
    if draft.kind is CampaignKind.QUESTION_ROUTED:
        _check_routing(draft)
    if not 0 <= draft.effect_stated <= 1:
        raise CampaignError("campaign_effect", "The effect stated is a gain in the goal's rate, from 0 to 1.")
    if draft.ends_at <= draft.starts_at:
        raise CampaignError("campaign_ends_first", "This campaign would end before it starts. Move its end.")
    return {
        "name": draft.name.strip(),
        "segment_id": draft.segment_id,
        "channel": draft.channel.value,
        "purpose": draft.purpose.value,
        "goal_keys": to_json(draft.goal_keys),
        "effect_stated": draft.effect_stated,
        "arms": to_json(draft.arms),
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "value": 0.0,
        "kind": draft.kind.value,
        "wait_minutes": draft.wait_minutes,
        "answerers_max": draft.answerers_max,
        "topic": draft.topic.strip(),
    }


def _check_text(name: str, goal_keys: Sequence[str]) -> None:
    if not name.strip() or len(name) > NAME_CHARACTERS_MAX:
        raise CampaignError("campaign_name", f"A campaign needs a name of 1 to {NAME_CHARACTERS_MAX} characters.")
    if len(goal_keys) > GOALS_MAX or len(set(goal_keys)) < len(goal_keys):
        raise CampaignError("campaign_goals", f"A campaign has at most {GOALS_MAX} goals, each once.")


def _check_routing(draft: CampaignDraft) -> None:
    if not 0 <= draft.wait_minutes <= WAIT_MINUTES_MAX:
        message = f"A question waits for 0 to {WAIT_MINUTES_MAX} minutes before others are asked."
        raise CampaignError("campaign_wait", message)
    if not 1 <= draft.answerers_max <= ANSWERERS_MAX:
        raise CampaignError("campaign_answerers", f"Ask 1 to {ANSWERERS_MAX} people about a question.")
    if len(draft.arms) != 1:
        raise CampaignError("campaign_arms", "A campaign that routes questions sends one content to all whom it asks.")
    if len(draft.topic.strip()) > TOPIC_CHARACTERS_MAX:
        raise CampaignError("campaign_topic", f"A topic has at most {TOPIC_CHARACTERS_MAX} characters.")


def _check_arms(arms: Sequence[CampaignArm]) -> None:
    if not 1 <= len(arms) <= ARMS_MAX:
        raise CampaignError("campaign_arms", f"A campaign has 1 to {ARMS_MAX} arms, not {len(arms)}.")
    if not all(arm.key for arm in arms) or len({arm.key for arm in arms}) < len(arms):
        raise CampaignError("campaign_arm_keys", "Each arm of a campaign needs a key of its own.")
    if any(arm.weight < 1 or arm.item_id < 0 for arm in arms):
        raise CampaignError("campaign_arm_weights", "Each arm of a campaign needs a weight of at least 1.")
    if sum(arm.item_id == 0 for arm in arms) > 1:
        raise CampaignError("campaign_arm_holdouts", "A campaign has at most one arm that sends nothing.")
