"""A variant's versions: who wrote what beside the text, comments, two compared, an older one restored."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client

from ninefold.adapt import fit
from ninefold.channel.models import Service
from ninefold.content import actions as content
from ninefold.content import queries as contents
from ninefold.content.authorship import Author, AuthorKind
from ninefold.content.comments import actions as commenting
from ninefold.content.comments import queries as comments
from ninefold.content.feeds.taking import actor_of
from ninefold.content.models import ContentItem, Feed, Variant
from ninefold.content.types import Term, VariantContent
from ninefold.content.versions import actions, queries
from ninefold.culture import actions as culture
from ninefold.culture.types import Community
from ninefold.kernel import clock
from ninefold.kernel.actors import Role
from ninefold.kernel.errors import BadInput, NotAllowed, NotFound
from ninefold.kernel.mentions import Mentions
from ninefold.kernel.users.models import User
from ninefold.pipeline import reviewing
from tests.catalyst import scene
from tests.content.scene import installed, letter
from tests.web.test_content import form_of
from tests.web.test_reviews import member, signed_in, words


@pytest.fixture(autouse=True)
def _stage(database: object) -> Iterator[None]:
    scene.an_address()
    with installed(fit.report):
        yield


def member_id(name: str) -> int:
    return int(User.objects.get(username=name).pk)


def said(text: str) -> VariantContent:
    return letter(text=text)


def a_variant(author: Author | None = None) -> tuple[int, int]:
    """A variant that Ann wrote and Ben changed; and its item."""
    ann, ben = member("ann", Role.AUTHOR), member("ben", Role.EDITOR)
    item = content.create_item(actor=ann.actor(), title="Autumn box")
    variant = content.create_variant(
        actor=ann.actor(), item_id=item.id, content=said("Twelve records for 19.90."), author=author
    )
    content.revise_variant(actor=ben.actor(), variant_id=variant, content=said("Twelve fine records for 24.90."))
    return variant, item.id


def test_the_page_says_who_wrote_what_and_the_sheet_by_which_share() -> None:
    variant, item = a_variant(Author(AuthorKind.MODEL, "llama3"))
    member("olga", Role.OWNER)
    client = signed_in(member("max", Role.EDITOR))
    page = words(client.get(f"/versions/{variant}/"))
    assert "drafted by llama3 language model , asked for by Ann, changed by Ben" in page
    assert "fine" in page
    sheet = words(client.get(f"/content/{item}/"))
    assert "Written by llama3 language model" in sheet
    assert "Ben" in sheet


def test_feeds_and_lexicons_are_authors_of_their_own_kind() -> None:
    feed = Feed.objects.create(name="The blog", kind="syndication", arrival="draft", made_by="Olga")
    item = content.create_item(actor=actor_of(feed), title="From afar")
    variant = content.create_variant(actor=actor_of(feed), item_id=item.id, content=letter())
    [row] = queries.versions(variant)
    assert row.author == Author(AuthorKind.FEED, "The blog")
    client = signed_in(member("max", Role.EDITOR))
    assert "The blog feed" in words(client.get(f"/versions/{variant}/"))


def written_by(variant: int) -> dict[str, tuple[AuthorKind, AuthorKind, tuple[AuthorKind, ...]]]:
    """By the block's text of the newest version: who began it, who changed it last, whose words stand in it."""
    draft = contents.draft(variant)
    texts = {block.id: block.text for block in draft.blocks} | {"subject": draft.subject}
    return {
        texts[one.block_id]: (
            one.begun_by.kind, one.changed_by.kind, tuple(sorted({author.kind for author in one.words}))
        )
        for one in queries.written(variant)
        if one.block_id in texts
    }  # fmt: skip


def with_lexicon(item: int, client: Client) -> int:
    """The number of the version that vinyl collectors' lexicon drafts of an item."""
    culture.save_community(actor=scene.ACTOR, community=Community("vinyl", "Vinyl collectors", "en-x-vinyl"))
    content.save_term(actor=scene.ACTOR, term=Term("vinyl", "platters", "records"), now=clock.now_us())
    kept = client.post(f"/lexicons/vinyl/draft/{item}/")
    return int(kept["Location"].rstrip("/").rpartition("/")[2])


def test_what_a_lexicon_did_not_touch_stays_with_who_wrote_it() -> None:
    _, item = a_variant()
    client = signed_in(member("max", Role.EDITOR))
    drafted = with_lexicon(item, client)
    found = written_by(drafted)
    team, lexicon = AuthorKind.TEAM, AuthorKind.LEXICON
    assert found["The autumn box is here"] == (team, team, (team,))
    assert found["The autumn box"] == (team, team, (team,))
    assert found["Twelve fine platters for 24.90."] == (team, lexicon, (lexicon, team))
    assert dict(queries.written_of_item(item))[Author(lexicon, "Vinyl collectors", member_id("max"))] == 2
    page = words(client.get(f"/versions/{drafted}/"))
    assert "drafted by Ann , changed by Vinyl collectors lexicon" in page


