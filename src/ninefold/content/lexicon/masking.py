"""Masks a person who was erased in what others wrote and the team brought in or said: texts, terms, comments."""

from django.db.models import Model

from ninefold.content.authortables import CommentRow, ModelDraftRow
from ninefold.content.lexicontables import TermRow, TextRow
from ninefold.kernel.mentions import Mentions

_WORDS: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (TextRow, ("name", "text")),
    (TermRow, ("example", "source")),
    (CommentRow, ("text", "quote")),
    (ModelDraftRow, ("brief",)),
)


def mask(*, mentions: Mentions) -> int:
    """Mask them, in the caller's transaction; how many rows were changed."""
    return sum(_mask(model, columns, mentions) for model, columns in _WORDS)


def _mask(model: type[Model], columns: tuple[str, ...], mentions: Mentions) -> int:
    changed = [
        (row.pk, {column: mentions.masked(getattr(row, column)) for column in columns})
        for row in model._default_manager.only(*columns).iterator(chunk_size=100)
        if any(mentions.is_in(getattr(row, column)) for column in columns)
    ]
    for key, masked in changed:
        model._default_manager.filter(pk=key).update(**masked)
    return len(changed)
