"""Names are found where capitals tell them for sure, and are kept; first words of sentences never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.content import claims, facts, names
from ninefold.content.types import Block, BlockKind, Priority, VariantContent


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Twelve records chosen in New York by Miles Davis.", ("New York", "Miles Davis")),
        ("Yesterday Miles Davis played for us all.", ("Miles Davis",)),
        ("Miles Davis played for us all.", ()),  # “Miles” may be any word that begins a sentence
        ("We play Kind of Blue by J. S. Bach and Ludwig van Beethoven.", ("Kind of Blue", "Ludwig van Beethoven")),
        ("Am Freitag kommt sie aus der Neuen Welt zu Frau Müller.", ("Neuen Welt", "Frau Müller")),
        ("Die Platten sind da. Neue Platten gibt es auch.", ()),
        ("The Autumn Box Is Here", ()),  # a title tells nothing
        ("SALE NOW ON and it ends soon", ()),
        ("It begins on Monday December 5 in the shop", ()),
        ("They talk on BBC Radio about it", ("BBC Radio",)),
        ("see https://New.York.example/Miles Davis or call", ()),
        ("Dear {{ person.first_name | default: 'New York' }}, hello", ()),
        ("Come by. Our Shop is open", ()),
        ("Ninefold is a shop", ()),
        ("แผ่นเสียงจาก New York ราคาดี", ("New York",)),
        ("แผ่นเสียงจากNew Yorkราคาดี", ("New York",)),  # no space is set there
        ("음악 Miles Davis", ("Miles Davis",)),
        ("New Yorkのレコード", ("New York",)),
        ("For {{ person.first_name | default: 'you' }} Miles Davis plays", ("Miles Davis",)),
        ("l’auteur est Jean-Luc Picard, dit-on", ("Jean-Luc Picard",)),
    ],
)
def test_names_are_found(text: str, found: tuple[str, ...]) -> None:
    assert names.find(text) == found


@given(
    st.lists(st.sampled_from(["New", "York", "box", "of", "the", ".", ",", "BBC", "is", "ราคา", "É", "é"]), max_size=14)
)
def test_a_name_stands_in_its_text_and_is_more_than_one_word(words: list[str]) -> None:
    text = " ".join(words)
    for name in names.find(text):
        assert name in text
        assert len(name.split()) > 1
        assert facts.keeps(text, name)


def test_a_name_is_a_fact_that_must_stay_and_claims_nothing() -> None:
    text = Block("t", BlockKind.TEXT, Priority.SUPPORTING, "Now 20 of them by Miles Davis.")
    assert facts.of_block(text) == ("20", "Miles Davis")
    assert facts.of_block(Block("d", BlockKind.TEXT, Priority.DETAIL, text.text)) == ()
    assert claims.of(VariantContent("en", "", "", "", (text,)), ()) == ("20",)


def test_when_and_where_an_event_is_claims_nothing() -> None:
    event = Block(
        "e", BlockKind.EVENT, Priority.ESSENTIAL, "12 records", when=("Nov 30, 2026", "7:30 PM"), place="Hall"
    )
    assert claims.of(VariantContent("en", "", "", "", (event,)), ()) == ("12",)


def test_what_is_marked_by_hand_wins_over_a_name_in_it() -> None:
    text = Block("t", BlockKind.TEXT, Priority.ESSENTIAL, "Now by Miles Davis alone.", must_keep=("by Miles Davis",))
    assert facts.of_block(text) == ("by Miles Davis",)
