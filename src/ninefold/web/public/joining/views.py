"""Join by a mailed link: ask for it, open it, press its one button. A GET changes nothing; a link works once."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from ninefold.channel import addresses, service
from ninefold.channel.service import TooManyMessages
from ninefold.channel.types import ServiceKind
from ninefold.community import actions as community_actions
from ninefold.community import queries as community
from ninefold.community.types import Invitation
from ninefold.culture import queries as culture
from ninefold.kernel import clock, settings, tokens
from ninefold.kernel.errors import BadInput
from ninefold.kernel.tokens import TokenRefused
from ninefold.web.public import drafts, networks
from ninefold.web.public.networks import TooManyFromHere
from ninefold.web.public.session import member_of, open_page, own_path, sign_in, sign_out

LINK_MINUTES = 30
FROM_A_NETWORK_HOUR_MAX = 20
_PURPOSE = "join"


@open_page
def join(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same whether the address is known or not."""
    asked = request.POST if request.method == "POST" else request.GET
    going = own_path(asked.get("next", ""))
    if member_of(request) is not None and request.method != "POST":
        return HttpResponseRedirect(going)
    address, name = asked.get("address", "").strip()[:254], asked.get("name", "")[:40]
    shown = {"next": going, "address": address, "name": name, "is_kept": bool(drafts.found(request)[0])}
    if request.method != "POST":
        return render(request, "public/joining/join.html", shown)
    try:
        wire = addresses.checked(address)
        has_reserve = networks.count(request, _PURPOSE, an_hour_max=FROM_A_NETWORK_HOUR_MAX)
        _mail_link(wire, name, going, has_reserve=has_reserve)
    except (TooManyMessages, TooManyFromHere) as error:
        return render(request, "public/joining/join.html", shown | {"error": error.message}, status=429)
    except BadInput as error:
        return render(request, "public/joining/join.html", shown | {"error": error.message}, status=400)
    return render(request, "public/joining/sent.html", shown | {"minutes": LINK_MINUTES})


@transaction.atomic
def _mail_link(wire: str, name: str, going: str, *, has_reserve: bool) -> None:
    now, company = clock.now_us(), culture.company().name
    request_id = community_actions.invite(address=wire, name=name, next_path=going, now=now)
    token = tokens.sign(_PURPOSE, request_id, expires_us=now + LINK_MINUTES * 60_000_000)
    text, html = service.written(
        title=f"Sign in at {company}",
        paragraphs=[
            "Somebody, most likely you, asked to join or sign in with this address.",
            f"Open the link and press the button there. It works once, within {LINK_MINUTES} minutes.",
            "If it was not you, leave it: nothing happens without the button.",
        ],
        url=f"{settings.current().public_url}/join/{token}",
        label="Sign in",
    )
    service.send(
        kind=ServiceKind.JOIN, address=wire, subject=f"Your link to sign in at {company}", text=text, html=html,
        now=now, lasts_seconds=LINK_MINUTES * 60, has_reserve=has_reserve,
    )  # fmt: skip


@open_page
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link: GET shows one button, POST uses the link. Programs that look into mail only GET."""
    try:
        [request_id] = tokens.verify(_PURPOSE, token)
    except TokenRefused as error:
        return _over(request, error.message)
    asked = community.invitation(request_id)
    if asked is None or asked.is_used:
        return _over(request, "This link has been used already. Each works once.")
    if request.method != "POST":
        return _button(request, asked)
    try:
        member = community_actions.join(request_id=request_id, name=request.POST.get("name", ""), now=clock.now_us())
    except BadInput as error:
        return _over(request, error.message) if error.code == "join_used" else _button(request, asked, error.message)
    response = HttpResponseRedirect(own_path(asked.next))
    sign_in(response, member)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _button(request: HttpRequest, asked: Invitation, error: str = "") -> HttpResponse:
    """The one button; and for who is new a field for the name, since somebody else may have asked for the link."""
    shown = {
        "asked": asked,
        "asks_name": bool(error) or not community.is_member_address(asked.address),
        "name": request.POST.get("name", asked.name)[:40],
        "error": error,
    }
    return _unlisted(render(request, "public/joining/link.html", shown, status=400 if error else 200))


def _over(request: HttpRequest, message: str) -> HttpResponse:
    return _unlisted(render(request, "public/joining/over.html", {"message": message}, status=410))


def _unlisted(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@open_page
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, by the button; what a member wrote and agreed to stays."""
    if request.method != "POST":
        return render(request, "public/joining/leave.html")
    response = HttpResponseRedirect(own_path(request.POST.get("next", "")))
    sign_out(request, response)
    drafts.forget(request, response)
    return response
