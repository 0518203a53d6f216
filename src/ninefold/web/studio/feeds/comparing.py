"""A newer version of a feed beside the team's own: line by line, and which of them is to be the draft."""

from difflib import SequenceMatcher

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ninefold.content.feeds import actions, queries
from ninefold.content.types import VariantContent
from ninefold.kernel.actors import Permission
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import EVERYONE, takes

Pair = tuple[str, str, str]  # how the two stand to each other, ours, theirs


@require_GET
@takes(EVERYONE)
def compare(request: HttpRequest, document_id: int) -> HttpResponse:
    """Both versions."""
    ours, theirs = queries.compared(document_id)
    context = {
        "origin": queries.origin(document_id), "pairs": pairs(_lines(ours), _lines(theirs)),
        "may_edit": actor_of(request).may(Permission.CONTENT_EDIT),
    }  # fmt: skip
    return render(request, "studio/feeds/compare.html", context)


def _lines(content: VariantContent) -> list[str]:
    """What a version says, line by line, as it is read."""
    said = [content.subject, content.preheader]
    for block in content.blocks:
        link = f"{block.text} → {block.url}" if block.url else block.text
        said += [*link.split("\n"), *(f"• {option}" for option in block.options)]
    return [line for line in said if line.strip()]


def pairs(ours: list[str], theirs: list[str]) -> list[Pair]:
    """Lines beside each other; the first word says same, changed, ours or theirs."""
    found: list[Pair] = []
    for way, at, end, other, other_end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        word = {"equal": "same", "replace": "changed", "delete": "ours", "insert": "theirs"}[way]
        left, right = ours[at:end], theirs[other:other_end]
        longest = max(len(left), len(right))
        found += [(word, left[n] if n < len(left) else "", right[n] if n < len(right) else "") for n in range(longest)]
    return found


@require_POST
@takes(Permission.CONTENT_EDIT)
def take(request: HttpRequest, document_id: int) -> HttpResponse:
    """Make theirs the newest draft."""
    origin = queries.origin(document_id)
    actions.take_waiting(actor=actor_of(request), document_id=document_id)
    messages.success(request, "Their version is the newest draft. Yours stays in the history.")
    return redirect("content:sheet", origin.item_id)


@require_POST
@takes(Permission.CONTENT_EDIT)
def keep(request: HttpRequest, document_id: int) -> HttpResponse:
    """Leave theirs."""
    origin = queries.origin(document_id)
    actions.keep_ours(actor=actor_of(request), document_id=document_id)
    messages.success(request, "Yours stays. The next change there is shown again.")
    return redirect("feeds:feed", origin.feed_id)
