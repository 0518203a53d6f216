"""Whom an item is for, where it comes from and what shows that it is so: kept, shown, counted."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from ninefold.adapt import fit
from ninefold.content import actions as content
from ninefold.content import queries as contents
from ninefold.content.models import ContentItem
from ninefold.culture import actions as culture
from ninefold.culture.types import Community
from ninefold.kernel.actors import Role
from ninefold.web.studio.content import mapping
from ninefold.web.studio.content.mapping import ASIDE, Audience
from tests.catalyst import scene
from tests.content.scene import installed, letter
from tests.web.test_reviews import member, signed_in, words

JAZZ, POP = Community("jazz", "Jazz buyers", "en-x-jazz"), Community("pop", "Pop buyers", "en-x-pop")


@pytest.fixture(autouse=True)
def _stage(database: object) -> Iterator[None]:
    scene.an_address()
    for one in (JAZZ, POP):
        culture.save_community(actor=scene.ACTOR, community=one)
    with installed(fit.report):
        yield


def an_item(*audience: str) -> int:
    item = content.create_item(
        actor=scene.ACTOR, title="Autumn box", audience=audience, sources=("https://shop.example/study",),
        evidence=("Our own test of March",), facts=("19.90",),
    )  # fmt: skip
    variant = content.create_variant(actor=scene.ACTOR, item_id=item.id, content=letter())
    content.publish(actor=scene.ACTOR, variant_id=variant)
    return item.id


def test_the_map_counts_an_item_for_its_audience_alone() -> None:
    audiences = [Audience("en", "English", 9), Audience(JAZZ.tag, JAZZ.name, 5, JAZZ), Audience(POP.tag, "Pop", 4, POP)]
    all_, own = contents.item(an_item()), contents.item(an_item("jazz"))
    rows = [mapping.row(one, audiences, "") for one in (all_, own)]
    assert [cell.state for cell in rows[0].cells] == ["own", "words", "words"]
    assert [cell.state for cell in rows[1].cells] == [ASIDE, "words", ASIDE]
    gaps = mapping.gaps(rows, audiences)
    assert [(gap.item.id, gap.audience.name) for gap in gaps] == [
        (own.id, "Jazz buyers"), (all_.id, "Jazz buyers"), (all_.id, "Pop")
    ]  # fmt: skip
    page = words(signed_in(member("ed", Role.EDITOR)).get("/content/coverage/map/"))
    assert "it is for others" in page


def test_the_sheet_says_whom_it_is_for_and_where_it_comes_from() -> None:
    item = an_item("jazz")
    client = signed_in(member("ed", Role.EDITOR))
    sheet = client.get(f"/content/{item}/")
    said = words(sheet)
    for wanted in ("For Jazz buyers", "shop.example/study", "Evidence Our own test of March"):
        assert wanted in said
    assert "Pop buyers:" not in said
    assert 'href="https://shop.example/study"' in sheet.content.decode()
    claims = client.get(f"/content/{item}/claims/").content.decode()
    assert '<option value="https://shop.example/study">' in claims


def test_the_form_keeps_them_and_refuses_a_community_that_is_none() -> None:
    item = an_item()
    client = signed_in(member("ed", Role.EDITOR))
    edit = reverse("wagtailsnippets_content_contentitem:edit", args=[item])
    typed = {
        "title": "Autumn box", "topic": "boxes", "purpose": "news", "form_factors": ["mail"], "default_tag": "en",
        "facts": "", "valid_from": "", "valid_until": "", "audience": ["jazz", "pop"], "sources": "A\nB",
        "evidence": "",
    }  # fmt: skip
    assert client.post(edit, typed).status_code == 302
    row = ContentItem.objects.get(pk=item)
    assert (row.audience, row.source_lines(), row.evidence_lines()) == (["jazz", "pop"], ["A", "B"], [])
    assert contents.item(item).audience == ("jazz", "pop")
    assert client.post(edit, {**typed, "audience": ["nobody"]}).status_code == 200
    assert ContentItem.objects.get(pk=item).audience == ["jazz", "pop"]
