"""Lexicons as they are kept: an editor's word holds, candidates come and go, what was learnt can be forgotten."""

import pytest

from ninefold.content import actions, queries
from ninefold.content.types import Term, TermState, Told
from ninefold.kernel.errors import BadInput, NotAllowed, NotFound
from tests.content.scene import ANALYST, EDITOR
from tests.content.test_lexicon import OTHERS, OWN, corpus

pytestmark = pytest.mark.django_db
NOW = 1_790_000_000_000_000
WAX = Term("vinyl", "dead wax", "run-out groove", "Initials in the dead wax.", "A collector")


def state_of(name: str) -> TermState:
    return next(one.state for one in queries.terms("vinyl") if one.term == name)


def test_an_editor_writes_changes_and_deletes_a_term() -> None:
    saved = actions.save_term(actor=EDITOR, term=WAX, now=NOW)
    assert (saved.state, saved.changed_by, saved.changed_at) == (TermState.ACCEPTED, "Ada", NOW)
    changed = Term("vinyl", "dead wax", "blank ring", id=saved.id)
    assert actions.save_term(actor=EDITOR, term=changed, now=NOW + 1).plain == "blank ring"
    actions.delete_term(actor=EDITOR, term_id=saved.id)
    assert queries.terms("vinyl") == []
    with pytest.raises(NotFound):
        actions.delete_term(actor=EDITOR, term_id=saved.id)


@pytest.mark.parametrize(
    ("term", "plain", "code"),
    [
        ("", "x", "term_empty"),
        ("wax", "…", "term_empty"),
        ("a | b | c", "d | e", "term_spellings"),
        ("Wax", "wax", "term_same"),
        ("wax\n", "x", "term_long"),
    ],
)
def test_a_term_that_can_be_no_term_is_refused(term: str, plain: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        actions.save_term(actor=EDITOR, term=Term("vinyl", term, plain), now=NOW)
    assert refused.value.code == code


def test_a_term_stands_once_in_each_lexicon() -> None:
    actions.save_term(actor=EDITOR, term=WAX, now=NOW)
    with pytest.raises(BadInput, match="stands in this lexicon already"):
        actions.save_term(actor=EDITOR, term=Term("vinyl", "DEAD WAX", "x"), now=NOW)
    actions.save_term(actor=EDITOR, term=Term("jazz", "dead wax", "x"), now=NOW)


def test_only_who_edits_content_writes_terms() -> None:
    with pytest.raises(NotAllowed):
        actions.save_term(actor=ANALYST, term=WAX, now=NOW)


def test_learnt_terms_wait_for_an_editor_whose_word_outlives_learning() -> None:
    own, others = corpus(OWN, 1), corpus(OTHERS, 2)
    learnt = actions.learn_register(actor=EDITOR, community="vinyl", own=own, others=others, now=NOW)
    assert learnt.tells > 0.95
    found = {one.term: one for one in queries.terms("vinyl")}
    assert found["platter"].state is found["stylus"].state is TermState.CANDIDATE
    platter = found["platter"]
    actions.save_term(actor=EDITOR, term=Term("vinyl", "platter", "record", id=platter.id), now=NOW)
    actions.refuse_term(actor=EDITOR, term_id=found["stylus"].id, now=NOW)
    actions.learn_register(actor=EDITOR, community="vinyl", own=own, others=others, now=NOW + 1)
    assert (state_of("platter"), state_of("stylus")) == (TermState.ACCEPTED, TermState.REFUSED)
    assert queries.phrasing("vinyl").draft("a record").text == "a platter"


def test_a_term_that_was_left_out_can_be_taken_after_all() -> None:
    actions.learn_register(actor=EDITOR, community="vinyl", own=corpus(OWN, 1), others=corpus(OTHERS, 2), now=NOW)
    stylus = next(one for one in queries.terms("vinyl") if one.term == "stylus")
    actions.refuse_term(actor=EDITOR, term_id=stylus.id, now=NOW)
    actions.save_term(actor=EDITOR, term=Term("vinyl", "Stylus", "needle"), now=NOW)
    assert [one.term for one in queries.terms("vinyl") if one.state is TermState.ACCEPTED] == ["Stylus"]


def test_how_native_a_text_sounds_is_told_by_what_was_learnt() -> None:
    assert queries.sounds("vinyl", "the platter is in the groove") is None
    actions.learn_register(actor=EDITOR, community="vinyl", own=corpus(OWN, 1), others=corpus(OTHERS, 2), now=NOW)
    native = queries.sounds("vinyl", "the platter is in the groove")
    foreign = queries.sounds("vinyl", "the shirt is in the parcel")
    assert native is not None
    assert foreign is not None
    assert native.place > foreign.place


def test_too_few_texts_are_told_and_teach_nothing() -> None:
    few = [Told("A platter spins well.", 1)] * 5
    actions.learn_register(actor=EDITOR, community="vinyl", own=few, others=corpus(OTHERS, 2), now=NOW)
    learnt = queries.learnt("vinyl")
    assert learnt is not None
    assert (learnt.texts, learnt.tells) == (5, 0.0)
    assert queries.terms("vinyl") == []


def test_forgetting_leaves_only_what_editors_wrote() -> None:
    actions.save_term(actor=EDITOR, term=WAX, now=NOW)
    actions.learn_register(actor=EDITOR, community="vinyl", own=corpus(OWN, 1), others=corpus(OTHERS, 2), now=NOW)
    assert actions.forget_learnt() > 1
    assert [one.term for one in queries.terms("vinyl")] == ["dead wax"]
    assert queries.learnt("vinyl") is None


def test_a_text_brought_in_is_told_by_paragraph_and_has_it_learnt_anew() -> None:
    actions.learn_register(actor=EDITOR, community="vinyl", own=(), others=(), now=NOW)
    text_id = actions.add_text(actor=EDITOR, community="vinyl", name="Forum", text="One platter.\n\nTwo!\n\n", now=NOW)
    assert [one.text for one in queries.told_in_texts("vinyl")] == ["One platter.", "Two!"]
    assert queries.learnt("vinyl") is None
    actions.delete_text(actor=EDITOR, text_id=text_id)
    assert queries.texts("vinyl") == []
    with pytest.raises(BadInput):
        actions.add_text(actor=EDITOR, community="vinyl", name="Empty", text=" … ", now=NOW)
