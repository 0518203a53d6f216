"""Every way to publish goes through one gate: the right, the proof of fit, the stored result."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from ninefold.content import actions, jobs, queries
from ninefold.content.errors import FitPortMissing, PublishRefused, TagRefused, VariantExists
from ninefold.content.living import SHAPES
from ninefold.content.models import Variant
from ninefold.content.types import Block, BlockKind, Item, Priority
from ninefold.culture.types import Channel
from ninefold.kernel import clock
from ninefold.kernel.errors import BadInput, NotAllowed, NotFound
from tests.content import scene

pytestmark = pytest.mark.django_db
A_THING = {"thing": "key-1", "call": "See it", "alternate": "It is gone."}
LEADING = (BlockKind.CALL_TO_ACTION, BlockKind.VIDEO, BlockKind.EVENT)
AN_EVENING = {
    "starts": "2026-11-30T19:30",
    "ends": "2026-11-30T22:00",
    "zone": "Europe/Berlin",
    "place": "Square Hall",
}
LONG = "Twelve records, chosen by the people who answered your questions this year, 19.90 each until 30 November."


@pytest.fixture
def item() -> Item:
    return actions.create_item(actor=scene.EDITOR, title="Autumn box", topic="records", facts=["19.90"])


def test_a_published_variant_comes_back_as_it_was_written(item: Item) -> None:
    with scene.installed():
        variant_id = actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=scene.letter("EN-x-Vinyl"))
        assert queries.item(item.id).variants == ()
        published = actions.publish(actor=scene.EDITOR, variant_id=variant_id)
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
        replace(scene.letter().blocks[1], id=kind.value, kind=kind,
                alt="x" if kind in (BlockKind.IMAGE, BlockKind.VIDEO) else "",
                url="https://n9.example/a" if kind in LEADING else "",
                **(AN_EVENING if kind is BlockKind.EVENT else {}),
                plain="Plain words." if kind in (BlockKind.HEADING, BlockKind.TEXT, BlockKind.QUOTE) else "",
                short="" if kind in SHAPES else "Short.", **(A_THING if kind in SHAPES else {}),
                topic="care" if kind is BlockKind.BEST_ANSWER else "", days=7 * (kind is BlockKind.BEST_ANSWER),
                options=("One", "Two") if kind in (BlockKind.LIST, BlockKind.POLL) else (), must_keep=("records",))
        for kind in BlockKind
    ]  # fmt: skip
    content = replace(scene.letter(), blocks=tuple(kinds))
    variant_id = actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=content)
    blocks = queries.draft(variant_id).blocks
    assert [replace(block, must_keep=("records",), when=()) for block in blocks] == kinds
    assert all({"records", "19.90"} <= set(block.must_keep) for block in blocks)
    evening = next(block for block in blocks if block.kind is BlockKind.EVENT)
    assert set(evening.must_keep) == {"records", "19.90", "Nov 30, 2026", "7:30 PM-10:00 PM CET", "Square Hall"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"zone": "Europe/Nowhere"}, "zone"),
        ({"ends": "2026-11-30T18:00"}, "end_hour"),
        ({"starts": ""}, "day"),
        ({"place": ""}, "place"),
    ],
)
def test_an_event_that_cannot_be_is_refused_with_its_place(item: Item, wrong: dict[str, str], words: str) -> None:
    heading = scene.letter().blocks[0]
    event = Block("e", BlockKind.EVENT, Priority.ESSENTIAL, "Listening evening", **{**AN_EVENING, **wrong})
    content = replace(scene.letter(), blocks=(heading, event))
    with pytest.raises(BadInput, match=f"Block 2 is not complete: see its {words}"):
        actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=content)


def test_without_the_port_nothing_is_published(item: Item) -> None:
    variant_id = actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=scene.letter())
    with scene.none_installed(), pytest.raises(FitPortMissing):
        actions.publish(actor=scene.EDITOR, variant_id=variant_id)
    assert not Variant.objects.get(pk=variant_id).live


def test_what_does_not_fit_is_refused_with_block_and_way_out() -> None:
    item = actions.create_item(actor=scene.EDITOR, title="Box", form_factors=("mail", "sms"))
    variant_id = actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=scene.letter(text=LONG))
    with scene.installed():
        assert [p.form_factor for p in queries.draft_problems(variant_id)] == ["sms"]
        with pytest.raises(PublishRefused, match="Shorten block 2"):
            actions.publish(actor=scene.EDITOR, variant_id=variant_id)
    assert queries.item(item.id).variants == ()


def test_a_fact_of_the_item_that_no_block_says_is_refused_in_every_tongue_that_lacks_it() -> None:
    facts = ["19.90", "until 30 Nov | bis 30. Nov"]
    item = actions.create_item(actor=scene.EDITOR, title="Box", facts=facts)
    german = scene.letter("de", text="Zwölf Platten für 19.90 bis 30. Nov.")
    english = scene.letter("en", text="Twelve records at 119.90, bis 31. Nov")
    with scene.installed():
        published = actions.publish(
            actor=scene.EDITOR,
            variant_id=actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=german),
        )
        assert set(published.content.blocks[1].must_keep) >= {"19.90", "bis 30. Nov"}
        variant_id = actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=english)
        with pytest.raises(PublishRefused, match=r"“19\.90” must be kept.*“until 30 Nov \| bis") as refused:
            actions.publish(actor=scene.EDITOR, variant_id=variant_id)
    assert [problem.field for problem in refused.value.problems] == ["facts", "facts"]


def test_a_form_factor_nobody_knows_is_refused() -> None:
    item = actions.create_item(actor=scene.EDITOR, title="Box", form_factors=("telegram",))
    variant_id = actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=scene.letter())
    with scene.installed(), pytest.raises(PublishRefused, match="telegram"):
        actions.publish(actor=scene.EDITOR, variant_id=variant_id)


def test_the_editor_s_own_publish_goes_through_the_same_gate(item: Item) -> None:
    user = get_user_model().objects.create_user("ann", role="analyst")
    variant_id = actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=scene.letter())
    row = Variant.objects.get(pk=variant_id)
    with scene.installed():
        with pytest.raises(NotAllowed):
            row.latest_revision.publish(user=user)
        user.role = "editor"
        row.latest_revision.publish(user=user)
    assert Variant.objects.get(pk=variant_id).fits == ["mail", "sms", "push"]


def scheduled(item: Item, text: str = "Twelve records for 19.90.") -> Variant:
    """A variant whose newest revision is to go live tomorrow."""
    content = scene.letter(text=text)
    row = Variant.objects.get(pk=actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=content))
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
    with scene.installed():
        row = scheduled(item)
        assert jobs.publish_due(now=clock.now_us()) == 0
        come_due(row)
        with scene.none_installed():
            assert jobs.publish_due(now=clock.now_us()) == 0
        assert queries.item(item.id).variants == ()


def test_a_scheduled_revision_goes_live_when_it_is_due_and_down_when_it_expires(item: Item) -> None:
    with scene.installed():
        row = scheduled(item)
        come_due(row)
        assert jobs.publish_due(now=clock.now_us()) == 1
        assert queries.item(item.id).variants[0].fits == ("mail", "sms", "push")
        Variant.objects.filter(pk=row.pk).update(expire_at=clock.now())
        assert jobs.publish_due(now=clock.now_us()) == 1
    assert queries.item(item.id).variants == ()


def test_wagtail_s_own_command_goes_through_the_same_gate(item: Item) -> None:
    with scene.installed():
        row = scheduled(item)
        come_due(row)
    with scene.none_installed(), pytest.raises(FitPortMissing):
        call_command("publish_scheduled")
    with scene.installed():
        call_command("publish_scheduled")
    assert queries.item(item.id).variants[0].id == row.pk


def test_a_new_draft_changes_nothing_that_is_published(item: Item) -> None:
    with scene.installed():
        variant_id = actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=scene.letter())
        first = actions.publish(actor=scene.EDITOR, variant_id=variant_id)
        actions.revise_variant(
            actor=scene.EDITOR, variant_id=variant_id, content=scene.letter(text="Other words, 19.90.")
        )
        assert queries.item(item.id).variants == (first,)
        assert queries.draft(variant_id).blocks[1].text == "Other words, 19.90."
        second = actions.publish(actor=scene.EDITOR, variant_id=variant_id)
        assert second.revision_id != first.revision_id
        assert second.content.blocks[1].text == "Other words, 19.90."
        actions.unpublish(actor=scene.EDITOR, variant_id=variant_id)
    assert queries.item(item.id).variants == ()


def test_wrong_input_is_refused_in_plain_words(item: Item) -> None:
    actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=scene.letter())
    with pytest.raises(VariantExists):
        actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=scene.letter())
    with pytest.raises(TagRefused):
        actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=scene.letter("en--x"))
    with pytest.raises(NotFound):
        actions.create_variant(actor=scene.EDITOR, item_id=item.id + 1, content=scene.letter())
    with pytest.raises(BadInput):
        actions.create_item(actor=scene.EDITOR, title="")
    with pytest.raises(BadInput):
        actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=scene.letter("fr", text=""))
    with pytest.raises(NotAllowed):
        actions.create_item(actor=scene.ANALYST, title="Box")
    with pytest.raises(NotAllowed):
        actions.publish(actor=scene.ANALYST, variant_id=1)


def test_many_items_take_two_queries(item: Item, django_assert_num_queries: object) -> None:
    actions.create_item(actor=scene.EDITOR, title="Another")
    with django_assert_num_queries(3):  # type: ignore[operator]  # pytest-django's fixture is a context manager
        assert [found.title for found in queries.items()] == ["Another", "Autumn box"]
