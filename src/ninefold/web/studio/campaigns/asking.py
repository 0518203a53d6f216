"""The pages of a campaign that routes questions: its form, and what it asked, whom, and what came of it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ninefold.catalyst import actions, drafting
from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign, CampaignArm, CampaignDraft, CampaignKind, CampaignStatus
from ninefold.collect.types import EventName
from ninefold.community import queries as community
from ninefold.content import queries as content
from ninefold.culture import queries as culture
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Permission
from ninefold.kernel.database import leases
from ninefold.kernel.errors import BadInput
from ninefold.measure import routing
from ninefold.web.studio.campaigns import course
from ninefold.web.studio.campaigns.forms import EFFECT_POINTS_MAX, instant_field, typed_instant
from ninefold.web.studio.shell import instants
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

SHOWN_MAX = 30
SUBMISSION_SECONDS = 86_400
ARM, ARM_NAME = "asked", "Asked"


class AskingForm(forms.Form):
    """What is asked, of how many, after what wait."""

    name = forms.CharField(max_length=120, label="Name", initial="Questions to those who may know")
    wait_minutes = forms.IntegerField(
        min_value=0, max_value=drafting.WAIT_MINUTES_MAX, initial=60, label="Minutes a question waits first",
        help_text="Most find an answer by themselves. Only those without one after so long are put to others.",
    )  # fmt: skip
    answerers_max = forms.IntegerField(
        min_value=1, max_value=drafting.ANSWERERS_MAX, initial=3, label="People asked about each",
        help_text="Likely to answer by what they answered before and by badges; nobody twice, nobody two at a time.",
    )  # fmt: skip
    topic = forms.ChoiceField(required=False, label="Topic")
    item = forms.ChoiceField(
        label="What they get", help_text="Content for “community” with an open question block that names no question."
    )
    goals = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="What people should do",
        help_text="One of them must be reached by answering.",
    )  # fmt: skip
    effect = forms.DecimalField(
        min_value=0, max_value=EFFECT_POINTS_MAX, decimal_places=2, initial=10,
        label="Your guess: so many more of 100 who are asked answer",
        help_text="Where something else wants the same person, what is worth more goes first.",
        widget=forms.NumberInput(attrs={"step": "0.1"}),
    )  # fmt: skip
    starts_at = instant_field("From", "Empty: when you start it.", required=False)
    ends_at = instant_field("Until", "It stands until then.", required=True)

    def __init__(self, data: Any = None, *, initial: dict[str, object] | None = None) -> None:
        super().__init__(data, initial=initial)
        goals = culture.goals()
        mine = str((initial or {}).get("topic", ""))
        topics = sorted({*community.topics(), *filter(None, [mine])})
        items = [item for item in content.items() if item.purpose == Purpose.COMMUNITY.value]
        choices: dict[str, list[tuple[str, str]]] = {
            "topic": [("", "any"), *((topic, topic) for topic in topics)],
            "item": [("", "choose…"), *((str(item.id), item.title) for item in items)],
            "goals": [(goal.key, goal.name) for goal in goals],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]  # choice fields
        answering = [goal.key for goal in goals if goal.event_name == EventName.ANSWER_GIVEN]
        self.fields["goals"].initial = answering[:1]
        self.has_items, self.has_goal = bool(items), bool(answering)

    def draft(self) -> CampaignDraft:
        """The draft of a valid form."""
        data, zone = self.cleaned_data, settings.current().time_zone
        return CampaignDraft(
            name=data["name"], segment_id=0, channel=Channel.MAIL, purpose=Purpose.COMMUNITY,
            goal_keys=tuple(data["goals"]), effect_stated=float(data["effect"]) / 100,
            arms=(CampaignArm(ARM, ARM_NAME, int(data["item"]), 1),), starts_at=instants.us_of(data["starts_at"], zone),
            ends_at=instants.us_of(data["ends_at"], zone), kind=CampaignKind.QUESTION_ROUTED,
            wait_minutes=data["wait_minutes"], answerers_max=data["answerers_max"], topic=data["topic"],
        )  # fmt: skip


@require_http_methods(["GET", "POST"])
@takes(Permission.CAMPAIGN_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """The form of a new one."""
    if request.method == "POST":
        return _posted(request, None)
    zone = settings.current().time_zone
    year = typed_instant(clock.now_us() + 365 * 86_400_000_000, zone)
    return _form(request, AskingForm(initial={"ends_at": year}), None)


def edit(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """The form of a draft; the view of all campaigns has looked at the right."""
    if request.method == "POST":
        return _posted(request, campaign)
    zone = settings.current().time_zone
    initial: dict[str, object] = {
        "name": campaign.name, "wait_minutes": campaign.wait_minutes, "answerers_max": campaign.answerers_max,
        "topic": campaign.topic, "item": str(campaign.arms[0].item_id), "goals": list(campaign.goal_keys),
        "effect": round(campaign.effect_stated * 100, 2), "starts_at": typed_instant(campaign.starts_at, zone),
        "ends_at": typed_instant(campaign.ends_at, zone),
    }  # fmt: skip
    return _form(request, AskingForm(initial=initial), campaign)


def _posted(request: HttpRequest, present: Campaign | None) -> HttpResponse:
    form = AskingForm(request.POST, initial={"topic": present.topic if present else ""})
    if not form.is_valid():
        return _form(request, form, present)
    try:
        campaign = _stored(request, form.draft(), present)
    except BadInput as error:
        form.add_error(None, error.message)
        return _form(request, form, present)
    if campaign is None:
        messages.info(request, "This was saved already; here it is among the others.")
        return redirect("campaigns:index")
    messages.success(request, f"“{campaign.name}” is kept as a plan. Start it, and it works by itself.")
    return redirect("campaigns:detail", campaign.id)


def _stored(request: HttpRequest, draft: CampaignDraft, present: Campaign | None) -> Campaign | None:
    """Store it once per shown form, however often the button is pressed; None when it was stored before."""
    actor = actor_of(request)
    if present is not None:
        return actions.change_campaign(actor=actor, campaign_id=present.id, draft=draft)
    with transaction.atomic():
        token = request.POST.get("submission", "")[:64]
        if token and not leases.acquire(f"form:{token}", seconds=SUBMISSION_SECONDS, holder=uuid4().hex):
            return None
        return actions.create_campaign(actor=actor, draft=draft)


def _form(request: HttpRequest, form: AskingForm, present: Campaign | None) -> HttpResponse:
    found = {
        "form": form,
        "campaign": present,
        "submission": request.POST.get("submission") or uuid4().hex,
    }
    is_wrong = form.is_bound and bool(form.errors)
    return render(request, "studio/campaigns/asking_form.html", found, status=422 if is_wrong else 200)


def detail(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """One such campaign, as planned or as it goes; the view of all campaigns has looked at the right."""
    now, actor = clock.now_us(), actor_of(request)
    goals = {goal.key: goal for goal in culture.goals()}
    found: dict[str, Any] = {
        "campaign": campaign,
        "item": next((item for item in content.items() if item.id == campaign.arms[0].item_id), None),
        "goals": [goals[key] for key in campaign.goal_keys if key in goals],
        "may_start": actor.may(Permission.CAMPAIGN_START),
        "may_edit": actor.may(Permission.CAMPAIGN_EDIT),
    }
    if campaign.status is CampaignStatus.DRAFT:
        found["problems"] = catalyst.problems(campaign.id, now=now)
        return render(request, "studio/campaigns/asking.html", found)
    routed = catalyst.routings(campaign.id)[:SHOWN_MAX]
    asked = community.questions_by_ids([each.question_id for each in routed])
    invited = catalyst.invited(campaign.id)
    found |= {
        "read": routing.routing(campaign.id, now=now),
        "course": course.course_of(campaign, now=now),
        "routed": [(each, asked.get(each.question_id), len(invited.get(each.question_id, ()))) for each in routed],
    }
    return render(request, "studio/campaigns/asking.html", found)
