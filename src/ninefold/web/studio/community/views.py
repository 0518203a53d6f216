"""Questions for the team: the list with its search, and one question, which they answer in the company's name."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ninefold.community import actions
from ninefold.community import queries as community
from ninefold.community.errors import PostRefused
from ninefold.community.types import Order, PostState, Question
from ninefold.credibility import queries as credibility
from ninefold.credibility.types import Ranked
from ninefold.culture import queries as culture
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Permission
from ninefold.web.numbers import whole
from ninefold.web.public.community.reading import NO_NAME, QUESTIONS_PER_PAGE, SEARCH_PAGES_MAX, address
from ninefold.web.studio.shell.acting import actor_of, team_names
from ninefold.web.studio.shell.rights import takes

ORDERS = ((Order.NEWEST, "Newest"), (Order.UNANSWERED, "Unanswered"), (Order.HELPFUL, "Most helpful"))


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as the team sees it."""

    ranked: Ranked
    name: str
    approver: str

    @property
    def is_shown(self) -> bool:
        return self.ranked.answer.state is PostState.SHOWN


@require_safe
@takes(Permission.COMMUNITY_ANSWER)
def index(request: HttpRequest) -> HttpResponse:
    """All questions that are shown, or what a search finds."""
    text = request.GET.get("q", "").strip()[:200]
    shown = request.GET.get("show", "")
    order = Order(shown) if shown in {one.value for one in Order} else Order.NEWEST
    page = min(whole(request.GET.get("page")), SEARCH_PAGES_MAX - 1)
    if text:
        found = community.search(text, limit=QUESTIONS_PER_PAGE + 1, offset=page * QUESTIONS_PER_PAGE)
        older = "?" + urlencode({"q": text, "page": page + 1})
    else:
        found = community.page(order=order, after=request.GET.get("after", "")[:60], limit=QUESTIONS_PER_PAGE + 1)
        older = "?" + urlencode({"show": order.value, "after": _last(found, order)})
    names = community.names(one.profile_id for one in found)
    context = {
        "lines": [(one, names.get(one.profile_id) or NO_NAME) for one in found[:QUESTIONS_PER_PAGE]],
        "text": text,
        "order": order,
        "orders": ORDERS,
        "older": older if len(found) > QUESTIONS_PER_PAGE else "",
        "newer": "?" if page or request.GET.get("after") else "",
        "public": f"{settings.current().public_url}/community/",
        **_doors(request),
    }
    return render(request, "studio/community/index.html", context)


def _last(found: list[Question], order: Order) -> str:
    shown = found[:QUESTIONS_PER_PAGE]
    return community.cursor_of(order, shown[-1]) if shown else ""


def _doors(request: HttpRequest) -> dict[str, object]:
    """What a moderator is offered beside."""
    may = actor_of(request).may(Permission.COMMUNITY_MODERATE)
    return {"may_moderate": may, "waiting": community.waiting_count() if may else 0}


@require_http_methods(["GET", "POST"])
@takes(Permission.COMMUNITY_ANSWER)
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """One question with its answers as they rank, whatever their state; POST answers it."""
    found = community.question(question_id, is_any=True)
    body, error = request.POST.get("body", ""), ""
    if request.method == "POST":
        try:
            actions.answer_as_company(actor=actor_of(request), question_id=found.id, body=body, now=clock.now_us())
            messages.success(request, "Your answer stands, in the company's name.")
            return redirect("community:question", found.id)
        except PostRefused as refused:
            error = refused.message
    ranked = credibility.ranked(found, community.answers(found.id, is_any=True))
    names = community.names({found.profile_id, *(one.answer.profile_id for one in ranked)})
    company = culture.company().name
    team = team_names(one.answer.approved_by for one in ranked)
    context = {
        "question": found,
        "asker": names.get(found.profile_id) or NO_NAME,
        "answers": [
            Given(
                one,
                names.get(one.answer.profile_id) or NO_NAME if one.answer.profile_id else company,
                team.get(one.answer.approved_by, one.answer.approved_by),
            )
            for one in ranked
        ],
        "company": company,
        "may_ask": actor_of(request).may(Permission.CONTENT_EDIT),
        "body": body,
        "error": error,
        "public": f"{settings.current().public_url}{address(found.key)}",
        **_doors(request),
    }  # fmt: skip
    return render(request, "studio/community/question.html", context, status=422 if error else 200)
