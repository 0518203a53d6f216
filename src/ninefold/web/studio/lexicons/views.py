"""The page of a community's lexicon, the form of a term, and the texts it is learnt from."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.content import actions
from ninefold.content import queries as content
from ninefold.content.types import Term, TermState
from ninefold.culture import queries as culture
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput, NotFound
from ninefold.web.studio.lexicons.forms import TermForm, TextForm, TryForm, typed
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import EVERYONE, takes


@require_http_methods(["GET", "POST"])
@takes(EVERYONE)
def lexicon(request: HttpRequest, key: str) -> HttpResponse:
    """A community's terms, those found in its texts, and what was learnt; a button leaves one out or takes one away."""
    community = culture.community(key)
    if request.method == "POST":
        _decide(request, key)
        return redirect("lexicons:lexicon", key)
    terms = content.terms(key)
    context = {
        "community": community,
        "accepted": [one for one in terms if one.state is TermState.ACCEPTED],
        "candidates": [one for one in terms if one.state is TermState.CANDIDATE],
        "refused": [one for one in terms if one.state is TermState.REFUSED],
        "learnt": content.learnt(key),
        "texts": content.texts(key),
        "tried": TryForm(),
        "may_edit": actor_of(request).may(Permission.CONTENT_EDIT),
    }
    return render(request, "studio/lexicons/lexicon.html", context)


def _decide(request: HttpRequest, key: str) -> None:
    """What a button of the page asks: `refuse` or `delete` a term, `forget` a text, or learn `again`."""
    actor, given = actor_of(request), request.POST
    if (number := given.get("refuse", "")).isdecimal():
        actions.refuse_term(actor=actor, term_id=int(number), now=clock.now_us())
        messages.success(request, "Left out. It is not proposed again.")
    elif (number := given.get("delete", "")).isdecimal():
        actions.delete_term(actor=actor, term_id=int(number))
        messages.success(request, "Taken out of the lexicon.")
    elif (number := given.get("forget", "")).isdecimal():
        actions.delete_text(actor=actor, text_id=int(number))
        messages.success(request, "The text is gone. How they speak is learnt anew within a minute or two.")
    elif "again" in given:
        actor.require(Permission.CONTENT_EDIT)
        actions.forget_learnt(community=key)
        messages.success(request, "How they speak is learnt anew within a minute or two.")


@require_GET
@takes(EVERYONE)
def learnt(request: HttpRequest, key: str) -> HttpResponse:
    """What was learnt of a community, as a fragment that asks again until something is."""
    context = {"community": culture.community(key), "learnt": content.learnt(key),
               "may_edit": actor_of(request).may(Permission.CONTENT_EDIT)}  # fmt: skip
    return render(request, "studio/lexicons/learnt.html", context)


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def create(request: HttpRequest, key: str) -> HttpResponse:
    """A new term, written by hand."""
    return _form(request, key, None)


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def edit(request: HttpRequest, key: str, term_id: int) -> HttpResponse:
    """A term of the lexicon, or one that was found and is taken over with its plain words."""
    term = content.term(term_id)
    if term is None or term.community != key:
        raise NotFound("term_not_found", "There is no such term any more.")
    return _form(request, key, term)


def _form(request: HttpRequest, key: str, present: Term | None) -> HttpResponse:
    form = TermForm(request.POST or None, initial=typed(present) if present else None)
    if form.is_bound and form.is_valid():
        try:
            term = form.value(key, present)
            saved = actions.save_term(actor=actor_of(request), term=term, now=clock.now_us())
        except BadInput as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"“{saved.term}” stands in the lexicon.")
            return redirect("lexicons:lexicon", key)
    context = {"form": form, "community": culture.community(key), "term": present}
    return render(request, "studio/lexicons/term.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def bring(request: HttpRequest, key: str) -> HttpResponse:
    """Bring in a text that the community wrote."""
    form = TextForm(request.POST or None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_text(
                actor=actor_of(request), community=key, name=data["name"], text=data["text"], now=clock.now_us()
            )
        except BadInput as error:
            form.add_error("text", error.message)
        else:
            messages.success(request, "Kept. How they speak is learnt anew within a minute or two.")
            return redirect("lexicons:lexicon", key)
    context = {"form": form, "community": culture.community(key)}
    return render(request, "studio/lexicons/text.html", context, status=422 if form.errors else 200)
