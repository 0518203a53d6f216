"""The pages of a reward: its terms, codes, redemptions and offers."""

import csv
from io import StringIO

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.catalyst import queries as catalyst
from ninefold.content import queries as content
from ninefold.context import queries as context
from ninefold.currency import actions, queries
from ninefold.currency.types import Offer, Reward
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.campaigns.forms import typed_instant
from ninefold.web.studio.currencies import notice
from ninefold.web.studio.currencies.forms import CODES_FILE_BYTES_MAX, CodesForm, OfferForm, RewardForm
from ninefold.web.studio.currencies.views import rights, saved
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

REDEMPTIONS_SHOWN = 50


@require_GET
@takes(Permission.RESULT_READ)
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """One reward: what is left, who had it, and its offers."""
    reward = queries.reward(key)
    may = rights(actor_of(request))
    redemptions = queries.redemptions_of(key, limit=REDEMPTIONS_SHOWN) if may["may_read_people"] else []
    people = context.persons([one.profile_id for one in redemptions])
    shown = {
        "reward": reward,
        "stock": queries.stock(reward),
        "currency": queries.currency(reward.currency),
        "redemptions": [(one, people.get(one.profile_id)) for one in redemptions],
        "offers": queries.offers(reward=key),
        "campaigns": {one.id: one.name for one in catalyst.campaigns()},
        "item": next((one for one in content.items() if one.id == reward.item_id), None),
        "codes_form": CodesForm(),
        "public": settings.current().public_url,
        **may,
    }
    return render(request, "studio/currencies/reward.html", shown)


