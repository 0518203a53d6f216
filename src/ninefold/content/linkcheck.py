"""Whether what texts link to is still there: looked up once a week, and what did not answer well once a day."""

from collections.abc import Callable, Iterable, Iterator

import regex
from django.db.models import F, Max, QuerySet

from ninefold.content import publishing
from ninefold.content.facts import find, opens
from ninefold.content.models import LinkRow, Variant
from ninefold.content.types import VariantContent
from ninefold.kernel import settings
from ninefold.kernel.database.bulk import in_chunks
from ninefold.kernel.database.fields import instant
from ninefold.kernel.outgoing.errors import AddressRefused, FetchFailed

CHECKED_AT_ONCE = 200
ROWS_AT_ONCE = 500  # of one statement
URL_CHARACTERS_MAX = 1_000
DAY_US = 86_400_000_000
WELL_DAYS, BROKEN_DAYS = 7, 1
# Some sites let no program in and are well for people; what is large or not ours to ask tells nothing either.
_TELLS_NOTHING = {"status_401", "status_403", "status_405", "status_406", "status_429", "answer_large"}
_LIQUID = regex.compile(r"\{%.*?%\}|\{\{.*?\}\}", regex.DOTALL)
_HOLE = "\ue000"  # stands where each reader has something else: such an address cannot be looked up
Fetch = Callable[[str], object]  # raises AddressRefused or FetchFailed


def of(content: VariantContent) -> set[str]:
    """The addresses that a variant leads to, in its text and its buttons."""
    said = (text for block in content.blocks for text in (block.url, block.text, *block.options))
    found = (fact for text in said for fact in find(_LIQUID.sub(_HOLE, text)) if opens(fact))
    return {link for link in found if len(link) <= URL_CHARACTERS_MAX and _HOLE not in link}


def check(*, fetch: Fetch, own: str, now: int, limit: int = CHECKED_AT_ONCE) -> tuple[int, int]:
    """Look up links that are due, at most `limit`; how many were looked up, and how many of those did not answer well.

    `own` is the address of the install's own pages, which are not asked.
    """
    used = set[str]().union(*_used(Variant.objects.all(), own))
    known = set(LinkRow.objects.values_list("url", flat=True))
    for gone in in_chunks(sorted(known - used), ROWS_AT_ONCE):
        LinkRow.objects.filter(url__in=gone).delete()
    LinkRow.objects.bulk_create(
        (LinkRow(url=url) for url in sorted(used - known)), ignore_conflicts=True, batch_size=ROWS_AT_ONCE
    )
    due, broken = _due(now, limit), 0
    for url in due:
        problem = _problem(url, fetch)
        broken += bool(problem)
        LinkRow.objects.filter(url=url).update(checked_at=instant(now), problem=problem)
    return len(due), broken


def is_due_or_new(now: int) -> bool:
    """Whether a link was not looked up for long, or a version written since any was has one that is not known."""
    last = LinkRow.objects.aggregate(last=Max("checked_at"))["last"]
    own = settings.current().public_url
    written = Variant.objects.filter(latest_revision__created_at__gt=last) if last else Variant.objects.all()
    return bool(_due(now, 1)) or any(
        LinkRow.objects.filter(url__in=urls).count() < len(urls) for urls in _used(written, own)
    )


def broken_of(contents: Iterable[VariantContent]) -> frozenset[tuple[str, str]]:
    """Those links of these variants that did not answer well when they were last looked up, each with what was
    wrong."""
    urls = {url for content in contents for url in of(content)}
    rows = LinkRow.objects.filter(url__in=urls).exclude(problem="")
    return frozenset(rows.values_list("url", "problem"))


def _used(variants: QuerySet[Variant], own: str) -> Iterator[set[str]]:
    """The addresses of each version that are not the install's own: as it is published, and as it was last written."""
    for row in variants.select_related("item", "latest_revision").iterator(chunk_size=200):
        found = of(publishing.content_of(row)) if row.live else set()
        if not row.live or row.has_unpublished_changes:
            found |= of(publishing.content_of(row.get_latest_revision_as_object()))
        yield {url for url in found if not url.startswith(own)}


def _due(now: int, limit: int) -> list[str]:
    well, broken = (instant(now - days * DAY_US) for days in (WELL_DAYS, BROKEN_DAYS))
    rows = LinkRow.objects
    due = rows.filter(checked_at=None) | rows.filter(checked_at__lt=well)
    due |= rows.filter(checked_at__lt=broken).exclude(problem="")
    return list(due.order_by(F("checked_at").asc(nulls_first=True), "url").values_list("url", flat=True)[:limit])


def _problem(url: str, fetch: Fetch) -> str:
    """What is wrong with a link, in words that follow its address; "" where nothing is known to be."""
    try:
        fetch(url)
    except (FetchFailed, AddressRefused) as error:
        return "" if error.code in _TELLS_NOTHING else f"does not open: {error.message}"[:300]
    return ""
