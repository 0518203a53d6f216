"""What came in from experts, and what becomes of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.community import queries as community
from ninefold.content.experts import actions, queries
from ninefold.content.types import About, Request, RequestState
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput, NotFound
from ninefold.pipeline import expertise
from ninefold.web.public.experts.reading import asked_about
from ninefold.web.studio.content.landing import sheet_address
from ninefold.web.studio.experts.forms import ItemForm
from ninefold.web.studio.experts.lines import line, lines
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes


@require_GET
@takes(Permission.CONTENT_EDIT)
def came_in(request: HttpRequest) -> HttpResponse:
    """What waits for the team, what experts still have before them, and what nobody answered in time."""
    now = clock.now_us()
    context = {
        "lines": lines(queries.came_in()),
        "waiting": lines(queries.waiting(now=now)),
        "unanswered": lines(queries.unanswered(now=now)),
    }
    return render(request, "studio/experts/came_in.html", context)


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def request_page(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request with its answer; POST says what becomes of it."""
    found, error = queries.request(request_id), ""
    shown = line(found)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    form = ItemForm(request.POST if do == "item" else None, initial={"title": shown.title})
    if do and (do != "item" or form.is_valid()):
        try:
            return _settled(request, found, do, form)
        except (BadInput, NotFound) as refused:
            error = refused.message
    actor = actor_of(request)
    context = {
        "one": found, "line": shown, "about": asked_about(found), "form": form, "error": error,
        "question": _question_id(found), "is_waiting": found.state is RequestState.ANSWERED,
        "may_answer": actor.may(Permission.COMMUNITY_ANSWER),
        "again": _again(found), "can_take_back": found.state in (RequestState.ASKED, RequestState.PASSED),
    }  # fmt: skip
    return render(request, "studio/experts/request.html", context, status=422 if error or form.errors else 200)


def _settled(request: HttpRequest, found: Request, do: str, form: ItemForm) -> HttpResponse:
    """Do what was chosen; where to go on."""
    actor, now, name = actor_of(request), clock.now_us(), found.expert.name
    if do == "item":
        item_id = actions.use_in_item(actor=actor, request_id=found.id, now=now, **form.cleaned_data)
        messages.success(request, f"Drafted, with the byline of {name}. {name} is told once it is published.")
        return redirect(sheet_address(item_id))
    if do == "answer":
        expertise.post_answer(actor=actor, request_id=found.id, now=now)
        messages.success(request, f"It stands as an answer in the community. {name} is told.")
    elif do == "comment":
        actions.keep_as_comment(actor=actor, request_id=found.id, now=now)
        messages.success(request, f"It stands beside the draft. {name} is told once the next version is published.")
        return redirect(sheet_address(found.subject.item_id))
    elif do == "thank":
        actions.thank(actor=actor, request_id=found.id, now=now)
        messages.success(request, f"{name} gets your thanks by mail.")
    elif do == "take_back":
        actions.take_back(actor=actor, request_id=found.id)
        messages.success(request, "Taken back. Its link leads nowhere from now on.")
    else:
        raise NotFound("deed_unknown", "There is nothing of that kind to do here.")
    return redirect("experts:came_in")


def _question_id(found: Request) -> int:
    """The question that it is about, 0 where it is about a draft or the question is gone."""
    if found.subject.about is not About.QUESTION:
        return 0
    known = community.questions_by_keys([found.subject.question])
    return known[found.subject.question].id if known else 0


def _again(found: Request) -> str:
    """Where somebody else is asked about the same; "" where it is gone."""
    if found.subject.about is About.DRAFT:
        return reverse("experts:ask_draft", args=[found.subject.item_id])
    number = _question_id(found)
    return reverse("experts:ask_question", args=[number]) if number else ""
