"""What a text claims: every figure that it states as a fact, in any language, and nothing that only looks like one."""

import pytest

from ninefold.content import claims
from ninefold.content.types import Block, BlockKind, Priority, VariantContent


def said(
    text: str, kind: BlockKind = BlockKind.TEXT, priority: Priority = Priority.DETAIL, tag: str = "en", **more: object
) -> VariantContent:
    block = Block("b1", kind, priority, text, **more)  # type: ignore[arg-type]  # each test gives what it is about
    return VariantContent(tag, "", "The stylus clinic", "", (block,))


@pytest.mark.parametrize("priority", list(Priority))
@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("A stylus lasts about 500 hours.", "500"),
        ("Eine Nadel hält etwa 500 Stunden.", "500"),
        ("Une pointe dure environ 500 heures.", "500"),
        ("Una aguja dura unas 500 horas.", "500"),
        ("Uno stilo dura circa 500 ore.", "500"),
        ("針は約500時間もちます。", "500"),
        ("เข็มใช้ได้ประมาณ 500 ชั่วโมง", "500"),
        ("تدوم الإبرة حوالي ٥٠٠ ساعة", "٥٠٠"),
        ("It weighs 1.5 g and tracks at 33 rpm.", "1.5"),
        ("It is 20 % quieter than before.", "20 %"),
        ("We have cut records since 1998.", "1998"),
        ("3. Dezember ist der Tag.", "3. Dezember"),
        ("2 of 3 worn tips are flat.", "2"),
        ("In step with 40 other shops.", "40"),
    ],
)
def test_a_figure_with_any_unit_is_a_claim_however_much_its_block_matters(
    text: str, claim: str, priority: Priority
) -> None:
    assert claim in claims.of(said(text, priority=priority), ())


@pytest.mark.parametrize("priority", list(Priority))
@pytest.mark.parametrize(
    "text",
    [
        "A stylus lasts long.",
        "1. Take off the guard.\n2. Brush from back to front.\n(3) Let it dry.",
        "Step 2: brush it. Page 3 of 12 shows how.",
        "Schritt 2: bürsten. Seite 3 von 12 zeigt es.",
        "Étape 2 : brossez. Voir chapitre 4.",
        "Paso 2: cepíllela. Véase capítulo 4.",
        "{{ person.points | default: '3' }} for you",
        "Play it on your MP3 player or with the AT-VM95E.",
        "https://records.example/2026/clinic?seats=20",
    ],
)
def test_what_only_looks_like_a_figure_claims_nothing(text: str, priority: Priority) -> None:
    assert claims.of(said(text, priority=priority), ()) == ()


def test_a_poll_s_choices_and_a_legal_line_claim_nothing_of_their_own() -> None:
    poll = said("Which do you play?", BlockKind.POLL, Priority.ESSENTIAL, options=("33 rpm", "78 rpm"))
    assert claims.of(poll, ()) == ()
    assert claims.of(said("VAT 20 % included.", BlockKind.LEGAL), ()) == ()


def test_a_figure_of_the_subject_is_claimed_and_of_a_longer_fact_only_once() -> None:
    content = VariantContent("en", "", "500 hours and no more", "Until 30 November", ())
    assert claims.of(content, ("until 30 November | Until 30 November",)) == ("until 30 November", "500")


def test_a_claim_has_its_sentence_also_where_a_date_looks_like_an_end() -> None:
    content = said("Komm am 3. Dezember um 19:00. Eine Nadel hält 500 Stunden.", tag="de")
    assert claims.sentence_of(content, "500") == "Eine Nadel hält 500 Stunden."
    assert claims.sentence_of(content, "3. Dezember").startswith("Komm am 3. Dezember")
    assert claims.sentence_of(content, "50") == ""
    assert claims.worded(content, "500") == "500 Stunden"
    assert claims.worded(content, "3. Dezember") == "3. Dezember"
    assert claims.worded(said("針は約500時間もちます。"), "500").startswith("500時間")
