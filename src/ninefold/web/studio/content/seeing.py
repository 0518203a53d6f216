"""A real person is chosen to see an item by: found by what is known of them, for the sheet or beside the editor.

The address that was typed goes into no address of a page; what is looked at is noted where it is shown (readers.look).
"""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ninefold.adapt.personas import Persona
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import NinefoldError
from ninefold.web.numbers import whole
from ninefold.web.studio.content import readers, rows
from ninefold.web.studio.content.landing import sheet_address
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes


@require_POST
@takes(Permission.PERSON_READ)
def seen_by(request: HttpRequest) -> HttpResponse:
    """Find the person; lead to the sheet of `item`, or where none is named tell their key and name as JSON.

    Of several the one is to be chosen, by what tells them apart.
    """
    item_id = whole(request.POST.get("item"))
    try:
        found = readers.found(actor_of(request), request.POST.get("person", "").strip())
    except NinefoldError as error:
        return _nobody(request, item_id, error)
    if not item_id:
        return JsonResponse(_told(found))
    if len(found) == 1:
        return redirect(seen_address(item_id, found[0]))
    choices = [(one, readers.told_apart(one), seen_address(item_id, one)) for one in found]
    context = {"item": rows.item_row(item_id), "choices": choices, "is_full": len(found) == readers.FOUND_MAX}
    return render(request, "studio/content/seen_by.html", context)


def seen_address(item_id: int, one: Persona) -> str:
    """The sheet as a reader sees it."""
    return f"{sheet_address(item_id)}?persona={one.key}"


def _nobody(request: HttpRequest, item_id: int, error: NinefoldError) -> HttpResponse:
    if not item_id:
        return JsonResponse({"message": error.message}, status=400)
    messages.error(request, error.message)
    return redirect(sheet_address(item_id, request.POST.get("tag", "en")))


def _told(found: Sequence[Persona]) -> dict[str, object]:
    if len(found) == 1:
        return {"key": found[0].key, "name": found[0].label}
    several = [{"key": one.key, "name": one.label, "told": readers.told_apart(one)} for one in found]
    return {"message": "Several are known so. Which one is it?", "several": several}
