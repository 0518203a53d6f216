"""The pages that change the rules of identity: what they are, what a change would do, and what changed before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.context import actions
from ninefold.context import queries as context
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.identity.typed import Typed
from ninefold.web.studio.shell.acting import actor_of, names_of
from ninefold.web.studio.shell.rights import takes


@require_http_methods(["GET", "POST"])
@takes(Permission.IDENTITY_EDIT)
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule that may be changed; what is posted is drafted, and weighed before it can hold."""
    current = context.identity_rules()
    typed = Typed(request.POST if request.method == "POST" else None, current)
    if request.method == "POST" and typed.is_valid():
        try:
            reason = typed.limits.cleaned_data["reason"]
            actions.draft_rules(actor=actor_of(request), rules=typed.rules(), reason=reason, now=clock.now_us())
        except BadInput as error:
            typed.limits.add_error(None, error.message)
        else:
            return redirect("identity:draft")
    found = {"typed": typed, "fixed": [one for one in current.kinds if one.kind in ("account", "claimed", "push")]}
    return render(request, "studio/identity/rules.html", found)


@require_http_methods(["GET", "POST"])
@takes(Permission.IDENTITY_EDIT)
def draft(request: HttpRequest) -> HttpResponse:
    """What the drafted rules would change; posted, they hold."""
    if request.method == "POST":
        actions.apply_rules(actor=actor_of(request), now=clock.now_us())
        messages.success(request, "The new rules hold. People are grouped anew; you may leave this page.")
        return redirect("identity:changes")
    found = {"draft": context.drafted_rules()}
    part = "studio/identity/weighed.html" if request.headers.get("HX-Request") else "studio/identity/draft.html"
    return render(request, part, found)


@require_POST
@takes(Permission.IDENTITY_EDIT)
def drop(request: HttpRequest) -> HttpResponse:
    """Drop the draft."""
    actions.drop_rules(actor=actor_of(request))
    messages.success(request, "Nothing was changed.")
    return redirect("identity:rules")


@require_GET
@takes(Permission.PERSON_READ)
def changes(request: HttpRequest) -> HttpResponse:
    """Who changed which rule when and why, and how far people are grouped by it."""
    versions = context.rules_versions()
    names = names_of(one.made_by for one in versions)
    found = {
        "versions": [(one, names[one.made_by]) for one in versions],
        "under_way": next((one for one in versions if one.is_under_way), None),
        "may_edit": actor_of(request).may(Permission.IDENTITY_EDIT),
    }
    part = "studio/identity/versions.html" if request.headers.get("HX-Request") else "studio/identity/changes.html"
    return render(request, part, found)


@require_POST
@takes(Permission.IDENTITY_EDIT)
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """Draft the rules of a version again, 0 being those that Ninefold comes with."""
    words = f"Back to the rules of change {number}." if number else "Back to the rules that Ninefold comes with."
    actor, now = actor_of(request), clock.now_us()
    actions.draft_rules(actor=actor, rules=context.rules_of(number), reason=words, now=now)
    return redirect("identity:draft")
