"""Asking a language model for a draft, waiting for it, reading it against the facts, keeping it."""

from threading import Thread

import structlog
from django import forms
from django.contrib import messages
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ninefold.adapt.formfactors import form_factors
from ninefold.content.languagemodel import actions, asking, queries
from ninefold.content.languagemodel.types import House, ModelDraft, Wish
from ninefold.content.tags import TAG_CHARACTERS_MAX
from ninefold.culture import queries as culture
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.content import rows
from ninefold.web.studio.content.landing import edit_address, sheet_address
from ninefold.web.studio.drafting import wishing
from ninefold.web.studio.shell import tongues
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

log = structlog.get_logger(__name__)


class WishForm(forms.Form):
    """What is wanted."""

    tag = forms.CharField(max_length=TAG_CHARACTERS_MAX, label="For", widget=forms.Select)
    form_factor = forms.ChoiceField(
        required=False, label="Written for", choices=lambda: [
            ("", "all that it fits"), *((one.key, one.name) for one in form_factors().values())
        ],
    )  # fmt: skip
    brief = forms.CharField(
        required=False, max_length=actions.BRIEF_CHARACTERS_MAX, label="What it is to say",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Leave people out: what stands here is sent to the model's server.",
    )  # fmt: skip
    is_begun = forms.BooleanField(required=False, initial=True, label="Begin with what it says now")


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def ask(request: HttpRequest, item_id: int) -> HttpResponse:
    """What is wanted; posted, the model is asked beside, and the page of the draft waits."""
    item = rows.item_row(item_id)
    offered = {one.tag: one.name for one in culture.communities()}
    tags = {tag: tongues.name_of(tag, item.default_tag, culture.communities()) for tag in item.tags}
    choices = {item.default_tag: tongues.name_of(item.default_tag, item.default_tag, []), **tags, **offered}
    wanted = request.GET.get("tag", "")
    form = WishForm(request.POST or None, initial={"tag": wanted if wanted in choices else item.default_tag})
    form.fields["tag"].widget.choices = list(choices.items())
    if not item.variants:
        del form.fields["is_begun"]
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        wish = wishing.wish(
            item, tag=data["tag"], form_factor=data["form_factor"], brief=data["brief"],
            is_begun=bool(data.get("is_begun")),
        )  # fmt: skip
        try:
            draft = actions.ask(actor=actor_of(request), item_id=item_id, wish=wish)
        except BadInput as error:
            form.add_error(None, error.message)
        else:
            _begin(draft, wish, wishing.house(draft.tag))
            return redirect("drafting:draft", draft.id)
    context = {
        "item": item, "form": form, "is_on": asking.is_on(), "model": settings.current().model_name,
        "left": queries.tokens_left(), "most": settings.current().model_tokens_day,
    }  # fmt: skip
    return render(request, "studio/drafting/ask.html", context, status=422 if form.errors else 200)


def _begin(draft: ModelDraft, wish: Wish, house: House) -> None:
    """Ask beside: a model takes its time, and no page waits for it. A process that ends leaves it to `give_up`."""
    Thread(target=_write, args=(draft.id, wish, house), daemon=True).start()


def _write(draft_id: int, wish: Wish, house: House) -> None:
    try:
        actions.write(draft_id=draft_id, wish=wish, house=house)
    except Exception:  # a thread's end: what went wrong is logged, and the draft given up after its time
        log.exception("a draft was not written", draft=draft_id)
    finally:
        connections.close_all()


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """One draft: waited for, read, kept or left."""
    actor = actor_of(request)
    actions.give_up(now=clock.now_us())
    found = queries.draft(draft_id)
    if request.method == "POST":
        try:
            if request.POST.get("do") == "keep":
                number = actions.keep(actor=actor, draft_id=draft_id)
                messages.success(request, "Kept as a draft of the model's. Read it through: it goes nowhere by itself.")
                return redirect(edit_address(number))
            actions.leave(actor=actor, draft_id=draft_id)
            return redirect(sheet_address(found.item_id, found.tag))
        except BadInput as error:
            messages.error(request, error.message)
            return redirect("drafting:draft", draft_id)
    form = form_factors().get(found.form_factor)
    context = {
        "draft": found, "state": found.state.value, "tongue": tongues.name_of(found.tag, "", culture.communities()),
        "form_name": form.name if form else "", "seconds": max(0, (clock.now_us() - found.asked_at) // 1_000_000),
        "most": settings.current().model_seconds,
    }  # fmt: skip
    part = "studio/drafting/part.html" if request.headers.get("HX-Request") else "studio/drafting/draft.html"
    return render(request, part, context)
