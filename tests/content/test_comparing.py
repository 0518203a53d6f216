"""Two versions beside each other, and who wrote what: pure, held against small stories and random edits."""

import random

from hypothesis import given
from hypothesis import strategies as st

from ninefold.content import comparing
from ninefold.content.authorship import Author, AuthorKind, Version, nearest, shares, trace, words_of
from ninefold.content.comparing import Change, Piece
from ninefold.content.types import Block, BlockKind, Priority, VariantContent

ANN, BEN = Author(AuthorKind.TEAM, "", 1), Author(AuthorKind.TEAM, "", 2)
MODEL = Author(AuthorKind.MODEL, "llama", 1)
VOCABULARY = ("the", "box", "costs", "19.90", "€", "until", "30", "November", "and", "12", "https://a.example")
WORDS = st.lists(st.sampled_from(VOCABULARY))


def text(key: str, said: str, priority: Priority = Priority.SUPPORTING) -> Block:
    return Block(key, BlockKind.TEXT, priority, said)


def version(*blocks: Block, subject: str = "Hello") -> VariantContent:
    return VariantContent("en", "", subject, "", blocks)


def told(found: comparing.Comparison) -> list[tuple[str, str, bool]]:
    return [(one.block.id, one.change.value, one.is_moved) for one in found.blocks]


def test_blocks_come_go_move_and_change_and_nothing_else_does() -> None:
    a, b, c, d = (text(key, f"Block {key} stays.") for key in "abcd")
    found = comparing.compare(version(a, b, c), version(a, text("b", "Block b goes on."), d, c))
    assert told(found) == [("a", "same", False), ("b", "changed", False), ("d", "added", False), ("c", "same", False)]
    assert told(comparing.compare(version(a, b, c), version(a, c))) == [
        ("a", "same", False), ("b", "removed", False), ("c", "same", False)
    ]  # fmt: skip
    moved = told(comparing.compare(version(a, b, c, d), version(d, a, b, c)))
    assert [one[0] for one in moved if one[2]] == ["d"]
    assert comparing.compare(version(a, b), version(a, b)).is_same
    assert not comparing.compare(version(a, b), version(b, a)).is_same


def test_a_block_is_known_by_its_words_where_its_id_is_new() -> None:
    found = comparing.compare(version(text("1", "Same words.")), version(text("9", "Same words.")))
    assert told(found) == [("9", "same", False)]


def test_words_are_told_and_facts_that_changed_are_marked() -> None:
    found = comparing.compare(
        version(text("a", "The box costs 19.90 € until 30 November.")),
        version(text("a", "The box costs 24.90 € until 30 November, only.")),
    )
    [part] = found.blocks[0].parts
    assert Piece(Change.REMOVED, "19.90", is_fact=True) in part.pieces
    assert Piece(Change.ADDED, "24.90", is_fact=True) in part.pieces
    assert [one.text for one in part.pieces if one.change is Change.ADDED and not one.is_fact] == [", only"]
    assert "19.90 €" in found.facts_gone
    assert "24.90 €" in found.facts_new
    assert not any("November" in fact for fact in (*found.facts_gone, *found.facts_new))


def test_a_changed_link_name_and_priority_are_told() -> None:
    before = Block("a", BlockKind.CALL_TO_ACTION, Priority.ESSENTIAL, "Come", url="https://a.example/x")
    after = Block("a", BlockKind.CALL_TO_ACTION, Priority.DETAIL, "Come", url="https://a.example/y")
    found = comparing.compare(version(before), version(after))
    assert {part.name for part in found.blocks[0].parts} == {"", "leads to", "priority"}
    assert told(found) == [("a", "changed", False)]


@given(WORDS, WORDS)
def test_pieces_give_both_texts_back(before: list[str], after: list[str]) -> None:
    old, new = " ".join(before), " ".join(after)
    found = comparing.pieces(old, new)
    assert "".join(one.text for one in found if one.change is not Change.ADDED) == old
    assert "".join(one.text for one in found if one.change is not Change.REMOVED) == new


