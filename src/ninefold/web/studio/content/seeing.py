"""A real person is chosen to see an item by: found by what is known of them, for the sheet or beside the editor.

The address that was typed goes into no address of a page; what is looked at is noted where it is shown (readers.look).
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import NinefoldError
from ninefold.web.numbers import whole
from ninefold.web.studio.content import readers
from ninefold.web.studio.content.landing import sheet_address
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes


@require_POST
@takes(Permission.PERSON_READ)
def seen_by(request: HttpRequest) -> HttpResponse:
    """Find the person; lead back to the sheet of `item`, or where none is named tell their key and name as JSON."""
    item_id = whole(request.POST.get("item"))
    address = sheet_address(item_id, request.POST.get("tag", "en")) if item_id else ""
    try:
        one = readers.found(actor_of(request), request.POST.get("person", "").strip())
    except NinefoldError as error:
        if not address:
            return JsonResponse({"message": error.message}, status=400)
        messages.error(request, error.message)
        return redirect(address)
    if not address:
        return JsonResponse({"key": one.key, "name": one.label})
    return redirect(f"{address}&persona={one.key}")
