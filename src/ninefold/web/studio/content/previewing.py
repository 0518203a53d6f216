"""Wagtail's preview addresses, answered with a form factor for a persona instead of a page of a site."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from wagtail.admin.views.generic.preview import PreviewOnCreate, PreviewOnEdit
from wagtail.snippets.views.snippets import PreviewRevisionView, WorkflowPreviewView
from wagtail.utils.decorators import xframe_options_sameorigin_override

from ninefold.adapt.formfactors import form_factors
from ninefold.adapt.personas import Persona
from ninefold.content import publishing
from ninefold.content.models import Variant
from ninefold.content.types import VariantContent
from ninefold.culture import queries as culture
from ninefold.web.studio.content import preview, quality, readers, rows
from ninefold.web.studio.content.landing import edit_address, mendings
from ninefold.web.studio.content.preview import Shown
from ninefold.web.studio.content.reasons import reasons
from ninefold.web.studio.content.rows import ItemRow, VariantRow, item_row
from ninefold.web.studio.shell.acting import actor_of


@dataclass(frozen=True, slots=True)
class Tab:
    """One form factor: what is shown in it, of which version (0 for one that was never saved), what that says, and
    where it is edited ("" for nowhere yet)."""

    shown: Shown
    variant_id: int
    content: VariantContent
    edit: str


def preview_page(request: HttpRequest, variant: Variant) -> HttpResponse:
    """The variant in the asked form factor, and below it how it stands in all others, with their counts.

    A real person is shown what they would get, which may be another version.
    """
    mode = request.GET.get("mode", "")
    actor = actor_of(request)
    chosen, persona = preview.mode_of(mode, actor, variant.tag)
    if variant.item_id is None:
        return render(request, "studio/content/preview_wait.html")
    content = publishing.content_of(variant)
    item = item_row(variant.item_id)
    readers.look(actor, persona, item_id=item.pk, title=item.title)
    if not variant.pk:
        item = replace(item, variants=(*item.variants, VariantRow(0, variant.tag, variant.form_factor, "", False, ())))
    every = _tabs(item, variant.pk or 0, content, persona)
    found = {
        "every": every,
        "awaited": any(preview.is_awaited(tab.shown) for tab in every),
        "chosen": chosen.key if chosen else "",
        "persona": persona,
        "is_real": readers.is_real(persona),
        "reasons": reasons(item, persona, every[0].content),
        "company": culture.company().name,
        "gaps": mendings(publishing.gaps_of(variant), variant.pk, variant.item_id) if variant.pk else (),
        "reads": quality.shown(
            content,
            variant_id=variant.pk or 0,
            item_id=variant.item_id,
            item_facts=variant.item.fact_lines(),
            has_end=variant.item.valid_until is not None,
        ),
        "required": publishing.required_form_factors(variant),
        "edit": edit_address(variant.pk) if variant.pk else "",
        "variant_id": variant.pk or 0,
        "item_id": variant.item_id,
        "readers": readers.readers(actor, variant.tag, persona),
        "in_panel": request.GET.get("in_preview_panel") == "true",
    }
    return render(request, "studio/content/preview.html", found)


def _tabs(item: ItemRow, own: int, content: VariantContent, reader: Persona) -> list[Tab]:
    """Every form factor: of the version that is open (`own`), for a real person of the one that they would get."""
    forms = form_factors()
    shown = dict.fromkeys(forms, own)
    if readers.is_real(reader):
        found = {key: preview.sheet_variant(item.variants, item.default_tag, reader.person.tag, key) for key in forms}
        shown |= {key: row.pk for key, row in found.items() if row}
    contents = {**rows.contents({*shown.values()} - {own}), own: content}
    things = {number: preview.shown_things(contents[number], reader) for number in {*shown.values()}}
    return [
        Tab(
            preview.shown(contents[number], reader, forms[key], things[number]),
            number,
            contents[number],
            edit_address(number) if number else "",
        )
        for key, number in shown.items()
    ]


class Previewed:
    """For Wagtail's live preview: the form as it is typed, drawn by us."""

    object: Any

    @method_decorator(xframe_options_sameorigin_override)
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Draw the newest valid state of the form; before anything is typed, what is stored."""
        state = self._get_form_state()  # type: ignore[attr-defined]  # Wagtail's view
        if state is None:
            return preview_page(request, self.object)
        form = self.get_form(self._get_form_data(state))  # type: ignore[attr-defined]  # as above
        if not self.validate_form(form):  # type: ignore[attr-defined]  # as above
            answer: HttpResponse = self.error_response()  # type: ignore[attr-defined]  # as above
            return answer
        form.save(commit=False)
        return preview_page(request, self.object)


class VariantPreviewOnCreate(Previewed, PreviewOnCreate):  # type: ignore[misc]  # Wagtail ships no types
    """The live preview of a variant that was never saved."""


class VariantPreviewOnEdit(Previewed, PreviewOnEdit):  # type: ignore[misc]  # as above
    """The live preview of a variant in the editor."""


class VariantPreviewRevision(PreviewRevisionView):  # type: ignore[misc]  # as above
    """The preview of one stored revision."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Draw the revision."""
        return preview_page(request, self.revision_object)


class VariantPreviewForTask(WorkflowPreviewView):  # type: ignore[misc]  # as above
    """The preview that a moderator opens."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Draw the revision that waits for approval; let Wagtail say why where none waits."""
        if not self.task_state or not self.task.get_actions(self.object, request.user):
            answer: HttpResponse = super().get(request, *args, **kwargs)
            return answer
        return preview_page(request, self.task_state.revision.as_object())
