"""Feeds stay in sync: conditional, with where it came from, changes as drafts, and nothing of the team's lost."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from wagtail.models import Revision

from ninefold.content import actions as content
from ninefold.content import queries as items
from ninefold.content.feeds import actions, job, places, queries
from ninefold.content.feeds.types import Arrival, FeedKind, Origin
from ninefold.content.models import ContentItem, FeedDocument, Variant
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Role
from ninefold.kernel.database import leases
from ninefold.kernel.errors import BadInput, NotAllowed
from tests import forks
from tests.content import feeding, scene
from tests.content.feeding import OWNER, Site

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Needle</title>
<language>en</language>{items}</channel></rss>"""
ITEM = """<item><title>{title}</title><guid>{key}</guid><link>https://blog.example/{key}</link>
<dc:creator>Ada Lee</dc:creator>
<pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate><content:encoded><![CDATA[<p>{text}</p>]]></content:encoded></item>"""


@pytest.fixture(autouse=True)
def _small_install(database: object, data_folder: Path) -> Iterator[None]:
    with feeding.install(feeds_folder=data_folder / "shared"), scene.installed():
        yield
    job.close()
    for name in ("feeds", "shared"):
        shutil.rmtree(data_folder / name, ignore_errors=True)


@pytest.fixture
def site() -> Iterator[Site]:
    with feeding.site() as made:
        yield made


def rss(**texts: str) -> bytes:
    return RSS.format(
        items="".join(ITEM.format(key=key, title=key.title(), text=text) for key, text in texts.items())
    ).encode()


def documents(feed_id: int, show: str = "") -> dict[str, Origin]:
    return {one.key: one for one in queries.documents(feed_id, show=show)}


def said(one: Origin) -> str:
    return " ".join(block.text for block in items.draft(one.variant_id).blocks)


def test_a_feed_is_read_once_and_then_only_what_is_new(site: Site) -> None:
    site.pages["/feed"] = rss(vinyl="How vinyl is pressed.", needles="When to change a needle.")
    made = feeding.feed(FeedKind.SYNDICATION, f"{site.url}/feed", every_minutes=60)

    first = feeding.turn(made.id)

    assert (first.problem, first.failures, first.is_reading) == ("", 0, False)
    assert first.next_at == pytest.approx(clock.now_us() + 3600 * 10**6, abs=30 * 10**6)
    found = documents(made.id)
    assert set(found) == {"vinyl", "needles"}
    assert (found["vinyl"].title, found["vinyl"].authors) == ("Vinyl", ("Ada Lee",))
    assert found["vinyl"].url == "https://blog.example/vinyl"
    assert found["vinyl"].published_at == 1772532000 * 10**6
    assert "How vinyl is pressed." in said(found["vinyl"])
    assert not Variant.objects.filter(live=True).exists()
    again = feeding.read(made.id)
    assert (again.failures, again.changed_at) == (0, first.changed_at)
    assert "if-none-match" in site.asked[-1][1]
    assert site.asked[-1][1]["user-agent"].startswith("Ninefold (+http")
    assert set(documents(made.id)) == {"vinyl", "needles"}


def test_a_change_becomes_a_revision_and_what_falls_out_of_the_news_stays(site: Site) -> None:
    site.pages["/feed"] = rss(vinyl="How vinyl is pressed.", needles="When to change a needle.")
    made = feeding.feed(FeedKind.SYNDICATION, f"{site.url}/feed")
    feeding.turn(made.id)
    before = documents(made.id)
    site.pages["/feed"] = rss(vinyl="How vinyl is pressed today.")
    feeding.read(made.id)
    after = documents(made.id)

    assert after["vinyl"].variant_id == before["vinyl"].variant_id
    assert "pressed today" in said(after["vinyl"])
    row = Variant.objects.get(pk=after["vinyl"].variant_id)
    assert row.revisions.count() == 2
    assert not after["needles"].gone_at


