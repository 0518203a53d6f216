"""Reads of a variant's versions, the oldest first where they are traced, the newest first where they are listed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from wagtail.models import Revision

from ninefold.content import authorship, comparing, publishing
from ninefold.content.authorship import Author, AuthorKind, Version, Written
from ninefold.content.comparing import Comparison
from ninefold.content.models import MediaImage, Variant
from ninefold.content.types import VariantContent
from ninefold.kernel import clock
from ninefold.kernel.errors import NotFound

VERSIONS_MAX = 300  # the newest ones; what is older counts as begun by the oldest of them
DRAFTED_MAX = 5  # versions that were drafted from one another in a row
HEAD = ("subject", "preheader")
_SAID = ("text", "short", "plain", "alt", "call", "alternate", "place")


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version as lists show it. `goes_out_at` (us) where it is to be published then, 0 for not."""

    id: int
    author: Author
    at: int
    is_newest: bool
    is_live: bool
    goes_out_at: int
    words: int


@dataclass(frozen=True, slots=True)
class VariantHead:
    """What pages of a variant's versions say on top."""

    id: int
    item_id: int
    title: str
    tag: str
    form_factor: str


def head(variant_id: int) -> VariantHead:
    """One variant. Raise NotFound."""
    row = _variant(variant_id)
    return VariantHead(row.pk, row.item_id, row.item.title, row.tag, row.form_factor)


def versions(variant_id: int) -> list[VersionRow]:
    """Its versions, the newest first."""
    row = _variant(variant_id)
    found = []
    for revision in reversed(_revisions(variant_id)):
        blocks = _blocks(revision)
        found.append(
            VersionRow(
                id=revision.pk, author=_author(revision), at=clock.to_us(revision.created_at),
                is_newest=revision.pk == row.latest_revision_id,
                is_live=row.live and revision.pk == row.live_revision_id,
                goes_out_at=clock.us_or_0(revision.approved_go_live_at),
                words=sum(len(authorship.words_of(text)) for text in blocks.values()),
            )
        )  # fmt: skip
    return found


def written(variant_id: int) -> list[Written]:
    """Every block of the newest version, with who wrote it; subject and preheader by these names.

    A variant that was drafted from another one of its item has that one's history before its own.
    """
    return authorship.trace(_history(_variant(variant_id), _revisions(variant_id)))


def written_of_item(item_id: int) -> list[tuple[Author, int]]:
    """Who wrote how many of the words of an item's newest versions, most first."""
    rows = Variant.objects.filter(item_id=item_id).order_by("pk").values_list("pk", flat=True)
    return authorship.shares([one for key in rows for one in written(key)])


def content(variant_id: int, revision_id: int) -> VariantContent:
    """What one version says. Raise NotFound."""
    return publishing.content_of(revision(variant_id, revision_id).as_object())


def compared(variant_id: int, before_id: int, after_id: int) -> Comparison:
    """Two versions beside each other. Raise NotFound."""
    before, after = content(variant_id, before_id), content(variant_id, after_id)
    wanted = {block.image_id for one in (before, after) for block in one.blocks if block.image_id}
    titles = dict(MediaImage.objects.filter(pk__in=wanted).values_list("pk", "title"))
    return comparing.compare(before, after, titles)


def revision(variant_id: int, revision_id: int) -> Revision:
    """One revision of a variant. Raise NotFound."""
    row = Revision.objects.filter(
        pk=revision_id, base_content_type=Variant.get_base_content_type(), object_id=str(variant_id)
    ).first()
    if row is None:
        raise NotFound("version_not_found", "There is no such version.")
    return row


def _variant(variant_id: int) -> Variant:
    row: Variant | None = Variant.objects.select_related("item").filter(pk=variant_id).first()
    if row is None:
        raise NotFound("variant_not_found", f"There is no version {variant_id}.")
    return row


def _revisions(variant_id: int) -> list[Revision]:
    kind = Variant.get_base_content_type()
    rows = Revision.objects.filter(base_content_type=kind, object_id=str(variant_id)).select_related("written_by")
    return list(reversed(rows.order_by("-created_at", "-pk")[:VERSIONS_MAX]))


def _history(row: Variant, revisions: list[Revision], depth: int = DRAFTED_MAX) -> list[Version]:
    """The versions of a variant, after those of the one that its first was drafted from."""
    own = [_version(one) for one in revisions]
    if not own or not depth or len(own) >= VERSIONS_MAX:
        return own
    there = _newest_before(row, own[0].id)
    source = authorship.nearest(own[0].blocks, {key: _blocks(one) for key, one in there.items()})
    if not source:
        return own
    before = [one for one in _revisions(source) if one.pk <= there[source].pk]
    return [*_history(_variant(source), before, depth - 1), *own][-VERSIONS_MAX:]


def _newest_before(row: Variant, revision_id: int) -> dict[int, Revision]:
    """What the other variants of its item said before a revision was kept, by variant."""
    others = [
        str(key) for key in Variant.objects.filter(item_id=row.item_id).exclude(pk=row.pk).values_list("pk", flat=True)
    ]
    rows = Revision.objects.filter(base_content_type=Variant.get_base_content_type(), object_id__in=others)
    newest = rows.filter(pk__lt=revision_id).values("object_id").annotate(newest=Max("pk")).values("newest")
    return {int(one.object_id): one for one in Revision.objects.filter(pk__in=newest)}


def _version(row: Revision) -> Version:
    return Version(row.pk, _author(row), clock.to_us(row.created_at), _blocks(row))


def _author(row: Revision) -> Author:
    kept = getattr(row, "written_by", None)
    if kept is not None:
        return Author(AuthorKind(kept.kind), kept.name, row.user_id or 0)
    return Author(AuthorKind.TEAM if row.user_id else AuthorKind.SYSTEM, "", row.user_id or 0)


def _blocks(row: Revision) -> dict[str, str]:
    """What a revision says, by block, as it is kept."""
    kept = row.content
    found = {name: str(kept.get(name) or "") for name in HEAD}
    raw = json.loads(kept["body"]) if isinstance(kept.get("body"), str) else kept.get("body") or []
    return found | {str(one.get("id") or place): _said(one.get("value")) for place, one in enumerate(raw)}


def _said(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    said = [str(value.get(name) or "") for name in _SAID]
    return "\n".join([*filter(None, said), *_lines(value.get("options"))])


def _lines(options: Any) -> Iterable[str]:
    """The lines of a list, as kept with or without an id each."""
    return [str(one.get("value") if isinstance(one, dict) else one) for one in options or []]
