"""Forms that take pictures in: each is looked over by its head, and nothing decodes it while somebody waits."""

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import FileField
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from ninefold.content.errors import PictureRefused
from ninefold.content.imaging import looking

_SAME = {"jpg": "jpeg"}


class PictureField(WagtailImageField):  # type: ignore[misc]  # Wagtail ships no types
    """A file that is a picture of the kind that its name says, and none that unpacks to more than may be decoded."""

    def to_python(self, data: Any) -> Any:
        """The file, refused in plain words. Wagtail's own would decode all of it."""
        file = FileField.to_python(self, data)
        if file is None:
            return None
        try:
            head = looking.look(file, file.size)
        except PictureRefused as error:
            raise ValidationError(error.message, code=error.code) from error
        ending = PurePath(file.name or "").suffix[1:].lower()
        if _SAME.get(ending, ending) != head.kind:
            words = f"Its name ends in .{ending[:10]}, but it is a picture of the kind {head.kind}. Rename it."
            raise ValidationError(words, code="picture_name")
        return file


class PictureForm(BaseImageForm):  # type: ignore[misc]  # Wagtail ships no types
    """Wagtail's form of an image with a field of ours for its file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own := self.fields.get("file"):
            self.fields["file"] = PictureField(label=own.label, required=own.required, widget=own.widget)
