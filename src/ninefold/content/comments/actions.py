"""Writes of comments: said, answered, settled, taken back."""

import re
from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db import transaction

from ninefold.content import publishing
from ninefold.content.authortables import COMMENT_CHARACTERS_MAX, QUOTE_CHARACTERS_MAX, CommentRow
from ninefold.content.comments import queries
from ninefold.content.comments.queries import Comment
from ninefold.content.models import Variant
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.database.fields import instant
from ninefold.kernel.errors import BadInput, NotAllowed, NotFound

PER_VARIANT_MAX = 2_000
_NAMED = re.compile(r"(?<![\w.])@([\w.+-]+(?:@[\w.-]+)?)")


@transaction.atomic
def say(*, actor: Actor, variant_id: int, text: str, block_id: str = "", first_id: int = 0, now: int) -> Comment:
    """Comment a block of a variant ("" for all of it), or (`first_id`) answer in a thread, which opens it again.

    Who is named by `@` and their account's name, and who spoke in the thread, is told by mail.
    Raise BadInput, NotFound, NotAllowed.
    """
    actor.require(Permission.CONTENT_EDIT)
    words = text.strip()
    if not words or len(words) > COMMENT_CHARACTERS_MAX:
        raise BadInput("comment_length", f"A comment has 1 to {COMMENT_CHARACTERS_MAX:,} letters.")
    variant = Variant.objects.select_related("item").filter(pk=variant_id).first()
    if variant is None:
        raise NotFound("variant_not_found", f"There is no version {variant_id}.")
    if CommentRow.objects.filter(variant=variant).count() >= PER_VARIANT_MAX:
        raise BadInput("comments_many", "There are very many comments here. Take back those that are settled.")
    first = _thread(variant_id, first_id) if first_id else None
    row = CommentRow(
        variant=variant, first=first, block_id="" if first else block_id[:100], text=words, mentioned=_mentioned(words),
        quote="" if first else _quote(variant, block_id), said_by_id=_id_of(actor), said_at=instant(now),
    )  # fmt: skip
    row.save()
    if first is not None and first.resolved_at is not None:
        _settle(first, None, 0)
    return queries.comment(row.pk)


@transaction.atomic
def notify(*, variant_id: int, text: str, user_ids: Iterable[int], now: int) -> None:
    """Say something beside a variant in the house's own name, to some of the team, who are told by mail."""
    CommentRow.objects.create(
        variant_id=variant_id, text=text[:COMMENT_CHARACTERS_MAX], said_at=instant(now), by_house=True,
        mentioned=sorted(set(user_ids)),
    )  # fmt: skip


@transaction.atomic
def resolve(*, actor: Actor, comment_id: int, is_resolved: bool, now: int) -> None:
    """Say that a thread is settled, or open it again. Raise NotFound, NotAllowed."""
    actor.require(Permission.CONTENT_EDIT)
    row = CommentRow.objects.filter(pk=comment_id, first=None).first()
    if row is None:
        raise NotFound("comment_not_found", "This comment is not there any more.")
    _settle(row, _id_of(actor) if is_resolved else None, now if is_resolved else 0)


@transaction.atomic
def take_back(*, actor: Actor, comment_id: int) -> None:
    """Take one's own comment away, with its answers; owners take away anybody's. Raise NotFound, NotAllowed."""
    actor.require(Permission.CONTENT_EDIT)
    row = CommentRow.objects.filter(pk=comment_id).first()
    if row is None:
        raise NotFound("comment_not_found", "This comment is not there any more.")
    if row.said_by_id != _id_of(actor) and not actor.may(Permission.CHARTER_EDIT):
        raise NotAllowed("comment_not_yours", "Only who said it, or an owner, takes a comment away.")
    row.delete()


def mark_told(*, comment_id: int, now: int) -> bool:
    """Whether this call is the one that tells of a comment, in the caller's transaction."""
    return bool(CommentRow.objects.filter(pk=comment_id, told_at=None).update(told_at=instant(now)))


def _settle(row: CommentRow, user_id: int | None, now: int) -> None:
    row.resolved_by_id, row.resolved_at = user_id, instant(now) if now else None
    row.save(update_fields=["resolved_by", "resolved_at"])


def _thread(variant_id: int, first_id: int) -> CommentRow:
    row = CommentRow.objects.filter(pk=first_id, variant_id=variant_id, first=None).first()
    if row is None:
        raise NotFound("comment_not_found", "The comment that you answer is not there any more.")
    return row


def _mentioned(text: str) -> list[int]:
    names = {name.lower().rstrip(".") for name in _NAMED.findall(text)}
    members = get_user_model()._default_manager.filter(is_active=True)
    return sorted(user.pk for user in members if user.get_username().lower() in names)


def _quote(variant: Variant, block_id: str) -> str:
    """What the block says as the newest version has it."""
    blocks = publishing.content_of(variant.get_latest_revision_as_object()).blocks
    return next((one.text[:QUOTE_CHARACTERS_MAX] for one in blocks if one.id == block_id), "")


def _id_of(actor: Actor) -> int | None:
    kind, _, key = actor.key.partition(":")
    return int(key) if kind == "user" and key.isdigit() else None
