"""The pages of campaigns: list, form, and the page that says what happened and why."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.catalyst import actions
from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign, CampaignKind, CampaignStatus
from ninefold.content import queries as content
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.experiments import queries as experiments
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Permission
from ninefold.kernel.database import leases
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.campaigns import asking, course, forms
from ninefold.web.studio.campaigns.forms import ArmRow, CampaignForm
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

SUBMISSION_SECONDS = 86_400
FIRST_DAYS = 28


@require_GET
@takes(Permission.RESULT_READ)
def index(request: HttpRequest) -> HttpResponse:
    """All campaigns, newest first."""
    found = {
        "campaigns": catalyst.campaigns(),
        "segments": {segment.id: segment for segment in context.segments()},
        "goals": {goal.key: goal for goal in culture.goals()},
        "may_edit": actor_of(request).may(Permission.CAMPAIGN_EDIT),
    }
    return render(request, "studio/campaigns/index.html", found)


@require_http_methods(["GET", "POST"])
@takes(Permission.CAMPAIGN_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """The form of a new campaign; `?from=<id>` begins with what another one holds, `?item=<id>` with what it sends."""
    if request.method == "POST":
        return _posted(request, None)
    origin = request.GET.get("from", "")
    if origin.isdecimal():
        return _shown(request, *_filled(catalyst.campaign(int(origin)), is_copy=True))
    return _shown(request, _form(initial=_first()), forms.first_arms(request.GET.get("item", "")))


@require_http_methods(["GET", "POST"])
@takes(Permission.CAMPAIGN_EDIT)
def edit(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The form of a draft."""
    campaign = catalyst.campaign(campaign_id)
    if campaign.kind is CampaignKind.QUESTION_ROUTED:
        return asking.edit(request, campaign)
    if request.method == "POST":
        return _posted(request, campaign)
    return _shown(request, *_filled(campaign, is_copy=False), campaign)


def _posted(request: HttpRequest, present: Campaign | None) -> HttpResponse:
    """Store what was typed, or show it again with what is wrong; the arms' own buttons only show it again."""
    form, rows = _form(request.POST), forms.arm_rows(request.POST.dict())
    if request.POST.get("do") or not form.is_valid():
        return _shown(request, form, rows, present)
    try:
        campaign = _stored(request, form, rows, present)
    except BadInput as error:
        form.add_error(None, error.message)
        return _shown(request, form, rows, present)
    if campaign is None:
        messages.info(request, "This campaign was saved already; here it is among the others.")
        return redirect("campaigns:index")
    lacking = " ".join(concern.message for concern in catalyst.problems(campaign.id, now=clock.now_us()))
    told = f"Before it can start: {lacking}" if lacking else "Look at what it could show, then start it."
    messages.success(request, f"“{campaign.name}” is kept as a plan. {told}")
    return redirect("campaigns:detail", campaign.id)


def _stored(request: HttpRequest, form: CampaignForm, rows: list[ArmRow], present: Campaign | None) -> Campaign | None:
    """Store the campaign once per shown form, however often the button is pressed; None when it was stored before."""
    actor, draft = actor_of(request), form.draft(forms.arms_of(rows, content.items()), settings.current().time_zone)
    if present is not None:
        return actions.change_campaign(actor=actor, campaign_id=present.id, draft=draft)
    with transaction.atomic():
        token = request.POST.get("submission", "")[:64]
        if token and not leases.acquire(f"form:{token}", seconds=SUBMISSION_SECONDS, holder=uuid4().hex):
            return None
        return actions.create_campaign(actor=actor, draft=draft)


def _form(data: Any = None, initial: dict[str, object] | None = None) -> CampaignForm:
    return CampaignForm(data, segments=context.segments(), goals=culture.goals(), initial=initial)


def _first() -> dict[str, object]:
    """What an empty form begins with: four weeks from now."""
    zone = settings.current().time_zone
    return {"ends_at": (clock.now() + timedelta(days=FIRST_DAYS)).astimezone(zone).replace(tzinfo=None)}


def _filled(campaign: Campaign, *, is_copy: bool) -> tuple[CampaignForm, list[ArmRow]]:
    """The form and the arms as a campaign holds them; a copy gets a period of its own."""
    zone = settings.current().time_zone
    rows = [ArmRow(arm.name, str(arm.item_id), str(arm.weight)) for arm in campaign.arms]
    period = {
        "starts_at": forms.typed_instant(campaign.starts_at, zone),
        "ends_at": forms.typed_instant(campaign.ends_at, zone),
    }
    initial: dict[str, object] = {
        "name": f"{campaign.name}, again" if is_copy else campaign.name,
        "segment": str(campaign.segment_id),
        "channel": campaign.channel.value,
        "purpose": campaign.purpose.value,
        "goals": list(campaign.goal_keys),
        "effect": round(campaign.effect_stated * 100, 2),
        **(_first() if is_copy else period),
    }
    return _form(initial=initial), rows


def _shown(
    request: HttpRequest, form: CampaignForm, rows: list[ArmRow], present: Campaign | None = None
) -> HttpResponse:
    found = {
        "form": form,
        "campaign": present,
        "rows": rows,
        "items": content.items(),
        "has_segments": bool(form.fields["segment"].choices[1:]),  # type: ignore[attr-defined]  # a choice field
        "has_goals": bool(form.fields["goals"].choices),  # type: ignore[attr-defined]  # as above
        "submission": request.POST.get("submission") or uuid4().hex,
        "arms_max": forms.ARMS_MAX,
    }
    is_wrong = form.is_bound and bool(form.errors) and not request.POST.get("do")
    template = "arms.html" if request.headers.get("HX-Request") else "form.html"
    return render(request, f"studio/campaigns/{template}", found, status=422 if is_wrong else 200)


@require_GET
@takes(Permission.RESULT_READ)
def detail(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One campaign: before the start what it could show, afterwards what it did and why."""
    campaign = catalyst.campaign(campaign_id)
    if campaign.kind is CampaignKind.QUESTION_ROUTED:
        return asking.detail(request, campaign)
    actor, now = actor_of(request), clock.now_us()
    items = content.items()
    goals = {goal.key: goal for goal in culture.goals()}
    found: dict[str, Any] = {
        "campaign": campaign,
        "segment": context.segment(campaign.segment_id),
        "goals": [goals[key] for key in campaign.goal_keys if key in goals],
        "items": {item.id: item for item in items},
        "may_start": actor.may(Permission.CAMPAIGN_START),
        "may_edit": actor.may(Permission.CAMPAIGN_EDIT),
    }
    if campaign.status is CampaignStatus.DRAFT:
        found["weights"] = sum(arm.weight for arm in campaign.arms)
        found["problems"] = catalyst.problems(campaign_id, now=now)
        return render(request, "studio/campaigns/draft.html", found)
    found["course"] = course.course_of(campaign, now=now)
    found["groups_need"] = experiments.GROUPS_NEED
    found["is_compared"] = len({arm.item_id > 0 for arm in campaign.arms}) > 1
    return render(request, "studio/campaigns/course.html", found)
