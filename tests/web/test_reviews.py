"""Reviews: who knows the subject is asked first, who may publish decides; authors publish by no way at all."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ninefold.adapt import fit
from ninefold.channel.models import Service
from ninefold.content import actions as content
from ninefold.content.models import ContentItem, Variant
from ninefold.content.reviews import actions, queries
from ninefold.content.reviewtypes import ReviewSubject, Sign
from ninefold.content.types import Block, BlockKind, Priority, VariantContent
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission, Role
from ninefold.kernel.errors import BadInput, NotAllowed
from ninefold.kernel.users.models import User
from ninefold.pipeline import reviewing
from tests.catalyst import scene
from tests.content.scene import installed

DAY_US = 86_400_000_000


@pytest.fixture(autouse=True)
def _stage(database: object) -> Iterator[None]:
    scene.an_address()
    with installed(fit.report):
        yield


def member(name: str, role: Role) -> User:
    return User.objects.create_user(
        username=name, password="a password", role=role.value, email=f"{name}@demo.example", first_name=name.title()
    )


def signed_in(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def a_draft(actor: Actor, *, topic: str = "", text: str = "Come and listen.", kind: BlockKind = BlockKind.TEXT) -> int:
    item = content.create_item(actor=actor, title=f"On {topic or 'nothing'}", topic=topic)
    block = Block("b2", kind, Priority.SUPPORTING, text)
    return content.create_variant(actor=actor, item_id=item.id, content=VariantContent("en", "", "Hello", "", (block,)))


def words(response: HttpResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def team() -> tuple[User, User, User, User]:
    """The owner, an editor, an author, and somebody who knows prices."""
    return (
        member("olga", Role.OWNER), member("ed", Role.EDITOR), member("ann", Role.AUTHOR), member("pia", Role.EXPERT)
    )  # fmt: skip


def test_a_draft_goes_to_who_knows_its_subject_then_to_who_may_publish() -> None:
    olga, ed, ann, pia = team()
    prices = ReviewSubject("Prices", signs=(Sign.PRICE,), members=(pia.pk,))
    actions.save_subject(actor=olga.actor(), subject=prices)
    actions.save_subject(actor=olga.actor(), subject=ReviewSubject("Needles", ("needles",), members=(ed.pk,)))
    plain, priced = a_draft(ann.actor()), a_draft(ann.actor(), text="Now for $ 19.90.")
    for one in (plain, priced):
        content.submit_variant(actor=ann.actor(), variant_id=one)
    assert {one.variant_id: one.subject for one in queries.open_reviews()} == {plain: "", priced: "Prices"}
    assert [one.variant_id for one in queries.waiting_for(pia.pk)] == [priced]
    assert [one.variant_id for one in queries.waiting_for(ed.pk)] == [plain]
    assert not queries.waiting_for(ann.pk)
    [review] = queries.waiting_for(pia.pk)
    actions.approve(actor=pia.actor(), review_id=review.id)
    assert not Variant.objects.filter(pk=priced, live=True).exists()
    last = queries.of_variants([priced])[priced]
    assert last.for_publishers
    with pytest.raises(NotAllowed):
        actions.approve(actor=pia.actor(), review_id=last.id)
    actions.approve(actor=ed.actor(), review_id=last.id)
    assert Variant.objects.get(pk=priced).live


@pytest.mark.parametrize(
    ("topic", "text", "kind", "subject"),
    [
        ("Needles", "Words.", BlockKind.TEXT, "By topic"),
        ("", "Terms hold.", BlockKind.LEGAL, "Legal"),
        ("", "Ten of 12 agree.", BlockKind.TEXT, "Sources"),
        ("pins", "Words.", BlockKind.TEXT, ""),
    ],
)
def test_topics_and_what_a_text_shows_choose_the_subject(topic: str, text: str, kind: BlockKind, subject: str) -> None:
    olga, _, ann, pia = team()
    for one in (
        ReviewSubject("By topic", ("needles", "styli"), members=(pia.pk,)),
        ReviewSubject("Legal", signs=(Sign.LEGAL,), members=(pia.pk,)),
        ReviewSubject("Sources", signs=(Sign.UNSOURCED,), members=(pia.pk,)),
    ):
        actions.save_subject(actor=olga.actor(), subject=one)
    draft = a_draft(ann.actor(), topic=topic, text=text, kind=kind)
    content.submit_variant(actor=ann.actor(), variant_id=draft)
    assert queries.of_variants([draft])[draft].subject == subject


def test_who_sent_it_does_not_agree_to_it_while_others_can() -> None:
    olga, _, ann, pia = team()
    actions.save_subject(actor=olga.actor(), subject=ReviewSubject("All", members=(ann.pk, pia.pk)))
    draft = a_draft(ann.actor())
    content.submit_variant(actor=ann.actor(), variant_id=draft)
    [review] = queries.waiting_for(ann.pk)
    with pytest.raises(BadInput, match="yourself"):
        actions.approve(actor=ann.actor(), review_id=review.id)


def test_a_review_is_taken_handed_on_sent_back_and_everyone_is_told_once() -> None:
    _, ed, ann, pia = team()
    second = member("max", Role.EDITOR)
    draft = a_draft(ann.actor())
    content.submit_variant(actor=ann.actor(), variant_id=draft)
    reviewing.tell_team(clock.now_us())
    reviewing.tell_team(clock.now_us())
    assert sorted(Service.objects.values_list("address", flat=True)) == [
        "ed@demo.example", "max@demo.example", "olga@demo.example"
    ]  # fmt: skip
    [review] = queries.waiting_for(ed.pk)
    page = f"/reviews/{review.id}/"
    signed_in(ed).post(page, {"do": "take"})
    assert not queries.waiting_for(second.pk)
    assert "Ed Ann" in words(signed_in(second).get("/reviews/"))
    Service.objects.all().delete()
    signed_in(ed).post(page, {"do": "hand", "to": second.pk})
    reviewing.tell_team(clock.now_us())
    assert [one.address for one in Service.objects.all()] == ["max@demo.example"]
    assert signed_in(pia).post(page, {"do": "approve"}).status_code == 403
    assert signed_in(second).post(page, {"do": "changes", "note": " "}).status_code == 422
    Service.objects.all().delete()
    signed_in(second).post(page, {"do": "changes", "note": "Name the price."})
    reviewing.tell_team(clock.now_us())
    [told] = Service.objects.all()
    assert told.address == "ann@demo.example"
    assert "Name the price." in told.text
    home = words(signed_in(ann).get("/"))
    assert "wants changes to “On nothing”: Name the price." in home
    assert "changes wanted" in words(signed_in(ann).get("/reviews/"))


def test_home_says_what_waits_for_whom_and_that_it_is_late() -> None:
    olga, ed, ann, pia = team()
    actions.save_subject(actor=olga.actor(), subject=ReviewSubject("Prices", members=(pia.pk,), days=2))
    content.submit_variant(actor=ann.actor(), variant_id=a_draft(ann.actor()))
    assert "wants your word: Prices" in words(signed_in(pia).get("/"))
    assert "your word: Prices" not in words(signed_in(ed).get("/"))
    clock.drive(clock.from_us(clock.now_us() + 3 * DAY_US))
    assert "and is late" in words(signed_in(pia).get("/"))
    assert "late" in words(signed_in(pia).get("/reviews/"))


def test_subjects_are_kept_by_owners_and_a_subject_that_goes_lets_its_drafts_on() -> None:
    olga, ed, ann, pia = team()
    new = {"name": "Prices", "topics": "", "signs": ["price"], "members": [str(pia.pk)], "days": "2"}
    assert signed_in(ed).post("/reviews/who/new/", new).status_code == 403
    assert signed_in(olga).post("/reviews/who/new/", {**new, "members": []}).status_code == 422
    assert signed_in(olga).post("/reviews/who/new/", new).status_code == 302
    [subject] = queries.subjects()
    assert "it states a price" in words(signed_in(ed).get("/reviews/who/"))
    draft = a_draft(ann.actor(), text="Only $ 5.")
    content.submit_variant(actor=ann.actor(), variant_id=draft)
    assert queries.of_variants([draft])[draft].subject == "Prices"
    signed_in(olga).post(f"/reviews/who/{subject.id}/", {"do": "delete"})
    assert queries.of_variants([draft])[draft].subject == ""
    assert not Variant.objects.filter(pk=draft, live=True).exists()


def test_where_everyone_named_has_left_who_may_publish_is_asked() -> None:
    olga, ed, ann, pia = team()
    actions.save_subject(actor=olga.actor(), subject=ReviewSubject("Prices", members=(pia.pk,)))
    pia.is_active = False
    pia.save()
    draft = a_draft(ann.actor())
    content.submit_variant(actor=ann.actor(), variant_id=draft)
    [review] = queries.waiting_for(ed.pk)
    assert review.subject == "Prices"
    assert "nobody is left" in words(signed_in(ed).get("/reviews/who/"))


def form_of(variant: Variant, **more: str) -> dict[str, str]:
    """What the editor's form sends."""
    body = [{"type": one.block_type, "id": one.id, "value": one.get_prep_value()["value"]} for one in variant.body]
    fields = {"item": str(variant.item_id), "tag": variant.tag, "form_factor": "", "subject": "Hello", "preheader": ""}
    stream = {"body-count": str(len(body))}
    for place, one in enumerate(body):
        stream |= {
            f"body-{place}-deleted": "", f"body-{place}-order": str(place), f"body-{place}-type": one["type"],
            f"body-{place}-id": one["id"], f"body-{place}-value-text": one["value"]["text"],
            f"body-{place}-value-priority": "supporting", f"body-{place}-value-must_keep-count": "0",
        }  # fmt: skip
    return {**fields, **stream, "go_live_at": "", "expire_at": "", **more}


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.EXPERT])
def test_an_author_publishes_by_no_way(role: Role) -> None:
    editor, author = member("ed", Role.EDITOR), member("ann", role)
    actor, client = author.actor(), signed_in(author)
    draft = a_draft(actor)
    row = Variant.objects.get(pk=draft)
    assert not actor.may(Permission.CONTENT_PUBLISH)

    def is_out() -> bool:
        return Variant.objects.filter(pk=draft, live=True).exists()

    with pytest.raises(NotAllowed):
        content.publish(actor=actor, variant_id=draft)
    with pytest.raises(NotAllowed):
        row.publish(row.get_latest_revision(), user=author)
    edit = reverse("wagtailsnippets_content_variant:edit", args=[draft])
    saved = client.post(edit, form_of(row))
    assert saved.status_code == 302  # the form itself is well
    client.post(edit, form_of(row, **{"action-publish": "1"}))
    assert not is_out()
    add = reverse("wagtailsnippets_content_variant:add")
    client.post(add, form_of(row, tag="de", **{"action-publish": "1"}))
    assert not Variant.objects.filter(tag="de", live=True).exists()
    content.submit_variant(actor=actor, variant_id=draft)
    state = Variant.objects.get(pk=draft).current_workflow_task_state
    for name in ("workflow_action", "collect_workflow_action_data"):
        client.post(
            reverse(f"wagtailsnippets_content_variant:{name}", args=[draft, "approve", state.pk]), {"comment": ""}
        )
    client.post(edit, form_of(row, **{"action-workflow-action": "1", "workflow-action-name": "approve"}))
    assert signed_in(author).post(f"/reviews/{state.pk}/", {"do": "approve"}).status_code == 403
    assert not is_out()
    content.publish(actor=editor.actor(), variant_id=draft)
    for path in ("unpublish", "delete"):
        assert client.post(reverse(f"wagtailsnippets_content_variant:{path}", args=[draft])).status_code in (302, 403)
    client.post(f"/bulk/content/variant/delete/?id={draft}")
    assert is_out()


