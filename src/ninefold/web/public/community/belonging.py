"""Which communities a member belongs to: joined and left with a button; what we took for granted is put right."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from ninefold.community.types import Member
from ninefold.context import actions
from ninefold.context import queries as context
from ninefold.context.belonging import Belonging
from ninefold.culture import queries as culture
from ninefold.culture.types import Community
from ninefold.kernel import clock
from ninefold.kernel.errors import BadInput
from ninefold.web.public.session import member_page

ADDRESS = "/communities"
WHERE = "community page"


@dataclass(frozen=True, slots=True)
class Line:
    """A community and what is known of this member and it: how they belong, or that they said it is not them."""

    community: Community
    belonging: Belonging | None
    is_denied: bool


@member_page
def communities(request: HttpRequest, member: Member) -> HttpResponse:
    """The communities there are, each with its buttons."""
    if request.method == "POST":
        said = _say(member.profile_id, request.POST.get("do", ""), request.POST.get("community", "")[:100])
        messages.success(request, said)
        return HttpResponseRedirect(ADDRESS)
    return render(request, "public/community/communities.html", {"lines": _lines(member.profile_id)})


def _lines(profile_id: int) -> list[Line]:
    person = context.person(profile_id)
    denied = context.denied_communities(person.traits)
    own = {one.community.key: one for one in context.belongings(person)}
    return [Line(one, own.get(one.key), one.key in denied) for one in culture.communities()]


def _say(profile_id: int, what: str, key: str) -> str:
    """Do what a button says; what it tells them then."""
    name, now = next((one.name for one in culture.communities() if one.key == key), ""), clock.now_us()
    if what == "join":
        actions.join_community(profile_id=profile_id, key=key, where=WHERE, now=now)
        return f"You belong to {name} from now on."
    if what not in ("leave", "not_me"):
        raise BadInput("community_button", "Say whether you join, leave, or are not one of them.")
    actions.leave_community(profile_id=profile_id, key=key, where=WHERE, now=now, is_denied=what == "not_me")
    return f"You have left {name}." if what == "leave" else f"Noted: {name} is not you. We remember it."
