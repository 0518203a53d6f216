"""How the editor says that something could not be published: the draft is kept, the block is named and linked."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.messages import button
from wagtail.admin.ui.components import MediaContainer
from wagtail.snippets.views.snippets import CreateView, EditView, WorkflowActionView

from ninefold.content import stream
from ninefold.content.errors import PublishRefused
from ninefold.content.layouts import queries as layouts
from ninefold.content.models import ContentItem, Variant
from ninefold.content.starters import Starter, starters
from ninefold.culture import queries as culture
from ninefold.culture.types import Purpose
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import NinefoldError
from ninefold.web.studio.content import planning, preview
from ninefold.web.studio.content.landing import Landing, edit_address, mendings, sheet_address
from ninefold.web.studio.content.panel import FormsSidePanel
from ninefold.web.studio.shell import steps, tongues
from ninefold.web.studio.shell.acting import actor_of


def refusal(error: NinefoldError, variant: Variant) -> SafeString:
    """Why publishing was refused, one line a problem, each with a link to where it is mended."""
    if not isinstance(error, PublishRefused) or not error.problems:
        return format_html("Kept as a draft, not published. {}", error.message)
    found = mendings(error.problems, variant.pk, variant.item_id)
    lines = format_html_join("", '<li>{} <a href="{}">{}</a></li>', ((m.message, m.address, m.words) for m in found))
    return format_html("Kept as a draft, not published. This stands in the way:<ul>{}</ul>", lines)


def became(variant: Variant, action: str) -> str:
    """One sentence on what a pressed button did to a variant."""
    item = variant.item
    named = f"“{item.title}” for {tongues.name_of(variant.tag, item.default_tag, culture.communities())}"
    is_planned = bool(variant.go_live_at and variant.go_live_at > clock.now())
    if action == "publish" and is_planned:
        return f"{named} goes out by itself on {planning.said(variant.go_live_at)}."
    if is_planned and action not in ("submit", "restart-workflow", "cancel-workflow"):
        hour = planning.said(variant.go_live_at)
        return f"{named} is kept as a draft. It goes out on {hour} once you press “Schedule to publish”."
    return {
        "publish": f"{named} is published.",
        "submit": f"{named} is sent to review. Nobody gets it so before it is approved.",
        "restart-workflow": f"{named} is sent to review again.",
        "cancel-workflow": f"{named} is taken back from review.",
    }.get(action, f"{named} is kept as a draft. Nobody gets it so before it is published.")


def ways_on(request: HttpRequest, item_id: int) -> list[Any]:
    """What there is to do with an item that is published."""
    if not actor_of(request).may(Permission.CAMPAIGN_EDIT):
        return []
    ways = [(f"{reverse('campaigns:create')}?item={item_id}", "Send it in a campaign")]
    if steps.left():
        ways.append((reverse("start:index"), "Back to the first steps"))
    return [button(address, words) for address, words in ways]


class Told:
    """For the views that publish: what is refused comes back as a message in the editor, with the draft kept."""

    request: HttpRequest
    object: Any
    action: str

    def run_action_method(self) -> HttpResponse | None:
        """Do what the pressed button asks, all or nothing."""
        try:
            with transaction.atomic():
                answer: HttpResponse | None = super().run_action_method()  # type: ignore[misc]  # the view beside this
                return answer
        except NinefoldError as error:
            messages.error(self.request, refusal(error, self.object))
            return redirect(edit_address(self.object.pk))

    def get_success_message(self, instance: Variant | None = None) -> str:
        """What became of the variant, and what that means."""
        return became(instance or self.object, self.action)

    def get_success_buttons(self) -> list[Any]:
        """The way on: a draft is looked at in every form, what is published can be sent."""
        if self.action == "publish":
            return ways_on(self.request, self.object.item_id) if self.object.live else []
        if self.action in {"create", "edit"}:
            return [button(sheet_address(self.object.item_id, self.object.tag), "See it in every form")]
        return []


class FormsPanel:
    """For the views that show the editor: the preview panel offers form factor and persona."""

    request: HttpRequest

    def get_side_panels(self) -> Any:
        """Wagtail's panels, with ours in the place of its preview and none for its checks: how a version reads stands
        beside its preview."""
        found = super().get_side_panels()  # type: ignore[misc]  # as above
        panels = MediaContainer(panel for panel in found if panel.name != "checks")
        for place, panel in enumerate(panels):
            if panel.name == "preview":
                panels[place] = FormsSidePanel(panel.object, self.request, preview_url=panel.preview_url)
        return panels


class VariantCreateView(Told, FormsPanel, Landing, CreateView):  # type: ignore[misc]  # Wagtail ships no types
    """A new variant; `?item=3&tag=en-x-vinyl` begins with what that community reads now, `&begin=` with a starter."""

    def get_initial_form_instance(self) -> Variant:
        """A variant of the asked item and tag, with the words it falls back to as a start."""
        item_id, tag = self.request.GET.get("item", ""), self.request.GET.get("tag", "")[:60]
        item = ContentItem.objects.filter(pk=int(item_id)).first() if item_id.isdecimal() else None
        if item is None:
            return Variant(tag=tag, layout_id=layouts.default_id())
        beginning = next((one for one in starters() if one.key == self.request.GET.get("begin")), None)
        if beginning is not None:
            return _begun(item, tag, beginning)
        source = preview.sheet_variant(list(Variant.objects.filter(item=item)), item.default_tag, tag, "mail")
        started = Variant(item=item, tag=tag, layout_id=layouts.default_id())
        if source is not None:
            words = source.get_latest_revision_as_object()
            started.layout_id, started.filled = words.layout_id, words.filled
            started.subject, started.preheader, started.body = words.subject, words.preheader, words.body
        return started


def _begun(item: ContentItem, tag: str, beginning: Starter) -> Variant:
    """A variant that begins with words to replace."""
    words = beginning.content(tag, Purpose(item.purpose))
    body = stream.to_json(words.blocks)
    begun = Variant(item=item, tag=tag, subject=words.subject, preheader=words.preheader, body=body)
    begun.layout_id = layouts.default_id()
    return begun


class VariantEditView(Told, FormsPanel, Landing, EditView):  # type: ignore[misc]  # as above
    """A variant in the editor."""


class VariantWorkflowView(WorkflowActionView):  # type: ignore[misc]  # as above
    """Approving from a list: what cannot be published goes back to the editor with the reason."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do the workflow's action, all or nothing."""
        try:
            with transaction.atomic():
                answer: HttpResponse = super().post(request, *args, **kwargs)
                return answer
        except NinefoldError as error:
            messages.error(request, refusal(error, self.object))
        address = edit_address(self.object.pk)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            shown: HttpResponse = self.render_modal_json(request, {"step": "success", "redirect": address})
            return shown
        return redirect(address)
