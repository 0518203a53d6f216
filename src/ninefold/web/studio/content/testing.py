"""A test of a letter, asked for on the contact sheet or beside the editor, to the address of the own account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from ninefold.adapt.personas import Persona
from ninefold.channel.testing import send_test
from ninefold.content import queries as content
from ninefold.kernel import settings
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NinefoldError
from ninefold.web.numbers import whole
from ninefold.web.studio.content.landing import sheet_address
from ninefold.web.studio.content.readers import found, look, reader
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes


@require_POST
@takes(Permission.CONTENT_EDIT)
def send(request: HttpRequest, item_id: int) -> HttpResponse:
    """Send the newest draft of a variant to the member who asks, as the chosen reader would get it."""
    actor, address = actor_of(request), getattr(request.user, "email", "")
    draft = content.draft(whole(request.POST.get("variant")))
    back = redirect(f"{sheet_address(item_id, draft.tag)}&persona={reader(actor, request.POST.get('persona', '')).key}")
    if not address:
        words = 'Your account has no mail address yet. <a href="{}">Write it there</a>, then send the test again.'
        messages.error(request, format_html(words, reverse("wagtailadmin_account")))
        return back
    try:
        seen_by = _reader(actor, request.POST.get("person", "").strip(), request.POST.get("persona", ""))
        look(actor, seen_by, item_id=item_id, title=content.item(item_id).title)
        send_test(actor=actor, address=address, content=draft, reader=seen_by)
    except NinefoldError as error:
        messages.error(request, error.message)
        return back
    where = format_html('<a href="{}">Open the mailbox</a>', reverse("mailbox:index"))
    is_here = not settings.current().smtp_url and actor.may(Permission.PERSON_READ)
    messages.success(
        request,
        format_html("A test as {} would get it is sent to {}. {}", seen_by.label, address, where if is_here else ""),
    )
    return back


def _reader(actor: Actor, wanted: str, key: str) -> Persona:
    """The real person whose address or account was typed, else the reader that was chosen."""
    if not wanted:
        return reader(actor, key)
    people = found(actor, wanted)
    if len(people) > 1:
        raise BadInput("test_reader", "More than one person is known so. Write a whole address or account.")
    return people[0]
