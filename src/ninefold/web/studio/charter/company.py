"""Who writes: the company's name, logo, sender and postal address, and what the sender's domain still needs."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ninefold.adapt import pictures
from ninefold.channel import signing
from ninefold.content import actions as content
from ninefold.culture import actions, countries, defaults, queries
from ninefold.culture.actions import ADDRESS_CHARACTERS_MAX, NAME_CHARACTERS_MAX, URL_CHARACTERS_MAX
from ninefold.culture.types import Company
from ninefold.kernel import settings
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NinefoldError
from ninefold.kernel.settings import Settings
from ninefold.web.studio.content.pictures import PictureField
from ninefold.web.studio.shell import steps
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

FREE_MAIL = frozenset({
    "aol.com", "gmail.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "icloud.com", "live.com",
    "outlook.com", "proton.me", "protonmail.com", "web.de", "yahoo.com",
})  # fmt: skip


class CompanyForm(forms.Form):
    """What stands on every letter and public page."""

    name = forms.CharField(max_length=NAME_CHARACTERS_MAX, label="Company")
    logo = PictureField(
        required=False, label="Logo", help_text="PNG, JPEG, GIF or WebP. Letters show it 44 pixels high at most."
    )
    drop_logo = forms.BooleanField(required=False, label="Without a logo")
    sender_address = forms.CharField(max_length=254, label="Mail comes from", help_text="Such as letters@your-domain.")
    sender_name = forms.CharField(
        required=False, max_length=NAME_CHARACTERS_MAX, label="Sender's name", help_text="Empty: the company's name."
    )
    postal_address = forms.CharField(
        error_messages={"required": "Write it: it stands at the foot of every letter, and no campaign starts without."},
        max_length=ADDRESS_CHARACTERS_MAX,
        label="Postal address",
        widget=forms.TextInput(attrs={"size": 60}),
        help_text="Street, place, country, in one line. It stands at the foot of every letter, and none goes without.",
    )
    country = forms.ChoiceField(
        required=False,
        label="Home country",
        help_text="Telephone numbers without a country are of this one.",
    )
    privacy_url = forms.URLField(
        required=False, max_length=URL_CHARACTERS_MAX, assume_scheme="https", label="Page on privacy",
        help_text="Where you say how you treat data. Linked at the foot of every letter and public page.",
    )  # fmt: skip
    imprint_url = forms.URLField(
        required=False, max_length=URL_CHARACTERS_MAX, assume_scheme="https", label="Legal notice (imprint)",
        help_text="Where you say who answers for what you publish. Linked in the same places.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "not said"), *countries.names()]


@dataclass(frozen=True, slots=True)
class Hint:
    """What a far side looks at in mail of a sender: how it stands, and what to do."""

    name: str
    is_well: bool
    words: str
    record: str = ""


@require_http_methods(["GET", "POST"])
@takes(Permission.CHARTER_EDIT)
def edit(request: HttpRequest) -> HttpResponse:
    """Change who writes. What the environment says wins, and is said."""
    before, install = queries.written_company(), settings.current()
    form = CompanyForm(request.POST or None, request.FILES or None, initial=_initial(before))
    for name, given in (("name", install.company_given), ("sender_address", install.mail_from_given)):
        form.fields[name].required = not given
    if request.method == "POST" and form.is_valid() and _is_saved(actor_of(request), form, before):
        messages.success(request, "Saved. The next letter says so.")
        return redirect(_back(request))
    company = queries.company()
    context = {
        "form": form, "company": company, "install": install, "hints": hints(company, install), "back": _back(request),
        "logo": pictures.logo(before.logo_id),
    }  # fmt: skip
    return render(request, "studio/charter/company.html", context, status=422 if form.errors else 200)


def _back(request: HttpRequest) -> str:
    return "/start/" if request.GET.get("from") == "start" else "/charter/"


def _initial(company: Company) -> dict[str, Any]:
    """What the form shows: in an install of one's own nothing of the demo's name and sender, which are nobody's."""
    shown = company
    if steps.is_own():
        shown = (
            company
            if replace(company, country="") != defaults.COMPANY
            else replace(company, name="", sender_address="")
        )
        shown = replace(shown, sender_address="") if shown.sender_address == defaults.COMPANY.sender_address else shown
    return {
        "name": shown.name, "sender_address": shown.sender_address, "sender_name": shown.sender_name,
        "postal_address": queries.charter().postal_address, "privacy_url": shown.privacy_url,
        "imprint_url": shown.imprint_url, "country": shown.country or queries.home_country(),
    }  # fmt: skip


def _is_saved(actor: Actor, form: CompanyForm, before: Company) -> bool:
    """Save it; False with the reason in the form."""
    data = form.cleaned_data
    logo_id = 0 if data["drop_logo"] else before.logo_id
    try:
        if data["logo"]:
            logo_id = content.add_image(actor=actor, title=f"Logo of {data['name'] or before.name}", file=data["logo"])
        actions.save_company(
            actor=actor,
            company=Company(
                data["name"] or before.name, data["sender_address"].strip() or before.sender_address,
                data["sender_name"], logo_id, data["privacy_url"], data["imprint_url"], data["country"],
            ),
        )  # fmt: skip
        charter = replace(queries.charter(), postal_address=" ".join(data["postal_address"].split()))
        actions.save_charter(actor=actor, charter=charter)
    except BadInput as error:
        form.add_error("sender_address" if error.code == "sender_address" else None, error.message)
        return False
    return True


def hints(company: Company, install: Settings) -> list[Hint]:
    """What can be told of the sender without asking the network."""
    if not install.smtp_url:
        words = (
            "Mail stays in the built-in mailbox, so any address will do. To send it out, set NINEFOLD_SMTP_URL to the"
            " address of your mail server where Ninefold is started, and start it again."
        )
        return [Hint("Goes to", True, words), *_of_domain(company, install)]
    return [Hint("Goes to", True, "Your mail server, as NINEFOLD_SMTP_URL names it."), *_of_domain(company, install)]


def _of_domain(company: Company, install: Settings) -> list[Hint]:
    domain = company.domain
    if domain in FREE_MAIL:
        words = f"{domain} is a free mail service: what other servers send in its name is refused. Use your own domain."
        return [Hint("Domain", False, words)]
    if domain == defaults.COMPANY.domain:
        return [Hint("Domain", False, "Nobody can answer to this address: it is the demo's. Write your own.")]
    return [
        _dkim(domain, install),
        Hint("SPF", True, f"The DNS of {domain} says who may send in its name. Your mail server must be among them.",
             f"{domain}  TXT  v=spf1 include:(what your mail provider says) -all"),
        Hint("DMARC", True, "What becomes of mail in your name that is not yours. This line asks for reports alone.",
             f"_dmarc.{domain}  TXT  v=DMARC1; p=none; rua=mailto:postmaster@{domain}"),
    ]  # fmt: skip


def _dkim(domain: str, install: Settings) -> Hint:
    try:
        signer = signing.signer_of(install, domain)
    except NinefoldError as error:
        return Hint("DKIM", False, error.message)
    if signer is None:
        words = (
            "A signature, by which others tell that mail is yours. Your mail server may sign; Ninefold does once"
            " NINEFOLD_DKIM_KEY_FILE is set."
        )
        return Hint("DKIM", not install.smtp_url, words)
    return Hint("DKIM", True, f"Mail is signed, so that others can tell it is from {domain}. Its DNS must hold:",
                f"{signer.record_name}  TXT  {signer.record}")  # fmt: skip
