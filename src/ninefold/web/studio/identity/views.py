"""The page of the rules, of who may be one person, and of what was kept apart."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ninefold.context import actions
from ninefold.context import queries as context
from ninefold.context.types import Candidate, CandidateWord, Comparison
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

SHOWN = 20
CANDIDATES_SHOWN = 5
BAR_WEIGHT_MAX = 15.0  # fills half of the picture
_SAID = {
    CandidateWord.SAME: "They are one person now. It can be undone on their page.",
    CandidateWord.TWO: "Remembered: they are two people.",
    CandidateWord.LATER: "They will be asked about again in 30 days.",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One comparison with its bar, in hundredths of the picture from its middle to one side."""

    of: Comparison
    left: float
    width: float


@require_GET
@takes(Permission.PERSON_READ)
def index(request: HttpRequest) -> HttpResponse:
    """Who may be one, every rule in words and limits, how often each kept people apart, and the newest such cases."""
    now, rules = clock.now_us(), context.identity_rules()
    found = {
        "candidates": [(one, _bars(one)) for one in context.candidates(limit=CANDIDATES_SHOWN, now=now)],
        "waiting": context.candidate_count(now=now),
        "linkage": context.linkage(),
        "can_compare": context.can_compare(),
        "install": context.COMPARING_INSTALL,
        "fields": context.linked_fields(),
        "may_rule": actor_of(request).may(Permission.CONSENT_EDIT),
        "rules": rules.kinds,
        "roles": ", ".join(sorted(rules.roles)),
        "may_edit": actor_of(request).may(Permission.IDENTITY_EDIT),
        "changed": next(iter(context.rules_versions()), None),
        "counts": context.refusal_counts(),
        "refused": context.refused_joins(limit=SHOWN),
    }
    return render(request, "studio/identity/index.html", found)


def _bars(candidate: Candidate) -> list[Bar]:
    bars = []
    for one in candidate.comparisons:
        width = min(abs(one.weight), BAR_WEIGHT_MAX) / BAR_WEIGHT_MAX * 50
        bars.append(Bar(one, 50.0 if one.weight >= 0 else 50 - width, width))
    return bars


@require_POST
@takes(Permission.CONSENT_EDIT)
def decide(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Join the two, remember that they are two, or ask again later."""
    said = request.POST.get("word", "")
    if said not in {word.value for word in CandidateWord}:
        raise BadInput("candidate_word", "Say whether they are one person, two, or that you look at them later.")
    word = CandidateWord(said)
    actions.decide_candidate(actor=actor_of(request), candidate_id=candidate_id, word=word, now=clock.now_us())
    messages.success(request, _SAID[word])
    return redirect("identity:index")
