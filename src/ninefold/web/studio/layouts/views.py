"""The pages of layouts: all of them, one with its slots, and where one is pasted."""

import re
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from ninefold.adapt import queries as adapt
from ninefold.adapt.personas import STAND_INS
from ninefold.adapt.types import Rendition
from ninefold.content.errors import LayoutRefused
from ninefold.content.layouts import actions, places, queries
from ninefold.content.layouts.places import Candidate
from ninefold.content.layouts.queries import Kept
from ninefold.content.layouts.reading import SOURCE_CHARACTERS_MAX
from ninefold.content.layouts.starters import Starter, starters
from ninefold.content.layouttables import NAME_CHARACTERS_MAX
from ninefold.content.types import Layout
from ninefold.kernel import settings
from ninefold.kernel.actors import Permission
from ninefold.web.studio.charter.sample import LETTER
from ninefold.web.studio.content.preview import PreviewLinks
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

FILE_BYTES_MAX = 4 * SOURCE_CHARACTERS_MAX
_NO_SLUG = re.compile(r"[^a-z0-9]+")


class LayoutForm(forms.Form):
    """A layout pasted or taken from a file."""

    name = forms.CharField(max_length=NAME_CHARACTERS_MAX, label="Name", widget=forms.TextInput(attrs={"size": 40}))
    source = forms.CharField(
        required=False, strip=False, label="HTML or MJML",
        widget=forms.Textarea(attrs={"rows": 18, "class": "mono", "spellcheck": "false"}),
        help_text="The whole mail. An element with the class slot-NAME (in MJML: css-class) can be filled in by"
        " authors; slot-body takes the blocks. Without any you pick them on the next page. @company@ stands for your"
        " company's name, and @ink@, @paper@, @button@ and so on for your brand's colours whenever it is sent.",
    )  # fmt: skip
    file = forms.FileField(required=False, label="Or its file", help_text="An .html or .mjml file in UTF-8.")

    def text(self) -> str:
        """What was pasted, or stands in the file. Raise LayoutRefused."""
        file = self.cleaned_data["file"]
        if file is None:
            return str(self.cleaned_data["source"]).replace("\r\n", "\n")
        if file.size > FILE_BYTES_MAX:
            raise LayoutRefused("layout_long", "The file is too long to be a mail.")
        try:
            return str(file.read().decode("utf-8-sig")).replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            raise LayoutRefused(
                "layout_file", "The file is no text in UTF-8. Save it so and choose it again."
            ) from error


@takes(Permission.CONTENT_EDIT)
def index(request: HttpRequest) -> HttpResponse:
    """All layouts, each as it looks; and those to start from."""
    kept = queries.layouts()
    names = {one.layout.name for one in kept}
    context = {
        "layouts": [(one, _drawn(one.layout) if one.is_ready else "") for one in kept],
        "own": _drawn(None), "own_is_default": not any(one.is_default for one in kept),
        "starters": [(one, _drawn(one.layout())) for one in starters() if one.name not in names],
        "may_edit": actor_of(request).may(Permission.CONTENT_PUBLISH),
    }  # fmt: skip
    return render(request, "studio/layouts/index.html", context)


