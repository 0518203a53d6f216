"""Lexicons: what is learnt from a community's texts, drafts into its words and back. Pure."""

import random
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.content.lexicon import katz, packing, register, words
from ninefold.content.lexicon.drafting import Phrasing
from ninefold.content.lexicon.katz import Model
from ninefold.content.types import Block, BlockKind, Priority, Term, Told, VariantContent

VINYL = (
    Term("vinyl", "platter | platters", "record | records", example="A clean platter sings."),
    Term("vinyl", "dead wax", "run-out groove"),
    Term("vinyl", "wow", "wavering pitch"),
)
WORDS = [
    "we",
    "you",
    "the",
    "a",
    "of",
    "in",
    "is",
    "are",
    "it",
    "on",
    "was",
    "that",
    "this",
    "and",
    "to",
    "for",
    "with",
]
OWN = [*WORDS, *["platter", "stylus", "pressing", "groove", "crackle", "spin"]]
OTHERS = [*WORDS, *["shirt", "shoe", "size", "colour", "return", "parcel"]]


def corpus(vocabulary: list[str], seed: int, *, texts: int = 60) -> list[Told]:
    lot = random.Random(seed)
    return [Told(" ".join(lot.choices(vocabulary, k=12)) + ".", voice=lot.randrange(9)) for _ in range(texts)]


def test_words_are_counted_in_any_script() -> None:
    assert words.of("Don’t play Side-B at https://x.example/a, {{ person.name }}!") == ["don't", "play", "side-b", "at"]
    assert words.of("Schöne Grüße") == ["schöne", "grüße".casefold()]
    assert words.of("แผ่นเสียง") == ["แ", "ผ่", "น", "เ", "สี", "ย", "ง"]
    assert [len(one) for one in words.sentences("One two. Three!\nFour")] == [2, 1, 1]


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f"]), min_size=1, max_size=9), max_size=30))
def test_after_any_words_the_probabilities_of_all_words_add_up_to_one(sentences: list[list[str]]) -> None:
    counts = katz.counted(sentences)
    seen = {gram[0] for gram in counts[0]}
    model = Model(counts, vocabulary=len(seen) + 3)  # three words that it never saw
    everything = [*seen, "x", "y", "z"]
    for before in [(), ("a",), ("a", "b"), (katz.START, katz.START), ("x", "y"), ("b", "x")]:
        total = sum(model.probability((*before, word)) for word in everything)
        assert isclose(total, 1.0, abs_tol=1e-6), before


def test_what_was_seen_more_often_is_expected_more() -> None:
    model = Model(katz.counted([["dead", "wax"]] * 8 + [["dead", "end"]] + [["run", "out"]] * 4), vocabulary=20)
    likely, rare, never = (model.probability(("dead", word)) for word in ("wax", "end", "parrot"))
    assert likely > 0.5 > rare > never > 0


def test_a_communitys_own_texts_sound_more_native_than_others() -> None:
    learnt = register.learn(corpus(OWN, 1), corpus(OTHERS, 2))
    assert learnt is not None
    assert learnt.tells > 0.95
    native, foreign = learnt.score("the platter is in the groove"), learnt.score("the shirt is in the parcel")
    assert native is not None
    assert foreign is not None
    assert learnt.place(native) > 0.2 > learnt.place(foreign)
    assert learnt.score("hm") is None


def test_two_corpora_of_one_kind_cannot_be_told_apart() -> None:
    learnt = register.learn(corpus(OWN, 1, texts=300), corpus(OWN, 2, texts=300))
    assert learnt is not None
    assert 0.4 < learnt.tells < 0.6


def test_too_few_texts_teach_nothing() -> None:
    assert register.learn(corpus(OWN, 1, texts=19), corpus(OTHERS, 2)) is None


def test_what_was_learnt_is_the_same_after_packing() -> None:
    learnt = register.learn(corpus(OWN, 1), corpus(OTHERS, 2))
    assert learnt is not None
    again = packing.unpack(packing.pack(learnt))
    assert (again.own, again.others, again.texts) == (learnt.own, learnt.others, learnt.texts)
    text = "a platter with crackle, and something new"
    assert again.score(text) == learnt.score(text)


def test_terms_are_found_that_the_community_says_far_more() -> None:
    own = [*corpus(OWN, 1), *[Told("Read the dead wax first, the dead wax tells.", voice) for voice in range(8)]]
    found = register.candidates(own, corpus(OTHERS, 2), known=["crackle"])
    terms = [one.term for one in found]
    assert {"platter", "stylus", "groove", "dead wax"} <= set(terms)
    assert not {"the", "shirt", "crackle", "dead", "wax"} & set(terms)
    assert next(one for one in found if one.term == "dead wax").example.startswith("Read the dead wax first")


