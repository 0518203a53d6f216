"""Writes of content: items, variants as drafts, publishing, taking down.

Each is one transaction or joins the caller's.
"""

from collections.abc import Sequence
from dataclasses import asdict

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from wagtail.blocks import StreamBlockValidationError
from wagtail.models import Revision

from ninefold.content import products, queries, stream, tags
from ninefold.content.authorship import Author, AuthorKind
from ninefold.content.authortables import NAME_CHARACTERS_MAX, AuthorRow
from ninefold.content.claims import CLAIM_CHARACTERS_MAX, SOURCE_CHARACTERS_MAX
from ninefold.content.errors import VariantExists
from ninefold.content.imaging import looking
from ninefold.content.layouts import queries as layouts
from ninefold.content.lexicon.keeping import (
    add_text,
    delete_term,
    delete_text,
    forget_learnt,
    learn_register,
    refuse_term,
    save_term,
)
from ninefold.content.lexicon.masking import mask
from ninefold.content.models import Claim, ContentItem, MediaImage, Variant
from ninefold.content.models import Product as ProductRow
from ninefold.content.types import Item, Product, VariantContent
from ninefold.content.types import Variant as PublishedVariant
from ninefold.culture.types import Purpose
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.database.fields import instant
from ninefold.kernel.errors import BadInput, NotFound

__all__ = [
    "add_image", "add_text", "back_claim", "create_item", "create_variant", "delete_term", "delete_text",
    "forget_learnt", "learn_register", "lock_variant", "mask", "publish", "refuse_term", "revise_variant",
    "save_products", "save_term", "unpublish",
]  # fmt: skip


@transaction.atomic
def create_item(
    *,
    actor: Actor,
    title: str,
    topic: str = "",
    purpose: Purpose = Purpose.NEWS,
    form_factors: Sequence[str] = ("mail",),
    default_tag: str = "en",
    facts: Sequence[str] = (),
    valid_from: int = 0,
    valid_until: int = 0,
    is_public: bool = False,
    audience: Sequence[str] = (),
    sources: Sequence[str] = (),
    evidence: Sequence[str] = (),
) -> Item:
    """A new item without variants. Its life span is in microseconds, 0 for open; `audience` are communities' keys."""
    actor.require(Permission.CONTENT_EDIT)
    if is_public:
        actor.require(Permission.CONTENT_PUBLISH)
    row = ContentItem(
        title=title,
        topic=topic,
        purpose=purpose.value,
        form_factors=list(form_factors),
        default_tag=default_tag,
        facts="\n".join(facts),
        valid_from=instant(valid_from),
        valid_until=instant(valid_until),
        is_public=is_public,
        audience=list(audience),
        sources="\n".join(sources),
        evidence="\n".join(evidence),
    )
    _check(row)
    row.save()
    return queries.item(row.pk)


@transaction.atomic
def create_variant(*, actor: Actor, item_id: int, content: VariantContent, author: Author | None = None) -> int:
    """A new variant of an item, saved as a draft revision; its id. VariantExists if the item has one for these.

    `author` is whose words they are, where they are not the actor's.
    """
    actor.require(Permission.CONTENT_EDIT)
    item = ContentItem.objects.filter(pk=item_id).first()
    if item is None:
        raise NotFound("item_not_found", f"There is no content item {item_id}.")
    tag = tags.normal(content.tag)
    if Variant.objects.filter(item=item, tag=tag, form_factor=content.form_factor).exists():
        form = content.form_factor or "all form factors"
        raise VariantExists("variant_exists", f"“{item.title}” has a version for {tag} in {form}. Change that one.")
    row = Variant(item=item, tag=tag, form_factor=content.form_factor, live=False, layout_id=layouts.default_id())
    _write(row, content)
    _check(row)
    row.save()
    _sign(row.save_revision(user=_user(actor), log_action="wagtail.create", clean=False), actor, author)
    return int(row.pk)


@transaction.atomic
def revise_variant(*, actor: Actor, variant_id: int, content: VariantContent, author: Author | None = None) -> int:
    """Save new content of a variant as a draft revision; the revision's id. What is published stays as it is.

    `author` is whose words they are, where they are not the actor's.
    """
    actor.require(Permission.CONTENT_EDIT)
    row = _variant(variant_id)
    draft = row.get_latest_revision_as_object()
    draft.tag, draft.form_factor = tags.normal(content.tag), content.form_factor
    _write(draft, content)
    _check(draft)
    revision = draft.save_revision(user=_user(actor), log_action=True, clean=False)
    _sign(revision, actor, author)
    return int(revision.pk)


@transaction.atomic
def lock_variant(*, actor: Actor, variant_id: int) -> None:
    """Lock a variant for everyone until somebody who may unlocks it in the editor."""
    actor.require(Permission.CONTENT_EDIT)
    row = _variant(variant_id)
    row.locked, row.locked_by, row.locked_at = True, _user(actor), clock.now()
    row.save(update_fields=["locked", "locked_by", "locked_at"])


@transaction.atomic
def submit_variant(*, actor: Actor, variant_id: int) -> None:
    """Ask for a review of a variant's newest revision; one that is asked for already is asked for anew."""
    actor.require(Permission.CONTENT_EDIT)
    row = _variant(variant_id)
    workflow = row.get_workflow()
    if workflow is None:
        return
    if row.current_workflow_state is not None:
        row.current_workflow_state.cancel(user=_user(actor))
    workflow.start(row, _user(actor))


