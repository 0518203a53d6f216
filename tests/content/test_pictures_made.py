"""Images are cut beside the worker: once, whole whatever is killed, anew when they change. Publishing waits."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.images.models import Filter

from ninefold.adapt import pictures
from ninefold.adapt import queries as adapt
from ninefold.content import actions, jobs, queries
from ninefold.content.errors import PicturesAwaited, PublishRefused
from ninefold.content.imaging import making
from ninefold.content.imaging.types import STUDIO_SLOTS, Format, Plan, Slot
from ninefold.content.models import MediaImage, MediaRendition, Variant
from ninefold.content.pictures import child, job
from ninefold.content.types import Block, BlockKind, Priority, VariantContent
from ninefold.kernel import clock
from ninefold.kernel.database import leases
from ninefold.pipeline import ports
from tests.content import gallery, scene

LETTER = Slot("body", "Letter", 518, densities=(2,))
HERO = Slot("wide", "Web hero", 640, 320, formats=(Format.WEBP, Format.JPEG))
PLAN = Plan({**STUDIO_SLOTS, "mail/body": LETTER, "web_hero/wide": HERO}, {**STUDIO_SLOTS, "mail/body": LETTER})


@pytest.fixture(autouse=True)
def _own_media(database: object, settings: object, tmp_path: Path, data_folder: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]  # pytest-django's fixture
    job._now.seen = ("", "")
    ports.install()
    yield
    job.close()
    leases.release_all()
    shutil.rmtree(data_folder / "pictures", ignore_errors=True)


def work(plan: Plan = PLAN) -> None:
    until = time.monotonic() + 60
    while MediaImage.objects.filter(settled="").exists() or job._now.child.is_there:
        assert time.monotonic() < until
        job.advance(plan)
        time.sleep(0.02)


def letter(image_id: int) -> VariantContent:
    heading = Block("b1", BlockKind.HEADING, Priority.ESSENTIAL, "The autumn box is here")
    shown = Block("b2", BlockKind.IMAGE, Priority.DETAIL, "", image_id=image_id, alt="Twelve sleeves")
    return VariantContent("en", "", "The autumn box", "Twelve records", (heading, shown))


def variant(image_id: int, *forms: str) -> int:
    item = actions.create_item(actor=scene.EDITOR, title="Box", form_factors=forms or ("mail",))
    return actions.create_variant(actor=scene.EDITOR, item_id=item.id, content=letter(image_id))


def test_what_is_uploaded_is_cut_for_every_slot_once_and_lies_on_disk_whole(tmp_path: Path) -> None:
    row = gallery.image(gallery.photo())
    work()
    found = {f"{one.slot}.{one.format}": one for one in row.renditions.all()}
    assert found.keys() == {"studio/small.webp", "studio/large.webp", "mail/body.jpeg", "web_hero/wide.webp",
                            "web_hero/wide.jpeg"}  # fmt: skip
    for one in found.values():
        with Image.open(tmp_path / one.file.name) as picture:
            picture.load()
            assert picture.size == (one.width, one.height)
        assert (tmp_path / one.file.name).stat().st_size == one.size_bytes
    before = {one.pk: (tmp_path / one.file.name).stat().st_mtime_ns for one in found.values()}
    assert job.advance(PLAN) == 0
    MediaImage.objects.update(settled="")
    work()
    assert {one.pk for one in row.renditions.filter(is_current=True)} == before.keys()
    assert not list((tmp_path.parent / "pictures").glob("*"))


def test_a_new_focal_point_makes_it_anew_and_letters_that_were_sent_keep_their_file(tmp_path: Path) -> None:
    row = gallery.image(gallery.photo())
    work()
    before = queries.picture(row.pk, "web_hero/wide")
    assert before is not None
    row.refresh_from_db()
    row.title = "Other words"
    row.save()
    assert MediaImage.objects.get().settled
    row.focal_point_x, row.focal_point_y, row.focal_point_width, row.focal_point_height = 100, 60, 40, 40
    row.save()
    assert not MediaImage.objects.get().settled
    assert queries.picture(row.pk, "web_hero/wide") == before  # until the new one is there
    work()
    after = queries.picture(row.pk, "web_hero/wide")
    assert after is not None
    assert after.plain.path != before.plain.path
    assert (tmp_path / before.plain.path.removeprefix("/media/")).exists()
    assert len(after.files) == 2
    row.delete()
    assert not [one for one in (tmp_path / "renditions").rglob("*") if one.is_file()]


def test_another_plan_makes_all_anew() -> None:
    row = gallery.image(gallery.photo())
    work()
    own = Plan({**PLAN.every, "board/wall": Slot("wall", "Wall", 300, 300)}, PLAN.first)
    assert queries.picture(row.pk, "board/wall") is None
    job.advance(own)
    work(own)
    shown = queries.picture(row.pk, "board/wall")
    assert shown is not None
    assert (shown.plain.width, shown.plain.height) == (300, 300)
    job.advance(PLAN)
    work()
    assert queries.picture(row.pk, "board/wall") is None


def test_killed_amid_its_work_nothing_half_is_shown_and_it_is_done_again(tmp_path: Path) -> None:
    row = gallery.image(gallery.photo(4000, 3000))
    job.advance(PLAN)
    beside = job._now.child._process
    assert beside is not None
    time.sleep(0.4)
    os.kill(beside.pid, signal.SIGKILL)
    while job._now.child.is_there:
        job.advance(PLAN)
    assert not MediaRendition.objects.exists()
    assert not (tmp_path / "renditions").exists()
    job._now.rests_until = 0.0
    work()
    assert queries.picture(row.pk, "mail/body") is not None
    assert not MediaImage.objects.get().problems


def test_what_ends_its_process_twice_is_said_and_not_tried_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    gallery.image(gallery.photo())
    monkeypatch.setattr(child.sys, "executable", "/bin/false")
    monkeypatch.setattr(job, "REST_SECONDS", 0.0)
    work()
    assert MediaImage.objects.get().problems == {"": job.ENDED}


def test_two_workers_that_took_the_same_image_leave_one_set(tmp_path: Path) -> None:
    row = gallery.image(gallery.photo())
    for _ in range(2):
        folder = tmp_path / "work"
        folder.mkdir(exist_ok=True)
        outcome = making.make(job.job_of(row, PLAN, folder))
        assert job.keep(row.pk, row.source(), job.name_of(PLAN.every), folder, outcome)
    assert MediaRendition.objects.count() == MediaRendition.objects.filter(is_current=True).count() == 5
    row.focal_point_x, row.focal_point_y, row.focal_point_width, row.focal_point_height = 9, 9, 4, 4
    source = row.source()
    row.save()
    stale = making.make(job.job_of(row, PLAN, folder))
    assert not job.keep(row.pk, "another", job.name_of(PLAN.every), folder, stale)
    assert not MediaImage.objects.get().settled
    assert source == MediaImage.objects.get().source()
    row.delete()
    assert not job.keep(999, source, "x", folder, stale.__class__())
    assert not (tmp_path / "renditions" / "999").exists()


def test_publishing_waits_for_pictures_and_a_schedule_waits_with_it() -> None:
    row = gallery.image(gallery.photo())
    number = variant(row.pk)
    with pytest.raises(PicturesAwaited, match=r"picture of block 2 is being made ready\. Try again in a moment"):
        actions.publish(actor=scene.EDITOR, variant_id=number)
    draft = Variant.objects.get(pk=number)
    revision = draft.get_latest_revision()
    assert revision is not None
    draft.go_live_at = clock.now()
    revision = draft.save_revision(approved_go_live_at=clock.now())
    revision.publish = None  # type: ignore[assignment]  # the schedule reads its own
    assert jobs.publish_due(now=clock.now_us() + 1_000_000) == 0
    assert Variant.objects.get(pk=number).scheduled_revision is not None
    work()
    assert jobs.publish_due(now=clock.now_us() + 2_000_000) == 1
    assert Variant.objects.get(pk=number).live


def test_a_picture_that_cannot_keep_to_its_bytes_is_told_where_it_is_needed() -> None:
    row = gallery.image(gallery.encoded(gallery.noise(900, 600), "JPEG", quality=95))
    work(Plan({**STUDIO_SLOTS, "mail/body": LETTER, "sms/x": Slot("x", "SMS", 500, bytes_max=3_000)}, PLAN.first))
    published = actions.publish(actor=scene.EDITOR, variant_id=variant(row.pk))
    assert published.content.blocks[1].image_id == row.pk
    with pytest.raises(
        PublishRefused, match=r"Block 2 \(image\): SMS may have 3 KB, and even at its plainest"
    ) as refused:
        actions.publish(actor=scene.EDITOR, variant_id=variant(row.pk, "mail", "sms"))
    assert [one.block_id for one in refused.value.problems if "plainest" in one.message] == ["b2"]
    broken = gallery.image(gallery.photo(kind="PNG")[:5_000], "cut.png")
    work(PLAN)
    with pytest.raises(PublishRefused, match="cannot be read to its end"):
        actions.publish(actor=scene.EDITOR, variant_id=variant(broken.pk))


def test_what_a_feed_brought_is_cut_for_letters_until_a_version_shows_it() -> None:
    row = gallery.image(gallery.photo(), is_for_all=False)
    work()
    assert queries.picture(row.pk, "mail/body")
    assert not queries.picture(row.pk, "web_hero/wide")
    variant(row.pk)
    work()
    assert queries.picture(row.pk, "web_hero/wide")


def test_no_letter_and_no_page_of_the_studio_opens_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    row, waiting = gallery.image(gallery.photo()), gallery.image(gallery.photo(300, 300))
    gallery.make_ready()
    MediaImage.objects.filter(pk=waiting.pk).update(settled="")
    waiting.renditions.all().delete()
    number = variant(row.pk)
    published = actions.publish(actor=scene.EDITOR, variant_id=number)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a picture was opened")

    monkeypatch.setattr(Image, "open", refuse)
    monkeypatch.setattr("willow.Image.open", refuse)
    html = adapt.compiled(published, "mail").letter.html.fixed
    assert f"/media/renditions/{row.pk}/mail-body-2x-" in html
    for spec in ("max-165x165", Filter("max-800x600"), "fill-600x338", "original"):
        shown = row.get_rendition(spec)
        assert shown.img_tag().startswith("<img ")
        assert shown.width > 0
    assert "being-made" in waiting.get_rendition("max-165x165").url
    assert row.get_renditions("max-165x165")["max-165x165"].url.endswith(".webp")
    assert adapt.compiled(published, "mail") is adapt.compiled(published, "mail")


def test_a_letter_that_was_compiled_shows_the_new_file_when_there_is_one() -> None:
    row = gallery.image(gallery.photo(kind="PNG"), "a.png")
    gallery.make_ready()
    published = actions.publish(actor=scene.EDITOR, variant_id=variant(row.pk))
    before = adapt.compiled(published, "mail").letter.html.fixed
    row.refresh_from_db()
    row.file = ContentFile(gallery.photo(800, 800), "b.jpg")
    row.save()
    gallery.make_ready()
    after = adapt.compiled(published, "mail").letter.html.fixed
    assert before != after
    assert pictures.of_letter(published.content)[row.pk].path in after


def test_what_was_made_before_there_were_slots_is_shown_until_it_is_made_for_them() -> None:
    row = gallery.image(gallery.photo())
    for spec in ("width-1036", "max-165x165", "fill-9x9"):
        MediaRendition.objects.create(image=row, filter_spec=spec, file=f"images/{spec}.jpg", width=90, height=60)
    import_module("ninefold.content.migrations.0019_renditions_per_slot").keep_showing(apps, None)
    before = queries.picture(row.pk, "mail/body")
    assert before is not None
    assert before.plain.path == "/media/images/width-1036.jpg"
    assert row.get_rendition("max-165x165").url == "/media/images/max-165x165.jpg"
    gallery.make_ready()
    after = queries.picture(row.pk, "mail/body")
    assert after is not None
    assert "/media/renditions/" in after.plain.path
    assert len(after.files) == 1