def test_what_one_person_keeps_saying_is_no_term_of_a_community() -> None:
    own = [*corpus(OWN, 1), *[Told("My gizmo is a gizmo.", voice=99)] * 20]
    assert "gizmo" not in [one.term for one in register.candidates(own, corpus(OTHERS, 2))]


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        ("Two records. Records!", "Two platters. Platters!"),
        ("RECORD of the year", "PLATTER of the year"),
        ("Demo Records have records. Records!", "Demo Records have platters. Platters!"),
        ("a recorded record-player", "a recorded record-player"),
        ("its run-out  groove", "its dead wax"),
        ("see https://x.example/record and {{ person.traits.record | default: 'a record' }}",) * 2,
    ],
)
def test_a_text_is_put_into_the_communitys_words(plain: str, said: str) -> None:
    assert Phrasing(VINYL).draft(plain).text == said


@pytest.mark.parametrize(
    ("term", "text", "said"),
    [
        (
            Term("vinyl", "ヴァイナル", "レコード"),
            "このレコードは良い。レコードプレーヤーも。",
            "このヴァイナルは良い。レコードプレーヤーも。",
        ),
        (Term("vinyl", "黑胶", "唱片"), "新唱片来了", "新黑胶来了"),
        (Term("vinyl", "แผ่นดำ", "แผ่นเสียง"), "ซื้อแผ่นเสียงวันนี้", "ซื้อแผ่นดำวันนี้"),
        (Term("vinyl", "ดี", "ด"), "ดีและด", "ดีและดี"),  # not a part of what people see as one letter
        (Term("vinyl", "LP", "record"), "このrecordは", "このLPは"),
        (Term("vinyl", "الفينيل", "اسطوانات"), "والاسطوانات و اسطوانات", "والاسطوانات و الفينيل"),
    ],
)
def test_scripts_without_spaces_have_their_words_too(term: Term, text: str, said: str) -> None:
    assert Phrasing([term], language="ja").draft(text).text == said
    assert term.plain in Phrasing([term], language="ja", is_plain=True).draft(said).text


def test_a_capital_makes_a_name_but_where_all_nouns_have_one() -> None:
    disc = Term("vinyl", "Scheibe", "Platte")
    assert Phrasing([disc], language="de-AT").draft("Die Platte klingt.").text == "Die Scheibe klingt."
    assert Phrasing([disc], language="nl").draft("Die Platte klingt.").text == "Die Platte klingt."
    assert Phrasing(VINYL).draft("Two Acme records", keep=("Acme records",)).text == "Two Acme records"


def test_an_acronym_does_not_shout() -> None:
    back = Phrasing([Term("vinyl", "LP", "record")], is_plain=True)
    assert back.draft("LP or no LP, an lp. LP!").text == "Record or no record, an record. Record!"


def test_a_draft_tells_each_change_where_it_stands() -> None:
    drafted = Phrasing(VINYL).draft("Two records, one record.")
    assert [(one.before, one.after) for one in drafted.changes] == [("records", "platters"), ("record", "platter")]
    assert all(drafted.text[one.start :].startswith(one.after) for one in drafted.changes)
    assert "".join(piece for piece, _ in drafted.pieces) == drafted.text
    assert drafted.changes[0].example == "A clean platter sings."


def test_facts_links_and_legal_lines_stay_as_they_are() -> None:
    text = Block("1", BlockKind.TEXT, Priority.ESSENTIAL, "The Record Fair has records.", must_keep=("Record Fair",))
    legal = Block("2", BlockKind.LEGAL, Priority.ESSENTIAL, "You get this for each record.")
    said, told = Phrasing(VINYL).content(VariantContent("en", "", "New records", "", (text, legal)), "en-x-vinyl")
    assert (said.tag, said.subject) == ("en-x-vinyl", "New platters")
    assert [block.text for block in said.blocks] == ["The Record Fair has platters.", legal.text]
    assert [place for place, _ in told] == ["Subject", "Block 1 (text)"]


@given(st.lists(st.sampled_from(["platter", "dead wax", "wow", "is", "clean,", "and", "19.90", "\n"]), max_size=20))
def test_into_plain_words_and_back_is_where_it_began(pieces: list[str]) -> None:
    text = " ".join(pieces)
    plain = Phrasing(VINYL, is_plain=True).draft(text).text
    assert "platter" not in plain
    assert "dead wax" not in plain
    assert Phrasing(VINYL).draft(plain).text == text
