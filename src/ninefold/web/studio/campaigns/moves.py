"""The buttons of a campaign: start, pause, resume, finish. A start that could teach nothing is asked about first."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ninefold.catalyst import actions
from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign, CampaignKind
from ninefold.context import queries as context
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.campaigns import forecast
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

# By the last part of the address: what is done, and what is said when it is.
MOVES: dict[str, tuple[Callable[[Actor, int, int], Campaign], str]] = {
    "start": (
        lambda actor, campaign_id, now: actions.start_campaign(actor=actor, campaign_id=campaign_id, now=now),
        "It runs; the first people are decided within a minute.",
    ),
    "pause": (
        lambda actor, campaign_id, _: actions.pause(actor=actor, campaign_id=campaign_id),
        "It is paused. Nothing more is sent until you resume it; nobody gets anything twice.",
    ),
    "resume": (
        lambda actor, campaign_id, _: actions.resume(actor=actor, campaign_id=campaign_id),
        "It goes on where it stood.",
    ),
    "finish": (
        lambda actor, campaign_id, now: actions.finish(actor=actor, campaign_id=campaign_id, now=now),
        "It is finished. Who still waited is refused with that reason; what is measured goes on being read.",
    ),
}


@require_http_methods(["GET", "POST"])
@takes(Permission.CAMPAIGN_START)
def move(request: HttpRequest, campaign_id: int, to: str) -> HttpResponse:
    """Do what a button asked, and say how it went on the campaign's page; lacking rights are told by the shell.

    Who comes to the address without a button is led to that page.
    """
    if request.method == "GET":
        return redirect("campaigns:detail", campaign_id)
    if to == "start" and "sure" not in request.POST and (asked := _asked(request, campaign_id)):
        return asked
    act, said = MOVES[to]
    try:
        act(actor_of(request), campaign_id, clock.now_us())
    except BadInput as error:
        messages.error(request, error.message)
    else:
        messages.success(request, said)
    return redirect("campaigns:detail", campaign_id)


def _asked(request: HttpRequest, campaign_id: int) -> HttpResponse | None:
    """The question that stands before a start from which nothing could be learned; None where there is none."""
    campaign, now = catalyst.campaign(campaign_id), clock.now_us()
    if campaign.kind is CampaignKind.QUESTION_ROUTED or catalyst.problems(campaign_id, now=now):
        return None
    people = len(forecast.members(context.segment(campaign.segment_id).condition, now=now))
    doubts = catalyst.warnings(campaign.arms, people)
    if not people or not doubts:
        return None
    return render(request, "studio/campaigns/sure.html", {"campaign": campaign, "doubts": doubts})
