"""The table of layouts of mail, a part of content's (`models` registers it)."""

from django.db import models

from ninefold.content.types import Layout
from ninefold.kernel.database.fields import InstantField

NAME_CHARACTERS_MAX = 80


class LayoutRow(models.Model):
    """A layout; see types.Layout. `source` is what was pasted, `notes` what was taken out of it."""

    name = models.CharField(max_length=NAME_CHARACTERS_MAX, unique=True)
    source = models.TextField()
    head = models.TextField(blank=True)
    body = models.TextField()
    style = models.TextField(blank=True)
    ground = models.CharField(max_length=40, blank=True)
    width = models.PositiveIntegerField(default=600)
    has_dark = models.BooleanField(default=False)
    notes = models.JSONField(default=list)
    is_default = models.BooleanField(default=False)
    changed_at = InstantField()
    changed_by = models.CharField(max_length=150)

    class Meta:
        app_label = "content"
        db_table = "content_layout"
        constraints = [
            models.UniqueConstraint(
                fields=("is_default",), condition=models.Q(is_default=True), name="content_layout_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def layout(self) -> Layout:
        """As it crosses the door."""
        return Layout(self.pk, self.name, self.head, self.body, self.style, self.ground, self.width, self.has_dark)