def test_what_the_team_changed_is_never_overwritten(site: Site) -> None:
    site.pages["/feed"] = rss(vinyl="How vinyl is pressed.")
    made = feeding.feed(FeedKind.SYNDICATION, f"{site.url}/feed")
    feeding.turn(made.id)
    [ours] = documents(made.id).values()
    content.revise_variant(actor=OWNER, variant_id=ours.variant_id, content=scene.letter(text="Our own words."))
    site.pages["/feed"] = rss(vinyl="Their newer words.")
    feeding.read(made.id)

    [waits] = documents(made.id, "waiting").values()
    assert "Our own words." in said(waits)
    own, theirs = queries.compared(waits.id)
    assert "Our own words." in [block.text for block in own.blocks]
    assert "Their newer words." in [block.text for block in theirs.blocks]
    actions.take_waiting(actor=OWNER, document_id=waits.id)
    assert "Their newer words." in said(waits)
    assert not documents(made.id, "waiting")
    site.pages["/feed"] = rss(vinyl="Their newest words.")
    feeding.read(made.id)
    assert "Their newest words." in said(waits)


def test_our_version_can_be_kept(site: Site) -> None:
    site.pages["/feed"] = rss(vinyl="How vinyl is pressed.")
    made = feeding.feed(FeedKind.SYNDICATION, f"{site.url}/feed")
    feeding.turn(made.id)
    [ours] = documents(made.id).values()
    content.revise_variant(actor=OWNER, variant_id=ours.variant_id, content=scene.letter(text="Our own words."))
    site.pages["/feed"] = rss(vinyl="Their newer words.")
    feeding.read(made.id)
    actions.keep_ours(actor=OWNER, document_id=ours.id)
    assert "Our own words." in said(ours)
    with pytest.raises(Exception, match="Nothing waits"):
        queries.compared(ours.id)


def test_a_feed_that_is_trusted_publishes_and_changes_what_is_live(site: Site) -> None:
    site.pages["/feed"] = rss(vinyl="How vinyl is pressed.")
    made = feeding.feed(FeedKind.SYNDICATION, f"{site.url}/feed", arrival=Arrival.PUBLISHED)
    feeding.turn(made.id)
    [one] = documents(made.id).values()
    assert Variant.objects.get(pk=one.variant_id).live
    site.pages["/feed"] = rss(vinyl="How vinyl is pressed today.")
    feeding.read(made.id)
    live = items.published_variant(one.variant_id)
    assert "How vinyl is pressed today." in [block.text for block in live.content.blocks]


def test_an_article_that_has_another_id_now_is_not_published_twice(site: Site) -> None:
    words = " ".join(f"word{number}" for number in range(60))
    site.pages["/feed"] = rss(vinyl=words)
    made = feeding.feed(FeedKind.SYNDICATION, f"{site.url}/feed", arrival=Arrival.PUBLISHED)
    feeding.turn(made.id)
    site.pages["/feed"] = rss(moved=words)
    feeding.read(made.id)
    found = documents(made.id)
    live = {key: Variant.objects.get(pk=one.variant_id).live for key, one in found.items()}
    assert live == {"vinyl": True, "moved": False}
    assert "almost the same" in found["moved"].problem
    site.pages["/feed"] = rss(vinyl=f"{words} changed")
    feeding.read(made.id)
    published = items.published_variant(found["vinyl"].variant_id)
    assert f"{words} changed" in [block.text for block in published.content.blocks]


def test_to_trust_a_feed_takes_the_right_to_publish(site: Site) -> None:
    expert = Actor("user:9", "Eve", frozenset({Role.EXPERT}))
    trusted = actions.Wanted("News", FeedKind.PAGE, site.url, arrival=Arrival.PUBLISHED)
    with pytest.raises(NotAllowed):
        actions.create_feed(actor=expert, wanted=trusted, now=clock.now_us())
    made = actions.create_feed(actor=OWNER, wanted=trusted, now=clock.now_us())
    with pytest.raises(NotAllowed):
        actions.change_feed(
            actor=expert, feed_id=made.id, wanted=actions.Wanted("News", FeedKind.PAGE, "https://evil.example"), now=1
        )
    with pytest.raises(NotAllowed):
        actions.create_feed(actor=scene.ANALYST, wanted=actions.Wanted("x", FeedKind.PAGE, site.url), now=1)


def test_else_what_comes_in_asks_for_a_review_and_a_newer_version_does_so_anew(site: Site) -> None:
    site.pages["/feed"] = rss(vinyl="How vinyl is pressed.")
    made = feeding.feed(FeedKind.SYNDICATION, f"{site.url}/feed", arrival=Arrival.REVIEW)
    feeding.turn(made.id)
    site.pages["/feed"] = rss(vinyl="How vinyl is pressed today.")
    feeding.read(made.id)
    [one] = documents(made.id).values()
    state = Variant.objects.get(pk=one.variant_id).current_workflow_state
    assert state is not None
    assert "today" in str(state.current_task_state.revision.content)


