"""The help that stands in the editor: what may be written in a text, and what happens where it is not known."""

from typing import Any

from wagtail.admin.panels import HelpPanel

from ninefold.adapt.personfields import FIELDS


class WritingPanel(HelpPanel):  # type: ignore[misc]  # Wagtail ships no types
    """A help panel that knows the fields of a person."""

    class BoundPanel(HelpPanel.BoundPanel):  # type: ignore[misc]  # as above
        """As bound to a form."""

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """Wagtail's own, and the fields."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"fields": FIELDS.values()}
