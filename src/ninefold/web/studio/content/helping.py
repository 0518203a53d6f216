"""The help that stands in the editor: what may be written in a text, how one reader would read it, what stands in where
something is not known."""

from typing import Any

from wagtail.admin.panels import HelpPanel

from ninefold.adapt.personas import Persona
from ninefold.adapt.personfields import FIELDS, Field
from ninefold.adapt.personview import values
from ninefold.culture import queries as culture
from ninefold.web.studio.content import readers
from ninefold.web.studio.shell.acting import actor_of

_NAMES = {"person.first_name", "person.name"}


class WritingPanel(HelpPanel):  # type: ignore[misc]  # Wagtail ships no types
    """A help panel that knows the fields of a person, and what the first invented reader would read there."""

    class BoundPanel(HelpPanel.BoundPanel):  # type: ignore[misc]  # as above
        """As bound to a form."""

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """Wagtail's own, the fields, and the words for the editor's list of them."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            tag = getattr(self.instance, "tag", "")
            return context | {
                "fields": FIELDS.values(),
                "words": words(readers.reader(actor_of(self.request), "", tag)),
            }


def words(reader: Persona) -> dict[str, Any]:
    """A reader's first name, and what each field is called, reads for them and is written as."""
    found = values(reader.person, culture.company().name).data
    said = {name: found[name.partition(".")[0]].get(name.partition(".")[2], "") for name in FIELDS}
    fields = [
        {"name": field.name, "label": _label(field.name), "value": said[field.name], "code": _code(field)}
        for field in FIELDS.values()
    ]
    return {"reader": said["person.first_name"] or reader.label, "words": fields}


def _label(name: str) -> str:
    return name.removeprefix("person.").replace(".", " ").replace("_", " ").capitalize()


def _code(field: Field) -> str:
    """As it is put into a text; what may be missing gets words in its place, to be written where none are obvious."""
    if not field.may_be_missing:
        return f"{{{{ {field.name} }}}}"
    instead = "friend" if field.name in _NAMES else "[[words where it is not known]]"
    return f"{{{{ {field.name} | default: '{instead}' }}}}"
