"""Tables of content: items, their variants per tongue and form factor, images. Private to the room.

Drafts, workflow, locking, revisions and preview are Wagtail's; lookup of tongues is ours (`content.lookup`).
"""

import re
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.templatetags.static import static
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, Image, get_upload_to
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
)

from ninefold.content import blocks, publishing, tags
from ninefold.content.authortables import AuthorRow, CommentRow, ModelDraftRow  # noqa: F401  # registers them
from ninefold.content.claims import CLAIM_CHARACTERS_MAX, SOURCE_CHARACTERS_MAX
from ninefold.content.errors import TagRefused
from ninefold.content.experttables import ExpertRow, RequestRow  # noqa: F401  # registers them
from ninefold.content.imaging.fields import HeadField
from ninefold.content.imaging.types import STUDIO_SLOTS
from ninefold.content.layouttables import LayoutRow
from ninefold.content.lexicontables import RegisterRow, TermRow, TextRow  # noqa: F401  # registers them
from ninefold.content.pagetables import ContentPage  # noqa: F401  # registers it
from ninefold.content.picturetables import FetchedRow  # noqa: F401  # registers it
from ninefold.content.reviewtables import Review, ReviewRow, SubjectReview  # noqa: F401  # registers them
from ninefold.culture.types import Purpose
from ninefold.kernel import ids
from ninefold.kernel.database.fields import InstantField


class MediaImage(AbstractImage):  # type: ignore[misc]  # Wagtail ships no types
    """An image of the media library. `description` is what it shows, for those who do not see it.

    `settled` names the plan of slots for which its renditions were made, "" while they are to be made; `made_of` is
    the file and focal point that they were made of. `problems` say by slot why there is no rendition, under "" why
    there is none at all. One that a feed brought is cut for letters alone until a version shows it (`is_for_all`).
    """

    file = HeadField(verbose_name="file", upload_to=get_upload_to, width_field="width", height_field="height")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    settled = models.CharField(max_length=32, blank=True, default="", editable=False, db_index=True)
    made_of = models.CharField(max_length=32, blank=True, default="", editable=False)
    problems = models.JSONField(default=dict, editable=False, blank=True)
    is_for_all = models.BooleanField(default=True, db_default=True, editable=False)

    admin_form_fields = (*Image.admin_form_fields, "description")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep it; where file or focal point are others than before, its renditions are to be made anew."""
        if self.made_of != self.source() and kwargs.get("update_fields") is None:
            self.settled = ""
        super().save(*args, **kwargs)

    def source(self) -> str:
        """What its renditions are made of: the file and the focal point."""
        point = (self.focal_point_x, self.focal_point_y, self.focal_point_width, self.focal_point_height)
        return blake2b(repr((self.file.name, *point)).encode(), digest_size=12).hexdigest()

    def get_rendition(self, filter: Any) -> "MediaRendition":  # noqa: A002  # the signature is Wagtail's
        """What Wagtail's own pages show: what is there, cut for the studio. Nothing is made in a request."""
        spec = filter if isinstance(filter, str) else filter.spec
        return self._shown(spec, list(self.renditions.filter(slot__in=STUDIO_SLOTS, is_current=True)))

    def get_renditions(self, *filters: Any) -> dict[Any, "MediaRendition"]:
        """The same for several."""
        there = list(self.renditions.filter(slot__in=STUDIO_SLOTS, is_current=True))
        specs = [one if isinstance(one, str) else one.spec for one in filters]
        return {spec: self._shown(spec, there) for spec in specs}

    def _shown(self, spec: str, there: list["MediaRendition"]) -> "MediaRendition":
        """The smallest rendition that is as large as a size such as max-165x165 asks for, the largest where none is; a
        sheet that says so while none is made."""
        asked = max(map(int, re.findall(r"\d+", spec)), default=0)
        if spec == "original":  # Wagtail asks for its size alone
            return MediaRendition(
                image=self, filter_spec=spec, file=self.file.name, width=self.width, height=self.height
            )
        ranked = sorted(there, key=lambda one: one.width)
        wide = [one for one in ranked if max(one.width, one.height) >= asked] or ranked[-1:]
        return wide[0] if wide else MediaRendition(image=self, filter_spec=spec, width=160, height=120)


class MediaRendition(AbstractRendition):  # type: ignore[misc]  # Wagtail ships no types
    """An image cut for a slot ("mail/body") in one density and format; see pictures.types.Made.

    Those that are not current were made of an earlier focal point or plan. They stay as long as their image: letters
    that were sent show them.
    """

    image = models.ForeignKey(MediaImage, related_name="renditions", on_delete=models.CASCADE)
    slot = models.CharField(max_length=64, blank=True, default="")
    density = models.PositiveSmallIntegerField(default=1)
    format = models.CharField(max_length=8, blank=True, default="")
    size_bytes = models.PositiveIntegerField(default=0)
    quality = models.PositiveSmallIntegerField(default=0)
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="content_mediarendition_once"
            )
        ]
        indexes = [
            models.Index(fields=("image", "slot"), condition=models.Q(is_current=True), name="content_rendition_now")
        ]

    @property
    def url(self) -> str:
        """Its address; that of a sheet that says “being made” while there is none."""
        return str(self.file.url) if self.file else static("ninefold/being-made.svg")


