"""Giving by hand: choose a person, say how much and why; and taking such a gift back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ninefold.context import queries as context
from ninefold.context.types import Person
from ninefold.currency import actions, queries
from ninefold.currency.types import Line
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.kernel.ids import uuid7
from ninefold.web.numbers import whole
from ninefold.web.studio.currencies.forms import GiftForm
from ninefold.web.studio.currencies.views import saved
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

FOUND_MAX = 12
LINES_READ = 50


@require_http_methods(["GET", "POST"])
@takes(Permission.CURRENCY_GIVE)
def give(request: HttpRequest) -> HttpResponse:
    """First find the person (`?q=`), then give (`?person=`)."""
    person = _person(whole(request.GET.get("person")))
    if person is None:
        text = request.GET.get("q", "").strip()[:200]
        found = context.find(text, limit=FOUND_MAX) if text else []
        return render(request, "studio/currencies/whom.html", {"text": text, "people": found})
    form = GiftForm(request.POST or None, currencies=[(one.key, one.name) for one in queries.currencies()])
    if form.is_valid() and saved(form, lambda: _give(request, person, form)):
        messages.success(request, "It is given. The reason stands in their wallet.")
        return redirect("people:person", person.id)
    shown = {
        "form": form,
        "person": person,
        "held": [(one, queries.balance(person.profile_ids, one.key)) for one in queries.currencies()],
        "gifts": queries.gifts(person.profile_ids, limit=FOUND_MAX),
        "names": {one.key: one.name for one in queries.currencies()},
        "earned": _earned(person),
        "reversals": queries.reversals(person.profile_ids, limit=FOUND_MAX),
        "key": request.POST.get("key") or str(uuid7()),
    }
    return render(request, "studio/currencies/give.html", shown, status=422 if form.errors else 200)


def _person(person_id: int) -> Person | None:
    return context.persons([person_id]).get(person_id) if person_id else None


def _earned(person: Person) -> list[tuple[Line, int]]:
    """What rules gave them lately, newest first, each with what is left of it to take back."""
    lines = [
        line for one in queries.currencies() for line in queries.lines(person.profile_ids, one.key, limit=LINES_READ)
    ]
    earned = sorted((one for one in lines if one.key.startswith("rule:")), key=lambda one: -one.made_at)[:FOUND_MAX]
    asked = queries.asked_back([one.key for one in earned])
    return [(one, one.amount - asked.get(one.key, 0)) for one in earned]


def _give(request: HttpRequest, person: Person, form: GiftForm) -> None:
    data = form.cleaned_data
    actions.give(
        actor=actor_of(request), key=request.POST.get("key", "")[:100] or str(uuid7()), profile_id=person.id,
        currency=data["currency"], amount=data["amount"], reason=data["reason"], now=clock.now_us(),
    )  # fmt: skip


@require_POST
@takes(Permission.CURRENCY_GIVE)
def take_back(request: HttpRequest) -> HttpResponse:
    """Undo a gift, where the wallet still holds it."""
    try:
        made = actions.take_back(actor=actor_of(request), key=request.POST.get("gift", "")[:100], now=clock.now_us())
    except BadInput as error:
        messages.error(request, f"{error.message} It has been spent, so it cannot be taken back.")
    else:
        messages.success(request, "It is taken back." if made else "It had been taken back before.")
    return redirect("currencies:index")


@require_POST
@takes(Permission.CURRENCY_GIVE)
def take_back_earned(request: HttpRequest) -> HttpResponse:
    """Undo what a rule gave, as far as the wallet still holds it; the person reads the reason."""
    person = _person(whole(request.POST.get("person")))
    try:
        done = actions.take_back_earned(
            actor=actor_of(request), gift_key=request.POST.get("entry", "")[:200],
            reason=request.POST.get("reason", ""), now=clock.now_us(),
        )  # fmt: skip
    except BadInput as error:
        messages.error(request, error.message)
    else:
        missing = done.asked - done.taken
        rest = f" {missing:,} were not there any more, and are asked of nobody." if missing else ""
        messages.success(
            request, f"{done.taken:,} of {done.asked:,} went back.{rest} The reason stands in their wallet."
        )
    return redirect(f"{reverse('currencies:give')}?person={person.id}" if person else "currencies:index")
