"""What versions claim, with what backs it: as they were published, so that what was delivered stays judged."""

from collections.abc import Collection, Iterable

from wagtail.models import Revision

from ninefold.content import claims, publishing
from ninefold.content.models import Claim as ClaimRow
from ninefold.content.models import ContentItem, Publication, Variant
from ninefold.content.types import Claim
from ninefold.kernel import clock

Version = tuple[int, int]  # variant, and its revision or 0
_Stated = tuple[int, list[list[str]]]  # item, pairs of claim and sentence


def claims_delivered(versions: Collection[Version]) -> dict[Version, tuple[Claim, ...]]:
    """What each of these versions claimed as that revision was published, whatever became of it since.

    Where no revision is known (0) the version is read as it stands; one that is gone claims nothing then.
    """
    kept = _published({revision for _, revision in versions if revision})
    rest = [each for each in versions if each[1] not in kept]
    rows = Variant.objects.select_related("item").filter(pk__in={variant for variant, _ in rest}).in_bulk()
    found = {each: kept[each[1]] for each in versions if each[1] in kept}
    found |= {each: _as_it_stands(rows[each[0]]) for each in rest if each[0] in rows}
    return _with_backing(found)


def claims_of(item_id: int, versions: Iterable[Version] = ()) -> tuple[Claim, ...]:
    """What an item claims in any of its variants, published or drafted, or in these versions of it; each once."""
    own = Variant.objects.filter(item_id=item_id).order_by("id").values_list("id", flat=True)
    found = claims_delivered([*((pk, 0) for pk in own), *versions]).values()
    return tuple(dict.fromkeys(claim for stated in found for claim in stated if claim.item_id == item_id))


def _published(revisions: Collection[int]) -> dict[int, _Stated]:
    """What each of these revisions claimed: as it was kept, or as it can still be read."""
    rows = Publication.objects.filter(revision_id__in=list(revisions))
    found = {revision: (item, said) for revision, item, said in rows.values_list("revision_id", "item_id", "claims")}
    for revision in Revision.objects.filter(pk__in=set(revisions) - set(found)):
        found[revision.pk] = _stated(revision.as_object())
    return found


def _as_it_stands(row: Variant) -> _Stated:
    return _stated(row if row.live else row.get_latest_revision_as_object())


def _stated(variant: Variant) -> _Stated:
    """What a variant (live row, or a revision as object) claims."""
    return variant.item_id, claims.pairs(publishing.content_of(variant), variant.item.fact_lines())


def _with_backing(found: dict[Version, _Stated]) -> dict[Version, tuple[Claim, ...]]:
    items = {item for item, _ in found.values()}
    backed = {(row.item_id, row.text): row for row in ClaimRow.objects.filter(item_id__in=items)}
    there = set(ContentItem.objects.filter(pk__in=items).values_list("pk", flat=True))
    return {
        version: tuple(
            _claim(item, text, sentence, backed.get((item, text)), is_gone=item not in there) for text, sentence in said
        )
        for version, (item, said) in found.items()
    }


def _claim(item_id: int, text: str, sentence: str, row: ClaimRow | None, *, is_gone: bool) -> Claim:
    if row is None:
        return Claim(item_id, text, sentence=sentence, is_gone=is_gone)
    return Claim(item_id, text, row.source, row.verified_by, clock.us_or_0(row.verified_at), sentence, is_gone)
