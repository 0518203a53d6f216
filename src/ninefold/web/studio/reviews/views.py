"""What waits for one's own word, what one sent oneself, what waits for others; and one draft to decide."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.content import queries as content
from ninefold.content.errors import PublishRefused
from ninefold.content.reviews import actions, queries
from ninefold.content.reviewtypes import Review
from ninefold.content.schedule import queries as schedule
from ninefold.content.schedule.queries import Happening
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotAllowed
from ninefold.web.numbers import whole
from ninefold.web.studio.content import closing
from ninefold.web.studio.shell import instants
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import EVERYONE, takes


@dataclass(frozen=True, slots=True)
class Line:
    """A review as the list shows it: with whom it is, who sent it, whether it is late."""

    review: Review
    whom: str
    sender: str
    is_overdue: bool


@require_GET
@takes(EVERYONE)
def index(request: HttpRequest) -> HttpResponse:
    """The reviews of who looks at them, and all others."""
    mine, names = whole(actor_of(request).key.removeprefix("user:")), queries.writers()
    every, now = queries.open_reviews(), clock.now_us()
    own = [one for one in every if mine in one.asked and one.taken_by in (0, mine)]
    context = {
        "own": [_line(one, names, now) for one in own],
        "others": [_line(one, names, now) for one in every if one not in own],
        "sent": queries.sent_by(mine),
        "is_alone": closing.is_alone(),
        "may_edit": actor_of(request).may(Permission.CONTENT_EDIT),
        "may_rule": actor_of(request).may(Permission.CHARTER_EDIT),
    }
    return render(request, "studio/reviews/index.html", context)


def _line(review: Review, names: dict[int, str], now: int) -> Line:
    sender = names.get(review.asked_by, "a feed" if not review.asked_by else "somebody who left")
    return Line(review, queries.whom(review, names), sender, review.is_overdue(now))


@require_http_methods(["GET", "POST"])
@takes(EVERYONE)
def one(request: HttpRequest, review_id: int) -> HttpResponse:
    """One draft with what it says; POST takes it, hands it on, approves it or sends it back."""
    actor = actor_of(request)
    review, error, status = queries.review(review_id), "", 200
    if request.method == "POST":
        try:
            messages.success(request, _done(request, actor, review))
            return redirect("reviews:index")
        except PublishRefused as refused:
            error, status = f"It is not published. {refused.message}", 422
        except BadInput as refused:
            error, status = refused.message, 422
    names, mine = queries.writers(), whole(actor.key.removeprefix("user:"))
    able = queries.publishers() if review.for_publishers else names
    context = {
        "line": _line(review, names, clock.now_us()),
        "content": content.draft(review.variant_id),
        "problems": content.draft_problems(review.variant_id),
        "is_mine": mine in review.asked,
        "is_taken": review.taken_by == mine,
        "able": [(key, name) for key, name in able.items() if key not in (mine, review.asked_by)],
        "error": error,
        "note": request.POST.get("note", ""),
    }
    return render(request, "studio/reviews/one.html", context, status=status)


def _done(request: HttpRequest, actor: Actor, review: Review) -> str:
    """Do what was pressed; what came of it, in words. Raise BadInput, NotAllowed, NotFound."""
    way, note = request.POST.get("do", ""), request.POST.get("note", "")
    if way == "take":
        actions.take(actor=actor, review_id=review.id)
        return f"“{review.title}” is with you now."
    if way == "hand":
        actions.hand_to(actor=actor, review_id=review.id, user_id=whole(request.POST.get("to")))
        return f"“{review.title}” is handed on; they are told by mail."
    if way == "changes":
        actions.ask_for_changes(actor=actor, review_id=review.id, note=note)
        return f"“{review.title}” went back with your note."
    if way != "approve":
        raise NotAllowed("review_way", "Nothing was pressed.")
    actions.approve(actor=actor, review_id=review.id, note=note)
    left = queries.of_variants([review.variant_id]).get(review.variant_id)
    if left is None:
        planned = schedule.entries(now=clock.now_us(), item_id=review.item_id)
        own = [one.at for one in planned if one.variant_id == review.variant_id and one.happening is Happening.GOES_OUT]
        zone = settings.current().time_zone
        became = f"goes out by itself on {instants.instant(own[0], zone=zone)}" if own else "is published"
        return f"Approved: “{review.title}” {became}."
    return f"Approved. “{review.title}” is now with {queries.whom(left, queries.writers())}."
