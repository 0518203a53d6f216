"""The poll page. A GET shows the question and counts nothing; a POST records the answer, once per delivery and poll."""

from dataclasses import replace

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ninefold.channel import outcomes, tokens
from ninefold.channel.tokens import Poll
from ninefold.collect import actions as collect
from ninefold.collect.types import EventName, NewEvent, Trust
from ninefold.content import queries as content
from ninefold.content.types import Block
from ninefold.culture import motivation
from ninefold.kernel import clock
from ninefold.kernel.errors import BadInput, NotFound
from ninefold.web.public.pages import public_page


@public_page
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the poll that the token names; POST answers with `option`, or with the token's own where it names none."""
    poll = tokens.read_poll(token)
    block = _block(poll)
    if request.method == "POST":
        poll = replace(poll, option=_option(request.POST.get("option", ""), poll, block))
        _record(poll, block)
    context = {"poll": block, "option": poll.option, "is_done": request.method == "POST"}
    return render(request, "public/poll.html", context)


def _block(poll: Poll) -> Block:
    """The poll as published. A draft is nobody's to see: what is taken down, or not up yet, is a poll that is over."""
    over = NotFound("poll_over", "This poll is over: its question has been taken back.")
    try:
        said = content.published_variant(poll.variant_id).content
    except NotFound as error:
        raise over from error
    found = [block for block in said.blocks if block.id == poll.block_id]
    if not found:
        raise over
    return found[0]


def _option(text: str, poll: Poll, block: Block) -> int:
    option = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else poll.option
    if not 0 <= option < len(block.options):
        raise BadInput("poll_option", "This poll has no such answer. Choose one of those shown.")
    return option


def _said(poll: Poll, block: Block) -> dict[str, object]:
    """What an answer says of who gives it: what moves them, where the poll asks that."""
    word = dict(enumerate(block.motives)).get(poll.option)
    return {motivation.TRAIT: word} if word in motivation.WORDS else {}


def _record(poll: Poll, block: Block) -> None:
    """Record the answer. The cause is the delivery and the poll, so answering again changes nothing."""
    message_id = f"poll-{poll.delivery_id}-{poll.profile_id}-{poll.block_id}"
    body = outcomes.poll_answered(poll, option_text=block.options[poll.option], message_id=message_id)
    event = NewEvent(
        message_id=message_id,
        name=EventName.POLL_ANSWERED,
        occurred_at=clock.now_us(),
        profile_id=poll.profile_id,
        properties=body["properties"] | {"poll": poll.block_id},
        traits=_said(poll, block),
        trust=Trust.LINK,
    )
    with transaction.atomic():
        collect.record(events=[event])
