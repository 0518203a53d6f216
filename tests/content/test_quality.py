"""The quality panel: figures of a text, tactics that the charter bans, what it lacks. Pure."""

from dataclasses import replace

import pytest

from ninefold.content import events
from ninefold.content.quality import panel, readability, tactics
from ninefold.content.quality.panel import NoteKind
from ninefold.content.types import Block, BlockKind, Priority, VariantContent

EASY = "The cat sat on the mat. It was a warm day. We had tea and cake, and then we went home to bed. It was good fun."
HARD = (
    "Institutional considerations notwithstanding, organisational communication necessitates comprehensive"
    " terminological standardisation, particularly concerning interdepartmental responsibilities, accountability"
    " mechanisms and procedural documentation requirements."
)


def variant(*texts: str, subject: str = "The autumn box", tag: str = "en") -> VariantContent:
    blocks = tuple(Block(f"b{n}", BlockKind.TEXT, Priority.SUPPORTING, text) for n, text in enumerate(texts, 1))
    return VariantContent(tag, "", subject, "", blocks)


def notes(content: VariantContent, **known: object) -> list[tuple[NoteKind, str]]:
    found = panel.of(content, **known).notes  # type: ignore[arg-type]  # each test gives what it is about
    return [(note.kind, note.message) for note in found]


def test_an_event_that_is_over_is_told_with_what_to_do() -> None:
    one = Block("e", BlockKind.EVENT, Priority.ESSENTIAL, "Clinic", starts="2026-11-01T07:30", place="Berlin")
    content = VariantContent("en", "", "A clinic", "", (events.told(one, "en"),))
    (found,) = notes(content, today="2026-11-02")
    assert found[0] is NoteKind.DAY
    assert found[1].startswith("Block 1 (event): Nov 1, 2026 is over.")
    assert notes(content, today="2026-11-01") == []
    lasting = VariantContent("en", "", "A clinic", "", (replace(one, ends="2026-11-03T18:00"),))
    assert notes(lasting, today="2026-11-02") == []


def test_a_plain_text_reads_easier_than_a_learned_one() -> None:
    easy, hard = readability.read(EASY, "en"), readability.read(HARD + " " + HARD, "en-GB")
    assert easy.ease is not None
    assert hard.ease is not None
    assert easy.ease > 90
    assert hard.ease < 20
    assert (easy.sentences, easy.words) == (4, 27)


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [("cat", "en", 1), ("record", "en", 2), ("table", "en", 2), ("Donaudampfschiff", "de", 4), ("música", "es", 3)],
)
def test_syllables_are_counted_about_right(word: str, language: str, count: int) -> None:
    assert readability.syllables(word, language) == count


def test_no_ease_is_claimed_for_a_short_text_or_a_language_without_a_formula() -> None:
    assert readability.read("Short and sweet.", "en").ease is None
    assert readability.read(EASY, "fi").ease is None


@pytest.mark.parametrize(
    ("text", "tag", "key"),
    [
        ("Hurry, the box is nearly closed.", "en", "urgency"),
        ("Letzte Chance für die Kiste.", "de-AT", "urgency"),
        ("Dernière chance !", "fr-CA", "urgency"),
        ("¡Última oportunidad!", "es", "urgency"),
        ("Only 3 records left.", "en", "scarcity"),
        ("No thanks, I prefer paying more", "en", "guilt"),
        ("You\u2019ll regret it.", "en", "guilt"),
        ("Free for you, plus shipping.", "en", "hidden_cost"),
        ("Start your free trial", "en", "hidden_cost"),
        ("Now 19.90* a box", "en", "hidden_cost"),
    ],
)
def test_tactics_are_known_by_their_words(text: str, tag: str, key: str) -> None:
    assert [use.tactic.key for use in tactics.uses(text, tag)] == [key]


@pytest.mark.parametrize(
    "text",
    ["Free shipping on all boxes.", "You will get a receipt.", "It is in no hurried style", "Feel free to ask.",
     "Twelve records, one last look.", "{{ person.name | default: 'hurry' }}, hello"],
)  # fmt: skip
def test_plain_words_are_no_tactic(text: str) -> None:
    assert tactics.uses(text, "en") == []


def test_urgency_with_a_day_is_information() -> None:
    assert notes(variant("Last chance to hear it live."))[0][0] is NoteKind.TACTIC
    assert notes(variant("Last chance: until 30 November 2026.")) == []
    assert notes(variant("Last chance to hear it live."), has_end=True) == []


def test_scarcity_with_a_sourced_figure_is_information() -> None:
    text = variant("Only 3 records left.")
    assert [kind for kind, _ in notes(text, unsourced=("3",))] == [NoteKind.TACTIC, NoteKind.SOURCE]
    assert notes(text) == []


def test_words_that_the_charter_leaves_out_are_pointed_to() -> None:
    (found,) = panel.of(variant("An Exclusive box."), avoided=("exclusive", "clusive")).notes
    assert (found.kind, found.block_id) == (NoteKind.VOICE, "b1")
    assert "“exclusive”" in found.message


def test_words_left_out_are_found_in_scripts_without_spaces() -> None:
    (found,) = panel.of(variant("この限定セットを"), avoided=("限定", "セッ")).notes
    assert "“限定”" in found.message


def test_shouting_and_long_sentences_are_pointed_to() -> None:
    found = notes(variant("BUY THIS now!! " + "word " * 40))
    assert [kind for kind, _ in found] == [NoteKind.VOICE, NoteKind.VOICE, NoteKind.EASE]


def test_a_picture_without_words_is_pointed_to_unless_the_library_has_them() -> None:
    image = Block("i", BlockKind.IMAGE, Priority.DETAIL, "", image_id=7)
    content = VariantContent("en", "", "A box", "", (image,))
    assert [kind for kind, _ in notes(content)] == [NoteKind.PICTURE]
    assert notes(content, images={7}) == []


def test_a_broken_link_is_named_at_its_block() -> None:
    text = variant("See https://shop.example/gone for more.")
    (found,) = panel.of(text, broken={("https://shop.example/gone", "does not open: it has nothing there.")}).notes
    assert (found.kind, found.block_id) == (NoteKind.LINK, "b1")


def test_a_legal_line_is_its_lawyers() -> None:
    legal = Block("l", BlockKind.LEGAL, Priority.ESSENTIAL, "TERMS APPLY HERE. Hurry!!")
    assert notes(VariantContent("en", "", "A box", "", (legal,))) == []
