"""The card beside a campaign's form and its draft: what to expect. No page waits for it; it arrives in two steps.

First come the people meant, their arms and what these could show; then who of them can be reached, since consent is
the word of everyone weighed anew.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from ninefold.cadence import queries as cadence
from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import CampaignArm
from ninefold.content import queries as content
from ninefold.context import queries as context
from ninefold.context.types import Segment
from ninefold.culture import queries as culture
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.numbers import whole
from ninefold.web.studio.campaigns import forecast, forms, planning
from ninefold.web.studio.shell.rights import takes

PLAN = "studio/campaigns/plan.html"
WORDS = TypeVar("WORDS", bound=StrEnum)


@require_POST
@takes(Permission.CAMPAIGN_EDIT)
def typed(request: HttpRequest) -> HttpResponse:
    """The plan of the form as it stands; stores nothing."""
    segment = whole(request.POST.get("segment"))
    if not segment:
        return render(request, PLAN, {})
    arms: tuple[CampaignArm, ...] = ()
    trouble = ""
    try:
        arms = forms.arms_of(forms.arm_rows(request.POST.dict()), content.items())
    except BadInput as error:
        trouble = error.message
    channel = _one_of(Channel, request.POST.get("channel"), Channel.MAIL)
    purpose = _one_of(Purpose, request.POST.get("purpose"), Purpose.NEWS)
    found = _plan(context.segment(segment), channel, purpose, arms, request.POST.getlist("goals"))
    return render(request, PLAN, found | {"trouble": trouble})


@require_GET
@takes(Permission.RESULT_READ)
def kept(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The plan of a draft."""
    campaign = catalyst.campaign(campaign_id)
    segment = context.segment(campaign.segment_id)
    return render(request, PLAN, _plan(segment, campaign.channel, campaign.purpose, campaign.arms, campaign.goal_keys))


def _plan(
    segment: Segment, channel: Channel, purpose: Purpose, arms: Sequence[CampaignArm], goal_keys: Sequence[str]
) -> dict[str, object]:
    now, known = clock.now_us(), {goal.key: goal for goal in culture.goals()}
    goals = [known[key] for key in goal_keys if key in known]
    people = forecast.members(segment.condition, now=now)
    asked = {
        "segment": segment.id,
        "channel": channel.value,
        "purpose": purpose.value,
        "sending": sum(arm.weight for arm in arms if arm.item_id),
        "of": sum(arm.weight for arm in arms),
    }
    return {
        "plan": planning.plan(
            people=len(people),
            rates=forecast.base_rates(segment.condition, goals, now=now),
            channel=channel,
            arms=arms,
            goals=goals,
            items=content.items(),
        ),
        "reach": urlencode(asked),
    }


@require_GET
@takes(Permission.RESULT_READ)
def reach(request: HttpRequest) -> HttpResponse:
    """Who of a segment can be reached, as a fragment: `sending` of `of` shares get something."""
    asked = request.GET
    channel = _one_of(Channel, asked.get("channel"), Channel.MAIL)
    purpose = _one_of(Purpose, asked.get("purpose"), Purpose.NEWS)
    segment = context.segment(whole(asked.get("segment")))
    found = forecast.reach(segment.condition, channel, purpose, now=clock.now_us())
    sending, shares = whole(asked.get("sending")), whole(asked.get("of"))
    contacts = round(found.reachable * sending / (shares or 1))
    told = {"reach": found, "has_arms": bool(shares), "contacts": contacts}
    return render(
        request, "studio/campaigns/reach.html", told | {"attention": round(contacts * cadence.price(channel))}
    )


def _one_of(kind: type[WORDS], text: str | None, otherwise: WORDS) -> WORDS:
    return kind(text) if text in set(kind) else otherwise
