"""A lexicon's pages: terms kept and found, texts tried, an item drafted into a community's words."""

from collections.abc import Iterator

import pytest
from django.test import Client

from ninefold.adapt import fit
from ninefold.content import actions, queries
from ninefold.content.types import Term
from ninefold.culture import actions as culture
from ninefold.culture.types import Community
from ninefold.kernel import actors
from tests.content.scene import installed
from tests.content.test_lexicon import OTHERS, OWN, corpus
from tests.web.test_content import words

OWNER = actors.system("test")
NOW = 1_790_000_000_000_000


@pytest.fixture(autouse=True)
def _vinyl(db: None) -> Iterator[None]:
    culture.save_community(actor=OWNER, community=Community("vinyl", "Vinyl collectors", "en-x-vinyl"))
    with installed(fit.report):
        yield


def page(studio: Client, address: str) -> str:
    return studio.get(address).content.decode()


def test_an_empty_lexicon_says_what_it_is_for(studio: Client) -> None:
    said = page(studio, "/lexicons/vinyl/")
    assert "No terms yet" in said
    assert "is being learnt" in said
    assert "/lexicons/vinyl/" in page(studio, "/communities/")


def test_a_term_is_written_and_a_wrong_one_says_what_to_do(studio: Client) -> None:
    wrong = studio.post("/lexicons/vinyl/new/", {"term": "wax", "plain": "Wax"})
    assert wrong.status_code == 422
    assert "Say how an outsider would put it" in wrong.content.decode()
    studio.post("/lexicons/vinyl/new/", {"term": "dead wax", "plain": "run-out groove", "example": "Read the dead wax"})
    assert "Read the dead wax" in page(studio, "/lexicons/vinyl/")


def test_a_found_term_is_taken_with_its_plain_words_or_left_out(studio: Client) -> None:
    actions.learn_register(actor=OWNER, community="vinyl", own=corpus(OWN, 1), others=corpus(OTHERS, 2), now=NOW)
    said = page(studio, "/lexicons/vinyl/")
    assert "Found in their texts" in said
    found = {one.term: one for one in queries.terms("vinyl")}
    assert "They said it" in page(studio, f"/lexicons/vinyl/term/{found['platter'].id}/")
    studio.post(f"/lexicons/vinyl/term/{found['platter'].id}/", {"term": "platter", "plain": "record"})
    studio.post("/lexicons/vinyl/", {"refuse": found["stylus"].id})
    said = page(studio, "/lexicons/vinyl/")
    assert "1 left out" in said
    assert queries.phrasing("vinyl").draft("a record").text == "a platter"


def test_a_term_of_another_community_is_not_found_under_this_one(studio: Client) -> None:
    term = actions.save_term(actor=OWNER, term=Term("jazz", "chart", "sheet"), now=NOW)
    assert studio.get(f"/lexicons/vinyl/term/{term.id}/").status_code == 404


def test_a_text_is_tried_with_every_change_shown(studio: Client) -> None:
    actions.save_term(actor=OWNER, term=Term("vinyl", "platter", "record", "A clean platter."), now=NOW)
    said = studio.post("/lexicons/vinyl/try/", {"text": "My <record> & I"}, headers={"HX-Request": "true"})
    assert '<del>record</del> <ins title="A clean platter.">platter</ins>' in said.content.decode()
    assert "My &lt;" in said.content.decode()
    alone = studio.post("/lexicons/vinyl/try/", {"text": ""})
    assert alone.status_code == 422


def test_a_version_in_another_language_is_no_beginning(studio: Client) -> None:
    item = actions.create_item(actor=OWNER, title="Kiste", form_factors=("mail",), default_tag="de")
    actions.create_variant(actor=OWNER, item_id=item.id, content=words("de", text="Zwölf records."))
    actions.save_term(actor=OWNER, term=Term("vinyl", "platters", "records"), now=NOW)
    answer = studio.get(f"/lexicons/vinyl/draft/{item.id}/", follow=True)
    assert "words in place of others of the same language" in answer.content.decode()
    assert f"/lexicons/vinyl/draft/{item.id}/" not in page(studio, f"/content/{item.id}/?tag=en-x-vinyl")


def test_an_item_is_put_into_their_words_and_kept_as_a_draft(studio: Client) -> None:
    item = actions.create_item(actor=OWNER, title="Autumn box", form_factors=("mail",), facts=("19.90",))
    assert studio.get(f"/lexicons/vinyl/draft/{item.id}/").status_code == 302
    actions.create_variant(actor=OWNER, item_id=item.id, content=words(text="Twelve records for 19.90."))
    assert "changes nothing here" in page(studio, f"/lexicons/vinyl/draft/{item.id}/")
    actions.save_term(actor=OWNER, term=Term("vinyl", "platters", "records"), now=NOW)
    said = page(studio, f"/lexicons/vinyl/draft/{item.id}/")
    assert "<del>records</del> <ins>platters</ins>" in said
    assert f"/lexicons/vinyl/draft/{item.id}/" in page(studio, f"/content/{item.id}/?tag=en-x-vinyl")
    kept = studio.post(f"/lexicons/vinyl/draft/{item.id}/")
    number = int(kept["Location"].rstrip("/").rpartition("/")[2])
    draft = queries.draft(number)
    assert (draft.tag, draft.blocks[1].text) == ("en-x-vinyl", "Twelve platters for 19.90.")
    assert queries.item(item.id).variants == ()  # nobody gets it before it is published
    again = studio.post(f"/lexicons/vinyl/draft/{item.id}/")
    assert again["Location"].startswith(f"/content/{item.id}/")