def test_a_version_drafted_from_a_drafted_one_goes_back_to_its_first_author() -> None:
    _, item = a_variant()
    drafted = with_lexicon(item, signed_in(member("max", Role.EDITOR)))
    again = replace(contents.draft(drafted), tag="en-GB")
    ben = User.objects.get(username="ben")
    again = replace(again, blocks=tuple(replace(one, id="") for one in again.blocks))
    third = content.create_variant(actor=ben.actor(), item_id=item, content=again)
    text = "Twelve fine platters for 24.90."
    assert written_by(third)[text][0] is AuthorKind.TEAM
    assert written_by(third)[text][2] == (AuthorKind.LEXICON, AuthorKind.TEAM)
    content.revise_variant(
        actor=ben.actor(), variant_id=drafted, content=replace(letter("en-x-vinyl"), subject="Later")
    )
    assert AuthorKind.LEXICON in written_by(third)[text][2], "what the source says later is no part of it"


def test_what_a_language_model_left_as_it_was_stays_with_who_wrote_it() -> None:
    variant, item = a_variant()
    draft = contents.draft(variant)
    heading, body = draft.blocks
    said = replace(
        draft, tag="en-GB",
        blocks=(replace(heading, id=""), replace(body, id="", text="Twelve very fine records for 24.90.")),
    )  # fmt: skip
    model = Author(AuthorKind.MODEL, "llama3")
    max_ = member("max", Role.EDITOR)
    drafted = written_by(content.create_variant(actor=max_.actor(), item_id=item, content=said, author=model))
    team, llama = AuthorKind.TEAM, AuthorKind.MODEL
    assert drafted["The autumn box is here"] == (team, team, (team,))
    assert drafted["Twelve very fine records for 24.90."] == (team, llama, (llama, team))
    german = replace(
        said, tag="de", subject="Die Herbstkiste", preheader="Zwölf Platten",
        blocks=(replace(heading, id="", text="Die Kiste ist da"), replace(body, id="", text="Zwölf Platten für 24,90")),
    )  # fmt: skip
    translated = content.create_variant(actor=max_.actor(), item_id=item, content=german, author=model)
    assert set(written_by(translated).values()) == {(llama, llama, (llama,))}


def test_a_copied_version_is_not_its_copyists() -> None:
    variant, item = a_variant()
    client = signed_in(member("max", Role.EDITOR))
    said_ = {"subject": "The autumn box", "preheader": "Twelve records",
             "body-0-value-text": "Twelve fine records for 24.90."}  # fmt: skip
    copied = form_of(client, variant, tag="en-GB", **said_)
    assert client.get(f"/snippets/content/variant/copy/{variant}/").status_code == 200
    assert client.post("/snippets/content/variant/add/", copied).status_code == 302
    copy = Variant.objects.get(item_id=item, tag="en-GB")
    found = queries.written(copy.pk)
    assert {one.changed_by.user_id for one in found} == {member_id("ann"), member_id("ben")}


def test_two_versions_are_compared_and_an_older_one_is_restored_as_a_draft() -> None:
    variant, _ = a_variant()
    client = signed_in(member("max", Role.AUTHOR))
    content.publish(actor=member("olga", Role.OWNER).actor(), variant_id=variant)
    newer, older = queries.versions(variant)
    page = client.get(f"/versions/{variant}/compare/?before={older.id}&after={newer.id}")
    html = page.content.decode()
    assert '<del class="fact">19.90</del>' in html
    assert '<ins class="fact">24.90</ins>' in html
    assert "<ins>fine </ins>" in html or "<ins> fine</ins>" in html
    assert "Not stated any more: 19.90" in words(page)
    live = contents.published_variant(variant).content
    answer = client.post(f"/versions/{variant}/restore/", {"version": older.id})
    assert answer.status_code == 302
    assert contents.draft(variant).blocks[1].text == "Twelve records for 19.90."
    assert contents.published_variant(variant).content == live
    assert queries.versions(variant)[0].is_newest
    with pytest.raises(NotFound):
        queries.content(variant, 999_999)
    other, _ = content.create_item(actor=scene.ACTOR, title="Other"), None
    stranger = content.create_variant(actor=scene.ACTOR, item_id=other.id, content=letter())
    with pytest.raises(NotFound):
        queries.content(stranger, older.id)