def test_a_feed_that_fails_is_told_retried_later_and_blocks_no_other(site: Site) -> None:
    site.pages["/busy"] = lambda handler: feeding.answer(handler, b"", 503, Retry_After="7200")
    site.pages["/well"] = rss(vinyl="How vinyl is pressed.")
    failing = feeding.feed(FeedKind.SYNDICATION, f"{site.url}/busy", name="Failing", every_minutes=15)
    broken = feeding.feed(FeedKind.SYNDICATION, f"{site.url}/gone", name="Broken", every_minutes=15)
    well = feeding.feed(FeedKind.SYNDICATION, f"{site.url}/well", name="Well")

    assert feeding.turn(well.id).problem == ""
    told, lost = feeding.turn(failing.id), feeding.turn(broken.id)

    assert told.problem == "127.0.0.1 answers with an error (503)."
    assert told.next_at >= clock.now_us() + 7100 * 10**6  # as it asked for
    assert lost.problem == "127.0.0.1 has nothing at this address."
    waits = [lost.next_at - clock.now_us(), *(feeding.read(broken.id).next_at - clock.now_us() for _ in range(3))]
    assert waits == sorted(waits)
    assert waits[-1] > 3 * waits[0]
    site.pages["/gone"] = rss(vinyl="Back again.")
    back = feeding.read(broken.id)
    assert (back.failures, back.problem) == (0, "")


def test_markdown_with_its_authors_is_read_from_the_folder_that_may_be_read(data_folder: Path) -> None:
    folder = data_folder / "shared" / "docs"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.md").write_text("---\ntitle: First\nauthors: [Ada, Bo]\nlang: de\n---\nText of *the first*.\n")
    (folder / "deep" / "b.md").write_text("+++\ntitle = 'Second'\n+++\nText of the second.\n")
    (folder / "broken.md").write_text("---\ntitle: [\n---\nText.\n")
    (folder / "bomb.md").write_text("---\na: &a [x,x]\nb: &b [*a,*a]\n---\nText.\n")
    (folder / "link.md").symlink_to("/etc/passwd")
    made = feeding.feed(FeedKind.MARKDOWN, "docs")
    feeding.turn(made.id)

    found = documents(made.id)
    assert set(found) == {"a.md", "deep/b.md", "broken.md", "bomb.md"}
    assert (found["a.md"].title, found["a.md"].authors) == ("First", ("Ada", "Bo"))
    assert items.draft(found["a.md"].variant_id).tag == "de"
    assert found["broken.md"].problem.startswith("What stands before the text cannot be read")
    assert "aliases" in found["bomb.md"].problem
    (folder / "a.md").unlink()
    (folder / "broken.md").write_text("---\ntitle: Mended\n---\nText.\n")
    feeding.read(made.id)
    after = documents(made.id)
    assert after["a.md"].gone_at
    assert after["a.md"].item_id == found["a.md"].item_id  # shown as gone, and kept
    assert (after["broken.md"].title, after["broken.md"].problem) == ("Mended", "")
    assert "Text of the first." in said(after["a.md"])


@pytest.mark.parametrize("place", ["../secret", "/etc", "docs/../../x"])
def test_no_other_folder_of_this_machine_is_read(place: str, data_folder: Path) -> None:
    (data_folder / "shared").mkdir(exist_ok=True)
    (data_folder / "shared" / "way").symlink_to("/etc")
    for one in (place, "way"):
        with pytest.raises(BadInput, match=r"outside|no “"):
            feeding.feed(FeedKind.MARKDOWN, one)
    with feeding.install(feeds_folder=None), pytest.raises(BadInput, match="No folder"):
        feeding.feed(FeedKind.MARKDOWN, "docs")


def test_an_item_that_the_team_deleted_does_not_come_back(site: Site) -> None:
    site.pages["/feed"] = rss(vinyl="How vinyl is pressed.")
    made = feeding.feed(FeedKind.SYNDICATION, f"{site.url}/feed")
    feeding.turn(made.id)
    [one] = documents(made.id).values()
    Variant.objects.get(pk=one.variant_id).item.delete()
    site.pages["/feed"] = rss(vinyl="How vinyl is pressed today.")
    feeding.read(made.id)
    assert [row.item_id for row in FeedDocument.objects.all()] == [None]
    assert not Variant.objects.exists()


