"""The pages of campaigns: list, plan, start and stop, and the page that says what happened and why."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.catalyst import actions
from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign, CampaignStatus
from ninefold.content import queries as content
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Permission
from ninefold.kernel.database import leases
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.campaigns import course, forms, planning
from ninefold.web.studio.campaigns.forms import ArmRow, CampaignForm
from ninefold.web.studio.shell.acting import actor_of

SUBMISSION_SECONDS = 86_400
FIRST_DAYS = 28
WAITING = (CampaignStatus.DRAFT,)


@require_GET
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
def create(request: HttpRequest) -> HttpResponse:
    """The form of a new campaign; `?from=<id>` begins with what another one holds."""
    actor_of(request).require(Permission.CAMPAIGN_EDIT)
    if request.method == "POST":
        return _posted(request, None)
    origin = request.GET.get("from", "")
    if origin.isdecimal():
        return _shown(request, *_filled(catalyst.campaign(int(origin)), is_copy=True))
    return _shown(request, _form(initial=_first()), list(forms.FIRST_ARMS))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The form of a draft."""
    actor_of(request).require(Permission.CAMPAIGN_EDIT)
    campaign = catalyst.campaign(campaign_id)
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
    messages.success(request, f"“{campaign.name}” is planned. Look at what it could show, then start it.")
    return redirect("campaigns:detail", campaign.id)


def _stored(request: HttpRequest, form: CampaignForm, rows: list[ArmRow], present: Campaign | None) -> Campaign | None:
    """Store the campaign once per shown form, however often the button is pressed; None when it was stored before."""
    data, actor = form.cleaned_data, actor_of(request)
    starts_at, ends_at = form.instants(settings.current().time_zone)
    typed: dict[str, Any] = {
        "name": data["name"],
        "segment_id": int(data["segment"]),
        "channel": Channel(data["channel"]),
        "purpose": Purpose(data["purpose"]),
        "goal_keys": tuple(data["goals"]),
        "effect_stated": form.effect_stated(),
        "arms": forms.arms_of(rows, content.items()),
        "starts_at": starts_at,
        "ends_at": ends_at,
    }
    if present is not None:
        return actions.change_campaign(actor=actor, campaign_id=present.id, **typed)
    with transaction.atomic():
        token = request.POST.get("submission", "")[:64]
        if token and not leases.acquire(f"form:{token}", seconds=SUBMISSION_SECONDS, holder=uuid4().hex):
            return None
        return actions.create_campaign(actor=actor, **typed)


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


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The plan of the form as it stands, as a fragment; stores nothing."""
    actor_of(request).require(Permission.CAMPAIGN_EDIT)
    items, goals = content.items(), {goal.key: goal for goal in culture.goals()}
    segment = request.POST.get("segment", "")
    if not segment.isdecimal():
        return render(request, "studio/campaigns/plan.html", {})
    try:
        arms = forms.arms_of(forms.arm_rows(request.POST.dict()), items)
        trouble = ""
    except BadInput as error:
        arms, trouble = (), error.message
    found = planning.plan(
        segment=context.segment(int(segment)),
        channel=_one_of(Channel, request.POST.get("channel", ""), Channel.MAIL),
        purpose=_one_of(Purpose, request.POST.get("purpose", ""), Purpose.NEWS),
        arms=arms,
        goals=[goals[key] for key in request.POST.getlist("goals") if key in goals],
        items=items,
        now=clock.now_us(),
    )
    return render(request, "studio/campaigns/plan.html", {"plan": found, "trouble": trouble})


def _one_of(kind: Any, text: str, otherwise: Any) -> Any:
    return kind(text) if text in set(kind) else otherwise


@require_GET
def detail(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One campaign: before the start what it could show, afterwards what it did and why."""
    campaign = catalyst.campaign(campaign_id)
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
        "has_any_goal": bool(goals),
    }
    if campaign.status in WAITING:
        found["plan"] = planning.plan(
            segment=found["segment"],
            channel=campaign.channel,
            purpose=campaign.purpose,
            arms=campaign.arms,
            goals=found["goals"],
            items=items,
            now=now,
        )
        return render(request, "studio/campaigns/draft.html", found)
    found["course"] = course.course_of(campaign, now=now)
    return render(request, "studio/campaigns/course.html", found)


@require_POST
def start(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Start a campaign."""
    return _moved(
        request,
        campaign_id,
        lambda: actions.start_campaign(actor=actor_of(request), campaign_id=campaign_id, now=clock.now_us()),
        "It runs: its people are drawn into arms, and the first are decided within a minute.",
    )


@require_POST
def pause(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Stop deciding and sending until it is resumed."""
    return _moved(
        request,
        campaign_id,
        lambda: actions.pause(actor=actor_of(request), campaign_id=campaign_id),
        "It is paused. Nothing more is sent until you resume it; nobody gets anything twice.",
    )


@require_POST
def resume(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Go on where it was paused."""
    return _moved(
        request,
        campaign_id,
        lambda: actions.resume(actor=actor_of(request), campaign_id=campaign_id),
        "It goes on where it stood.",
    )


@require_POST
def finish(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """End a campaign before its time."""
    return _moved(
        request,
        campaign_id,
        lambda: actions.finish(actor=actor_of(request), campaign_id=campaign_id, now=clock.now_us()),
        "It is finished. Who still waited is refused with that reason; what is measured goes on being read.",
    )


def _moved(request: HttpRequest, campaign_id: int, move: Any, said: str) -> HttpResponse:
    """Do what a button asked, and say how it went on the campaign's page; lacking rights are told by the shell."""
    try:
        move()
    except BadInput as error:
        messages.error(request, error.message)
    else:
        messages.success(request, said)
    return redirect("campaigns:detail", campaign_id)
