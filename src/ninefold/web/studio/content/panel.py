"""The editor's preview panel: who it is seen by, an invented person or a real one; the form factors are tabs in it."""

from typing import Any

from wagtail.admin.ui.side_panels import PreviewSidePanel

from ninefold.kernel.actors import Permission
from ninefold.web.studio.content import preview
from ninefold.web.studio.shell.acting import actor_of


class FormsSidePanel(PreviewSidePanel):  # type: ignore[misc]  # Wagtail ships no types
    """Wagtail's preview panel with our modes."""

    template_name = "studio/content/preview_panel.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        """The panel's context with the readers, and whether a real person may be looked for."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        actor = actor_of(self.request)
        return context | {
            "has_multiple_modes": True,
            "modes": preview.modes(actor, self.object.tag),
            "may_read": actor.may(Permission.PERSON_READ),
        }
