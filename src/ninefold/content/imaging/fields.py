"""The column of an image's file: its size in pixels is read from its head, where Wagtail's own would decode it all."""

from typing import Any

from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from ninefold.content.imaging import looking


class HeadFile(WagtailImageFieldFile):  # type: ignore[misc]  # Wagtail ships no types
    """The file of an image, never decoded here."""

    def get_image_dimensions(self) -> tuple[int, int]:
        """Width and height as its head says. Raise PictureRefused."""
        was_closed = self.closed
        self.open()
        try:
            head = looking.look(self.file, self.size)
        finally:
            if was_closed:
                self.close()
        return head.width, head.height


class HeadField(WagtailImageField):  # type: ignore[misc]  # Wagtail ships no types
    """See HeadFile."""

    attr_class = HeadFile

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """As Wagtail's own: the column is the same."""
        name, _, args, kwargs = super().deconstruct()
        return name, "wagtail.images.models.WagtailImageField", args, kwargs
