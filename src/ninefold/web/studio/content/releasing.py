"""A version is published from the contact sheet, where it was just looked at."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from ninefold.content import actions
from ninefold.content.models import Variant
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import NinefoldError
from ninefold.web.numbers import whole
from ninefold.web.studio.content import planning
from ninefold.web.studio.content.landing import edit_address, sheet_address
from ninefold.web.studio.content.telling import became, refusal, ways_on
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes


@require_POST
@takes(Permission.CONTENT_PUBLISH)
def publish(request: HttpRequest, item_id: int) -> HttpResponse:
    """Publish the newest draft of `variant`, or say what stands in the way."""
    variant = get_object_or_404(Variant, pk=whole(request.POST.get("variant")), item_id=item_id)
    lock = variant.get_lock()
    if lock and lock.for_user(request.user):
        messages.error(request, lock.get_message(request.user))
        return redirect(sheet_address(item_id, variant.tag))
    hour = variant.get_latest_revision_as_object().go_live_at
    if hour and hour > clock.now():
        messages.error(
            request,
            f"It is to go out on {planning.said(hour)}: press “Schedule to publish” here, or take the hour out.",
        )
        return redirect(edit_address(variant.pk))
    try:
        actions.publish(actor=actor_of(request), variant_id=variant.pk)
    except NinefoldError as error:
        messages.error(request, refusal(error, variant))
    else:
        messages.success(request, became(variant, "publish"), buttons=ways_on(request, item_id))
    return redirect(sheet_address(item_id, variant.tag))
