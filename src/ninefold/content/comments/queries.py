"""Reads of comments: threads of a variant, and who is to be told."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from ninefold.content.authortables import CommentRow
from ninefold.kernel import clock
from ninefold.kernel.errors import NotFound

THREADS_MAX = 500


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment; `said_by` and `resolved_by` are accounts (0: somebody who left). Instants in us, 0: not."""

    id: int
    variant_id: int
    block_id: str
    quote: str
    text: str
    said_by: int
    said_at: int
    resolved_by: int
    resolved_at: int
    answers: tuple["Comment", ...] = ()
    by_house: bool = False


def threads(variant_id: int) -> list[Comment]:
    """All threads of a variant with their answers, the oldest first."""
    rows = CommentRow.objects.filter(variant_id=variant_id, first=None).prefetch_related("answers").order_by("pk")
    return [_comment(row, sorted(row.answers.all(), key=lambda one: one.pk)) for row in rows[:THREADS_MAX]]


def comment(comment_id: int) -> Comment:
    """One comment with its answers. Raise NotFound."""
    row = CommentRow.objects.filter(pk=comment_id).first()
    if row is None:
        raise NotFound("comment_not_found", "This comment is not there any more.")
    return _comment(row, row.answers.order_by("pk"))


def open_counts(variant_ids: Iterable[int]) -> dict[int, int]:
    """How many threads of these variants are open."""
    rows = CommentRow.objects.filter(variant_id__in=list(variant_ids), first=None, resolved_at=None)
    return dict(rows.values_list("variant_id").annotate(count=Count("pk")))


def open_for(user_id: int) -> list[Comment]:
    """Open threads in which an account is named or spoke, and somebody else had the last word; newest first."""
    rows = CommentRow.objects.filter(first=None, resolved_at=None).prefetch_related("answers").order_by("-pk")
    found = []
    for row in rows[:THREADS_MAX]:
        words = [row, *sorted(row.answers.all(), key=lambda one: one.pk)]
        if words[-1].said_by_id != user_id and user_id in _concerned(words):
            found.append(_comment(row, words[1:]))
    return found


@dataclass(frozen=True, slots=True)
class Untold:
    """A comment of which nobody was told yet, and the accounts that are to be."""

    comment: Comment
    title: str
    tag: str
    accounts: frozenset[int]


def untold(*, limit: int) -> list[Untold]:
    """Comments of which nobody was told, oldest first: those in the thread and the named are to be."""
    rows = CommentRow.objects.filter(told_at=None).select_related("variant__item", "first").order_by("pk")
    found = []
    for row in rows[:limit]:
        before = [row.first, *row.first.answers.filter(pk__lt=row.pk)] if row.first else []
        concerned = _concerned([*before, row]) - {row.said_by_id or 0}
        found.append(Untold(_comment(row), row.variant.item.title, row.variant.tag, frozenset(concerned)))
    return found


def _concerned(words: Iterable[CommentRow]) -> set[int]:
    said = list(words)
    return {one.said_by_id for one in said if one.said_by_id} | {key for one in said for key in one.mentioned}


def _comment(row: CommentRow, answers: Iterable[CommentRow] = ()) -> Comment:
    return Comment(
        id=row.pk, variant_id=row.variant_id, block_id=row.block_id, quote=row.quote, text=row.text,
        said_by=row.said_by_id or 0, said_at=clock.to_us(row.said_at), resolved_by=row.resolved_by_id or 0,
        resolved_at=clock.us_or_0(row.resolved_at), by_house=row.by_house,
        answers=tuple(_comment(one) for one in answers),
    )  # fmt: skip