def test_an_author_changes_nothing_that_readers_would_see_at_once() -> None:
    editor, author = member("ed", Role.EDITOR), member("ann", Role.AUTHOR)
    with pytest.raises(NotAllowed):
        content.create_item(actor=author.actor(), title="Mine", is_public=True)
    draft = a_draft(author.actor(), topic="needles")
    item = Variant.objects.get(pk=draft).item
    content.publish(actor=editor.actor(), variant_id=draft)
    typed = {
        "title": "Another title", "topic": "pins", "purpose": "offers", "form_factors": ["mail"], "default_tag": "en",
        "facts": "", "valid_from": "", "valid_until": "2020-01-01 00:00", "is_public": "on",
    }  # fmt: skip
    edit = reverse("wagtailsnippets_content_contentitem:edit", args=[item.pk])
    assert signed_in(author).post(edit, typed).status_code == 302
    after = ContentItem.objects.get(pk=item.pk)
    assert (after.title, after.purpose, after.valid_until, after.is_public) == (
        "Another title",
        item.purpose,
        None,
        False,
    )
    signed_in(editor).post(edit, typed)
    assert ContentItem.objects.get(pk=item.pk).is_public


def test_the_users_page_says_what_each_role_may_do() -> None:
    olga, _, ann, _ = team()
    page = words(signed_in(olga).get("/users/"))
    assert "What each role may do" in page
    assert "Access level" not in page
    shown = signed_in(olga).get("/users/").content.decode().partition("What each role may do")[0]
    rows = {name: unescape(row) for row in shown.split("<tr")[1:] for name in ("olga", "ann") if f"{name}\n" in row}
    assert "Owner" in rows["olga"]
    assert "Author" in rows["ann"]
    by_role = words(signed_in(olga).get("/users/?role=author")).partition("What each role may do")[0]
    assert ("Ann" in by_role, "Olga" in by_role.replace("Olga Sign out", "")) == (True, False)
    assert signed_in(olga).get("/users/?ordering=-role").status_code == 200
    assert "Publishes content and takes it down" in page
    form = words(signed_in(olga).get(f"/users/edit/{ann.pk}/"))
    assert "Author: writes drafts and sends them to review; publishes nothing" in form