def test_nothing_is_restored_under_the_eyes_of_who_reviews() -> None:
    variant, _ = a_variant()
    max_ = member("max", Role.AUTHOR)
    older = queries.versions(variant)[-1]
    content.submit_variant(actor=max_.actor(), variant_id=variant)
    with pytest.raises(BadInput, match="in review"):
        actions.restore(actor=max_.actor(), variant_id=variant, revision_id=older.id)


def test_comments_are_said_answered_settled_and_told_to_who_is_concerned() -> None:
    variant, item = a_variant()
    olga, max_ = member("olga", Role.OWNER), member("max", Role.EDITOR)
    client = signed_in(max_)
    client.post(f"/versions/{variant}/comment/", {"block": "b2", "text": "Is the price right, @olga? Not @nobody's."})
    [thread] = comments.threads(variant)
    assert (thread.block_id, thread.quote) == ("b2", "Twelve fine records for 24.90.")
    reviewing.tell_team(clock.now_us())
    reviewing.tell_team(clock.now_us())
    assert [one.address for one in Service.objects.all()] == ["olga@demo.example"]
    assert "A comment for you: “Is the price right" in words(signed_in(olga).get("/"))
    assert "1 open comment" in words(client.get(f"/content/{item}/"))
    Service.objects.all().delete()
    signed_in(olga).post(f"/versions/{variant}/comment/", {"first": thread.id, "text": "It is."})
    reviewing.tell_team(clock.now_us())
    assert [one.address for one in Service.objects.all()] == ["max@demo.example"]
    assert "A comment for you" not in words(signed_in(olga).get("/"))
    client.post(f"/versions/comment/{thread.id}/", {"do": "resolve"})
    page = words(client.get(f"/versions/{variant}/"))
    assert "settled" in page
    assert "by Max" in page
    client.post(f"/versions/{variant}/comment/", {"first": thread.id, "text": "Still?"})
    assert not comments.comment(thread.id).resolved_at
    assert client.post(f"/versions/{variant}/comment/", {"block": "b2", "text": " "}).status_code == 422


def test_a_comment_is_its_own_to_take_back_and_stays_where_its_block_went() -> None:
    variant, _ = a_variant()
    max_, olga = member("max", Role.EDITOR), member("olga", Role.OWNER)
    said_ = commenting.say(actor=max_.actor(), variant_id=variant, text="Too long.", block_id="b2", now=clock.now_us())
    short = replace(letter(), blocks=letter().blocks[:1])
    content.revise_variant(actor=olga.actor(), variant_id=variant, content=short)
    page = words(signed_in(olga).get(f"/versions/{variant}/"))
    assert "On blocks that are gone" in page
    assert "on “Twelve fine records for 24.90.”" in page
    with pytest.raises(NotAllowed):
        commenting.take_back(actor=member("eve", Role.EDITOR).actor(), comment_id=said_.id)
    signed_in(olga).post(f"/versions/comment/{said_.id}/", {"do": "delete"})
    assert comments.threads(variant) == []


def test_who_does_not_write_content_sees_no_comment_and_no_reader_does() -> None:
    variant, item = a_variant()
    olga = member("olga", Role.OWNER)
    commenting.say(actor=olga.actor(), variant_id=variant, text="SECRET doubt", block_id="b2", now=clock.now_us())
    assert signed_in(member("ana", Role.ANALYST)).get(f"/versions/{variant}/").status_code == 403
    content.publish(actor=olga.actor(), variant_id=variant)
    ContentItem.objects.filter(pk=item).update(is_public=True)
    found = ContentItem.objects.get(pk=item)
    public = signed_in(olga)
    public.defaults["SERVER_NAME"] = "127.0.0.1"
    for path in ("/content.json", f"/content/{found.uuid}", f"/content/{found.uuid}.json", "/content.rss"):
        answer = public.get(path)
        assert answer.status_code == 200
        assert "SECRET" not in answer.content.decode()
    assert "SECRET" not in str(contents.published_variant(variant))
    assert "SECRET" not in str(Variant.objects.get(pk=variant).get_latest_revision().content)


def test_an_erased_person_is_masked_in_comments_and_an_account_that_goes_leaves_no_name() -> None:
    variant, _ = a_variant()
    max_ = member("max", Role.EDITOR)
    commenting.say(
        actor=max_.actor(), variant_id=variant, text="ana1@demo.example complained.", now=clock.now_us()
    )  # fmt: skip
    content.mask(mentions=Mentions([("email", "ana1@demo.example")], key=b"k"))
    assert comments.threads(variant)[0].text == "erased complained."
    max_.delete()
    page = words(signed_in(member("eve", Role.EDITOR)).get(f"/versions/{variant}/"))
    assert "somebody who left" in page
    assert "Max" not in page
