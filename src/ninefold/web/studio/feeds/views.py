"""The pages of feeds. The worker reads; these pages ask for it and look."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.content.feeds import actions, queries
from ninefold.content.feeds.types import Arrival, Feed, FeedKind
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.numbers import whole
from ninefold.web.studio.feeds.forms import FeedForm, typed
from ninefold.web.studio.feeds.telling import told
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import EVERYONE, takes

SHOWS = {
    "": "All", "refused": "With a problem", "gone": "Gone there", "waiting": "Newer than yours",
    "alike": "Almost the same",
}  # fmt: skip


@require_GET
@takes(EVERYONE)
def index(request: HttpRequest) -> HttpResponse:
    """All feeds: how each stands, when it was read, what it has."""
    feeds = queries.feeds()
    counts = queries.counts([one.id for one in feeds])
    rows = [told(one, counts[one.id]) for one in feeds]
    context = {"rows": rows, "kinds": list(FeedKind), "may_edit": actor_of(request).may(Permission.CONTENT_EDIT),
               "goes_on": any(one.feed.is_reading for one in rows)}  # fmt: skip
    return render(request, "studio/feeds/index.html", context)


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def create(request: HttpRequest, kind: str) -> HttpResponse:
    """A new feed of a kind; it is read at once."""
    if kind not in list(FeedKind):
        raise Http404
    return _form(request, FeedKind(kind), None)


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def edit(request: HttpRequest, feed_id: int) -> HttpResponse:
    """Change a feed; its kind stays."""
    present = queries.feed(feed_id)
    return _form(request, present.kind, present)


def _form(request: HttpRequest, kind: FeedKind, present: Feed | None) -> HttpResponse:
    is_post, actor = request.method == "POST", actor_of(request)
    form = FeedForm(
        kind, actor, request.POST if is_post else None, request.FILES if is_post else None,
        initial=typed(present) if present else None,
    )  # fmt: skip
    if is_post and form.is_valid():
        try:
            file = form.cleaned_data.get("file")
            chunks = file.chunks() if file else None
            wanted, now = form.wanted(), clock.now_us()
            if present is None:
                made = actions.create_feed(actor=actor, wanted=wanted, file=chunks, now=now)
            else:
                made = actions.change_feed(actor=actor, feed_id=present.id, wanted=wanted, file=chunks, now=now)
        except BadInput as error:
            form.add_error(None, error.message)
        else:
            return redirect("feeds:feed", made.id)
    context = {"form": form, "feed": present, "kind": kind}
    return render(request, "studio/feeds/form.html", context, status=422 if form.errors else 200)


@require_GET
@takes(EVERYONE)
def feed(request: HttpRequest, feed_id: int) -> HttpResponse:
    """How one feed stands, and its articles; its head alone for htmx, while a reading goes on."""
    found = queries.feed(feed_id)
    actor = actor_of(request)
    may_change = actor.may(Permission.CONTENT_EDIT) and (
        found.arrival is not Arrival.PUBLISHED or actor.may(Permission.CONTENT_PUBLISH)
    )
    context = {
        "told": told(found, queries.counts([feed_id])[feed_id]), "feed": found, "may_edit": may_change,
        "is_products": found.kind is FeedKind.PRODUCTS,
        "goes_on": found.is_reading or bool(found.next_at and found.next_at <= clock.now_us() and not found.is_stopped),
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        answer = render(request, "studio/feeds/standing.html", context)
        if not context["goes_on"]:  # the list below shows what came
            answer["HX-Refresh"] = "true"
        return answer
    return render(request, "studio/feeds/feed.html", context | _shown(request, feed_id))


def _shown(request: HttpRequest, feed_id: int) -> dict[str, object]:
    """The articles that are asked for, and the ways to the others."""
    show = request.GET.get("show", "") if request.GET.get("show", "") in SHOWS else ""
    search = request.GET.get("q", "").strip().replace("\x00", "")[:100]
    start = min(whole(request.GET.get("from", "")), 10**6)
    found = queries.documents(feed_id, show=show, search=search, start=start)
    kept = {"show": show, "q": search}
    return {
        "documents": found, "show": show, "search": search, "shows": SHOWS.items(),
        "newer": f"?{urlencode(kept | {'from': max(0, start - queries.PAGE)})}" if start else "",
        "older": f"?{urlencode(kept | {'from': start + queries.PAGE})}" if len(found) == queries.PAGE else "",
    }  # fmt: skip


@require_POST
@takes(Permission.CONTENT_EDIT)
def read(request: HttpRequest, feed_id: int) -> HttpResponse:
    """Read it now; one that was stopped goes on."""
    actions.read_now(actor=actor_of(request), feed_id=feed_id, now=clock.now_us())
    return redirect("feeds:feed", feed_id)


@require_POST
@takes(Permission.CONTENT_EDIT)
def stop(request: HttpRequest, feed_id: int) -> HttpResponse:
    """Read it no more."""
    actions.stop_feed(actor=actor_of(request), feed_id=feed_id)
    messages.success(request, "Stopped. What came in stays; “Read now” goes on with it.")
    return redirect("feeds:feed", feed_id)


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def delete(request: HttpRequest, feed_id: int) -> HttpResponse:
    """Take a feed away, after a look at what stays."""
    found = queries.feed(feed_id)
    if request.method == "POST":
        actions.delete_feed(actor=actor_of(request), feed_id=feed_id)
        messages.success(request, f"“{found.name}” is taken away. What came of it stays.")
        return redirect("feeds:index")
    context = {"feed": found, "told": told(found, queries.counts([feed_id])[feed_id])}
    return render(request, "studio/feeds/delete.html", context)
