"""What goes out and ends by itself: at its hour, once, told before; an ended item's page says so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, Revision

from ninefold.adapt import fit
from ninefold.content import actions as content
from ninefold.content import jobs
from ninefold.content import queries as contents
from ninefold.content.comments import queries as comments
from ninefold.content.models import ContentItem, Variant
from ninefold.content.schedule import queries
from ninefold.content.schedule.queries import Happening
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Role
from ninefold.kernel.users.models import User
from tests.catalyst import scene
from tests.content.scene import installed, letter
from tests.web.test_reviews import form_of, member, signed_in, words

HOUR_US = 3_600_000_000


@pytest.fixture(autouse=True)
def _stage(database: object) -> Iterator[None]:
    scene.an_address()
    clock.drive(clock.now())
    with installed(fit.report), mock.patch("django.utils.timezone.now", clock.now):
        yield
    clock.release()


def later(hours: float) -> None:
    clock.drive(clock.now() + timedelta(hours=hours))


def a_variant(*, is_public: bool = True, facts: tuple[str, ...] = ()) -> Variant:
    item = content.create_item(actor=scene.ACTOR, title="Autumn box", is_public=is_public, facts=facts)
    number = content.create_variant(actor=scene.ACTOR, item_id=item.id, content=letter())
    row: Variant = Variant.objects.get(pk=number)
    return row


def planned(user: User, row: Variant, *, in_hours: int = 0, until_hours: int = 0) -> None:
    """Publish it as the editor does: at its hour, until its end."""
    row.go_live_at = clock.now() + timedelta(hours=in_hours) if in_hours else None
    row.expire_at = clock.now() + timedelta(hours=until_hours) if until_hours else None
    row.publish(row.save_revision(user=user), user=user)


def is_live(row: Variant) -> bool:
    return Variant.objects.filter(pk=row.pk, live=True).exists()


def test_a_version_goes_out_at_its_hour_and_only_once_with_two_workers() -> None:
    ed, row = member("ed", Role.EDITOR), a_variant()
    planned(ed, row, in_hours=2, until_hours=90)
    entry, end = queries.entries(now=clock.now_us())
    assert end.happening is Happening.ENDS
    assert (entry.happening, entry.variant_id, entry.problems) == (Happening.GOES_OUT, row.pk, ())
    assert jobs.publish_due(now=clock.now_us()) == 0
    assert not is_live(row)
    later(50)  # nobody worked meanwhile
    done: list[int] = []

    def work() -> None:
        try:
            done.append(jobs.publish_due(now=clock.now_us()))
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(done) == [0, 1]
    assert is_live(row)
    assert ModelLogEntry.objects.filter(object_id=str(row.pk), action="wagtail.publish").count() == 1
    assert [one.happening for one in queries.entries(now=clock.now_us())] == [Happening.ENDS]


def test_what_was_put_off_meanwhile_does_not_go_out() -> None:
    ed, row = member("ed", Role.EDITOR), a_variant()
    planned(ed, row, in_hours=2)
    Revision.objects.filter(pk=row.latest_revision_id).update(approved_go_live_at=None)
    later(3)
    assert jobs.publish_due(now=clock.now_us()) == 0
    assert not is_live(row)


def test_an_ended_item_is_not_read_and_its_page_says_so() -> None:
    ed, row = member("ed", Role.EDITOR), a_variant()
    planned(ed, row, until_hours=2)
    uuid, public = row.item.uuid, Client(SERVER_NAME="127.0.0.1")
    assert public.get(f"/content/{uuid}").status_code == 200
    assert [one.happening for one in queries.entries(now=clock.now_us())] == [Happening.ENDS]
    later(3)
    for is_done in (False, True):  # before the worker came to it, and after
        if is_done:
            assert jobs.publish_due(now=clock.now_us()) == 1
            assert jobs.publish_due(now=clock.now_us()) == 0
            assert not is_live(row)
        page = public.get(f"/content/{uuid}")
        assert page.status_code == 410
        assert "This has ended" in words(page)
        assert public.get(f"/content/{uuid}.json").status_code == 410
        assert public.get("/content.json").json()["items"] == []
        assert contents.item(row.item_id).variants == ()
        assert contents.readable([row.item_id], ["mail"]) == set()


def test_an_item_past_its_last_day_says_so_and_a_private_one_says_nothing() -> None:
    ed, row = member("ed", Role.EDITOR), a_variant()
    planned(ed, row)
    ContentItem.objects.filter(pk=row.item_id).update(valid_until=clock.from_us(clock.now_us() + HOUR_US))
    assert [one.happening for one in queries.entries(now=clock.now_us())] == [Happening.ITEM_ENDS]
    later(2)
    public = Client(SERVER_NAME="127.0.0.1")
    assert public.get(f"/content/{row.item.uuid}").status_code == 410
    ContentItem.objects.filter(pk=row.item_id).update(is_public=False)
    assert public.get(f"/content/{row.item.uuid}").status_code == 404


def test_what_cannot_go_out_is_told_before_and_when_it_did_not() -> None:
    ed, ann = member("ed", Role.EDITOR), member("ann", Role.AUTHOR)
    row = a_variant(facts=("19.90",))
    row.save_revision(user=ann)
    planned(ed, row, in_hours=2)
    ContentItem.objects.filter(pk=row.item_id).update(facts="29.90")
    page = words(signed_in(ed).get("/schedule/"))
    assert "1 of these cannot go out" in page
    assert "29.90" in page
    assert "goes out by itself soon and could not" in words(signed_in(ann).get("/"))
    assert "29.90" in words(signed_in(ed).get(f"/content/{row.item_id}/"))
    later(3)
    assert jobs.publish_due(now=clock.now_us()) == 0
    assert not is_live(row)
    [said] = comments.threads(row.pk)
    assert said.by_house
    assert said.text.startswith("This was to go out by itself, and did not.")
    assert "A comment for you: “This was to go out by itself" in words(signed_in(ed).get("/"))
    assert "Ninefold" in words(signed_in(ann).get(f"/versions/{row.pk}/"))
    assert queries.entries(now=clock.now_us()) == []


def test_hours_are_the_companys() -> None:
    ed, row = member("ed", Role.EDITOR), a_variant()
    edit = reverse("wagtailsnippets_content_variant:edit", args=[row.pk])
    berlin = replace(settings.current(), time_zone=ZoneInfo("Europe/Berlin"))
    with mock.patch.object(settings, "current", return_value=berlin):
        client = signed_in(ed)
        draft = words(client.post(edit, form_of(row, go_live_at="2030-01-07T09:30"), follow=True))
        assert "It goes out on 7 January 2030, 09:30 CET once you press “Schedule to publish”" in draft
        assert "Planned; it holds once you press “Schedule to publish”: Goes out 7 January 2030, 09:30 CET" in draft
        done = client.post(edit, form_of(row, go_live_at="2030-01-07T09:30", **{"action-publish": "1"}), follow=True)
        assert "goes out by itself on 7 January 2030, 09:30 CET." in words(done)
        [entry] = queries.entries(now=clock.now_us())
        assert clock.from_us(entry.at).isoformat() == "2030-01-07T08:30:00+00:00"
        editor = client.get(edit)
        assert 'value="2030-01-07T09:30"' in editor.content.decode()
        assert "Hours are those of Europe/Berlin" in words(editor)
        assert "Goes out 7 January 2030, 09:30 CET" in words(editor)
        page = words(client.get("/schedule/"))
        assert "Monday, 7 January 2030 09:30" in page
        assert "Hours are those of Europe/Berlin" in page
        assert "7 January 2030, 09:30 CET" in words(client.get(f"/content/{row.item_id}/"))


def refused(field: str, **hours: str) -> str:
    """What the form of a version says to hours that cannot be kept."""
    ed, row = member("ed", Role.EDITOR), a_variant()
    edit = reverse("wagtailsnippets_content_variant:edit", args=[row.pk])
    berlin = replace(settings.current(), time_zone=ZoneInfo("Europe/Berlin"))
    with mock.patch.object(settings, "current", return_value=berlin):
        answer = signed_in(ed).post(edit, form_of(row, **{"go_live_at": "", "expire_at": "", **hours}))
    assert answer.status_code == 200, "it is not kept"
    said = answer.context["form"].errors
    assert list(said) == [field]
    assert "The hours cannot be kept as they are" in words(answer)
    assert "It is not saved yet. Mend what is marked in red." in words(answer)
    return " ".join(said[field])


def test_an_end_before_its_beginning_is_refused_with_what_to_do() -> None:
    said = refused("expire_at", go_live_at="2030-01-07T09:30", expire_at="2030-01-07T09:30")
    assert said == (
        "This is not after 7 January 2030, 09:30 CET, when it begins. Pick a later hour, or leave it empty."
    )


@pytest.mark.parametrize(("field", "way"), [("go_live_at", "publish at once"), ("expire_at", "so that it stays")])
def test_an_hour_that_is_over_is_refused_with_what_to_do(field: str, way: str) -> None:
    said = refused(field, **{field: "2020-01-07T09:30"})
    assert said.startswith("This hour is over: it is ")
    assert "CE" in said
    assert way in said


def test_what_is_no_hour_or_none_of_that_night_is_refused_with_what_to_do() -> None:
    assert refused("expire_at", expire_at="soon") == "Pick a day and an hour, such as 24 November 2026, 09:00."
    User.objects.all().delete()
    assert "Europe/Berlin are changed at that hour" in refused("go_live_at", go_live_at="2030-03-31T02:30")


def test_an_hour_of_the_past_that_was_kept_stays() -> None:
    ed, row = member("ed", Role.EDITOR), a_variant()
    planned(ed, row, in_hours=1)
    later(2)
    jobs.publish_due(now=clock.now_us())
    edit = reverse("wagtailsnippets_content_variant:edit", args=[row.pk])
    kept = Variant.objects.get(pk=row.pk).get_latest_revision_as_object().go_live_at
    form = form_of(row, subject="Again", go_live_at=f"{kept:%Y-%m-%dT%H:%M}")
    assert signed_in(ed).post(edit, form).status_code == 302


def test_a_life_span_that_ends_before_it_begins_is_refused_in_words() -> None:
    ed, row = member("ed", Role.EDITOR), a_variant()
    edit = reverse("wagtailsnippets_content_contentitem:edit", args=[row.item_id])
    typed = {"title": "Autumn box", "purpose": "news", "form_factors": ["mail"], "default_tag": "en",
             "valid_from": "2030-01-07T09:30", "valid_until": "2030-01-06T09:30"}  # fmt: skip
    said = words(signed_in(ed).post(edit, typed))
    assert "This is not after 7 January 2030, 09:30 UTC, when it begins." in said
    assert "content_item_life_span" not in said


def test_what_has_no_hours_says_until_when_it_stands() -> None:
    ed, row = member("ed", Role.EDITOR), a_variant()
    edit = reverse("wagtailsnippets_content_variant:edit", args=[row.pk])
    assert "Goes out when it is published, and stays. Set hours" in words(signed_in(ed).get(edit))
    content.publish(actor=ed.actor(), variant_id=row.pk)
    assert "It is out, and stays until it is taken down. Set hours" in words(signed_in(ed).get(edit))


def test_an_author_schedules_nothing() -> None:
    ann, row = member("ann", Role.AUTHOR), a_variant()
    edit = reverse("wagtailsnippets_content_variant:edit", args=[row.pk])
    signed_in(ann).post(edit, form_of(row, go_live_at="2030-01-07 09:30", **{"action-publish": "1"}))
    assert queries.entries(now=clock.now_us()) == []
    content.submit_variant(actor=ann.actor(), variant_id=row.pk)
    assert queries.entries(now=clock.now_us()) == []