def _form_factors() -> list[str]:
    return ["mail"]


class ContentItem(models.Model):
    """One thing to say: topic, purpose, life span and facts. What is said stands in its variants."""

    uuid = models.UUIDField(default=ids.uuid7, unique=True, editable=False)
    title = models.CharField(max_length=200)
    topic = models.CharField(max_length=100, blank=True, help_text="What it is about, in the team's own word.")
    purpose = models.CharField(
        max_length=20,
        choices=[(purpose.value, purpose.value.capitalize()) for purpose in Purpose],
        default=Purpose.NEWS.value,
        help_text="What people must have said yes to before they get it.",
    )
    form_factors = models.JSONField(
        default=_form_factors, help_text="Form factors it is meant for; a variant must fit them before it is published."
    )
    default_tag = models.CharField(
        max_length=tags.TAG_CHARACTERS_MAX, default="en", verbose_name="Language for everyone else",
        help_text="Read by all whose own language or community has no version.",
    )  # fmt: skip
    facts = models.TextField(
        blank=True,
        help_text="Facts that every version must say and no form may lose, one on a line. "
        "Spellings in other languages after a bar: until 30 Nov | bis 30. Nov",
    )
    audience = models.JSONField(
        default=list, db_default=[], blank=True, help_text="Keys of the communities that it is for; empty for everyone."
    )
    sources = models.TextField(
        blank=True, default="", db_default="",
        help_text="Where it comes from, one on a line: an address, a document, a person who said so.",
    )  # fmt: skip
    evidence = models.TextField(
        blank=True, default="", db_default="",
        help_text="What shows that it is so, one on a line: a study, a test of our own, a certificate.",
    )  # fmt: skip
    valid_from = InstantField(null=True, blank=True)
    valid_until = InstantField(null=True, blank=True)
    is_public = models.BooleanField(
        default=False, db_default=False, verbose_name="Anyone may read it",
        help_text="It has a page of its own, and stands in the feeds and in the content API, for nobody in particular.",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_from=None)
                | models.Q(valid_until=None)
                | models.Q(valid_from__lt=models.F("valid_until")),
                name="content_item_life_span",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        self.default_tag = _normal_tag(self.default_tag, "default_tag")

    def source_lines(self) -> list[str]:
        """Where it comes from, one each."""
        return [line.strip() for line in self.sources.splitlines() if line.strip()]

    def evidence_lines(self) -> list[str]:
        """What shows that it is so, one each."""
        return [line.strip() for line in self.evidence.splitlines() if line.strip()]

    def fact_lines(self) -> list[str]:
        """The facts, one each."""
        return [line.strip() for line in self.facts.splitlines() if line.strip()]


class Claim(models.Model):
    """Where a fact of an item comes from, and who checked it. A claim without a row has neither."""

    # What was delivered is judged when its item is gone, too.
    item = models.ForeignKey(ContentItem, on_delete=models.DO_NOTHING, db_constraint=False, related_name="claims")
    text = models.CharField(max_length=CLAIM_CHARACTERS_MAX)
    source = models.CharField(max_length=SOURCE_CHARACTERS_MAX, blank=True, default="")
    verified_by = models.CharField(max_length=150, blank=True, default="")
    verified_at = InstantField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("item", "text"), name="content_claim_once"),
            models.CheckConstraint(
                condition=models.Q(verified_by="", verified_at=None)
                | (~models.Q(verified_by="") & models.Q(verified_at__isnull=False)),
                name="content_claim_verified_by_and_on",
            ),
        ]


class Publication(models.Model):
    """What a revision claimed when it was published: pairs of claim and sentence. It outlives version and item."""

    revision_id = models.BigIntegerField(unique=True)
    item_id = models.BigIntegerField()
    claims = models.JSONField()


