"""What the team says beside a draft: said, answered, settled, taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ninefold.content.comments import actions, queries
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.numbers import whole
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes
from ninefold.web.studio.versions import views


@require_POST
@takes(Permission.CONTENT_EDIT)
def say(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Keep a comment or an answer."""
    text = request.POST.get("text", "")
    try:
        said = actions.say(
            actor=actor_of(request), variant_id=variant_id, text=text, block_id=request.POST.get("block", ""),
            first_id=whole(request.POST.get("first")), now=clock.now_us(),
        )  # fmt: skip
    except BadInput as error:
        return views.page(request, variant_id, error.message, text)
    messages.success(request, "Said. Who is named in it, or spoke in the thread, is told by mail.")
    return _to(variant_id, whole(request.POST.get("first")) or said.id)


@require_POST
@takes(Permission.CONTENT_EDIT)
def settle(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Settle a thread, open it again, or take a comment back."""
    one, way, actor = queries.comment(comment_id), request.POST.get("do", ""), actor_of(request)
    if way == "delete":
        actions.take_back(actor=actor, comment_id=comment_id)
        messages.success(request, "Taken back.")
        return redirect("versions:written", one.variant_id)
    actions.resolve(actor=actor, comment_id=comment_id, is_resolved=way == "resolve", now=clock.now_us())
    return _to(one.variant_id, comment_id)


def _to(variant_id: int, comment_id: int) -> HttpResponse:
    page = redirect("versions:written", variant_id)
    page["Location"] += f"#comment-{comment_id}"
    return page