@given(st.permutations(range(6)), st.sets(st.integers(0, 5)))
def test_every_block_of_both_versions_is_told_once(order: list[int], gone: set[int]) -> None:
    before = [text(str(key), f"Block {key}.") for key in range(6)]
    after = [text(str(key), f"Block {key}.") for key in order if key not in gone]
    found = comparing.compare(version(*before), version(*after))
    assert [one.block.id for one in found.blocks if one.change is not Change.REMOVED] == [one.id for one in after]
    assert {one.block.id for one in found.blocks if one.change is Change.REMOVED} == {str(key) for key in gone}
    still = [int(one.block.id) for one in found.blocks if one.change is Change.SAME and not one.is_moved]
    assert still == sorted(still)


def kept(number: int, author: Author, **blocks: str) -> Version:
    return Version(number, author, number * 1_000, blocks)


def test_each_block_has_who_began_and_who_changed_it_and_each_word_its_author() -> None:
    [a, b] = trace([
        kept(1, MODEL, a="Ten records came today", b="Come and hear"),
        kept(2, ANN, a="Ten fine records came today", b="Come and hear"),
        kept(3, BEN, a="Ten fine records came today", b="Come and hear them play"),
    ])  # fmt: skip
    assert (a.begun_by, a.changed_by, a.changed_at) == (MODEL, ANN, 2_000)
    assert a.words == {MODEL: 4, ANN: 1}
    assert (b.begun_by, b.changed_by, b.changed_at) == (MODEL, BEN, 3_000)
    assert shares([a, b]) == [(MODEL, 7), (BEN, 2), (ANN, 1)]


def test_a_block_that_got_a_new_id_keeps_its_author() -> None:
    [one] = trace([kept(1, ANN, a="Some words"), kept(2, BEN, z="Some words")])
    assert (one.block_id, one.changed_by) == ("z", ANN)


def test_a_block_under_a_new_id_with_most_of_its_words_keeps_their_authors() -> None:
    before = kept(1, ANN, a="A record comes with ten songs", b="Come and hear it on Friday")
    [one, other] = trace([before, kept(2, MODEL, x="Come and hear it on Friday", y="A platter comes with ten songs")])
    assert (one.begun_by, one.changed_by, one.words) == (ANN, ANN, {ANN: 6})
    assert (other.begun_by, other.changed_by) == (ANN, MODEL)
    assert other.words == {ANN: 5, MODEL: 1}


def test_a_block_of_other_words_is_its_own_authors_alone() -> None:
    before = kept(1, ANN, subject="A record comes with ten songs", a="Come and hear it on Friday")
    for one in trace([before, kept(2, BEN, subject="Wir sind wieder da", z="Kommt am Freitag und hört zu")]):
        assert (one.begun_by, one.changed_by, set(one.words)) == (BEN, BEN, {BEN})


def test_a_draft_is_taken_to_be_from_what_says_most_of_its_words_if_anything_does() -> None:
    draft = {"a": "A platter comes with ten songs", "b": "Come and hear it"}
    others = {
        3: {"x": "A record comes with ten songs", "y": "Come and hear it"},
        4: {"x": "A record comes with four songs", "y": "Stay at home"},
    }
    assert nearest(draft, others) == 3
    assert nearest({"a": "Eine Platte mit zehn Liedern"}, others) == 0
    assert nearest({}, others) == nearest(draft, {}) == 0


def test_every_word_has_one_author_whatever_was_edited() -> None:
    chance = random.Random(7)
    words = ["a", "box", "of", "records", "that", "nobody", "heard", "before"]
    for _ in range(200):
        versions = [
            kept(n, chance.choice((ANN, BEN, MODEL)), a=" ".join(chance.choices(words, k=chance.randint(0, 12))))
            for n in range(1, 6)
        ]
        [one] = trace(versions)
        assert sum(one.words.values()) == len(words_of(versions[-1].blocks["a"]))
