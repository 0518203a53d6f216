"""A form's page, which other sites may post to as well, and the button that confirms. A GET changes nothing.

A post is answered the same for everyone: nobody learns by a form who is known here.
"""

from urllib.parse import urlsplit

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ninefold.channel import addresses, service
from ninefold.channel import tokens as links
from ninefold.channel.service import TooManyMessages
from ninefold.channel.types import ServiceKind
from ninefold.context import actions as context_actions
from ninefold.context import queries as context
from ninefold.context.types import ConsentStatus, Form, Person, Submission
from ninefold.culture import queries as culture
from ninefold.kernel import clock, settings, tokens
from ninefold.kernel.errors import BadInput, NotFound
from ninefold.kernel.tokens import TokenRefused
from ninefold.web.public import networks
from ninefold.web.public.forms import asking
from ninefold.web.public.networks import TooManyFromHere
from ninefold.web.public.pages import public_page
from ninefold.web.public.preferences.views import reader_of

LINK_DAYS = 7
FROM_A_NETWORK_HOUR_MAX = 60  # a QR code on a stage is read by many from one network
TRAP = "website"  # a field that people do not see; programs fill it in
_PURPOSE = "confirm form"
_DAY_US = 86_400_000_000


@public_page
def page(request: HttpRequest, key: str) -> HttpResponse:
    """The form to a stranger; POST mails a link, or pretends to where the trap was filled."""
    form = context.form(key)
    if request.method != "POST":
        return _shown(request, form)
    posted, address = request.POST, request.POST.get("email", "").strip()[:254]
    if posted.get(TRAP):
        return render(request, "public/forms/sent.html", {"form": form, "address": address, "days": LINK_DAYS})
    try:
        _check_version(request, form)
        has_reserve = networks.count(request, _PURPOSE, an_hour_max=FROM_A_NETWORK_HOUR_MAX)
        _submit(request, form, addresses.checked(address), has_reserve=has_reserve)
    except BadInput as error:
        status = 429 if isinstance(error, TooManyMessages | TooManyFromHere) else 400
        return _shown(request, form, error=error.message, status=status)
    return render(request, "public/forms/sent.html", {"form": form, "address": address, "days": LINK_DAYS})


def _check_version(request: HttpRequest, form: Form) -> None:
    """Raise BadInput where the words that were read are no longer the form's: nobody agrees to what they did not see.

    A copy of the form on another site, made before copies named their version, is let through: the mail that is sent
    and the page behind its link show the words.
    """
    if request.POST.get("version", str(form.version)) != str(form.version):
        raise BadInput("form_changed", "The words of this form have changed since you opened it. Read them once more.")


@transaction.atomic
def _submit(request: HttpRequest, form: Form, address: str, *, has_reserve: bool) -> None:
    now, answers = clock.now_us(), {name: str(value) for name, value in request.POST.items()}
    number = context_actions.submit(
        form=form,
        address=address,
        ticked=set(answers),
        answers=answers,
        site=_site(request),
        gpc=_gpc(request),
        now=now,
    )
    _mail_link(context.submission(number), now, has_reserve=has_reserve)


def _mail_link(asked: Submission, now: int, *, has_reserve: bool) -> None:
    company = culture.company().name
    token = tokens.sign(_PURPOSE, asked.id, expires_us=now + LINK_DAYS * _DAY_US)
    text, html = service.written(
        title=f"{asked.form.text.title}: please confirm",
        paragraphs=[
            f"Somebody, most likely you, filled in a form of {company} with this address, and agreed to this:",
            *(f"“{one.wording}”" for one in asked.asks),
            f"It holds once you open the link and press the button there, within {LINK_DAYS} days.",
            "If it was not you, leave it: nothing happens without the button.",
        ],
        url=f"{settings.current().public_url}/confirm/{token}",
        label="Confirm",
    )
    service.send(
        kind=ServiceKind.CONFIRM, address=asked.address, subject=f"Please confirm: {asked.form.text.title}"[:200],
        text=text, html=html, now=now, has_reserve=has_reserve,
    )  # fmt: skip


def _shown(
    request: HttpRequest, form: Form, person: Person | None = None, *, error: str = "", status: int = 200
) -> HttpResponse:
    granted = set()
    if person is not None:
        said = context.consents(person.id)
        granted = {(one.purpose, one.channel) for one in said if one.status is ConsentStatus.GRANTED}
    found = asking.questions(form, culture.communities(), person, gpc=_gpc(request))
    shown = {
        "form": form,
        "person": person,
        "asks": asking.asks(form, granted),
        "questions": [(one, request.POST.get(one.name, "")) for one in found],
        "ticked": set(request.POST) if request.POST.get("version") == str(form.version) else set(),
        "address": request.POST.get("email", ""),
        "is_gpc": _gpc(request),
        "trap": TRAP,
        "error": error,
    }
    return render(request, "public/forms/form.html", shown, status=status)


@public_page
def known(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """The form to who came by a signed link of theirs: what they answer and agree to holds at once."""
    form, reader = context.form(key), reader_of(token)
    person = context.person(reader.profile_id)
    if request.method != "POST":
        return _shown(request, form, person)
    answers = {name: str(value) for name, value in request.POST.items()}
    try:
        _check_version(request, form)
        context_actions.sign_up_known(
            form=form, profile_id=reader.profile_id, ticked=set(answers), answers=answers, gpc=_gpc(request),
            now=clock.now_us(),
        )  # fmt: skip
    except BadInput as error:
        return _shown(request, form, person, error=error.message, status=400)
    return render(request, "public/forms/done.html", {"form": form, "preferences": f"/preferences/{token}"})


@public_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link: GET shows what was agreed to and one button, POST makes it hold. It works once."""
    try:
        [number] = tokens.verify(_PURPOSE, token)
        asked = context.submission(number)
        if asked.confirmed_at:
            raise BadInput("submission_used", "This was confirmed already; nothing more is needed.")
        if request.method != "POST":
            return render(request, "public/forms/confirm.html", {"asked": asked})
        profile_id = context_actions.confirm_submission(submission_id=number, now=clock.now_us())
    except (TokenRefused, NotFound, BadInput) as error:
        return render(request, "public/forms/over.html", {"message": error.message}, status=410)
    preferences = f"/preferences/{links.preferences_token(0, profile_id)}"
    return render(request, "public/forms/done.html", {"form": asked.form, "preferences": preferences})


def _gpc(request: HttpRequest) -> bool:
    """Whether the browser asks for no profiling (Global Privacy Control)."""
    return request.headers.get("Sec-GPC") == "1"


def _site(request: HttpRequest) -> str:
    """The site that a form was embedded in, "" for our own page."""
    host = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "").hostname or ""
    return "" if host == urlsplit(settings.current().public_url).hostname else host[:253]
