"""The pages of a business case: the document, its words by hand, its freezing, and its PDF."""

from dataclasses import asdict
from pathlib import Path

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput, NotFound
from ninefold.measure import casebook
from ninefold.measure.types import BusinessCase, CaseWords, Provenance
from ninefold.web.printing import compiling
from ninefold.web.studio.campaigns import casewords
from ninefold.web.studio.campaigns.casewords import Document
from ninefold.web.studio.campaigns.origin import provenance
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

PAPER = Path(__file__).parent / "case.typ"


class CaseForm(forms.Form):
    """What only people know of a case."""

    changed = forms.CharField(
        required=False, label="What we changed", max_length=casebook.CHARACTERS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="How the arms differ, in a sentence or two.",
    )  # fmt: skip
    learnt = forms.CharField(
        required=False, label="What we learnt", max_length=casebook.CHARACTERS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Also where it did nothing.",
    )  # fmt: skip
    decision = forms.CharField(
        required=False, label="Decision", max_length=casebook.CHARACTERS_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )
    next_look = forms.DateField(required=False, label="Look again on", widget=forms.DateInput(attrs={"type": "date"}))
    hours = forms.DecimalField(
        required=False, min_value=0, max_digits=8, decimal_places=1, label="Hours of work",
        help_text="Stated. Leave it empty where nobody counted.",
    )  # fmt: skip
    money = forms.DecimalField(
        required=False, min_value=0, max_digits=12, decimal_places=2, label="Money spent", help_text="Stated, too."
    )

    @staticmethod
    def values_of(words: CaseWords) -> dict[str, object]:
        """What the form shows for a case."""
        money = None if words.money_minor is None else words.money_minor / 100
        return {"changed": words.changed, "learnt": words.learnt, "decision": words.decision,
                "next_look": words.next_look, "hours": words.hours, "money": money}  # fmt: skip

    def words(self) -> CaseWords:
        """The words as typed."""
        data = self.cleaned_data
        return CaseWords(
            changed=data["changed"],
            learnt=data["learnt"],
            decision=data["decision"],
            next_look=data["next_look"].isoformat() if data["next_look"] else "",
            hours=float(data["hours"]) if data["hours"] is not None else None,
            money_minor=int(data["money"] * 100) if data["money"] is not None else None,
        )


def _provenance(goal_key: str, campaign: Campaign) -> Provenance:
    return provenance(goal_key, campaign, now=clock.now_us())


@require_http_methods(["GET", "POST"])
@takes(Permission.RESULT_READ)
def case(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The case of a campaign as a document; writing into it takes the right to edit campaigns."""
    actor = actor_of(request)
    found, said = _read(campaign_id)
    may_edit = actor.may(Permission.CAMPAIGN_EDIT) and not found.frozen_at
    form = CaseForm(request.POST or None, initial=CaseForm.values_of(found.words))
    if request.method == "POST":
        actor.require(Permission.CAMPAIGN_EDIT)
        if form.is_valid():
            casebook.write(actor=actor, campaign_id=campaign_id, words=form.words(), now=clock.now_us())
            messages.success(request, "Kept. Freeze the case once it is decided: it then keeps its figures.")
            return redirect("campaigns:case", campaign_id)
    shown = {
        "doc": said,
        "case": found,
        "campaign": catalyst.campaign(campaign_id),
        "form": form,
        "may_edit": may_edit,
    }
    return render(request, "studio/campaigns/case.html", shown, status=422 if form.errors else 200)


@require_POST
@takes(Permission.CAMPAIGN_EDIT)
def freeze(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Freeze a case with its figures."""
    try:
        casebook.freeze(actor=actor_of(request), campaign_id=campaign_id, now=clock.now_us(), provenance_of=_provenance)
    except BadInput as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Frozen: words and figures stay as they were decided on.")
    return redirect("campaigns:case", campaign_id)


@require_GET
@takes(Permission.RESULT_READ)
def paper(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The case as a PDF of one page."""
    _, said = _read(campaign_id)
    made = compiling.pdf(PAPER, asdict(casewords.brief(said)) | {"company": culture.company().name})
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="case-{slugify(said.title) or campaign_id}.pdf"'
    return answer


def _read(campaign_id: int) -> tuple[BusinessCase, Document]:
    found = casebook.case(campaign_id, clock.now_us(), _provenance)
    campaign = catalyst.campaign(campaign_id)
    community_of = {one.tag.lower(): one.name for one in culture.communities()}
    return found, casewords.document(found, campaign, _segment(campaign), community_of, _day)


def _segment(campaign: Campaign) -> str:
    try:
        return context.segment(campaign.segment_id).name
    except NotFound:
        return ""


def _day(us: int) -> str:
    return casewords.day(clock.from_us(us).astimezone(settings.current().time_zone).date())
