"""Seeing and erasing one's own data takes a fresh link: mailed on demand, short-lived, good for one use."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from ninefold.channel import service
from ninefold.channel.types import ServiceKind
from ninefold.community.types import Member
from ninefold.context import actions as context_actions
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.kernel import actors, clock, settings, tokens
from ninefold.kernel.errors import NinefoldError
from ninefold.web import personfile
from ninefold.web.public import networks
from ninefold.web.public.pages import public_page
from ninefold.web.public.preferences.views import reader_of
from ninefold.web.public.session import member_page

LINK_MINUTES = 30
FROM_A_NETWORK_HOUR_MAX = 20
PERSON = actors.system("the person")
_PURPOSE = "rights"


@public_page
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """From the preference page: mail a fresh link to the address that the person has now."""
    if request.method != "POST":
        return HttpResponseRedirect(f"/preferences/{token}")
    return _asked(request, reader_of(token).profile_id)


@member_page
def ask_own(request: HttpRequest, member: Member) -> HttpResponse:
    """The same from a member's own page."""
    return _asked(request, member.profile_id) if request.method == "POST" else HttpResponseRedirect("/settings")


def _asked(request: HttpRequest, profile_id: int) -> HttpResponse:
    person = context.person(profile_id)
    address = person.address("email")
    if not address:
        return _over(request, "We know no mail address of yours to send a link to. Write to us.")
    try:
        has_reserve = networks.count(request, _PURPOSE, an_hour_max=FROM_A_NETWORK_HOUR_MAX)
        _mail_link(person.id, address, has_reserve=has_reserve)
    except NinefoldError as error:
        return _over(request, error.message, status=429)
    return render(request, "public/rights/sent.html", {"minutes": LINK_MINUTES})


@transaction.atomic
def _mail_link(profile_id: int, address: str, *, has_reserve: bool) -> None:
    now, company = clock.now_us(), culture.company().name
    link_id = context_actions.open_rights_link(profile_id=profile_id, now=now)
    token = tokens.sign(_PURPOSE, link_id, expires_us=now + LINK_MINUTES * 60_000_000)
    text, html = service.written(
        title=f"Your data at {company}",
        paragraphs=[
            "Somebody, most likely you, asked to see or erase what we know of you.",
            f"The link works once, within {LINK_MINUTES} minutes. Opening it changes nothing yet.",
            "If it was not you, leave it: nothing happens.",
        ],
        url=f"{settings.current().public_url}/rights/{token}",
        label="See or erase my data",
    )
    service.send(
        kind=ServiceKind.RIGHTS, address=address, profile_id=profile_id, subject=f"Your data at {company}", text=text,
        html=html, now=now, lasts_seconds=LINK_MINUTES * 60, has_reserve=has_reserve,
    )  # fmt: skip


@public_page
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link: GET shows the two buttons; POST hands out the file, or erases, and uses the link up."""
    [link_id] = tokens.verify(_PURPOSE, token)
    try:
        if request.method != "POST":
            context.rights_link(link_id)
            return render(request, "public/rights/choose.html")
        return _done(request, link_id)
    except NinefoldError as error:
        return _over(request, error.message, status=410)


@transaction.atomic
def _done(request: HttpRequest, link_id: int) -> HttpResponse:
    now = clock.now_us()
    if request.POST.get("do") == "erase":
        if request.POST.get("sure") != "1":
            return render(request, "public/rights/choose.html", status=400)
        person = context.person(context_actions.use_rights_link(link_id=link_id, now=now))
        key = context_actions.ask_erasure(actor=PERSON, profile_id=person.id, now=now)
        return HttpResponseRedirect(f"/erased/{key}")
    person = context.person(context_actions.use_rights_link(link_id=link_id, now=now))
    return personfile.download(personfile.write(person, by=PERSON.name))


@public_page
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """How far an erasure has come, for who was given its number."""
    shown = {"erasure": context.erasure(token), "address": f"{settings.current().public_url}/erased/{token}"}
    return render(request, "public/rights/receipt.html", shown)


def _over(request: HttpRequest, message: str, *, status: int = 400) -> HttpResponse:
    return render(request, "public/rights/over.html", {"message": message}, status=status)
