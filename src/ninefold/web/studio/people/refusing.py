"""What people told the team: a no of somebody known, an address that nothing is to go to; and all that was said."""

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ninefold.context import actions
from ninefold.context import queries as context
from ninefold.context.types import Consent, Person
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.pipeline.person import story
from ninefold.web.studio.shell.acting import actor_of, names_of
from ninefold.web.studio.shell.rights import takes

SHOWN_MAX = 100
PURPOSES = [one.value for one in Purpose if one is not Purpose.SERVICE]
CHANNELS = [one.value for one in Channel]


@require_http_methods(["GET", "POST"])
@takes(Permission.CONSENT_EDIT)
def no(request: HttpRequest, person_id: int) -> HttpResponse:
    """Note that somebody said no to the team."""
    person, said = context.person(person_id), request.POST
    shown = {"person": person, "purposes": PURPOSES, "channels": CHANNELS, "said": said, "error": ""}
    if request.method == "POST":
        purpose = Purpose(said["purpose"]) if said.get("purpose") in PURPOSES else None
        channel = Channel(said["channel"]) if said.get("channel") in CHANNELS else None
        try:
            actions.say_no(
                actor=actor_of(request), profile_id=person.id, purpose=purpose, channel=channel,
                how=said.get("how", ""), now=clock.now_us(),
            )  # fmt: skip
        except BadInput as error:
            return render(request, "studio/people/no.html", {**shown, "error": error.message}, status=400)
        messages.success(request, "Noted. It holds from now on.")
        return redirect("people:person", person.id)
    return render(request, "studio/people/no.html", shown)


@require_http_methods(["GET", "POST"])
@takes(Permission.CONSENT_EDIT)
def suppressed(request: HttpRequest) -> HttpResponse:
    """The addresses that nothing is to go to, as the team was told, and one more of them."""
    said, error = request.POST, ""
    if request.method == "POST":
        try:
            actions.suppress(
                actor=actor_of(request), address=said.get("address", ""), how=said.get("how", ""), now=clock.now_us()
            )
            messages.success(request, "Nothing but service messages goes to this address from now on.")
            return redirect("people:suppressed")
        except BadInput as fault:
            error = fault.message
    found = context.suppressed(limit=SHOWN_MAX)
    names = names_of(one.noted_by for one in found)
    shown = {
        "said": said, "error": error,
        "suppressed": [(one, names[one.noted_by]) for one in found],
    }  # fmt: skip
    return render(request, "studio/people/suppressed.html", shown, status=400 if error else 200)


def history(person: Person) -> list[Consent]:
    """Every word that was given, the newest first, with its basis in words."""
    found = context.consent_history(person.id)
    return named([replace(one, basis=story.basis_words(one.basis)) for one in found])


def named(consents: Sequence[Consent]) -> list[Consent]:
    """These words with the names of whom in the team they came by."""
    names = names_of(one.source for one in consents)
    return [replace(one, source=names[one.source]) for one in consents]