@transaction.atomic
def publish(*, actor: Actor, variant_id: int) -> PublishedVariant:
    """Publish the newest revision of a variant; PublishRefused where it does not fit what its item is meant for."""
    actor.require(Permission.CONTENT_PUBLISH)
    row = _variant(variant_id)
    revision = row.get_latest_revision() or row.save_revision(user=_user(actor))
    row.publish(revision, user=_user(actor), skip_permission_checks=True)
    return queries.published_variant(variant_id)


@transaction.atomic
def unpublish(*, actor: Actor, variant_id: int) -> None:
    """Take a variant down. Its revisions stay."""
    actor.require(Permission.CONTENT_PUBLISH)
    _variant(variant_id).unpublish(user=_user(actor))


@transaction.atomic
def back_claim(*, actor: Actor, item_id: int, text: str, source: str, is_verified: bool, now: int) -> None:
    """Say where a claim of an item comes from, and whether the actor has checked it; nothing takes both back.

    `source` is an address, or a named document or person. Who verified first, and when, stays as long as it holds.
    """
    actor.require(Permission.CONTENT_EDIT)
    if not ContentItem.objects.filter(pk=item_id).exists():
        raise NotFound("item_not_found", f"There is no content item {item_id}.")
    said = " ".join(source.split())
    if not text.strip() or len(text) > CLAIM_CHARACTERS_MAX or len(said) > SOURCE_CHARACTERS_MAX:
        raise BadInput("claim_refused", f"A source is at most {SOURCE_CHARACTERS_MAX} characters long.")
    row = Claim.objects.filter(item_id=item_id, text=text).first() or Claim(item_id=item_id, text=text)
    row.source = said
    if not is_verified:
        row.verified_by, row.verified_at = "", None
    elif not row.verified_by:
        row.verified_by, row.verified_at = actor.name[:150], instant(now)
    if said or row.verified_by:
        row.save()
    elif row.pk:
        row.delete()


@transaction.atomic
def save_products(*, actor: Actor, given: Sequence[Product]) -> int:
    """Keep products under their keys, in the places of those before; how many. All or, raising BadInput, none."""
    actor.require(Permission.CONTENT_EDIT)
    for product in given:
        products.checked(product)
        ProductRow.objects.update_or_create(
            key=product.key,
            defaults={
                "name": product.name.strip(),
                "price": product.price,
                "currency": product.currency,
                "url": product.url,
                "image_url": product.image_url,
                "is_available": product.is_available,
                "valid_until": instant(product.valid_until),
            },
        )
    return len(given)


@transaction.atomic
def add_image(*, actor: Actor, title: str, file: File[bytes]) -> int:
    """Put a picture into the media library; its id. Raise PictureRefused for what is none, or too large to decode."""
    actor.require(Permission.CONTENT_EDIT)
    looking.look(file, file.size)
    row = MediaImage(title=title, file=file, uploaded_by_user=_user(actor))
    row.full_clean(exclude=["file_hash", "file_size", "width", "height"])
    row.save()
    return int(row.pk)


def _variant(variant_id: int) -> Variant:
    row = Variant.objects.select_for_update(of=("self",)).select_related("item").filter(pk=variant_id).first()
    if row is None:
        raise NotFound("variant_not_found", f"There is no version {variant_id}.")
    return row


def _write(row: Variant, content: VariantContent) -> None:
    row.subject, row.preheader = content.subject, content.preheader
    if content.layout is not None:
        row.layout_id = content.layout.id
        row.filled = {one.slot: {key: value for key, value in asdict(one).items() if value and key != "slot"}
                      for one in content.filled}  # fmt: skip
    row.body = stream.to_json(content.blocks)


def _check(row: ContentItem | Variant) -> None:
    """Run the model's own checks and those of its blocks; name the first thing that is wrong."""
    try:
        row.full_clean()
        if isinstance(row, Variant):
            row.body.stream_block.clean(row.body)
    except StreamBlockValidationError as error:
        raise BadInput("content_refused", _first_wrong_block(error)) from error
    except ValidationError as error:
        field, words = next(iter(error.message_dict.items()))
        raise BadInput("content_refused", f"{field}: {' '.join(words)}") from error


def _first_wrong_block(error: StreamBlockValidationError) -> str:
    if not error.block_errors:
        return " ".join(error.messages)
    position = min(error.block_errors)
    parts = error.block_errors[position].as_json_data().get("blockErrors", {})
    return f"Block {position + 1} is not complete: see its {', '.join(sorted(parts)) or 'fields'}."


def _sign(revision: Revision, actor: Actor, author: Author | None) -> None:
    """Keep who wrote a revision, where it is not the account that stands on it."""
    if author is None and revision.user_id is None:
        kind = AuthorKind.FEED if actor.key.startswith("system:feed") else AuthorKind.SYSTEM
        author = Author(kind, actor.name)
    if author is not None and author.kind is not AuthorKind.TEAM:
        AuthorRow.objects.create(revision=revision, kind=author.kind.value, name=author.name[:NAME_CHARACTERS_MAX])


def _user(actor: Actor) -> AbstractBaseUser | None:
    """The team's account behind an actor, for Wagtail's history; None for a part of the system."""
    kind, _, key = actor.key.partition(":")
    return get_user_model().objects.filter(pk=int(key)).first() if kind == "user" and key.isdigit() else None
