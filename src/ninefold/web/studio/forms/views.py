"""The pages of sign-up forms: the list, one form with its address, code and versions, and the page that changes it."""

from io import BytesIO

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.context import actions
from ninefold.context import queries as context
from ninefold.context.types import Form, FormCount
from ninefold.culture import queries as culture
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.public.forms import asking
from ninefold.web.public.forms.views import TRAP
from ninefold.web.studio.forms.typed import Typed, one_more
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes
from ninefold.web.studio.slugs import key_of


@require_GET
@takes(Permission.PERSON_READ)
def index(request: HttpRequest) -> HttpResponse:
    """All forms, with how many confirmed and how many wait."""
    counts = context.form_counts()
    forms = [(one, counts.get(one.key, FormCount())) for one in context.forms()]
    may_edit = actor_of(request).may(Permission.FORM_EDIT)
    return render(request, "studio/forms/index.html", {"forms": forms, "may_edit": may_edit})


@require_GET
@takes(Permission.PERSON_READ)
def form(request: HttpRequest, key: str) -> HttpResponse:
    """One form: its address, its code, what to put on a site, and every version of its words."""
    found = context.form(key)
    shown = {
        "form": found,
        "count": context.form_counts().get(key, FormCount()),
        "versions": context.form_versions(key),
        "address": _address(found),
        "html": _embedded(found),
        "may_edit": actor_of(request).may(Permission.FORM_EDIT),
    }
    return render(request, "studio/forms/form.html", shown)


def _address(found: Form) -> str:
    return f"{settings.current().public_url}/forms/{found.key}"


def _embedded(found: Form) -> str:
    """A plain HTML form that posts to the public page from any site; it needs no script."""
    questions = asking.questions(found, culture.communities(), None, gpc=False)
    given = {"form": found, "address": _address(found), "questions": questions, "trap": TRAP}
    return render_to_string("studio/forms/embedded.html", given).strip()


@require_GET
@takes(Permission.PERSON_READ)
def code(request: HttpRequest, key: str) -> HttpResponse:
    """The form's address as a QR code (ISO/IEC 18004), to print: SVG, black on white."""
    svg = BytesIO()
    segno.make(_address(context.form(key)), error="m").save(svg, kind="svg", scale=8, light="#fff", xmldecl=False)
    disposition = f'attachment; filename="{key}.svg"' if "download" in request.GET else "inline"
    return HttpResponse(svg.getvalue(), content_type="image/svg+xml", headers={"Content-Disposition": disposition})


@require_http_methods(["GET", "POST"])
@takes(Permission.FORM_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """A new form."""
    return _typed(request, None)


@require_http_methods(["GET", "POST"])
@takes(Permission.FORM_EDIT)
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change a form; its key, and so its address, stays."""
    return _typed(request, context.form(key))


def _typed(request: HttpRequest, present: Form | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    is_adding = posted is not None and posted.get("do", "").startswith("add-")
    typed = Typed(one_more(posted) if posted is not None and is_adding else posted, present)
    if posted is not None and not is_adding and (saved := _saved(request, typed, present)):
        messages.success(request, f"“{saved.text.title}” is saved as version {saved.version}.")
        return redirect("forms:form", saved.key)
    status = 422 if posted is not None and not is_adding else 200
    return render(request, "studio/forms/edit.html", {"typed": typed, "form": present}, status=status)


def _saved(request: HttpRequest, typed: Typed, present: Form | None) -> Form | None:
    """The stored form, or None with the reason in what was typed."""
    if not typed.is_valid():
        return None
    text = typed.form_text()
    key = present.key if present else key_of(text.title)
    if present is None and any(one.key == key for one in context.forms()):
        typed.text.add_error("title", "There is a form of this name already. Choose another title, or change that one.")
        return None
    try:
        return actions.save_form(
            actor=actor_of(request), key=key, text=text, is_open=typed.text.cleaned_data["is_open"], now=clock.now_us()
        )
    except BadInput as error:
        typed.refuse(error.code, error.message)
        return None
