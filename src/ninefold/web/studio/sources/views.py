"""The pages of sources: write keys with how to use them, and the live tail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.collect import actions
from ninefold.collect import queries as collect
from ninefold.collect.types import Source
from ninefold.kernel import settings
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes
from ninefold.web.studio.sources import tail as live
from ninefold.web.studio.sources.forms import KEEP, LimitsForm, PrivacyForm, SourceForm
from ninefold.web.studio.sources.tail import Wish

DAYS = 30


@require_GET
@takes(Permission.PERSON_READ)
def index(request: HttpRequest) -> HttpResponse:
    """All sources, how to send with each key, and the tail."""
    kept_out = collect.kept_out(days=DAYS)
    found = {
        "sources": [
            (source, LimitsForm.of(source), PrivacyForm.of(source), kept_out.get(source.id, 0))
            for source in collect.sources()
        ],
        "days": DAYS,
        "keep": KEEP,
        "edge_url": settings.current().edge_url,
        "may_edit": actor_of(request).may(Permission.SOURCE_EDIT),
        "may_import": actor_of(request).may(Permission.IMPORT),
        "quarantined": collect.quarantine_count(),
    }
    return render(request, "studio/sources/index.html", found | live.tail(Wish.of(request.GET)))


@require_GET
@takes(Permission.PERSON_READ)
def tail(request: HttpRequest) -> HttpResponse:
    """The last events, as a fragment that the page asks for every few seconds; by itself, the page that holds it."""
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('sources:index')}#live")
    return render(request, "studio/sources/tail.html", live.tail(Wish.of(request.GET)))


@require_http_methods(["GET", "POST"])
@takes(Permission.SOURCE_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """The form of a new source."""
    actor = actor_of(request)
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            source = _created(actor, form)
        except BadInput as error:
            form.add_error("name", error.message)
        else:
            messages.success(request, f"“{source.name}” can send now.")
            return redirect("sources:index")
    return render(request, "studio/sources/form.html", {"form": form}, status=422 if form.errors else 200)


def _created(actor: Actor, form: SourceForm) -> Source:
    given = form.cleaned_data
    if form.is_hook:
        return actions.create_hook(
            actor=actor, name=given["name"], secret=given["secret"], person_field=given["person_field"]
        )
    return actions.create_source(actor=actor, name=given["name"], trust=form.chosen_trust())


@require_POST
@takes(Permission.SOURCE_EDIT)
def limit(request: HttpRequest, source_id: int) -> HttpResponse:
    """What a source may send from now on, and how fast."""
    form = LimitsForm(request.POST)
    if form.is_valid():
        actions.limit_source(actor=actor_of(request), source_id=source_id, **form.limits())
        messages.success(request, "Kept. It holds within two seconds.")
    else:
        messages.warning(
            request, "Nothing was changed: a source sends at least one kind, and a pace is a whole number."
        )
    return redirect("sources:index")


@require_POST
@takes(Permission.SOURCE_EDIT)
def protect(request: HttpRequest, source_id: int) -> HttpResponse:
    """What of a source's events is kept from now on, for privacy's sake."""
    form, actor = PrivacyForm(request.POST), actor_of(request)
    try:
        if form.is_valid():
            actions.protect_source(actor=actor, source_id=source_id, **form.cleaned_data)
            messages.success(request, "Kept. It holds within two seconds.")
        else:
            messages.warning(request, "Nothing was changed: categories have at most 300 characters.")
    except BadInput as error:
        messages.warning(request, f"{error.message} Nothing was changed.")
    return redirect("sources:index")


@require_POST
@takes(Permission.SOURCE_EDIT)
def rotate(request: HttpRequest, source_id: int) -> HttpResponse:
    """A new write key in place of the old one, once confirmed."""
    if _is_confirmed(request):
        keep = request.POST.get("keep", "0")
        keep_seconds = int(keep) if keep in dict(KEEP) else 0
        actions.rotate_key(actor=actor_of(request), source_id=source_id, keep_seconds=keep_seconds)
        old = f"good for {dict(KEEP)[keep]}" if keep_seconds else "refused from now on"
        messages.success(request, f"The source has a new key. The old one is {old}.")
    return redirect("sources:index")


@require_POST
@takes(Permission.SOURCE_EDIT)
def revoke(request: HttpRequest, source_id: int) -> HttpResponse:
    """The end of a source, once confirmed."""
    if _is_confirmed(request):
        actions.revoke_source(actor=actor_of(request), source_id=source_id)
        messages.success(request, "The source is revoked: what it sends is refused from now on. Its events stay.")
    return redirect("sources:index")


def _is_confirmed(request: HttpRequest) -> bool:
    is_sure = "sure" in request.POST
    if not is_sure:
        messages.warning(request, "Tick the box to confirm; nothing was changed.")
    return is_sure
