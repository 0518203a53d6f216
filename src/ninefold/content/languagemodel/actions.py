"""Writes of drafts by a language model: asked, answered, kept as anyone's draft, left."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
from django.contrib.auth import get_user_model
from django.db import transaction

from ninefold.content import actions as content
from ninefold.content import tags
from ninefold.content.authorship import Author, AuthorKind
from ninefold.content.authortables import ModelDraftRow
from ninefold.content.languagemodel import answering, asking, prompt, queries
from ninefold.content.languagemodel.errors import ModelFailed
from ninefold.content.languagemodel.types import DraftState, House, ModelDraft, Wish
from ninefold.content.models import ContentItem, Variant
from ninefold.content.versions.actions import check_unlocked
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotFound

BRIEF_CHARACTERS_MAX = 4_000
AN_HOUR_MAX = 20  # of one member
AT_ONCE_MAX = 4  # of all
GRACE_SECONDS = 30  # after its time a draft that nobody answered is given up


@transaction.atomic
def ask(*, actor: Actor, item_id: int, wish: Wish) -> ModelDraft:
    """Note that a draft is wanted; `write` has the model asked. Raise BadInput, NotFound, NotAllowed.

    Refused where the install has no model, a brief names people, or a limit is reached: of one member an hour, of all
    at once, of a day's tokens.
    """
    actor.require(Permission.CONTENT_EDIT)
    if not asking.is_on():
        raise BadInput("model_off", "This install has no language model. Who runs it sets NINEFOLD_MODEL_URL.")
    brief = wish.brief.strip()
    if len(brief) > BRIEF_CHARACTERS_MAX or not (brief or wish.source):
        raise BadInput("brief_length", f"Say in 1 to {BRIEF_CHARACTERS_MAX:,} letters what it is to say.")
    if prompt.names_somebody(brief):
        raise BadInput("brief_people", "The brief holds a mail address or a telephone number. Leave people out of it.")
    if not ContentItem.objects.filter(pk=item_id).exists():
        raise NotFound("item_not_found", f"There is no content item {item_id}.")
    _check_limits(actor)
    now: Any = clock.now()
    row = ModelDraftRow.objects.create(
        item_id=item_id, tag=tags.normal(wish.tag), form_factor=wish.form_factor, brief=brief, asked_at=now,
        state=DraftState.ASKED.value, model=settings.current().model_name[:200], asked_by_id=_id_of(actor),
    )  # fmt: skip
    return queries.draft(row.pk)


def write(*, draft_id: int, wish: Wish, house: House) -> ModelDraft:
    """Ask the model for a draft that was noted, and keep what came of it. No transaction is open meanwhile."""
    row = ModelDraftRow.objects.get(pk=draft_id)
    try:
        said = asking.ask(prompt.messages(wish, house))
        row.tokens = said.tokens_in + said.tokens_out
        found = answering.content(said.text, title=wish.title, tag=row.tag, form_factor=wish.form_factor)
    except ModelFailed as error:
        row.state, row.problem = DraftState.FAILED.value, error.message[:500]
    else:
        known = prompt.known_facts(wish)
        given = "\n".join(one["content"] for one in prompt.messages(wish, house))
        row.state, row.content = DraftState.ANSWERED.value, msgspec.to_builtins(found)
        row.facts_missing = list(answering.missing(found, known))
        row.facts_new = list(answering.added(found, known, given))
    now: Any = clock.now()
    row.answered_at = now
    ModelDraftRow.objects.filter(pk=draft_id, state=DraftState.ASKED.value).update(
        state=row.state, problem=row.problem, content=row.content, tokens=row.tokens, answered_at=now,
        facts_missing=row.facts_missing, facts_new=row.facts_new,
    )  # fmt: skip
    return queries.draft(draft_id)


@transaction.atomic
def give_up(*, now: int) -> int:
    """Mark drafts that no process writes any more as failed, at `now` (us); how many."""
    late = clock.from_us(now) - timedelta(seconds=settings.current().model_seconds + GRACE_SECONDS)
    rows = ModelDraftRow.objects.filter(state=DraftState.ASKED.value, asked_at__lt=late)
    return rows.update(state=DraftState.FAILED.value, problem="The model was asked and never answered. Try again.")


@transaction.atomic
def keep(*, actor: Actor, draft_id: int) -> int:
    """Make an answer the newest draft of its variant, with the model as its author; the variant's id.

    It goes on from there as anyone's draft: nobody gets it before a person publishes it. Raise BadInput, NotFound.
    """
    actor.require(Permission.CONTENT_EDIT)
    row = ModelDraftRow.objects.select_for_update(of=("self",)).select_related("item").filter(pk=draft_id).first()
    if row is None:
        raise NotFound("draft_not_found", "There is no such draft.")
    draft = queries.draft_of(row)
    if draft.state is not DraftState.ANSWERED or draft.content is None:
        raise BadInput("draft_settled", "This draft was kept already, or there is nothing to keep.")
    author = Author(AuthorKind.MODEL, draft.model)
    said = replace(draft.content, tag=draft.tag, form_factor=draft.form_factor)
    present = Variant.objects.filter(item_id=draft.item_id, tag=draft.tag, form_factor=draft.form_factor).first()
    if present is None:
        number = content.create_variant(actor=actor, item_id=draft.item_id, content=said, author=author)
    else:
        check_unlocked(row=present, user=get_user_model()._default_manager.filter(pk=_id_of(actor) or 0).first())
        content.revise_variant(actor=actor, variant_id=present.pk, content=said, author=author)
        number = int(present.pk)
    row.state, row.variant_id = DraftState.KEPT.value, number
    row.save(update_fields=["state", "variant_id"])
    return number


@transaction.atomic
def leave(*, actor: Actor, draft_id: int) -> None:
    """Put an answer aside; its words go, what it cost stays counted."""
    actor.require(Permission.CONTENT_EDIT)
    ModelDraftRow.objects.filter(pk=draft_id, state__in=[DraftState.ANSWERED.value, DraftState.FAILED.value]).update(
        state=DraftState.LEFT.value, content=None
    )


def _check_limits(actor: Actor) -> None:
    now = clock.now()
    give_up(now=clock.to_us(now))
    own = ModelDraftRow.objects.filter(asked_by_id=_id_of(actor), asked_at__gt=now - timedelta(hours=1)).count()
    if own >= AN_HOUR_MAX:
        raise BadInput("drafts_many", f"You asked for {AN_HOUR_MAX} drafts within an hour. Ask for the next one later.")
    if ModelDraftRow.objects.filter(state=DraftState.ASKED.value).count() >= AT_ONCE_MAX:
        raise BadInput("drafts_at_once", f"{AT_ONCE_MAX} drafts are being written. Ask again when one is done.")
    if queries.tokens_left() <= 0:
        raise BadInput(
            "tokens_spent", "The language model's budget of these 24 hours is spent. Write it yourself, or wait."
        )


def _id_of(actor: Actor) -> int | None:
    kind, _, key = actor.key.partition(":")
    return int(key) if kind == "user" and key.isdigit() else None
