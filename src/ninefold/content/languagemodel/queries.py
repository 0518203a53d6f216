"""Reads of drafts by a language model."""

from datetime import timedelta

import msgspec
from django.db.models import Sum

from ninefold.content.authortables import ModelDraftRow
from ninefold.content.languagemodel.types import DraftState, ModelDraft
from ninefold.content.types import VariantContent
from ninefold.kernel import clock, settings
from ninefold.kernel.errors import NotFound


def draft(draft_id: int) -> ModelDraft:
    """One draft. Raise NotFound."""
    row = ModelDraftRow.objects.select_related("item").filter(pk=draft_id).first()
    if row is None:
        raise NotFound("draft_not_found", "There is no such draft.")
    return draft_of(row)


def tokens_left() -> int:
    """How many tokens all drafts of these 24 hours may still take."""
    used = ModelDraftRow.objects.filter(asked_at__gt=clock.now() - timedelta(days=1)).aggregate(all=Sum("tokens"))
    return max(0, settings.current().model_tokens_day - (used["all"] or 0))


def draft_of(row: ModelDraftRow) -> ModelDraft:
    """A row as a value."""
    content = msgspec.convert(row.content, VariantContent) if row.content else None
    return ModelDraft(
        id=row.pk, item_id=row.item_id, title=row.item.title, tag=row.tag, form_factor=row.form_factor, brief=row.brief,
        state=DraftState(row.state), problem=row.problem, model=row.model, asked_by=row.asked_by_id or 0,
        asked_at=clock.to_us(row.asked_at), answered_at=clock.us_or_0(row.answered_at), content=content,
        facts_missing=tuple(row.facts_missing), facts_new=tuple(row.facts_new), tokens=row.tokens,
        variant_id=row.variant_id,
    )  # fmt: skip
