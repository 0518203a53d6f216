"""Takes documents of a feed in: new ones as items, changed ones as revisions, and never over what the team changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from ninefold.content import actions
from ninefold.content.feeds import simhash, versions
from ninefold.content.feeds.types import Arrival, Document, Refused
from ninefold.content.models import ContentItem, Feed, FeedDocument, Variant
from ninefold.culture.types import Purpose
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, system
from ninefold.kernel.errors import BadInput

PROBLEM_CHARACTERS_MAX = 1_000
TWIN = (
    "It says almost the same as another article, so it is not published by itself. Compare the two, then publish one."
)


@dataclass
class Neighbours:
    """The fingerprints of all that was taken, to find what says almost the same."""

    ids: list[int] = field(default_factory=list)
    fingerprints: list[int] = field(default_factory=list)

    @classmethod
    def known(cls) -> "Neighbours":
        """Those of every feed."""
        rows = FeedDocument.objects.exclude(fingerprint=0).filter(gone_at=None).values_list("id", "fingerprint")
        found = list(rows)
        return cls([one[0] for one in found], [one[1] for one in found])

    def note(self, row: FeedDocument) -> None:
        """Set what a row is like, and let others be found to be like it."""
        place = self._nearest(row)
        row.alike_id = self.ids[place] if place >= 0 else None
        row.save(update_fields=["alike"])
        self.ids.append(row.pk)
        self.fingerprints.append(row.fingerprint)

    def has_twin(self, row: FeedDocument) -> bool:
        """Whether another document says almost the same."""
        return self._nearest(row) >= 0

    def _nearest(self, row: FeedDocument) -> int:
        others = [one if self.ids[place] != row.pk else 0 for place, one in enumerate(self.fingerprints)]
        return simhash.nearest(row.fingerprint, others)


def actor_of(feed: Feed) -> Actor:
    """The feed as who acts."""
    return Actor(f"system:feed {feed.pk}", feed.name, system("feed").roles)


def take_refused(feed: Feed, known: Mapping[str, FeedDocument], refused: Refused, now: int) -> None:
    """Note why a document could not be read. What came of it before stays."""
    row = known.get(refused.key) or FeedDocument(feed=feed, key=refused.key[:500], title=refused.key[:200])
    row.problem, row.run, row.seen_hash = refused.why[:PROBLEM_CHARACTERS_MAX], feed.run, ""
    row.seen_at, row.gone_at = clock.from_us(now), None
    row.save()


def take(feed: Feed, row: FeedDocument | None, document: Document, near: Neighbours, now: int) -> None:
    """Take one document in, new or changed. The caller's transaction holds it all."""
    seen, content = versions.marks(document)
    is_new = row is None
    row = row or FeedDocument(feed=feed, key=document.key[:500])
    was_deleted = not is_new and bool(row.content_hash) and (row.item_id is None or row.variant_id is None)
    is_changed = content != row.content_hash
    before = row.title
    if not row.seen_hash:  # it could not be read, and now it can
        row.problem = ""
    _describe(row, document, feed.run, seen, now)
    if was_deleted:
        row.content_hash, row.waiting = content, None
        row.save()
        return
    if is_changed:
        _write(feed, row, document, near, content=content, before=before)
    row.save()
    if is_changed and row.item_id:
        near.note(row)


def _describe(row: FeedDocument, document: Document, run: str, seen: str, now: int) -> None:
    """What is kept of where it comes from."""
    row.title, row.url, row.authors = document.title[:200], document.url, list(document.authors)
    row.left, row.seen_hash, row.run = list(document.left), seen, run
    row.seen_at, row.gone_at = clock.from_us(now), None
    row.published_at = clock.from_us(document.published_at) if document.published_at else None


def _write(feed: Feed, row: FeedDocument, document: Document, near: Neighbours, *, content: str, before: str) -> None:
    """Write the new version, or keep it beside the team's own; say why where neither can be done."""
    row.problem = ""
    try:
        with transaction.atomic():
            if row.variant is None:
                _create(feed, row, document)
            else:
                _revise(feed, row, row.variant, document, before)
    except BadInput as error:
        row.problem = error.message[:PROBLEM_CHARACTERS_MAX]
        return
    row.content_hash = content
    row.fingerprint = simhash.fingerprint(versions.text(document))
    if row.waiting is None:
        _bring_on(feed, row, document, has_twin=near.has_twin(row))


def _create(feed: Feed, row: FeedDocument, document: Document) -> None:
    actor, tag = actor_of(feed), versions.tag_of(document, feed.tag)
    topic = feed.topic or next(iter(document.topics), "")
    item = actions.create_item(
        actor=actor, title=document.title, topic=topic, purpose=Purpose(feed.purpose), default_tag=tag
    )
    variant_id = actions.create_variant(actor=actor, item_id=item.id, content=versions.content(document, tag))
    row.item_id, row.variant_id = item.id, variant_id
    row.revision_id = Variant.objects.values_list("latest_revision_id", flat=True).get(pk=variant_id)


def _revise(feed: Feed, row: FeedDocument, variant: Variant, document: Document, before: str) -> None:
    """A revision where the newest is the feed's own, else a version that waits until somebody compared the two."""
    content = versions.content(document, variant.tag)
    if variant.latest_revision_id != row.revision_id or variant.locked:
        row.waiting = versions.kept(content)
        return
    row.revision_id = actions.revise_variant(actor=actor_of(feed), variant_id=variant.pk, content=content)
    row.waiting = None
    ContentItem.objects.filter(pk=row.item_id or 0, title=before).update(title=document.title)


def _bring_on(feed: Feed, row: FeedDocument, document: Document, *, has_twin: bool) -> None:
    """What becomes of a draft: published where the feed may and it can be, else asked to be reviewed.

    Nothing is published twice because an article has another id or place over there now.
    """
    actor, arrival = actor_of(feed), Arrival(feed.arrival)
    assert row.variant_id, "it was written"
    if arrival is Arrival.PUBLISHED and has_twin and not Variant.objects.filter(pk=row.variant_id, live=True).exists():
        row.problem = TWIN
    elif arrival is Arrival.PUBLISHED and not document.is_draft:
        try:
            actions.publish(actor=actor, variant_id=row.variant_id)
        except BadInput as error:
            row.problem = error.message[:PROBLEM_CHARACTERS_MAX]
    elif arrival is Arrival.REVIEW:
        actions.submit_variant(actor=actor, variant_id=row.variant_id)
