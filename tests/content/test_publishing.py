"""Every way to publish goes through one gate: the right, the proof of fit, the stored result."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from ninefold.content import actions, jobs, queries
from ninefold.content.errors import FitPortMissing, PublishRefused, TagRefused, VariantExists
from ninefold.content.models import Variant
from ninefold.content.types import BlockKind, Item
from ninefold.culture.types import Channel
from ninefold.kernel import clock
from ninefold.kernel.errors import BadInput, NotAllowed, NotFound
from tests.content import words

pytestmark = pytest.mark.django_db
LONG = "Twelve records, chosen by the people who answered your questions this year, 19.90 each until 30 November."


@pytest.fixture
def item() -> Item:
    return actions.create_item(actor=words.EDITOR, title="Autumn box", topic="records", facts=["19.90"])


def test_a_published_variant_comes_back_as_it_was_written(item: Item) -> None:
    with words.installed():
        variant_id = actions.create_variant(actor=words.EDITOR, item_id=item.id, content=words.letter("EN-x-Vinyl"))
        assert queries.item(item.id).variants == ()
        published = actions.publish(actor=words.EDITOR, variant_id=variant_id)
    assert published.content.tag == "en-x-vinyl"
    assert [(b.id, b.kind, b.text) for b in published.content.blocks] == [
        ("b1", BlockKind.HEADING, "The autumn box is here"),
        ("b2", BlockKind.TEXT, "Twelve records for 19.90."),
    ]
    assert published.content.blocks[1].must_keep == ("19.90",)
    assert published.fits == ("mail", "sms", "push")
    assert published.channels == (Channel.MAIL, Channel.SMS)
    assert queries.item(item.id).variants == (published,)


def test_every_kind_of_block_survives_the_editor_s_stream(item: Item) -> None:
    kinds = [
        replace(words.letter().blocks[1], id=kind.value, kind=kind, alt="x" if kind is BlockKind.IMAGE else "",
                url="https://n9.example/a" if kind is BlockKind.CALL_TO_ACTION else "", short="Short.",
                options=("One", "Two") if kind in (BlockKind.LIST, BlockKind.POLL) else (), must_keep=("records",))
        for kind in BlockKind
    ]  # fmt: skip
    content = replace(words.letter(), blocks=tuple(kinds))
    variant_id = actions.create_variant(actor=words.EDITOR, item_id=item.id, content=content)
    blocks = queries.draft(variant_id).blocks
    assert [replace(block, must_keep=("records",)) for block in blocks] == kinds
    assert all(set(block.must_keep) == {"records", "19.90"} for block in blocks)


def test_without_the_port_nothing_is_published(item: Item) -> None:
    variant_id = actions.create_variant(actor=words.EDITOR, item_id=item.id, content=words.letter())
    with words.none_installed(), pytest.raises(FitPortMissing):
        actions.publish(actor=words.EDITOR, variant_id=variant_id)
    assert not Variant.objects.get(pk=variant_id).live


def test_what_does_not_fit_is_refused_with_block_and_way_out() -> None:
    item = actions.create_item(actor=words.EDITOR, title="Box", form_factors=("mail", "sms"))
    variant_id = actions.create_variant(actor=words.EDITOR, item_id=item.id, content=words.letter(text=LONG))
    with words.installed():
        assert [p.form_factor for p in queries.draft_problems(variant_id)] == ["sms"]
        with pytest.raises(PublishRefused, match="Shorten block 2"):
            actions.publish(actor=words.EDITOR, variant_id=variant_id)
    assert queries.item(item.id).variants == ()


def test_a_fact_of_the_item_that_no_block_says_is_refused_in_every_tongue_that_lacks_it() -> None:
    facts = ["19.90", "until 30 Nov | bis 30. Nov"]
    item = actions.create_item(actor=words.EDITOR, title="Box", facts=facts)
    german = words.letter("de", text="Zwölf Platten für 19.90 bis 30. Nov.")
    english = words.letter("en", text="Twelve records at 119.90, bis 31. Nov")
    with words.installed():
        published = actions.publish(
            actor=words.EDITOR,
            variant_id=actions.create_variant(actor=words.EDITOR, item_id=item.id, content=german),
        )
        assert set(published.content.blocks[1].must_keep) >= {"19.90", "bis 30. Nov"}
        variant_id = actions.create_variant(actor=words.EDITOR, item_id=item.id, content=english)
        with pytest.raises(PublishRefused, match=r"“19\.90” must be kept.*“until 30 Nov \| bis") as refused:
            actions.publish(actor=words.EDITOR, variant_id=variant_id)
    assert [problem.field for problem in refused.value.problems] == ["facts", "facts"]


def test_a_form_factor_nobody_knows_is_refused() -> None:
    item = actions.create_item(actor=words.EDITOR, title="Box", form_factors=("telegram",))
    variant_id = actions.create_variant(actor=words.EDITOR, item_id=item.id, content=words.letter())
    with words.installed(), pytest.raises(PublishRefused, match="telegram"):
        actions.publish(actor=words.EDITOR, variant_id=variant_id)


def test_the_editor_s_own_publish_goes_through_the_same_gate(item: Item) -> None:
    user = get_user_model().objects.create_user("ann", role="analyst")
    variant_id = actions.create_variant(actor=words.EDITOR, item_id=item.id, content=words.letter())
    row = Variant.objects.get(pk=variant_id)
    with words.installed():
        with pytest.raises(NotAllowed):
            row.latest_revision.publish(user=user)
        user.role = "editor"
        row.latest_revision.publish(user=user)
    assert Variant.objects.get(pk=variant_id).fits == ["mail", "sms", "push"]


def scheduled(item: Item, text: str = "Twelve records for 19.90.") -> Variant:
    """A variant whose newest revision is to go live tomorrow."""
    content = words.letter(text=text)
    row = Variant.objects.get(pk=actions.create_variant(actor=words.EDITOR, item_id=item.id, content=content))
    row.go_live_at = clock.now() + timedelta(days=1)
    row.save_revision().publish()
    return row


def come_due(row: Variant) -> None:
    """The day has come: the schedule and its revision say a minute ago."""
    revision = row.scheduled_revision
    revision.approved_go_live_at = clock.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()


def test_a_scheduled_revision_goes_through_the_same_gate(item: Item) -> None:
    with words.installed():
        row = scheduled(item)
        assert jobs.publish_due(now=clock.now_us()) == 0
        come_due(row)
        with words.none_installed():
            assert jobs.publish_due(now=clock.now_us()) == 0
        assert queries.item(item.id).variants == ()


def test_a_scheduled_revision_goes_live_when_it_is_due_and_down_when_it_expires(item: Item) -> None:
    with words.installed():
        row = scheduled(item)
        come_due(row)
        assert jobs.publish_due(now=clock.now_us()) == 1
        assert queries.item(item.id).variants[0].fits == ("mail", "sms", "push")
        Variant.objects.filter(pk=row.pk).update(expire_at=clock.now())
        assert jobs.publish_due(now=clock.now_us()) == 1
    assert queries.item(item.id).variants == ()


def test_wagtail_s_own_command_goes_through_the_same_gate(item: Item) -> None:
    with words.installed():
        row = scheduled(item)
        come_due(row)
    with words.none_installed(), pytest.raises(FitPortMissing):
        call_command("publish_scheduled")
    with words.installed():
        call_command("publish_scheduled")
    assert queries.item(item.id).variants[0].id == row.pk


def test_a_new_draft_changes_nothing_that_is_published(item: Item) -> None:
    with words.installed():
        variant_id = actions.create_variant(actor=words.EDITOR, item_id=item.id, content=words.letter())
        first = actions.publish(actor=words.EDITOR, variant_id=variant_id)
        actions.revise_variant(
            actor=words.EDITOR, variant_id=variant_id, content=words.letter(text="Other words, 19.90.")
        )
        assert queries.item(item.id).variants == (first,)
        assert queries.draft(variant_id).blocks[1].text == "Other words, 19.90."
        second = actions.publish(actor=words.EDITOR, variant_id=variant_id)
        assert second.revision_id != first.revision_id
        assert second.content.blocks[1].text == "Other words, 19.90."
        actions.unpublish(actor=words.EDITOR, variant_id=variant_id)
    assert queries.item(item.id).variants == ()


def test_wrong_input_is_refused_in_plain_words(item: Item) -> None:
    actions.create_variant(actor=words.EDITOR, item_id=item.id, content=words.letter())
    with pytest.raises(VariantExists):
        actions.create_variant(actor=words.EDITOR, item_id=item.id, content=words.letter())
    with pytest.raises(TagRefused):
        actions.create_variant(actor=words.EDITOR, item_id=item.id, content=words.letter("en--x"))
    with pytest.raises(NotFound):
        actions.create_variant(actor=words.EDITOR, item_id=item.id + 1, content=words.letter())
    with pytest.raises(BadInput):
        actions.create_item(actor=words.EDITOR, title="")
    with pytest.raises(BadInput):
        actions.create_variant(actor=words.EDITOR, item_id=item.id, content=words.letter("fr", text=""))
    with pytest.raises(NotAllowed):
        actions.create_item(actor=words.ANALYST, title="Box")
    with pytest.raises(NotAllowed):
        actions.publish(actor=words.ANALYST, variant_id=1)


def test_many_items_take_two_queries(item: Item, django_assert_num_queries: object) -> None:
    actions.create_item(actor=words.EDITOR, title="Another")
    with django_assert_num_queries(3):  # type: ignore[operator]  # pytest-django's fixture is a context manager
        assert [found.title for found in queries.items()] == ["Another", "Autumn box"]
