"""Reading the community: its lists and its questions. Anyone may; robots may index questions."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.html import format_html, format_html_join

from ninefold.community.types import Member, Order, Rating, VoteReason
from ninefold.culture import queries as culture
from ninefold.kernel import clock, settings
from ninefold.web.numbers import whole
from ninefold.web.public import drafts
from ninefold.web.public.community import reading, structured, texts
from ninefold.web.public.session import member_of, open_page

TEXT_CHARACTERS_MAX = 200


def to_community(request: HttpRequest) -> HttpResponse:
    """The public site's first page, and the address without its slash."""
    return HttpResponsePermanentRedirect("/community/")


@open_page
def index(request: HttpRequest) -> HttpResponse:
    """A list of questions, or what a search finds."""
    asked = request.GET
    page = reading.read_list(
        order=_order(asked.get("show", "")),
        topic=asked.get("topic", "").replace("\0", "")[:100],
        text=asked.get("q", "").strip()[:TEXT_CHARACTERS_MAX],
        after=asked.get("after", "")[:60],
        page=min(whole(asked.get("page")), reading.SEARCH_PAGES_MAX - 1),
    )
    is_first = not (page.text or asked.get("after"))
    shown = {"page": page, "is_first": is_first, "communities": culture.communities()}
    return render(request, "public/community/index.html", shown)


def _order(text: str) -> Order:
    return Order(text) if text in {order.value for order in Order} else Order.NEWEST


# Most answers have no word of the reader yet: their boxes are alike, and are written once.
_NO_REASONS = format_html_join(
    "",
    '<label><input type="checkbox" name="reason" value="{}"> {}</label>',
    ((reason.value, reason.value) for reason in VoteReason),
)


@open_page
def question(request: HttpRequest, key: str) -> HttpResponse:
    """A question with its answers in their order; `posting.answer` takes posts to this address."""
    return shown(request, key)


def _unsaid(request: HttpRequest, page: reading.QuestionPage) -> str:
    """What was said of an answer of this page before joining, and so does not count yet."""
    sent_to, kept = drafts.found(request)
    is_here = any(sent_to == f"/community/vote/{one.ranked.answer.key}" for one in page.answers)
    return kept.get("rating", "") if is_here else ""


def shown(request: HttpRequest, key: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a question, with what else the template is to say."""
    member: Member | None = member_of(request)
    page = reading.read_question(key, member, page=max(whole(request.GET.get("page")), 1) - 1, now=clock.now_us())
    address = f"{settings.current().public_url}{page.url}"
    context = {
        "page": page,
        "member": member,
        "address": address,
        "description": texts.excerpt(page.question.body or page.question.title, 150),
        "data": structured.block(page, address),
        "ratings": [(Rating.YES, "Yes"), (Rating.SOMEWHAT, "Somewhat"), (Rating.NO, "No")],
        "reasons": list(VoteReason),
        "no_reasons": _NO_REASONS,
        "body": drafts.fields(request, f"/community/answer/{key}").get("body", ""),
        "unsaid": _unsaid(request, page) if member else "",
        "csrf": format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
        if member
        else "",
    }
    return render(request, "public/community/question.html", context | more, status=status)
