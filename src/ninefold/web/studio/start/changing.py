"""From the demo to the company and back: a page that says what will happen, and one that shows how far it has come."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.kernel import installs, settings
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.kernel.installs import Which
from ninefold.pipeline import demo_note, switching
from ninefold.pipeline.switching import Owner, Wish
from ninefold.web.studio.shell.rights import takes
from ninefold.web.studio.start.forms import CompanyStartForm


def served() -> Which:
    """Which of the two this studio shows."""
    return Which.COMPANY if demo_note.read(settings.current().data) is None else Which.DEMO


def company_stands() -> bool:
    """Whether the company's install stands beside this one, and can be served from here."""
    home = _home()
    return home is not None and installs.stands(home, Which.COMPANY)


@require_http_methods(["GET", "POST"])
@takes(Permission.CHARTER_EDIT)
def company(request: HttpRequest) -> HttpResponse:
    """Start with the company, or go back to it where its install stands already."""
    home, stands = _home(), company_stands()
    form = None if stands else CompanyStartForm(request.POST or None, account=request.user)
    if request.method == "POST" and home is not None and served() is Which.DEMO and (form is None or form.is_valid()):
        name = form.cleaned_data["company"] if form else ""
        return _asked(request, home, Wish(Which.COMPANY, name, form.owner() if form else _owner(request), ""))
    context = {"form": form, "home": home, "is_here": served() is Which.COMPANY, "install": settings.current()}
    return render(request, "studio/start/company.html", context, status=422 if form and form.errors else 200)


@require_http_methods(["GET", "POST"])
@takes(Permission.CHARTER_EDIT)
def demo(request: HttpRequest) -> HttpResponse:
    """Back to the demo."""
    home = _home()
    lacks = _lacks_demo(home)
    if request.method == "POST" and home is not None and served() is Which.COMPANY and not lacks:
        return _asked(request, home, Wish(Which.DEMO, owner=_owner(request)))
    context = {"home": home, "lacks": lacks, "is_here": served() is Which.DEMO}
    return render(request, "studio/start/demo.html", context)


@require_GET
@takes(Permission.CHARTER_EDIT)
def changing(request: HttpRequest) -> HttpResponse:
    """How far the change has come; the page looks by itself, also while nothing answers."""
    to = Which.DEMO if request.GET.get("to") == Which.DEMO else Which.COMPANY
    return render(
        request, "studio/start/changing.html", {"to": to.value, "lands": "/" if to is Which.DEMO else "/start/"}
    )


@require_GET
@takes(Permission.CHARTER_EDIT)
def state(request: HttpRequest) -> HttpResponse:
    """Which install answers, and the step of the change that was asked for last."""
    home = _home()
    told = switching.state(home) if home else None
    return JsonResponse({
        "served": served().value,
        "step": told.step.value if told else "",
        "said": told.said if told else "",
    })  # fmt: skip


def _home() -> Path | None:
    return switching.home_of(settings.current().data)


def _lacks_demo(home: Path | None) -> str:
    """Why the demo cannot be served, "" where it can."""
    note = demo_note.read(home) if home else None
    if home is not None and (note is None or note.is_building):
        return "No demo has been built here. Stop Ninefold and run ninefold demo: it builds one, and yours stays."
    if settings.current().smtp_url:
        return "The demo writes to made-up people, and mail goes out here. Unset NINEFOLD_SMTP_URL first."
    return ""


def _owner(request: HttpRequest) -> Owner:
    """Who asks, with the login that they have here."""
    account = request.user
    assert account.is_authenticated
    return Owner(account.get_username(), account.email, account.password)


def _asked(request: HttpRequest, home: Path, wish: Wish) -> HttpResponse:
    """Ask for the change; the browser that asked is let in there, where its login holds."""
    key = request.session.session_key
    if key is None:
        raise BadInput("session_missing", "Sign in again, then try once more.")
    switching.ask(home, Wish(wish.to, wish.company, wish.owner, key))
    return redirect(f"/start/changing/?to={wish.to.value}")