@takes(Permission.CONTENT_PUBLISH)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Paste a new one; `?from=` begins with one of ours, shown first, its source folded."""
    begun = next((one for one in starters() if one.key == request.GET.get("from")), None)
    initial = {"name": begun.name, "source": begun.source} if begun else {}
    return _pasted(request, LayoutForm(request.POST or None, request.FILES or None, initial=initial), 0, begun)


@takes(Permission.CONTENT_PUBLISH)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, layout_id: int) -> HttpResponse:
    """Change what was pasted."""
    row = queries.row_of(layout_id)
    initial = {"name": row.name, "source": row.source}
    return _pasted(request, LayoutForm(request.POST or None, request.FILES or None, initial=initial), layout_id)


def _pasted(request: HttpRequest, form: LayoutForm, layout_id: int, begun: Starter | None = None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.save(
                actor=actor_of(request), name=form.cleaned_data["name"], source=form.text(), layout_id=layout_id
            )
        except LayoutRefused as error:
            form.add_error("name" if error.code == "layout_name" else "source", error.message)
        else:
            messages.success(
                request, "Kept. Versions can wear it." if kept.is_ready else "Kept. Say where the blocks go."
            )
            return redirect("layouts:layout", kept.layout.id)
    context: dict[str, Any] = {"form": form, "layout_id": layout_id, "begun": begun}
    if begun:
        worn = queries.named(begun.layout())
        context |= {"shown": _drawn(worn), "slots": places.slots(worn.body)}
    return render(request, "studio/layouts/form.html", context, status=422 if form.errors else 200)


@takes(Permission.CONTENT_EDIT)
def layout(request: HttpRequest, layout_id: int) -> HttpResponse:
    """One layout: how it looks, its slots, what was taken out, what could be a slot."""
    kept = queries.layout(layout_id)
    context = {
        "kept": kept, "shown": _drawn(kept.layout) if kept.is_ready else "", "candidates": _candidates(kept),
        "may_edit": actor_of(request).may(Permission.CONTENT_PUBLISH),
    }  # fmt: skip
    return render(request, "studio/layouts/layout.html", context)


@require_POST
@takes(Permission.CONTENT_PUBLISH)
def pick(request: HttpRequest, layout_id: int) -> HttpResponse:
    """Make slots of what was ticked."""
    kept = queries.layout(layout_id)
    names = {
        one.number: _slug(request.POST.get(f"name-{one.number}", ""), one.number)
        for one in places.candidates(kept.layout.body)
        if f"slot-{one.number}" in request.POST
    }
    body = request.POST.get("body", "")
    try:
        actions.pick(
            actor=actor_of(request), layout_id=layout_id, names=names, body_number=int(body) if body.isdigit() else None
        )
    except LayoutRefused as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Kept. All that is not ticked is locked.")
    return redirect("layouts:layout", layout_id)


@require_POST
@takes(Permission.CONTENT_PUBLISH)
def choose(request: HttpRequest) -> HttpResponse:
    """New versions begin with this one."""
    wanted = request.POST.get("layout", "")
    try:
        actions.choose_default(actor=actor_of(request), layout_id=int(wanted) if wanted.isdigit() else 0)
    except LayoutRefused as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "New versions begin with it. Those that are there stay as they are.")
    return redirect("layouts:index")


@require_POST
@takes(Permission.CONTENT_PUBLISH)
def delete(request: HttpRequest, layout_id: int) -> HttpResponse:
    """Take one out."""
    try:
        actions.delete(actor=actor_of(request), layout_id=layout_id)
    except LayoutRefused as error:
        messages.error(request, error.message)
        return redirect("layouts:layout", layout_id)
    messages.success(request, "Taken out.")
    return redirect("layouts:index")


def _drawn(worn: Layout | None) -> str:
    """A letter in a layout, None for Ninefold's own."""
    found = adapt.preview(replace(LETTER, layout=worn), STAND_INS[0], "mail", links=PreviewLinks())
    return (
        found.html.replace(f"{settings.current().public_url}/media/", "/media/") if isinstance(found, Rendition) else ""
    )


def _candidates(kept: Kept) -> list[tuple[Candidate, str]]:
    """What could be a slot, with the name that is offered for it."""
    found: list[tuple[Candidate, Any]] = []
    taken: set[str] = set()
    for one in places.candidates(kept.layout.body):
        name = one.name or _slug(one.excerpt[:24], one.number)
        name = name if name not in taken else f"{name[:26]}-{one.number}"
        taken.add(name)
        found.append((one, name))
    return found


def _slug(text: str, number: int) -> str:
    slug = _NO_SLUG.sub("-", text.lower()).strip("-")[:28].strip("-")
    return slug if slug[:1].isalpha() else f"slot{number}"
