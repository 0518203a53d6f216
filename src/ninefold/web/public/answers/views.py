"""The switch of the mails about answers to one's own questions: by the link in each of them, or signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ninefold.channel import tokens
from ninefold.community import actions, queries
from ninefold.community.types import Member
from ninefold.web.public.pages import public_page
from ninefold.web.public.session import member_page


@public_page
def page(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the one button, POST ends the mails, or begins them again: programs that look into mail only GET."""
    return _switched(request, tokens.read_answers(token), {"base": "public/page.html"})


@member_page
def own(request: HttpRequest, member: Member) -> HttpResponse:
    """The same for who is signed in."""
    return _switched(request, member.profile_id, {"base": "public/member_base.html", "is_own": True})


def _switched(request: HttpRequest, profile_id: int, shown: dict[str, object]) -> HttpResponse:
    if request.method == "POST":
        actions.hear_of_answers(profile_id=profile_id, is_wanted=request.POST.get("do") == "tell")
    is_told = queries.hears_of_answers(profile_id)
    return render(request, "public/answers.html", shown | {"is_told": is_told, "is_done": request.method == "POST"})
