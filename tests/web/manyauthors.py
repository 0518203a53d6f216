"""A team at work on content, for the scenery: a draft in review by its subject."""

from typing import Any

import msgspec

from ninefold.content import actions as content
from ninefold.content.authortables import ModelDraftRow
from ninefold.content.comments import actions as commenting
from ninefold.content.models import ContentItem
from ninefold.content.reviews import actions, queries
from ninefold.content.reviewtypes import ReviewSubject, Sign
from ninefold.kernel.actors import Role
from ninefold.kernel.database.fields import instant
from ninefold.kernel.users.models import User
from tests.catalyst.scene import ACTOR, NOW
from tests.content.scene import letter


def at_work(owner: User) -> dict[str, dict[str, Any]]:
    """What the pages of a team's work ask for, by their names."""
    author = User.objects.create_user(
        username="ann", first_name="Ann", password="a password", role=Role.AUTHOR.value, email="ann@example.org"
    )
    subject = ReviewSubject("Prices", ("shellac",), (Sign.PRICE,), (owner.pk,))
    kept = actions.save_subject(actor=owner.actor(), subject=subject)
    item = content.create_item(actor=author.actor(), title="On needles", topic="shellac")
    draft = content.create_variant(actor=author.actor(), item_id=item.id, content=letter())
    content.submit_variant(actor=author.actor(), variant_id=draft)
    sent = content.create_item(actor=ACTOR, title="On cloths", topic="shellac")
    other = content.create_variant(actor=ACTOR, item_id=sent.id, content=letter())
    content.submit_variant(actor=owner.actor(), variant_id=other)
    returned = queries.of_variants([other])[other]
    actions.ask_for_changes(actor=owner.actor(), review_id=returned.id, note="Say which cloth.")
    first = commenting.say(actor=author.actor(), variant_id=draft, text="Right, @owner?", block_id="b2", now=NOW)
    commenting.say(actor=owner.actor(), variant_id=draft, text="It is.", first_id=first.id, now=NOW)
    content.revise_variant(actor=owner.actor(), variant_id=draft, content=letter(text="Twelve fine records, 24.90."))
    drafted = ModelDraftRow.objects.create(
        item=ContentItem.objects.get(pk=item.id), tag="en", brief="Invite them.", state="answered", model="llama3",
        asked_by=author, asked_at=instant(NOW), answered_at=instant(NOW), tokens=400,
        content=msgspec.to_builtins(letter()), facts_missing=["19.90"], facts_new=["5 %"],
    )  # fmt: skip
    return {
        "drafting:draft": {"draft_id": drafted.pk},
        **{f"versions:{name}": {"variant_id": draft} for name in ("written", "index", "compare")},
        "reviews:one": {"review_id": queries.of_variants([draft])[draft].id},
        "reviews:subject": {"subject_id": kept.id},
    }