@require_http_methods(["GET", "POST"])
@takes(Permission.REWARD_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """The form of a new reward."""
    return _form(request, None)


@require_http_methods(["GET", "POST"])
@takes(Permission.REWARD_EDIT)
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The form of a reward that stands. What was redeemed keeps the price that was paid."""
    return _form(request, queries.reward(key))


def _form(request: HttpRequest, present: Reward | None) -> HttpResponse:
    currencies = [(one.key, one.name) for one in queries.currencies()]
    items = [(str(one.id), one.title) for one in content.items()]
    initial = _initial(present) if present else None
    form = RewardForm(request.POST or None, currencies=currencies, items=items, initial=initial)
    if form.is_valid():
        made = form.reward(settings.current().time_zone, present.key if present else "")
        if present is None and any(made.key == one.key for one in queries.rewards()):
            form.add_error("name", "There is a reward of this name already. Change that one, or choose another name.")
        elif saved(form, lambda: actions.save_reward(actor=actor_of(request), reward=made)):
            messages.success(request, f"“{made.name}” is saved.")
            return redirect("currencies:reward", made.key)
    shown = {
        "form": form,
        "title": present.name if present else "New reward",
        "lead": "What people can have for what they earned.",
        "back": present,
    }
    return render(request, "studio/currencies/form.html", shown, status=422 if form.errors else 200)


def _initial(reward: Reward) -> dict[str, object]:
    zone = settings.current().time_zone
    return {
        "name": reward.name, "text": reward.text, "kind": reward.kind.value, "price": reward.price,
        "currency": reward.currency, "per_person_max": reward.per_person_max, "stock_max": reward.stock_max,
        "valid_from": typed_instant(reward.valid_from, zone), "valid_until": typed_instant(reward.valid_until, zone),
        "item": str(reward.item_id or ""), "early_text": reward.early_text, "state": reward.state.value,
    }  # fmt: skip


@require_POST
@takes(Permission.REWARD_EDIT)
def codes(request: HttpRequest, key: str) -> HttpResponse:
    """Put codes on the shelf: pasted, from a file, or made."""
    queries.reward(key)
    form = CodesForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "Make 1 to 50,000 codes at once, or paste them, one a line.")
        return redirect("currencies:reward", key)
    try:
        added = _added(request, key, form)
    except BadInput as error:
        messages.error(request, error.message)
    else:
        say = messages.success if added else messages.warning
        say(request, f"{added:,} new codes are on the shelf." if added else "No new code was among them.")
    return redirect("currencies:reward", key)


def _added(request: HttpRequest, key: str, form: CodesForm) -> int:
    actor, data = actor_of(request), form.cleaned_data
    if data["count"]:
        return actions.make_codes(actor=actor, reward=key, count=data["count"])
    given = data["codes"].splitlines() + (_of_file(data["file"]) if data["file"] else [])
    return actions.add_codes(actor=actor, reward=key, codes=given)


def _of_file(file: "UploadedFile[bytes]") -> list[str]:
    """The first column of each line; a head line named code is left out."""
    if (file.size or 0) > CODES_FILE_BYTES_MAX:
        raise BadInput("codes_file", "The file is larger than 5 MB. Cut it into several.")
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("codes_file", "The file is no text in UTF-8. Save it as CSV (UTF-8) and try again.") from error
    found = [row[0] for row in csv.reader(StringIO(text)) if row]
    return found[1:] if found and found[0].strip().lower() in ("code", "codes") else found


@require_POST
@takes(Permission.CURRENCY_GIVE)
def revoke(request: HttpRequest, key: str) -> HttpResponse:
    """Take a redemption back, with its reason, and with the price where that is ticked."""
    now = clock.now_us()
    made = queries.redemption(request.POST.get("redemption", ""))
    try:
        with transaction.atomic():
            ended = actions.revoke(
                actor=actor_of(request), key=made.key, reason=request.POST.get("reason", ""),
                is_refund="refund" in request.POST, now=now,
            )  # fmt: skip
            is_told = ended.is_new and notice.send(ended, now=now)
    except BadInput as error:
        messages.error(request, error.message)
    else:
        told = " The person is told by mail." if is_told else " They read why in their wallet."
        back = f" {ended.amount:,} went back." if ended.is_refunded and ended.amount else ""
        messages.success(request, f"It is taken back.{back}{told}")
    return redirect("currencies:reward", key)


@require_http_methods(["GET", "POST"])
@takes(Permission.REWARD_EDIT)
def create_offer(request: HttpRequest, key: str) -> HttpResponse:
    """The form of a new offer of a reward."""
    return _offer_form(request, queries.reward(key), None)


@require_http_methods(["GET", "POST"])
@takes(Permission.REWARD_EDIT)
def edit_offer(request: HttpRequest, key: str) -> HttpResponse:
    """The form of an offer that stands; its link stays."""
    offer = queries.offer(key)
    return _offer_form(request, queries.reward(offer.reward), offer)


def _offer_form(request: HttpRequest, reward: Reward, present: Offer | None) -> HttpResponse:
    campaigns = [(str(one.id), f"Who got “{one.name}”") for one in catalyst.campaigns()]
    initial = _initial_offer(present) if present else None
    form = OfferForm(request.POST or None, campaigns=campaigns, initial=initial)
    if form.is_valid():
        made = form.offer(settings.current().time_zone, reward.key, present.key if present else "")
        if present is None and any(made.key == one.key for one in queries.offers()):
            form.add_error("name", "There is an offer of this name already. Choose another name.")
        elif saved(form, lambda: actions.save_offer(actor=actor_of(request), offer=made)):
            messages.success(request, "The offer is saved. Its link stands beside it.")
            return redirect("currencies:reward", reward.key)
    shown = {
        "form": form, "title": "Offer" if present else "New offer", "back": reward,
        "lead": f"“{reward.name}” at a price of its own, by a link in a letter.",
    }  # fmt: skip
    return render(request, "studio/currencies/form.html", shown, status=422 if form.errors else 200)


def _initial_offer(offer: Offer) -> dict[str, object]:
    zone = settings.current().time_zone
    return {
        "name": offer.key, "price": offer.price, "valid_from": typed_instant(offer.valid_from, zone),
        "valid_until": typed_instant(offer.valid_until, zone), "campaign": str(offer.campaign_id or ""),
        "is_on": offer.is_on,
    }  # fmt: skip
