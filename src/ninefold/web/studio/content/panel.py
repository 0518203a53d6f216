"""The editor's preview panel: one choice of form factor and persona, phone width first."""

from typing import Any

from wagtail.admin.ui.side_panels import PreviewSidePanel

from ninefold.web.studio.content import preview
from ninefold.web.studio.shell.acting import actor_of


class FormsSidePanel(PreviewSidePanel):  # type: ignore[misc]  # Wagtail ships no types
    """Wagtail's preview panel with our modes."""

    template_name = "studio/content/preview_panel.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        """The panel's context with the modes by form factor."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        return context | {"has_multiple_modes": True, "modes": preview.modes(actor_of(self.request), self.object.tag)}