class Variant(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):  # type: ignore[misc]  # Wagtail ships no types
    """What an item says to one community (BCP 47 tag), for one form factor or for all (empty)."""

    item = models.ForeignKey(ContentItem, on_delete=models.CASCADE, related_name="variants")
    tag = models.CharField(
        max_length=tags.TAG_CHARACTERS_MAX, verbose_name="Language or community",
        help_text="Such as en or fr-CA; a community’s own words: en-x-vinyl.",
    )  # fmt: skip
    form_factor = models.CharField(
        max_length=20, blank=True, help_text="Leave empty: one text serves every form factor that it fits."
    )
    subject = models.CharField(max_length=200, blank=True)
    preheader = models.CharField(max_length=300, blank=True, help_text="What inboxes show after the subject.")
    body = StreamField(blocks.body(), blank=True)
    layout = models.ForeignKey(
        LayoutRow, null=True, blank=True, on_delete=models.SET_NULL, related_name="variants",
        verbose_name="Layout of mail", help_text="How it stands in mail.",
    )  # fmt: skip
    filled = models.JSONField(default=dict, db_default={}, blank=True, verbose_name="In its slots")
    fits = models.JSONField(default=list, editable=False, blank=True)
    channels = models.JSONField(default=list, editable=False, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "version", "versions"
        constraints = [models.UniqueConstraint(fields=("item", "tag", "form_factor"), name="content_variant_once")]

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.item.title, self.tag, self.form_factor)))

    def clean(self) -> None:
        super().clean()
        self.tag = _normal_tag(self.tag, "tag")

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Keep what it says now as a revision; the images in it are cut for all slots from now on."""
        shown = {image.pk for block in self.body if (image := block.value.get("image"))}
        MediaImage.objects.filter(pk__in=shown, is_for_all=False).update(is_for_all=True, settled="")
        return super().save_revision(*args, **kwargs)

    @transaction.atomic
    def publish(  # noqa: PLR0917  # the signature is Wagtail's
        self,
        revision: Revision,
        user: Any = None,
        changed: bool = True,
        log_action: bool | str = True,
        previous_revision: Revision | None = None,
        skip_permission_checks: bool = False,
    ) -> None:
        """Publish through the gate that editor, workflow and schedule share; see `content.publishing.publish`."""
        claims = publishing.publish(
            revision,
            user=user,
            changed=changed,
            log_action=log_action,
            previous_revision=previous_revision,
            skip_permission_checks=skip_permission_checks,
        )
        Publication.objects.get_or_create(revision_id=revision.pk, defaults={"item_id": self.item_id, "claims": claims})


class Feed(models.Model):
    """Articles or products that are written elsewhere and stay in sync; see feeds.types.Feed.

    `run` names the reading under way, "" for none: its lines lie in a file, taken up to byte `place`. `etag` and
    `modified` are what the last whole reading left.
    """

    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20)
    address = models.CharField(max_length=2000, blank=True)
    every_minutes = models.PositiveIntegerField(default=0)
    arrival = models.CharField(max_length=20)
    tag = models.CharField(max_length=tags.TAG_CHARACTERS_MAX, default="en")
    topic = models.CharField(max_length=100, blank=True)
    purpose = models.CharField(max_length=20, default=Purpose.NEWS.value)
    price_hours = models.PositiveIntegerField(default=48)
    is_stopped = models.BooleanField(default=False)
    made_by = models.CharField(max_length=150)
    next_at = InstantField(null=True)
    read_at = InstantField(null=True)
    changed_at = InstantField(null=True)
    failures = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True, default="")
    etag = models.CharField(max_length=500, blank=True, default="")
    modified = models.CharField(max_length=100, blank=True, default="")
    run = models.CharField(max_length=32, blank=True, default="")
    place = models.BigIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(taken__lte=models.F("lines")), name="content_feed_taken"),
        ]


class FeedDocument(models.Model):
    """One article of a feed, as it was last seen there, and the item that came of it.

    `revision_id` is the draft that the feed wrote last: another newest one is the team's, and stays. `waiting` is the
    newer version that lies beside it, as JSON. Without an item and without a `problem` the team deleted the item.
    """

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="documents")
    key = models.CharField(max_length=500)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=1000, blank=True)
    authors = models.JSONField(default=list)
    left = models.JSONField(default=list)
    item = models.ForeignKey(ContentItem, null=True, on_delete=models.SET_NULL, related_name="documents")
    variant = models.ForeignKey("Variant", null=True, on_delete=models.SET_NULL, related_name="+")
    revision_id = models.BigIntegerField(null=True)
    seen_hash = models.CharField(max_length=32)
    content_hash = models.CharField(max_length=32, blank=True)
    fingerprint = models.BigIntegerField(default=0)
    alike = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="likened")
    waiting = models.JSONField(null=True)
    problem = models.CharField(max_length=1000, blank=True, default="")
    run = models.CharField(max_length=32)
    seen_at = InstantField()
    published_at = InstantField(null=True)
    gone_at = InstantField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("feed", "key"), name="content_feeddocument_once")]
        indexes = [models.Index(fields=("feed", "run"), name="content_feeddocument_run")]


class LinkRow(models.Model):
    """An address that some version leads to: when it was last looked up, and what was wrong, "" for nothing."""

    url = models.CharField(max_length=1000, unique=True)
    checked_at = InstantField(null=True, db_index=True)
    problem = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "content_link"


class Product(models.Model):
    """A thing that the company sells; see types.Product. A product that is out of sale stays, so that letters which
    show it say their alternate."""

    key = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    price = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    url = models.CharField(max_length=1000)
    image_url = models.CharField(max_length=1000, blank=True)
    is_available = models.BooleanField(default=True)
    valid_until = InstantField(null=True, blank=True)
    # Of a product that a feed keeps: in which reading it was seen last, and until when its own price holds there.
    feed = models.ForeignKey(Feed, null=True, blank=True, on_delete=models.SET_NULL, related_name="products")
    run = models.CharField(max_length=32, blank=True, default="")
    own_until = InstantField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(price__gte=0), name="content_product_price")]
        indexes = [models.Index(Lower("name"), "key", name="content_product_by_name")]


def _normal_tag(tag: str, field: str) -> str:
    try:
        return tags.normal(tag)
    except TagRefused as error:
        raise ValidationError({field: error.message}) from error
