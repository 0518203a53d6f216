"""What becomes of an answer: a new item with its byline, an answer in the community, a comment, or thanks."""

import re

from django.db import transaction

from ninefold.content import actions as content
from ninefold.content import claims
from ninefold.content import queries as reading
from ninefold.content.authorship import Author, AuthorKind
from ninefold.content.experts.reading import request_of, request_row
from ninefold.content.experttables import RequestRow
from ninefold.content.feeds.reading.folding import pieces
from ninefold.content.limits import BLOCKS_MAX
from ninefold.content.models import Variant
from ninefold.content.types import About, Block, BlockKind, Priority, Request, RequestState, VariantContent
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.database.fields import instant
from ninefold.kernel.errors import BadInput

TITLE_CHARACTERS_MAX = 200
_PARAGRAPHS = re.compile(r"\n\s*\n")
_BRACES = {"{{": "((", "}}": "))", "{%": "(%", "%}": "%)", "[[": "((", "]]": "))"}
_OPENING = re.compile("|".join(map(re.escape, _BRACES)))


@transaction.atomic
def use_in_item(*, actor: Actor, request_id: int, title: str, tag: str, is_checked: bool, now: int) -> int:
    """Draft a new item that says what the expert said, with their byline as its must-keep fact; the item's id.

    Every claim in it has the expert for its source; `is_checked` says that the actor verified them. Raise BadInput,
    NotFound, NotAllowed.
    """
    row = _answered_row(actor, request_id)
    request = request_of(row)
    byline = request.expert.byline
    item = content.create_item(
        actor=actor, title=" ".join(title.split())[:TITLE_CHARACTERS_MAX], topic=request.subject.topic,
        default_tag=tag, facts=(byline,),
    )  # fmt: skip
    said, author = _written(request, item.title, tag), Author(AuthorKind.EXPERT, byline)
    variant_id = content.create_variant(actor=actor, item_id=item.id, content=said, author=author)
    for claim in claims.of(reading.draft(variant_id), (byline,)):
        content.back_claim(
            actor=actor, item_id=item.id, text=claim, source=f"{byline} (asked by us)", is_verified=is_checked, now=now
        )
    row.used_item_id = item.id
    _settle(row, RequestState.ITEM, actor, now)
    return item.id


@transaction.atomic
def keep_as_comment(*, actor: Actor, request_id: int, now: int) -> None:
    """Put the answer beside the draft it is about, for who writes on. Raise BadInput, NotFound, NotAllowed."""
    row = _answered_row(actor, request_id)
    if row.about != About.DRAFT.value:
        raise BadInput("request_no_draft", "This is about a question: answer it in the community, or make it an item.")
    newest = Variant.objects.filter(pk=row.variant_id).values_list("latest_revision_id", flat=True).first()
    row.used_item_id, row.revision_id = row.item_id, newest or 0
    _settle(row, RequestState.COMMENT, actor, now)


@transaction.atomic
def set_posted(*, actor: Actor, request_id: int, answer: str, now: int) -> None:
    """Note that it stands in the community, as the answer of this key. Raise BadInput, NotFound, NotAllowed."""
    row = _answered_row(actor, request_id)
    row.used_answer = answer
    _settle(row, RequestState.POSTED, actor, now)


@transaction.atomic
def thank(*, actor: Actor, request_id: int, now: int) -> None:
    """Put an answer aside, with thanks. Raise BadInput, NotFound, NotAllowed."""
    _settle(_answered_row(actor, request_id), RequestState.THANKED, actor, now)


@transaction.atomic
def take_back(*, actor: Actor, request_id: int) -> None:
    """Take a request away that was passed on or never answered: its link leads nowhere from then on."""
    actor.require(Permission.CONTENT_EDIT)
    RequestRow.objects.filter(pk=request_id, state__in=[RequestState.ASKED.value, RequestState.PASSED.value]).delete()


def mark_told(*, request_id: int, now: int) -> bool:
    """Whether this call is the one that tells the expert what became of it, in the caller's transaction."""
    settled = RequestRow.objects.filter(pk=request_id, told_at=None, settled_at__isnull=False)
    return bool(settled.update(told_at=instant(now)))


def _answered_row(actor: Actor, request_id: int) -> RequestRow:
    actor.require(Permission.CONTENT_EDIT)
    row = request_row(request_id, is_locked=True)
    if row.state != RequestState.ANSWERED.value:
        raise BadInput("request_not_answered", "There is no answer to use, or it has been used already.")
    return row


def _settle(row: RequestRow, state: RequestState, actor: Actor, now: int) -> None:
    row.state, row.settled_by, row.settled_at = state.value, actor.name[:150], instant(now)
    row.save()


def _written(request: Request, title: str, tag: str) -> VariantContent:
    heading = Block("", BlockKind.HEADING, Priority.ESSENTIAL, title)
    said = [Block("", BlockKind.TEXT, Priority.SUPPORTING, text) for text in paragraphs(request.answer)]
    byline = request.expert.byline
    signed = Block("", BlockKind.TEXT, Priority.ESSENTIAL, byline, must_keep=(byline,))
    return VariantContent(tag, "", title, "", (heading, *said, signed))


def paragraphs(answer: str) -> list[str]:
    """An answer in pieces that blocks can hold; what would be a placeholder there is words."""
    plain = _OPENING.sub(lambda found: _BRACES[found[0]], answer)
    found = [one.strip() for one in _PARAGRAPHS.split(plain) if one.strip()]
    cut = [piece for text in found for piece in pieces(text)]
    most = BLOCKS_MAX - 2  # beside heading and byline
    if len(cut) <= most:
        return cut
    return pieces("\n\n".join(cut))
