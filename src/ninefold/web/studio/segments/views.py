"""The pages of segments: list, builder, and the estimate that follows each change in the builder."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.catalyst import queries as catalyst
from ninefold.collect import queries as collect
from ninefold.collect.plan import queries as plan
from ninefold.context import actions
from ninefold.context import queries as context
from ninefold.context.types import Segment
from ninefold.culture import queries as culture
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.segments import builder, drafts
from ninefold.web.studio.segments.drafts import Draft
from ninefold.web.studio.segments.estimate import Estimate, estimate
from ninefold.web.studio.segments.standing import standing
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes
from ninefold.web.studio.slugs import key_of


@require_GET
@takes(Permission.PERSON_READ)
def index(request: HttpRequest) -> HttpResponse:
    """All segments with their sentences and sizes; of those that the worker still goes through the count arrives by
    itself, so that the page never waits for it."""
    sizes, waiting = context.sizes(), context.rebuilding()
    found = {
        "segments": [(segment, sizes.get(segment.id, 0), segment.id in waiting) for segment in context.segments()],
        "may_edit": actor_of(request).may(Permission.SEGMENT_EDIT),
    }
    return render(request, "studio/segments/index.html", found)


@require_GET
@takes(Permission.PERSON_READ)
def count(request: HttpRequest, segment_id: int) -> HttpResponse:
    """How many people a segment holds now, as a fragment."""
    condition = context.segment(segment_id).condition
    people = context.member_count(condition, now=clock.now_us())
    return render(request, "studio/segments/count.html", {"count": people})


@require_http_methods(["GET", "POST"])
@takes(Permission.SEGMENT_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """The builder for a new segment."""
    if request.method == "GET":
        return _builder(request, drafts.NEW, error="", segment_id=0)
    return _saved_or_shown(request, drafts.of_form(request.POST.dict()), segment_id=0)


@require_http_methods(["GET", "POST"])
@takes(Permission.PERSON_READ)
def edit(request: HttpRequest, segment_id: int) -> HttpResponse:
    """The builder for a stored segment; read only without the right to change it."""
    segment = context.segment(segment_id)
    if request.method == "GET":
        return _builder(request, drafts.of_segment(segment), error="", segment_id=segment_id)
    actor_of(request).require(Permission.SEGMENT_EDIT)
    return _saved_or_shown(request, drafts.of_form(request.POST.dict()), segment_id=segment_id)


@require_POST
@takes(Permission.SEGMENT_EDIT)
def rebuild(request: HttpRequest, segment_id: int) -> HttpResponse:
    """Have the worker go through everyone again."""
    actions.rebuild_segment(actor=actor_of(request), segment_id=segment_id)
    messages.success(request, "The worker goes through everyone again; that takes a moment.")
    return redirect("segments:edit", segment_id)


@require_POST
@takes(Permission.SEGMENT_EDIT)
def delete(request: HttpRequest, segment_id: int) -> HttpResponse:
    """Take a segment away that no campaign goes to and no other segment is made with."""
    segment = context.segment(segment_id)
    going = [campaign.name for campaign in catalyst.campaigns() if campaign.segment_id == segment_id]
    try:
        if going:
            raise BadInput("segment_in_campaign", f"The campaign “{going[0]}” says by it whom it is for, so it stays.")
        actions.delete_segment(actor=actor_of(request), segment_id=segment_id)
    except BadInput as error:
        messages.error(request, error.message)
        return redirect("segments:edit", segment_id)
    messages.success(request, f"“{segment.name}” is gone. The people are still there.")
    return redirect("segments:index")


@require_POST
@takes(Permission.PERSON_READ)
def preview(request: HttpRequest) -> HttpResponse:
    """The builder's body after a change, with count, sentence and examples; stores nothing."""
    draft = drafts.of_form(request.POST.dict())
    template = (
        "studio/segments/estimate.html" if request.POST.get("part") == "estimate" else "studio/segments/body.html"
    )
    return render(request, template, _context(draft))


def _saved_or_shown(request: HttpRequest, draft: Draft, *, segment_id: int) -> HttpResponse:
    """Store the draft, or show the builder again with what is wrong; a builder's button only shows it again."""
    if request.POST.get("do"):
        return _builder(request, draft, error="", segment_id=segment_id)
    try:
        segment = _stored(request, draft, segment_id)
    except BadInput as error:
        return _builder(request, draft, error=error.message, segment_id=segment_id)
    messages.success(request, f"“{segment.name}” is saved.")
    return redirect("segments:index")


def _stored(request: HttpRequest, draft: Draft, segment_id: int) -> Segment:
    if not draft.name:
        raise BadInput("segment_name", "Give the segment a name that says who is meant, such as Lapsed buyers.")
    key = context.segment(segment_id).key if segment_id else key_of(draft.name)
    if not segment_id and any(key == segment.key for segment in context.segments()):
        raise BadInput("segment_taken", f"There is a segment {key} already. Choose another name, or change that one.")
    return actions.create_segment(actor=actor_of(request), key=key, name=draft.name, condition=draft.condition())


def _builder(request: HttpRequest, draft: Draft, *, error: str, segment_id: int) -> HttpResponse:
    extra: dict[str, Any] = {
        "error": error,
        "segment_id": segment_id,
        "may_edit": actor_of(request).may(Permission.SEGMENT_EDIT),
    }
    if segment_id:
        extra["standing"] = standing(segment_id)
    return render(request, "studio/segments/builder.html", _context(draft) | extra, status=422 if error else 200)


def _context(draft: Draft) -> dict[str, Any]:
    return {
        "draft": draft,
        "estimate": _estimate(draft),
        "kinds": builder.KINDS,
        "purposes": [purpose.value for purpose in Purpose],
        "channels": [channel.value for channel in Channel],
        "communities": culture.communities(),
        "other_segments": context.segments(),
        "event_names": collect.event_names(),
        "properties": plan.number_names(),
        "trait_names": context.trait_names(),
        "group_kinds": context.group_kinds(),
        "group_traits": context.group_trait_names(),
        "rows_max": builder.ROWS_MAX,
    }


def _estimate(draft: Draft) -> Estimate:
    try:
        return estimate(draft.condition(), now=clock.now_us())
    except BadInput as error:
        return Estimate(error=error.message)
