"""Facts are found as they stand, and a fact counts as kept only when it stands whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.content import facts
from ninefold.content.types import Block, BlockKind, Priority


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12 records for 19.90 until 30 Nov", ("12", "19.90", "30 Nov")),
        ("Nur 1.299,00 € bis 30. November 2026!", ("1.299,00 €", "30. November 2026")),
        ("Save 20 % by November 30, 2026 at 19:30.", ("20 %", "November 30, 2026", "19:30")),
        ("See https://n9.example/a7?x=1. Or call", ("https://n9.example/a7?x=1",)),
        ("On 2026-11-30 or 30.11.2026, $5 or 5 USD", ("2026-11-30", "30.11.2026", "$5", "5 USD")),
        ('Dear {{ person.first_name | default: "no 7" }}, {% if x == 3 %}hello{% endif %}', ()),
        ("12\n€ and 5\nUSD, 30\nNovember", ("12", "5", "30")),  # a fact stands on one line
        ("Twelve records.", ()),
        ("at 0:00.0", ("0", "00.0")),
        ("١٢ تسجيلا", ("١٢",)),
        ("価格1,980円、2026年11月30日まで", ("1,980円", "2026年11月30日")),  # scripts without capitals set no space
        ("ราคา199บาท", ("199บาท",)),
        ("開催2026-11-30の19:30です、USD 8か8 USDで", ("2026-11-30", "19:30", "USD 8", "8 USD")),
        ("가격 5,000원, 11월 3일", ("5,000원", "11월 3일")),
        ("המחיר ב50 ₪", ("50 ₪",)),
        ("the n9 and the A4", ()),
        ("le 1er décembre 2026 à 19h30", ("1er décembre 2026", "19h30")),
        ("el 30 de noviembre de 2026", ("30 de noviembre de 2026",)),
        ("from 7 pm, or 7:30 p.m.", ("7 pm", "7:30 p.m.")),
        ("10 000,50 € and CHF 1’200.50", ("10 000,50 €", "CHF 1’200.50")),
        ("In 2026 300 people", ("2026", "300")),
        ("$5k, €1.5m, 1,5 Mio. € and 2 million people", ("$5k", "€1.5m", "1,5 Mio. €", "2 million")),
        ("500 kr, 200 zł", ("500 kr", "200 zł")),
        ("33⅓ turns and 7½ %", ("33⅓", "7½ %")),
        ("30 ноября 2026 г. и 5 мая", ("30 ноября 2026", "5 мая")),
        ("30 พฤศจิกายน 2569 และ30พ.ย.2569", ("30 พฤศจิกายน 2569", "30พ.ย.2569")),
        ("في 30 نوفمبر 2026 و5 مايو", ("30 نوفمبر 2026", "5 مايو")),
        ("ב־30 בנובמבר 2026", ("30 בנובמבר 2026",)),
        ("30 नवंबर 2026 को", ("30 नवंबर 2026",)),
        (
            "30 Νοεμβρίου 2026, 30 listopada, 30 tháng 11, 2026",
            ("30 Νοεμβρίου 2026", "30 listopada", "30 tháng 11, 2026"),
        ),
        ("2026. november 30. és November 2026", ("2026. november 30", "November 2026")),
        ("2 out of 5, 3 set aside, 30 out. 2026", ("2", "5", "3", "30 out. 2026")),  # out and set are months elsewhere
        ("Call +49 (30) 1234-567 or 030/123 45 67", ("+49 (30) 1234-567", "030/123 45 67")),
        ("(030) 123 45 67, 01 23 45 67 89, (555) 123-4567", ("(030) 123 45 67", "01 23 45 67 89", "(555) 123-4567")),
        ("01 23 45 67 89 19:30, ٣٤ May 1, 2027", ("01 23 45 67 89", "19:30", "٣٤", "May 1, 2027")),
        ("1-800-555-1234, 06.12.34.56.78", ("1-800-555-1234", "06.12.34.56.78")),
        ("08.00-18.00, 10-12, 0.50 0.75 0.95", ("08.00", "18.00", "10", "12", "0.50", "0.75", "0.95")),
        ("ISBN 978-3-16-148410-0, 0-306-40615-X", ("978-3-16-148410-0", "0-306-40615-X")),
        ("978 3 16 148410 0", ("978 3 16 148410 0",)),
        ("see www.shop.example/a7?x=1, or www. is", ("www.shop.example/a7?x=1",)),
        ("https://n9.example/aを、https://n9.example/b。", ("https://n9.example/aを", "https://n9.example/b")),
    ],
)
def test_facts_are_found(text: str, found: tuple[str, ...]) -> None:
    assert facts.find(text) == found


def test_a_number_inside_another_does_not_count() -> None:
    assert not facts.keeps("for 19.90", "9")
    assert not facts.keeps("for 19.90", "19")
    assert not facts.keeps("for 119.90", "19.90")
    assert facts.keeps("for 19.90.", "19.90")
    assert facts.keeps("9, then 19", "19")
    assert facts.keeps("価格19円", "19")
    assert not facts.keeps("n19", "19")


def test_a_link_inside_another_does_not_count() -> None:
    assert not facts.keeps("see https://n9.example/boxes", "https://n9.example/box")
    assert not facts.keeps("see https://n9.example/box?x=1", "https://n9.example/box")
    assert facts.keeps("see https://n9.example/box. Or (https://n9.example/box)", "https://n9.example/box")


def test_an_address_without_its_scheme_is_a_link() -> None:
    assert facts.is_link("www.shop.example/7")
    assert not facts.opens("www.shop.example/7")
    assert not facts.keeps("see www.shop.example/70", "www.shop.example/7")
    assert not facts.stands_in("see www.shop.example/7", "7")


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Joann Smithers", "Ann Smith"), ("with Ann Smithers", "Ann Smith"), ("Joann Smith", "Ann Smith"),
        ("أحمدي هنا", "أحمد"), ("रामायण", "राम"), ("until 30 November", "30 Nov"), ("e\u0301Ann", "Ann"),
    ],
)  # fmt: skip
def test_a_name_inside_a_longer_word_does_not_count(text: str, fact: str) -> None:
    assert not facts.keeps(text, fact)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Joann and Ann Smith’s", "Ann Smith"), ("New York에서", "New York"), ("ที่New Yorkราคา", "New York"),
        ("ในกรุงเทพมหานคร", "กรุงเทพ"), ("وأحمد هنا", "أحمد"), ("राम के", "राम"), ("レコード盤", "レコード"),
        ("ב־30 בנובמבר", "בנובמבר"),
    ],
)  # fmt: skip
def test_a_name_that_is_a_word_counts_in_any_script(text: str, fact: str) -> None:
    assert facts.keeps(text, fact)


def test_in_detail_only_marked_facts_must_stay() -> None:
    block = Block("1", BlockKind.TEXT, Priority.DETAIL, "Pressed in 1972, 180 g.", must_keep=("1972",))
    assert facts.of_block(block) == ("1972",)


def test_found_facts_join_marked_ones_without_repeating_them() -> None:
    block = Block("1", BlockKind.TEXT, Priority.ESSENTIAL, "19.90 until 30 Nov", must_keep=("until 30 Nov",))
    assert facts.of_block(block) == ("until 30 Nov", "19.90")


WORDS = ("30", "2026", "5", "01", "23", "45", "+49", "(030)", "ноября", "พฤศจิกายน", "नवंबर", "nov.", "May", "www.a.bc",
         "https://a.bc", "EUR", "⅓", " ", " ", "-", ".", ",", "/", "e", "\u0301", "ก", "่", "क", "ا", "。")  # fmt: skip


@given(
    st.text(alphabet="0123456789., €aNovember/:%h t p s月日円th.k-+()", max_size=60)
    | st.lists(st.sampled_from(WORDS), max_size=12).map("".join)
)
def test_every_fact_found_stands_whole_in_its_text(text: str) -> None:
    assert all(facts.keeps(text, fact) for fact in facts.find(text))
