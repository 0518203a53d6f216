"""The page of an item's claims: for each where it comes from, and who checked it."""

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ninefold.content import actions, queries
from ninefold.content.claims import SOURCE_CHARACTERS_MAX
from ninefold.content.types import Claim
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.measure.scorecard import counting
from ninefold.measure.scorecard import queries as scorecard
from ninefold.web.studio.content import rows
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.kept import HOME_CLAIMS
from ninefold.web.studio.shell.rights import EVERYONE, takes


@require_http_methods(["GET", "POST"])
@takes(EVERYONE)
def claims(request: HttpRequest, item_id: int) -> HttpResponse:
    """All that an item claims, in any version; saving takes the right to edit content."""
    item, found = rows.item_row(item_id), _found(item_id)
    if request.method == "POST":
        _save(request, found)
        cache.delete(HOME_CLAIMS)
        messages.success(request, f"Kept. {_backed(_found(item_id))}")
        return redirect("content:claims", item_id)
    may_edit = actor_of(request).may(Permission.CONTENT_EDIT)
    context = {"item": item, "claims": found, "backed": _backed(found), "may_edit": may_edit,
               "characters_max": SOURCE_CHARACTERS_MAX}  # fmt: skip
    return render(request, "studio/content/claims.html", context)


def _found(item_id: int) -> tuple[Claim, ...]:
    """What the item claims as it stands, and what it claimed in what arrived in the weeks that are measured."""
    _, said = counting.read(counting.SAID, scorecard.weeks_to(clock.now_us()))
    return queries.claims_of(item_id, {one.version for one in said if one.item_id == item_id})


def _save(request: HttpRequest, found: tuple[Claim, ...]) -> None:
    """Store what was typed for each claim, told by its words: the item may say more by now."""
    actor, now = actor_of(request), clock.now_us()
    actor.require(Permission.CONTENT_EDIT)
    typed = {request.POST.get(name, ""): name.removeprefix("text-") for name in request.POST if name[:5] == "text-"}
    for claim in found:
        if claim.text in typed:
            number = typed[claim.text]
            source, is_verified = request.POST.get(f"source-{number}", ""), bool(request.POST.get(f"verified-{number}"))
            if (source, is_verified) != (claim.source, bool(claim.verified_by)):
                actions.back_claim(
                    actor=actor, item_id=claim.item_id, text=claim.text, source=source, is_verified=is_verified, now=now
                )


def _backed(found: tuple[Claim, ...]) -> str:
    backed = sum(claim.is_backed for claim in found)
    return f"{backed} of {len(found)} claims have a source or were verified."
