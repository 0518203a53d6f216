"""The table of pictures that stand elsewhere, a part of content's (`models` registers it)."""

from django.db import models

from ninefold.kernel.database.fields import InstantField

URL_CHARACTERS_MAX = 1_000


class FetchedRow(models.Model):
    """A picture that stands elsewhere, fetched into the media library from an address.

    `next_at` is when it is asked for, null once it came or never will; `image` what came of it, null where nothing did
    or the team deleted it; `problem` why not. What came is looked for again at `look_again_at`, by what the other side
    said of it (`etag`, `modified`, as HTTP has them).
    """

    url = models.CharField(max_length=URL_CHARACTERS_MAX, unique=True)
    title = models.CharField(max_length=200, blank=True)
    image = models.ForeignKey("content.MediaImage", null=True, on_delete=models.SET_NULL, related_name="sources")
    failures = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True, default="")
    next_at = InstantField(null=True, db_index=True)
    fetched_at = InstantField(null=True)
    look_again_at = InstantField(null=True, db_index=True)
    etag = models.CharField(max_length=500, blank=True, default="", db_default="")
    modified = models.CharField(max_length=100, blank=True, default="", db_default="")

    class Meta:
        db_table = "content_fetched_picture"