def test_an_empty_answer_changes_nothing(site: Site) -> None:
    site.pages["/a.csv"] = b"key,title,body\n1,One,The first text.\n2,Two,<p>The second text.</p>\n"
    made = feeding.feed(FeedKind.TABLE, f"{site.url}/a.csv")
    feeding.turn(made.id)
    site.pages["/a.csv"] = b"key,title,body\n"
    told = feeding.read(made.id)
    assert "nothing was changed" in told.problem
    assert not documents(made.id, "gone")
    site.pages["/a.csv"] = b"key,title,body\n1,One,The first text.\n"
    feeding.read(made.id)
    assert list(documents(made.id, "gone")) == ["2"]


def test_two_of_one_key_are_told_and_the_first_holds() -> None:
    made = feeding.feed(FeedKind.TABLE, file=b"key,title,body\n1,One,The first text.\n1,Two,The second text.\n")
    for _ in range(2):
        feeding.read(made.id)
        found = documents(made.id)
        assert found["1"].title == "One"
        assert [one.problem[:12] for one in found.values() if not one.item_id] == ["Another one "]


def test_what_says_almost_the_same_is_found(site: Site) -> None:
    words = [f"word{number}" for number in range(200)]
    other = [f"other{number}" for number in range(200)]
    site.pages["/feed"] = rss(
        vinyl=" ".join(words), copy=" ".join([*words[:100], "changed", *words[101:]]), far=" ".join(other)
    )
    made = feeding.feed(FeedKind.SYNDICATION, f"{site.url}/feed")
    feeding.turn(made.id)
    found = documents(made.id)
    assert [twin.title for twin in found["vinyl"].twins] == ["Copy"]
    assert [twin.title for twin in found["copy"].twins] == ["Vinyl"]
    assert found["far"].twins == ()
    assert set(documents(made.id, "alike")) == {"vinyl", "copy"}


WORKER = """
import time
import django
django.setup()
from ninefold.content.feeds import job
from ninefold.kernel import clock
while True:
    job.advance(now=clock.now_us())
    time.sleep(0.01)
"""


def test_an_import_that_is_killed_goes_on_where_it_was_and_doubles_nothing() -> None:
    rows = "".join(f"{number},Article {number},Text number {number}.\n" for number in range(150))
    made = feeding.feed(FeedKind.TABLE, file=f"key,title,body\n{rows}".encode())
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "ninefold.web.config"}
    progress = []
    for _ in range(3):
        with tempfile.TemporaryFile() as out:
            worker = forks.Forked(["-c", WORKER], environ, out, out)
            until = time.monotonic() + 60
            while queries.feed(made.id).taken <= (progress[-1] if progress else 0) and time.monotonic() < until:
                time.sleep(0.01)
            worker.kill()
            worker.wait()
        leases.forget(expired_seconds=-3600)  # as if the dead worker's lease had run out
        progress.append(queries.feed(made.id).taken)
    assert 0 < progress[0] < progress[1] < progress[2] < 150

    assert feeding.turn(made.id).problem == ""
    assert FeedDocument.objects.count() == 150
    assert Variant.objects.count() == 150
    assert ContentItem.objects.count() == 150
    assert Revision.objects.count() == 150
    assert not list((places.folder(made.id)).glob("*/lines.jsonl"))


def test_a_feed_that_is_stopped_leaves_its_reading_and_can_be_read_again(site: Site) -> None:
    site.pages["/feed"] = rss(**{f"n{number}": f"Text {number}." for number in range(60)})
    made = feeding.feed(FeedKind.SYNDICATION, f"{site.url}/feed", every_minutes=15)
    while not queries.feed(made.id).taken:
        job.advance(now=clock.now_us())
    actions.stop_feed(actor=OWNER, feed_id=made.id)
    stopped = feeding.turn(made.id)
    assert (stopped.is_stopped, stopped.is_reading) == (True, False)
    assert job.advance(now=clock.now_us() + 3600 * 10**6) == 0
    feeding.read(made.id)
    assert FeedDocument.objects.count() == 60
