"""A published item reaches a person in every form factor, in their tongue, with tracked links."""

from dataclasses import replace
from html import escape

import pytest

from ninefold.adapt import fit, queries
from ninefold.adapt.errors import DoesNotFit
from ninefold.adapt.formfactors import BUILT_IN
from ninefold.adapt.personas import PERSONAS
from ninefold.adapt.types import Rendition
from ninefold.content import actions
from ninefold.content import queries as content
from ninefold.content.errors import PublishRefused
from ninefold.content.saidto import SaidTo
from ninefold.content.types import Item
from ninefold.culture import actions as culture
from ninefold.culture import queries as culture_queries
from ninefold.kernel.actors import system
from ninefold.kernel.errors import NotFound
from tests.adapt import autumn
from tests.content.scene import EDITOR, installed

pytestmark = pytest.mark.django_db


def tracked(url: str, label: str) -> str:
    kept = {"ninefold:unsubscribe": "https://n9.example/u/token", "ninefold:poll/p/0": "https://n9.example/c/cd"}
    return kept.get(url, f"https://n9.example/c/{len(url)}")


@pytest.fixture
def item() -> Item:
    keys = ("mail", "sms", "post280")
    with installed(fit.report):
        item = actions.create_item(actor=EDITOR, title="Autumn box", form_factors=keys)
        for tag, greeting in (("en", "Dear"), ("en-x-vinyl", "Crate digger")):
            story = replace(autumn.STORY, text=autumn.STORY.text.replace("Dear", greeting))
            blocks = (autumn.HEADING, story, *autumn.BLOCKS[2:])
            variant = actions.create_variant(actor=EDITOR, item_id=item.id, content=autumn.box(*blocks, tag=tag))
            actions.publish(actor=EDITOR, variant_id=variant)
    return content.item(item.id)


def test_a_letter_speaks_the_reader_s_tongue_and_name(item: Item) -> None:
    letter = queries.render(item, PERSONAS[0].person, "mail", links=tracked)
    assert letter.tag == "en-x-vinyl"
    assert letter.html.startswith("<!doctype html>")
    assert 'lang="en"' in letter.html
    assert "Crate digger Elena, twelve" in letter.html
    assert "Crate digger Elena, twelve" in letter.text
    assert "So &lt;What&gt;" in letter.html
    assert "So <What>" in letter.text
    assert 'href="https://n9.example/u/token"' in letter.html
    assert "Unsubscribe: https://n9.example/u/token" in letter.text
    assert 'href="https://n9.example/c/cd"' in letter.html
    assert "fonts.googleapis" not in letter.html
    assert letter.used == len(letter.html.encode()) <= letter.limit
    assert queries.render(item, PERSONAS[-1].person, "mail", links=tracked).text.count("Dear friend") == 1


def test_every_letter_says_who_writes_and_from_where_as_the_charter_says_it_now(item: Item) -> None:
    for address in ("9 Square Lane, Demo City", "10 <Oval> Lane, Demo City"):
        charter = replace(culture_queries.charter(), postal_address=address)
        culture.save_charter(actor=system("test"), charter=charter)
        letter = queries.render(item, PERSONAS[0].person, "mail", links=tracked)
        assert f"Ninefold Records, {address}" in letter.text
        assert f"Ninefold Records, {escape(address)}" in letter.html


def test_every_letter_leads_to_the_legal_pages_that_the_company_has_in_its_readers_language(item: Item) -> None:
    company = replace(culture_queries.company(), privacy_url="https://acme.example/p?a=1&b=2")
    culture.save_company(actor=system("test"), company=company)
    letter = queries.render(item, PERSONAS[0].person, "mail", links=tracked)
    assert "Privacy: https://acme.example/p?a=1&b=2\n" in letter.text
    assert 'href="https://acme.example/p?a=1&amp;b=2"' in letter.html
    assert "Legal notice" not in letter.html


def test_no_mark_and_no_placeholder_is_left_anywhere(item: Item) -> None:
    for one in PERSONAS:
        for key in ("mail", "sms", "post280"):
            rendition = queries.render(item, one.person, key, links=tracked)
            for text in (rendition.subject, rendition.html, rendition.text, rendition.preheader):
                assert not any(mark in text for mark in ("@@", "{{", "{%", "ninefold:"))
            assert rendition.used <= rendition.limit


def test_a_form_factor_that_does_not_fit_has_no_variant(item: Item) -> None:
    only_mail = replace(item, variants=tuple(replace(variant, fits=("mail",)) for variant in item.variants))
    with pytest.raises(NotFound):
        queries.render(only_mail, PERSONAS[0].person, "sms", links=tracked)


def test_a_link_longer_than_promised_is_refused(item: Item) -> None:
    with pytest.raises(DoesNotFit):
        queries.render(item, PERSONAS[0].person, "sms", links=lambda url, label: "https://n9.example/" + "a" * 40)


def test_the_gate_refuses_what_does_not_fit() -> None:
    with installed(fit.report):
        item = actions.create_item(actor=EDITOR, title="Autumn box", form_factors=("post140",))
        story = autumn.STORY.text.replace("year. 19.90", "year, the last and the one before it, 19.90")
        for_all = replace(autumn.LEGAL, said_to=SaidTo.ALL)
        long = autumn.box(replace(autumn.STORY, text=story, short=""), for_all)
        variant = actions.create_variant(actor=EDITOR, item_id=item.id, content=long)
        message = r"Block 1 .* is 19 characters too long for 140 characters\. .*legal line takes 11, so 128 are left"
        with pytest.raises(PublishRefused, match=message):
            actions.publish(actor=EDITOR, variant_id=variant)


def test_a_preview_shows_what_a_rendition_shows(item: Item) -> None:
    draft = item.variants[0].content
    for key in BUILT_IN:
        shown = queries.preview(draft, PERSONAS[0], key)
        if key in item.variants[0].fits:
            assert isinstance(shown, Rendition)
            sent = queries.compiled(item.variants[0], key).render(
                queries.values_of(PERSONAS[0].person), [link.url for link in shown.links]
            )
            assert sent == (shown.subject, shown.html, shown.text)
        else:
            assert isinstance(shown, list)
            assert all(problem.form_factor == key and problem.message for problem in shown)
