"""The moderators' pages: what waits for a look, the decisions with their reasons, and the log of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from ninefold.community import actions
from ninefold.community import queries as community
from ninefold.community.types import PostKind, Verdict
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput, NotFound
from ninefold.web.numbers import whole
from ninefold.web.public.community.reading import NO_NAME
from ninefold.web.studio.shell.acting import actor_of, names_of
from ninefold.web.studio.shell.rights import takes

DECISIONS_PER_PAGE = 50
FLAG_WORDS = {
    "spam": "sells, or says nothing",
    "unkind": "unkind",
    "private": "tells something private",
    "unsafe": "could harm",
    "other": "something else",
}


@require_safe
@takes(Permission.COMMUNITY_MODERATE)
def queue(request: HttpRequest) -> HttpResponse:
    """Posts that are held or flagged, those that wait longest first."""
    waiting = community.waiting()
    profiles = [one.profile_id for one in waiting]
    names, barred = community.names(profiles), community.barred(profiles)
    lines = [
        {
            "post": one,
            "name": names.get(one.profile_id) or NO_NAME,
            "is_barred": one.profile_id in barred,
            "flags": [(FLAG_WORDS[reason.value], times) for reason, times in one.flags],
        }
        for one in waiting
    ]
    return render(request, "studio/community/queue.html", {"lines": lines})


@require_POST
@takes(Permission.COMMUNITY_MODERATE)
def decide(request: HttpRequest) -> HttpResponse:
    """Keep or hide a post; with `bar` its author may post no more, for the same reason."""
    posted = request.POST
    kind, verdict = posted.get("kind", ""), posted.get("verdict", "")
    if kind not in {one.value for one in PostKind} or verdict not in ("keep", "hide"):
        raise NotFound("post_unknown", "There is no such post, or no such decision.")
    actor, reason, now = actor_of(request), posted.get("reason", ""), clock.now_us()
    try:
        actions.moderate(
            actor=actor,
            kind=PostKind(kind),
            key=posted.get("key", ""),
            verdict=Verdict(verdict),
            reason=reason,
            now=now,
            read_edit=whole(posted.get("edited", "0")),
        )
        if verdict == "hide" and posted.get("bar"):
            actions.bar(actor=actor, profile_id=whole(posted.get("profile")), reason=reason, now=now)
        messages.success(request, "It is shown again." if verdict == "keep" else "It is hidden.")
    except (BadInput, NotFound) as error:
        messages.error(request, error.message)
    return redirect(_back(request))


@require_POST
@takes(Permission.COMMUNITY_MODERATE)
def bar(request: HttpRequest) -> HttpResponse:
    """Bar someone from posting, or allow it again."""
    posted = request.POST
    change = actions.allow if posted.get("do") == "allow" else actions.bar
    try:
        change(
            actor=actor_of(request), profile_id=whole(posted.get("profile")), reason=posted.get("reason", ""),
            now=clock.now_us(),
        )  # fmt: skip
        messages.success(request, "They may post again." if change is actions.allow else "They may post no more.")
    except (BadInput, NotFound) as error:
        messages.error(request, error.message)
    return redirect(_back(request))


@require_POST
@takes(Permission.COMMUNITY_MODERATE)
def approve(request: HttpRequest, question_id: int) -> HttpResponse:
    """Let an answer go into letters, as it was read; or take that back."""
    posted, actor = request.POST, actor_of(request)
    key = posted.get("key", "")
    try:
        if posted.get("do") == "back":
            actions.disapprove(actor=actor, key=key)
            messages.success(request, "It goes into letters only where readers vouch for it.")
        else:
            actions.approve(actor=actor, key=key, read_edit=whole(posted.get("edited")), now=clock.now_us())
            messages.success(request, "It may go into letters.")
    except (BadInput, NotFound) as error:
        messages.error(request, error.message)
    return redirect("community:question", question_id)


def _back(request: HttpRequest) -> str:
    """The page that the form stood on, of this studio only."""
    back = request.POST.get("back", "")
    is_own = back.startswith("/community/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_own else "/community/queue/"


@require_safe
@takes(Permission.COMMUNITY_MODERATE)
def log(request: HttpRequest) -> HttpResponse:
    """Every decision with who took it and why, newest first."""
    before = whole(request.GET.get("before"))
    found = community.decisions(before=before, limit=DECISIONS_PER_PAGE + 1)
    shown = found[:DECISIONS_PER_PAGE]
    names = community.names(one.profile_id for one in shown)
    team = names_of(one.decided_by for one in shown)
    context = {
        "lines": [(one, names.get(one.profile_id) or NO_NAME, team[one.decided_by]) for one in shown],
        "barred": community.barred([one.profile_id for one in shown]),
        "older": f"?before={shown[-1].id}" if len(found) > DECISIONS_PER_PAGE else "",
        "newer": "?" if before else "",
    }
    return render(request, "studio/community/log.html", context)
