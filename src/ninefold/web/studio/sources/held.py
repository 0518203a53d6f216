"""The pages of the quarantine: what could not be used and why, mended by hand, replayed one by one or all together."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.collect import actions
from ninefold.collect import queries as collect
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.pipeline import replaying
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

ROWS = 50
ID_DIGITS_MAX = 18


@require_GET
@takes(Permission.PERSON_READ)
def quarantine(request: HttpRequest) -> HttpResponse:
    """What could not be used, with its reason; `?code=` for one reason, `?before=<id>` for what is older."""
    text, code = request.GET.get("before", ""), request.GET.get("code", "")[:60]
    before = int(text) if text.isdecimal() and len(text) <= ID_DIGITS_MAX else None
    rows = collect.quarantine(before_id=before, limit=ROWS, code=code)
    query = f"code={code}&" if code else ""
    found = {
        "rows": rows,
        "codes": collect.quarantine_codes(),
        "code": code,
        "newer": f"?{query}" if before else "",
        "older": f"?{query}before={rows[-1].id}" if len(rows) == ROWS else "",
        "may_edit": actor_of(request).may(Permission.SOURCE_EDIT),
        **_replays(),
    }
    return render(request, "studio/sources/quarantine.html", found)


def _replays() -> dict[str, object]:
    found = collect.replays()
    return {"replays": found, "is_replaying": any(not replay.finished_at for replay in found)}


@require_GET
@takes(Permission.PERSON_READ)
def replays(request: HttpRequest) -> HttpResponse:
    """How far the newest replays are, as a fragment that the page asks for while one is under way."""
    if not request.headers.get("HX-Request"):
        return redirect("sources:quarantine")
    return render(request, "studio/sources/replays.html", _replays())


@require_POST
@takes(Permission.SOURCE_EDIT)
def replay(request: HttpRequest) -> HttpResponse:
    """Try the chosen quarantined events again."""
    ids = [int(text) for text in request.POST.getlist("id") if text.isdecimal()][:ROWS]
    if not ids:
        messages.warning(request, "Choose at least one event to replay.")
        return redirect("sources:quarantine")
    mended = replaying.replay(actor=actor_of(request), ids=ids)
    held = len(ids) - mended
    if mended:
        messages.success(
            request, f"{mended} of {len(ids)} can be used now and {'is' if mended == 1 else 'are'} counted."
        )
    if held:
        messages.warning(
            request, f"{held} still {'does' if held == 1 else 'do'} not work; the reason of today stands beside."
        )
    return redirect("sources:quarantine")


@require_POST
@takes(Permission.SOURCE_EDIT)
def replay_all(request: HttpRequest) -> HttpResponse:
    """Have all of a reason tried again by the worker."""
    asked = actions.replay_all(actor=actor_of(request), code=request.POST.get("code", "")[:60])
    messages.success(request, f"The worker tries {asked.total:,} again. You need not wait here.")
    return redirect("sources:quarantine")


@require_http_methods(["GET", "POST"])
@takes(Permission.SOURCE_EDIT)
def mend(request: HttpRequest, quarantined_id: int) -> HttpResponse:
    """One quarantined event, to be mended by hand and tried again."""
    held = collect.quarantined(quarantined_id)
    shown = {"row": held, "body": _indented(held.body), "wrong": ""}
    if request.method == "POST":
        shown["body"] = request.POST.get("body", "")
        try:
            count = replaying.mend(actor=actor_of(request), quarantined_id=quarantined_id, body=str(shown["body"]))
        except BadInput as error:
            shown["wrong"] = error.message
        else:
            said = "It is mended and counted." if count else "It was counted before, so it is not counted again."
            messages.success(request, said)
            return redirect(reverse("sources:quarantine"))
    return render(request, "studio/sources/mend.html", shown, status=422 if shown["wrong"] else 200)


def _indented(body: str) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body
